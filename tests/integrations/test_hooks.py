"""The hooks for pre-commit: their metadata, and what pre-commit does with them in a repository of its own.

A hook of `language: python` is installed from an index, which no test asks. So pre-commit runs the same entries with
the `audit` that is installed here; what files it passes, and how, is decided by our file and by pre-commit alone.
"""

import json
import re
import subprocess
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft7Validator

from . import workplace
from .workplace import BAD, BROKEN, GOOD, ROOT

HOOKS = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))


def commit(tree: Path, *more: str) -> subprocess.CompletedProcess[str]:
    """What a commit in this work tree would meet."""
    hooks = [{**hook, "language": "system"} for hook in HOOKS]
    config = {"repos": [{"repo": "local", "hooks": hooks}]}
    (tree / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config), encoding="utf-8")
    workplace.git(tree, "add", "--all")
    return subprocess.run(
        ["pre-commit", "run", "--verbose", "--color", "never", *more],
        cwd=tree,
        env=workplace.environment(tree.parent),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_they_are_what_is_published_as_a_schema() -> None:
    if not workplace.OFFICIAL.is_dir():
        pytest.skip(f"no published schemas in {workplace.OFFICIAL}; AUDIT_OFFICIAL_SCHEMAS names the folder")
    schema = json.loads((workplace.OFFICIAL / "pre-commit-hooks.json").read_text(encoding="utf-8"))
    Draft7Validator(schema).validate(HOOKS)


def test_one_process_sees_all_files() -> None:
    assert all(hook["require_serial"] for hook in HOOKS)
    assert [hook["id"] for hook in HOOKS if "stages" not in hook] == ["audit-check"]


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("locale/de/LC_MESSAGES/django.po", True),
        ("src/de.xlf", True),
        ("lib/l10n/app_de.arb", True),
        ("de.lproj/Localizable.strings", True),
        ("App/Localizable.xcstrings", True),
        ("i18n/messages_de.properties", True),
        ("i18n/messages_zh_Hans_CN.properties", True),
        ("app/src/main/res/values-de/strings.xml", True),
        ("public/locales/de/common.json", True),
        ("config/locales/de.yml", True),
        ("Resources.de.resx", True),
        ("package.json", False),
        ("gradle.properties", False),
        ("app/src/main/res/values/strings.xml", False),
        ("src/app.ts", False),
        (".github/workflows/ci.yml", False),
        ("README.md", False),
    ],
)
def test_which_files_are_meant(path: str, wanted: bool) -> None:
    assert {bool(re.search(hook["files"], path)) for hook in HOOKS} == {wanted}


def test_a_broken_translation_stops_a_commit(tmp_path: Path) -> None:
    tree = workplace.repository(tmp_path / "tree", {"locale/de.po": BAD, "locale/fr.po": GOOD, "README.md": "Hello."})
    done = commit(tree)
    assert done.returncode == 1
    assert "audit translations.......................................................Failed" in done.stdout
    assert "locale/de.po:5:15: error: placeholders: " in done.stdout
    assert "README.md" not in done.stdout
    assert "with a model" not in done.stdout  # before a push, or by hand


def test_a_good_one_passes(tmp_path: Path) -> None:
    done = commit(workplace.repository(tmp_path / "tree", {"locale/de.po": GOOD}))
    assert done.returncode == 0, done.stdout
    assert "Passed" in done.stdout


def test_one_that_cannot_be_read_stops_it_too(tmp_path: Path) -> None:
    done = commit(workplace.repository(tmp_path / "tree", {"locale/de.po": BROKEN}))
    assert done.returncode == 1
    assert "exit code: 3" in done.stdout
    assert "error: unread: " in done.stdout


def test_source_text_alone_is_nothing_to_check(tmp_path: Path) -> None:
    done = commit(workplace.repository(tmp_path / "tree", {"locales/en.json": '{"pay": "Pay now"}'}))
    assert done.returncode == 0, done.stdout


def test_other_files_do_not_start_it(tmp_path: Path) -> None:
    done = commit(workplace.repository(tmp_path / "tree", {"package.json": "{}"}))
    assert done.returncode == 0
    assert "(no files to check)Skipped" in done.stdout


def test_the_model_is_asked_by_hand_and_without_one_the_checks_run(tmp_path: Path) -> None:
    tree = workplace.repository(tmp_path / "tree", {"locale/de.po": BAD})
    done = commit(tree, "--hook-stage", "manual", "audit-check-model")
    assert done.returncode == 1
    assert "model: none" in done.stdout
    assert "error: placeholders: " in done.stdout
