"""What is said of a configuration that cannot be used: the line, what is wrong, what to do; everything at once."""

from pathlib import Path

import pytest

from audit.config.read import ConfigError, read_config

FILE = Path("audit.toml")
HEAD = "# Of the team.\n\n"

FAULTS = {
    "a missing quote": ('fail-on = "major\n', "3: Illegal character '\\n' (at line 1, column 17); is a quotation mar"),
    "no quotes": ("fail-on = major\n", "3: Invalid value (at line 1, column 11); text needs quotes, as \"en\""),
    "an unknown key": ('excude = ["a"]', "3: unknown key 'excude': did you mean 'exclude'?"),
    "an underscore": ('source_language = "en"', "3: unknown key 'source_language': did you mean 'source-language'?"),
    "a key like none": ("colour = 1", "3: unknown key 'colour': known: files, exclude, source-language, target-"),
    "a text for a list": ('files = "a"', "3: files is 'a'; it must be a list, as [\"locales/**/*.json\"]"),
    "a number among globs": ('files = [\n"a",\n3,\n]', "6: 3 in files is 3; it must be text in quotes"),
    "an absolute glob": ('exclude = ["/tmp/*"]', "3: '/tmp/*' in exclude is absolute: write it relative to the folder"),
    "a drive": ('exclude = ["C:/x"]', "3: 'C:/x' in exclude is absolute"),
    "a glob that leads out": ('files = ["../x"]', "3: '../x' in files leads out of the folder of this file with .."),
    "a backslash": ("files = ['a\\b']", "3: 'a\\\\b' in files has a \\ in it: write / between folders"),
    "no language": ('source-language = "english"', "3: source-language is 'english', which is no language: write a c"),
    "a share in percent": ("min-confidence = 50", "3: min-confidence is 50; it must be a number from 0 to 1, without"),
    "no severity": ('fail-on = "error"', '3: fail-on is \'error\'; it must be "critical" or "major" or "minor" or "ne'),
    "true": ("max-per-thousand-words = true", "3: max-per-thousand-words is True; it must be a number from 0, with"),
    "an unknown check": ('[checks]\nnumber = "off"', "4: unknown key 'number' in checks: did you mean 'numbers'?"),
    "an unknown check in a list": ('checks.select = ["dubled"]', "3: 'dubled' in checks.select is unknown: did you m"),
    "a check that is false": ("[checks]\nnumbers = false", '4: checks.numbers is False; it must be "on" or "off"'),
    "an unknown rule": ('[severity]\nnombers = "minor"', "4: unknown key 'nombers' in severity: did you mean 'number"),
    "an unknown severity": ('[severity]\nnumbers = "high"', '4: severity.numbers is \'high\'; it must be "neutral" o'),
    "ignore as one table": ('[ignore]\nrules = ["numbers"]', "3: ignore is {'rules': ['numbers']}; it must be a list"),
    "ignore everything": ("[[ignore]]\nrules = []", "3: ignore.1 would silence everything: give it rules, files or"),
    "ignore a rule that is none": (
        '[[ignore]]\nkeys = ["a"]\n\n[[ignore]]\nrules = ["model/*",\n"nonsense/*"]',
        "8: 'nonsense/*' in ignore.2.rules is no rule: known: ",
    ),
    "an unknown weight": ("weights = { mayor = 5 }", "3: unknown key 'mayor' in weights: did you mean 'major'?"),
    "an unknown key of a profile": ("[profiles.ui]\nfiles = []\nfail = 1", "5: unknown key 'fail' in profiles.ui: di"),
    "an unknown profile": ('profile = "iu"\n[profiles.ui]', "3: there is no profile 'iu': known: ui"),
    "a profile without any": ('profile = "ui"', "3: there is no profile 'ui': write [profiles.ui]"),
    "a source without its language": ('source = "{lang}.json"', "3: source needs a source-language, which its {lang}"),
    "a source that says nothing": (
        'source-language = "en"\nsource = "strings.json"', "4: source has neither {lang} nor 'en' in it: write a table",
    ),
    "a placeholder of no source": (
        '[source]\n"{lang}/{file}.po" = "en.po"', "4: '{lang}/{file}.po' in source has '{file}' in it; there are {lan",
    ),
    "a layout without a language": ('[source]\n"a/{name}.po" = "b/{name}.po"', "4: 'a/{name}.po' in source lacks {la"),
    "a name out of nowhere": ('[source]\n"{lang}.po" = "{name}.po"', "4: '{name}.po' has a {name} that '{lang}.po' d"),
    "a price": ("[prices.m]\ninput = -1\noutput = 1", "4: prices.m.input is -1; it must be a number from 0, without q"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "said"), FAULTS.values(), ids=FAULTS)
def test_what_is_wrong_is_said_with_its_line(text: str, said: str) -> None:
    FILE.write_text(HEAD + text)
    with pytest.raises(ConfigError) as refused:
        read_config()
    said = said.replace("at line 1", "at line 3")
    assert str(refused.value).startswith(f"audit.toml:{said}")
    assert "\n" not in str(refused.value)


MANY = """
files = ["/x", "ok", "../y"]
fail-on = "error"
[checks]
nothing = "on"
numbers = 1
[tool]
x = 1
"""


@pytest.mark.parametrize(("name", "before"), [("audit.toml", ""), ("pyproject.toml", "[tool.audit]")])
def test_all_mistakes_are_said_at_once_by_line(name: str, before: str) -> None:
    text = before + (
        MANY.replace("[checks]", "[tool.audit.checks]").replace("[tool]", "[tool.audit.tool]") if before else MANY
    )
    Path(name).write_text(text)
    with pytest.raises(ConfigError) as refused:
        read_config(Path(name))
    lines = [one.partition(" ")[0] for one in str(refused.value).split("\n")]
    assert lines == [f"{name}:{line}:" for line in (2, 2, 3, 5, 6, 7)]


def test_a_long_file_is_searched_quickly() -> None:
    many = "".join(f'[prices."model-{number}"]\ninput = 1\noutput = 2\n\n' for number in range(1_000))
    FILE.write_text(f"{many}[checks]\nnothing = 'on'\n")
    with pytest.raises(ConfigError, match=r"^audit\.toml:4002: unknown key 'nothing'"):
        read_config()


def test_a_pyproject_whose_tool_is_no_table() -> None:
    Path("pyproject.toml").write_text("# ours\n[tool]\naudit = 3\n")
    with pytest.raises(ConfigError, match=r"^pyproject\.toml:3: \[tool\.audit\] must be a table$"):
        read_config(Path("pyproject.toml"))


def test_a_pyproject_that_says_nothing_of_us_was_not_meant() -> None:
    Path("pyproject.toml").write_text("[tool.ruff]\n")
    with pytest.raises(ConfigError, match=r"^pyproject\.toml:1: there is no \[tool\.audit\] in it"):
        read_config(Path("pyproject.toml"))
