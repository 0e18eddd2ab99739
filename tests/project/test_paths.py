"""Which files a check looks at: files, folders, globs, what is left out, and what is refused."""

from collections.abc import Callable
from pathlib import Path

import pytest

from audit.config.values import Config
from audit.errors import UsageError
from audit.project.paths import expand
from tests.project.conftest import touch

TREE = (
    "README.md",
    "app/TypeScript.ts",
    "app/messages_de.properties",
    "app/messages_en.properties",
    "app/res/values-de/strings.xml",
    "app/res/values/strings.xml",
    "data/de.json",
    "data/numbers.csv",
    "docs/de/guide.md",
    "docs/en/guide.md",
    "locale/de/LC_MESSAGES/django.po",
    "locale/django.pot",
    "locale/en/LC_MESSAGES/django.po",
    "locales/de.json",
    "locales/en.json",
    "locales/fr.json",
    "node_modules/x/locales/de.json",
    "node_modules/x/locales/en.json",
    "package.json",
    "story.txt",
)
EVERYTHING = [
    "app/messages_de.properties",
    "app/qt_de.ts",
    "app/res/values-de/strings.xml",
    "docs/de/guide.md",
    "locale/de/LC_MESSAGES/django.po",
    "locales/de.json",
    "locales/fr.json",
]


@pytest.fixture(autouse=True)
def _tree() -> None:
    touch(*TREE)
    touch("app/qt_de.ts", text='<?xml version="1.0"?>\n<!DOCTYPE TS>\n<TS version="2.1"/>')


def expanded(*arguments: str, root: Path = Path(), **said: object) -> list[str]:
    return [path.as_posix() for path in expand(arguments, Config(**said), root)]  # type: ignore[arg-type]


def test_a_folder_is_the_translations_in_it() -> None:
    assert expanded(".") == EVERYTHING


def test_no_words_are_the_folder_of_the_configuration() -> None:
    assert expanded() == EVERYTHING


def test_no_words_are_the_files_of_the_configuration() -> None:
    assert expanded(files=("locales/*.json", "*.txt")) == ["locales/de.json", "locales/fr.json", "story.txt"]


MEANT = {
    "a file": (["locales/fr.json"], ["locales/fr.json"]),
    "a file that nothing speaks for": (["story.txt"], ["story.txt"]),
    "a file that holds the source": (["locales/en.json"], ["locales/en.json"]),
    "in the order of the words": (["story.txt", "locales", "docs"], [
        "story.txt", "locales/de.json", "locales/fr.json", "docs/de/guide.md",
    ]),
    "once each": (["locales/fr.json", "locales", "./locales/fr.json"], ["locales/fr.json", "locales/de.json"]),
    "a glob": (["locales/*.json"], ["locales/de.json", "locales/fr.json"]),
    "a glob over folders": (["**/*.po"], ["locale/de/LC_MESSAGES/django.po"]),
    "a glob in this folder only": (["*.json"], ["package.json"]),
    "a glob of folders": (["doc?"], ["docs/de/guide.md"]),
}  # fmt: skip


@pytest.mark.parametrize(("arguments", "meant"), MEANT.values(), ids=MEANT)
def test_what_words_mean(arguments: list[str], meant: list[str]) -> None:
    assert expanded(*arguments) == meant


@pytest.mark.parametrize("arguments", [["."], ["locales/fr.json", "locales/de.json"], ["locales/*.json"], []])
def test_what_is_excluded_is_left_out_also_where_it_is_named(arguments: list[str]) -> None:
    assert "locales/fr.json" not in expanded(*arguments, exclude=("fr.*",))
    assert "locales/de.json" in expanded(*arguments, exclude=("fr.*",))


def test_globs_of_a_configuration_further_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir("locales")
    assert expanded(".", root=tmp_path, exclude=("locales/fr.json",)) == ["de.json"]
    assert expanded(root=tmp_path, files=("locales/*",)) == ["de.json", "fr.json"]


REFUSED = {
    "a name that is not there": (["locales/it.json"], "locales/it.json does not exist: check its name and the folder"),
    "a glob that fits nothing": (["*.yaml"], "*.yaml fits no file that can be read: check the glob"),
    "a glob in no folder": (["nothing/*.po"], "nothing/*.po fits no file that can be read: check the glob"),
    "a folder without translations": (["data"], "data: no translation was recognised in this folder: name files"),
    "a name that is none": (["a" * 300], f"{'a' * 300} does not exist"),
}


@pytest.mark.parametrize(("arguments", "said"), REFUSED.values(), ids=REFUSED)
def test_what_means_no_file_is_refused(arguments: list[str], said: str) -> None:
    with pytest.raises(UsageError) as refused:
        expanded(*arguments)
    assert str(refused.value).startswith(said)


def test_globs_of_the_configuration_that_fit_nothing() -> None:
    with pytest.raises(UsageError, match=r"^audit\.toml: `files` fits no file that can be read: check its globs$"):
        expanded(files=("*.nothing",), path=Path("audit.toml"))


# -- what belongs to a project -------------------------------------------------------------------------------------


def test_git_says_what_belongs_to_a_project(git: Callable[..., str]) -> None:
    touch(".gitignore", text="fr.json\nnode_modules\n")
    touch(
        ".hidden/locales/en.json", ".hidden/locales/de.json", "übersetzt/locales/en.json", "übersetzt/locales/de.json"
    )
    git("add", "locales/de.json", "docs", "app")
    Path("docs/de/guide.md").unlink()
    found = [*EVERYTHING, ".hidden/locales/de.json", "übersetzt/locales/de.json"]
    assert expanded(".") == sorted({*found} - {"locales/fr.json", "docs/de/guide.md"})


@pytest.mark.usefixtures("git")
def test_a_file_that_git_ignores_may_be_named() -> None:
    touch(".gitignore", text="fr.json\n")
    assert expanded("locales/fr.json") == ["locales/fr.json"]


@pytest.mark.usefixtures("git")
def test_a_folder_that_git_ignores_may_be_named() -> None:
    touch(".gitignore", text="node_modules\n")
    assert expanded("node_modules/x") == ["node_modules/x/locales/de.json"]


@pytest.mark.usefixtures("git")
def test_a_hook_of_git_may_ask_about_another_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_DIR", ".git")
    assert expanded("locales") == ["locales/de.json", "locales/fr.json"]


def test_links_are_not_followed_out_of_the_tree(tmp_path_factory: pytest.TempPathFactory) -> None:
    outside = tmp_path_factory.mktemp("outside")
    (outside / "it.json").touch()
    Path("locales/it.json").symlink_to(outside / "it.json")
    Path("locales/more").symlink_to(outside)
    Path("locales/nl.json").symlink_to("de.json")
    assert expanded("locales") == ["locales/de.json", "locales/fr.json"]
