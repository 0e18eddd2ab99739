"""docs/config.md and the example file: that they say what the code says."""

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from audit.config.keys import KEYS
from audit.config.read import read_config

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "config.md").read_text(encoding="utf-8")
EXAMPLE = (ROOT / "audit.example.toml").read_text(encoding="utf-8")


def default(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {number:g}" for name, number in value.items())
    return f"`{json.dumps(value)}`" if value not in (None, []) else ""


def test_the_table_of_keys_is_that_of_the_code() -> None:
    rows = [
        line for line in PAGE.partition("## Keys")[2].partition("\n\nA glob")[0].splitlines() if line.startswith("| `")
    ]
    assert rows == [
        f"| `{key}` | {declared.kind.words} | {default(declared.default)} | {declared.help} |"
        for key, declared in KEYS.items()
    ]


@pytest.mark.parametrize("block", re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL))
def test_what_the_page_shows_can_be_used(block: str) -> None:
    said = block if "source-language" in block else f'source-language = "en"\n{block}'
    Path("audit.toml").write_text(said, encoding="utf-8")
    assert read_config().path == Path("audit.toml")


def test_the_example_with_all_its_lines_can_be_used() -> None:
    text = re.sub(r"^#(?=\S)", "", EXAMPLE, flags=re.MULTILINE)
    Path("audit.toml").write_text(text, encoding="utf-8")
    config = read_config()
    assert set(tomllib.loads(text)) - set(KEYS) == set()
    assert [profile.name for profile in config.profiles] == ["legal"]
    assert config.source == (("locales/{lang}/{name}.json", "locales/{lang}/{name}.json"),)
