"""`audit config`: what is in effect, and what is wrong."""

import json
import tomllib
from pathlib import Path

import jsonschema

from audit import assets
from audit.config.keys import KEYS
from audit.config.read import read_config
from audit.config.values import Config

FILE = Path("audit.toml")
SOME = """
files = ["a \\"b\\" \\u007f/*.json"]
fail-on = "minor"
[checks]
names = "off"
select = ["names", "numbers"]
[[ignore]]
rules = ["numbers"]
[profiles."marketing texts"]
weights = { minor = 0.5 }
[prices."gpt-5*"]
input = 1
output = 2.5
"""


def test_what_is_in_effect_can_be_read_again(audit) -> None:
    FILE.write_text(SOME)
    ran = audit("config", "show")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("# audit.toml\n")
    shown = ran.out.splitlines()
    assert 'fail-on = "minor"' in shown
    assert 'llm = "auto"  # default' in shown
    assert "#source-language is not set" in shown
    Path("other.toml").write_text(ran.out)
    assert read_config(Path("other.toml")) == read_config(FILE)


def test_every_key_is_shown(audit) -> None:
    ran = audit("config", "show")
    assert ran.out.startswith("# no configuration file: everything is as it is by default\n")
    for key in KEYS:
        assert any(line.lstrip("#[").startswith(key) for line in ran.out.splitlines()), key
    FILE.write_text(ran.out)
    assert read_config(FILE) == Config()


def test_for_programs(audit) -> None:
    FILE.write_text(SOME)
    shown = json.loads(audit("config", "show", "--format", "json").out)
    jsonschema.validate(shown, assets.schema("config"))
    assert list(shown) == list(KEYS)
    assert (shown["fail-on"], shown["llm"], shown["source"]) == ("minor", "auto", None)
    assert shown["checks"] == tomllib.loads(SOME)["checks"]


def test_another_file_or_none(audit) -> None:
    FILE.write_text('fail-on = "minor"')
    Path("other.toml").write_text('fail-on = "never"')
    assert 'fail-on = "never"\n' in audit("config", "show", "--config", "other.toml").out
    assert 'fail-on = "major"  # default\n' in audit("config", "show", "--isolated").out


def test_nothing_is_wrong(audit) -> None:
    FILE.write_text(SOME)
    assert audit("config", "validate") == (0, "audit.toml: nothing is wrong\n", "")


def test_all_that_is_wrong_is_said_line_by_line(audit) -> None:
    FILE.write_text('fail-on = "high"\n\nexcude = []\n')
    ran = audit("config", "validate")
    assert (ran.code, ran.err) == (2, "")
    assert ran.out.splitlines() == [
        'audit.toml:1: fail-on is \'high\'; it must be "critical" or "major" or "minor" or "never"',
        "audit.toml:3: unknown key 'excude': did you mean 'exclude'?",
    ]
    assert audit("config", "show").code == 2


def test_no_file_is_no_mistake(audit) -> None:
    ran = audit("config", "validate")
    assert ran.code == 0
    assert ran.out.startswith("no configuration file: there is no audit.toml")


def test_a_file_that_is_not_there(audit) -> None:
    ran = audit("config", "validate", "--config", "missing.toml")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "audit: missing.toml: No such file or directory: is the path of the configuration file right?\n"
