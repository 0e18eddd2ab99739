"""Where a work tree begins."""

from pathlib import Path

import pytest

from audit.project.git import work_tree
from tests.project.conftest import Git, touch


@pytest.mark.usefixtures("git")
def test_the_work_tree_of_a_folder_is_the_one_around_it(tmp_path: Path) -> None:
    touch("web/locale/de.po")
    assert work_tree(Path("web/locale")) == tmp_path.resolve()
    assert work_tree(Path()) == tmp_path.resolve()


def test_a_folder_whose_name_ends_in_a_line_break_is_a_folder_too(git: Git, tmp_path: Path) -> None:
    strange = tmp_path / "a\n"
    strange.mkdir()
    git("init", "-q", cwd=strange)
    assert work_tree(strange) == strange.resolve()


@pytest.mark.usefixtures("git")
def test_without_git_there_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert work_tree(tmp_path / ".git") is None
    monkeypatch.setenv("PATH", "")
    assert work_tree(tmp_path) is None


def test_outside_of_any_there_is_none(tmp_path: Path) -> None:
    assert work_tree(tmp_path) is None
