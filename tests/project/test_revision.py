"""Files as they were, and which have changed, in real repositories."""

from collections.abc import Callable
from pathlib import Path

import pytest

from audit.errors import UsageError
from audit.project.revision import base, changed_paths, content
from tests.project.conftest import touch

Git = Callable[..., str]
ROOT = Path()
LINES = "".join(f"{number}\n" for number in range(50))


@pytest.fixture
def repository(git: Git) -> Git:
    """A branch that left main after "one"; main has gone on since."""
    touch("locales/de.json", "locales/fr.json", "gone.json", text="one\n")
    touch("old name.json", text=LINES)
    git("add", ".")
    git("commit", "-qm", "one")
    git("checkout", "-qb", "work")
    git("checkout", "-q", "main")
    touch("locales/fr.json", text="main\n")
    git("commit", "-qam", "main goes on")
    git("checkout", "-q", "work")
    touch("locales/de.json", text="two\n")
    git("mv", "old name.json", "ü.json")
    git("rm", "-q", "gone.json")
    git("commit", "-qam", "two")
    return git


@pytest.mark.usefixtures("repository")
def test_a_file_as_it_was_where_the_branch_left() -> None:
    assert content(ROOT, "main", Path("locales/de.json")) == b"one\n"
    assert content(ROOT, "main", Path("locales/fr.json")) == b"one\n"  # not what main has made of it since
    assert content(ROOT, "HEAD", Path("locales/de.json")) == b"two\n"


@pytest.mark.usefixtures("repository")
def test_a_renamed_file_is_found_under_its_former_name() -> None:
    assert content(ROOT, "main", Path("ü.json")) == LINES.encode()


@pytest.mark.usefixtures("repository")
def test_a_new_file_was_not_there() -> None:
    touch("new.json")
    assert content(ROOT, "main", Path("new.json")) is None


@pytest.mark.usefixtures("repository")
def test_from_a_folder_below(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir("locales")
    assert content(ROOT, "main", Path("de.json")) == b"one\n"
    assert content(tmp_path, "main", tmp_path / "locales/de.json") == b"one\n"
    assert changed_paths(ROOT, "main") == (Path("de.json"),)


@pytest.mark.usefixtures("repository")
def test_what_has_changed() -> None:
    touch(".gitignore", text="ignored.json\n")
    touch("ignored.json", "untracked.json", "locales/fr.json", text="three\n")
    names = [".gitignore", "locales/de.json", "locales/fr.json", "untracked.json", "ü.json"]
    assert changed_paths(ROOT, "main") == tuple(map(Path, names))


REFUSED = {
    "no revision": ("nothing", "git does not know the revision 'nothing': check its name, or git fetch it"),
    "an option": ("--output=x", "'--output=x' is no revision: give a commit, a branch or a tag"),
    "empty": (" ", "' ' is no revision: give a commit, a branch or a tag"),
    "a file": (
        "HEAD:locales/de.json",
        "git does not know the revision 'HEAD:locales/de.json': check its name",
    ),
}


@pytest.mark.parametrize(("revision", "said"), REFUSED.values(), ids=REFUSED)
@pytest.mark.usefixtures("repository")
def test_a_revision_that_is_none(revision: str, said: str) -> None:
    for ask in (lambda: changed_paths(ROOT, revision), lambda: content(ROOT, revision, Path("locales/de.json"))):
        with pytest.raises(UsageError) as refused:
            ask()
        assert str(refused.value).startswith(said)
    assert not Path("x").exists()


def test_a_shallow_clone_says_how_to_fetch_more(repository: Git, tmp_path: Path) -> None:
    repository("clone", "-q", "--depth", "1", "--branch", "work", f"file://{tmp_path}", "shallow")
    with pytest.raises(UsageError, match=r"'origin/main': a shallow clone has not fetched it: .*fetch-depth: 0"):
        changed_paths(Path("shallow"), "origin/main")


def test_a_folder_without_a_past() -> None:
    with pytest.raises(UsageError, match="is not in a work tree of git, so nothing has a past"):
        changed_paths(ROOT, "HEAD")


@pytest.mark.usefixtures("repository")
def test_a_file_that_lies_elsewhere(tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "de.json"
    with pytest.raises(UsageError, match="is not in the work tree"):
        content(ROOT, "main", elsewhere)


BASES = {
    "none": ({}, None),
    "GitHub": ({"GITHUB_BASE_REF": "main"}, "origin/main"),
    "GitHub, no pull request": ({"GITHUB_BASE_REF": ""}, None),
    "GitLab": ({"CI_MERGE_REQUEST_DIFF_BASE_SHA": "abc123"}, "abc123"),
}


@pytest.mark.parametrize(("environment", "revision"), BASES.values(), ids=BASES)
def test_what_a_request_in_ci_is_compared_with(environment: dict[str, str], revision: str | None) -> None:
    assert base(environment) == revision
