"""What a configuration says: every key as a value, profiles, and where the file is found."""

import tomllib
from pathlib import Path

import jsonschema
import pytest

from audit import assets
from audit.config.globs import ignored, profile_of
from audit.config.keys import KEYS
from audit.config.read import find, read_config
from audit.config.tables import CHECKS
from audit.config.values import AskModel, Config, FailOnModel, Ignore, Profile
from audit.domain import Severity, Weights
from audit.errors import UsageError

FILE = Path("audit.toml")

EVERYTHING = """
files = ["locales/**/*.json", "docs/*.md"]
exclude = ["vendor"]
source-language = "en"
target-language = "pt-BR"
source = "locales/en/{name}.json"
glossary = ["terms.csv"]
weights = { major = 10 }
profile = "docs"
fail-on = "critical"
fail-on-model = "confirmed"
min-confidence = 0.5
max-per-thousand-words = 20
llm = "never"
baseline = "audit/baseline.json"

[checks]
names = "off"

[severity]
doubled = "neutral"
"model/style/awkward" = "minor"

[[ignore]]
rules = ["numbers", "model/*"]
files = ["locales/*/legal.json"]

[[ignore]]
keys = ["debug.*"]

[profiles.ui]
files = ["locales"]
weights = { minor = 2 }
fail-on = "never"

[profiles.docs]
max-per-thousand-words = 5
"""


def test_every_key_has_its_place() -> None:
    FILE.write_text(EVERYTHING)
    weights = Weights(major=10.0)
    docs = Profile(weights, Severity.CRITICAL, 5, "docs")
    assert read_config(FILE) == Config(
        files=("locales/**/*.json", "docs/*.md"),
        exclude=("vendor",),
        source_language="en",
        target_language="pt-BR",
        source=(("locales/{lang}/{name}.json", "locales/en/{name}.json"),),
        glossary=(Path("terms.csv"),),
        off=frozenset({"names"}),
        severity={"doubled": Severity.NEUTRAL, "model/style/awkward": Severity.MINOR},
        ignore=(Ignore(("numbers", "model/*"), ("locales/*/legal.json",)), Ignore(keys=("debug.*",))),
        profile=docs,
        profiles=(Profile(Weights(minor=2.0, major=10.0), None, 20, "ui", ("locales",)), docs),
        fail_on_model=FailOnModel.CONFIRMED,
        min_confidence=0.5,
        llm=AskModel.NEVER,
        baseline=Path("audit/baseline.json"),
    )


def test_the_example_above_has_every_key() -> None:
    assert set(tomllib.loads(EVERYTHING)) == set(KEYS) - {"prices"}


def test_an_empty_file_says_what_none_says() -> None:
    FILE.write_text("")
    assert read_config() == Config() == read_config(isolated=True)


CHOSEN = {
    "nothing said": ("", set(CHECKS)),
    "one off": ('doubled = "off"', set(CHECKS) - {"doubled"}),
    "only these": ('select = ["doubled", "names"]', {"doubled", "names"}),
    "without these": ('ignore = ["doubled", "names"]', set(CHECKS) - {"doubled", "names"}),
    "a word of its own goes before the lists": (
        'select = ["doubled"]\nignore = ["doubled"]\ndoubled = "on"\nnames = "on"', {"doubled", "names"},
    ),
}  # fmt: skip


@pytest.mark.parametrize(("lines", "run"), CHOSEN.values(), ids=CHOSEN)
def test_which_checks_run(lines: str, run: set[str]) -> None:
    FILE.write_text(f"[checks]\n{lines}")
    assert set(CHECKS) - read_config().off == run


def test_paths_are_relative_to_the_folder_of_the_file() -> None:
    Path("deep/down").mkdir(parents=True)
    Path("deep/audit.toml").write_text('glossary = ["terms.csv"]')
    config = read_config(Path("deep/audit.toml"))
    assert (config.glossary, config.baseline) == ((Path("deep/terms.csv"),), Path("deep/.audit-baseline.json"))
    assert config.root == Path("deep")
    assert Config().root == Path()


# -- which profile, and what is ignored --------------------------------------------------------------------------

PROFILED = {"locales/de.json": "ui", "locales/a/b/de.po": "ui", "README.de.md": "docs", "web/locales/de.json": "ui"}


@pytest.mark.parametrize(("path", "name"), PROFILED.items())
def test_a_file_has_the_first_profile_that_is_about_it(path: str, name: str) -> None:
    FILE.write_text(EVERYTHING)
    assert profile_of(read_config(), path).name == name


IGNORED = {
    ("numbers", "locales/de/legal.json", "a"): 0,
    ("model/style/awkward", "locales/de/legal.json", ""): 0,
    ("doubled", "locales/de/legal.json", "a"): None,
    ("numbers", "locales/de/app.json", "a"): None,
    ("doubled", "locales/de/app.json", "debug.x.y"): 1,
    ("doubled", "x.po", "debug"): None,
}


@pytest.mark.parametrize(("finding", "entry"), IGNORED.items())
def test_what_does_not_count(finding: tuple[str, str, str], entry: int | None) -> None:
    FILE.write_text(EVERYTHING)
    config = read_config()
    assert ignored(config, *finding) == (None if entry is None else config.ignore[entry])


# -- where the file is -------------------------------------------------------------------------------------------


def test_the_nearest_file_upwards_counts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    Path("a/b/c").mkdir(parents=True)
    assert find(Path("a/b/c")) is None
    FILE.write_text("")
    assert find() == FILE
    assert find(Path("a/b/c")) == tmp_path / "audit.toml"
    Path("a/pyproject.toml").write_text("[tool.ruff]\n")
    assert find(Path("a/b/c")) == tmp_path / "audit.toml"
    Path("a/pyproject.toml").write_text('[tool.audit]\nfail-on = "never"\n')
    assert find(Path("a/b/c")) == tmp_path / "a/pyproject.toml"
    monkeypatch.chdir("a/b")
    assert read_config().profile.fail_on is None
    assert read_config(isolated=True) == Config()
    (tmp_path / "a/audit.toml").write_text('fail-on = "minor"\n')
    assert read_config().profile.fail_on is Severity.MINOR


def test_a_pyproject_that_is_no_toml_is_ours_only_where_it_tries_to_be() -> None:
    Path("pyproject.toml").write_text("[tool.other]\nx = \n")
    assert find() is None
    Path("pyproject.toml").write_text('[tool.audit]\nfail-on = "never\n')
    with pytest.raises(UsageError, match=r"^pyproject\.toml:2: .*is a quotation mark missing\?$"):
        read_config()


# -- the schema, for editors -------------------------------------------------------------------------------------


def test_the_schema_knows_the_same_keys() -> None:
    assert set(assets.schema("config")["properties"]) == set(KEYS)


def test_the_schema_takes_what_we_take() -> None:
    jsonschema.validate(tomllib.loads(EVERYTHING), assets.schema("config"))


@pytest.mark.parametrize(
    "line", ['fail_on = "major"', 'fail-on = "severe"', "files = 3", "min-confidence = 2", "[[ignore]]\nrule = []"]
)
def test_the_schema_refuses_what_we_refuse(line: str) -> None:
    FILE.write_text(line)
    with pytest.raises(UsageError):
        read_config()
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(tomllib.loads(line), assets.schema("config"))
