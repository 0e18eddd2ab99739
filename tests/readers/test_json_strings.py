"""JSON with strings: keys, plural forms, ICU branches, notes, and every word where it stands."""

import json
import sys
from pathlib import Path

import pytest

from audit.article import Unit
from audit.readers import json_strings as reader
from tests.readers.mutated import seconds, survives
from tests.readers.xml_units import refusal, rows, stands, units

CATALOGUE = r"""{
  // For the start page.
  "hello": "Caf\u00e9 \ud83d\ude00 l\"eau", // audit: ignore numbers
  "menu": {"file": {"open": "Open"}, "days": ["Mon", "Tue", 3, null, true]},
  "item_one": "{{count}} item", "item_other": "{{count}} items",
  "place_ordinal_two": "{{count}}nd", "place_ordinal_other": "{{count}}th",
  "step_one": "a", "step_two": "b",
  "old": "x", "old_plural": "xs",
  "n": {"one": "file", "other": "files"},
  "icu": "You h\u0061ve {n, plural, one {# file} other {# fi\u006ces}} left.",
  "broken": "{n, plural, one {#}",
  "empty": "",
  /* audit: ignore length, names
     for the whole section */
  "section": {
    "a.b": "dotted",
    "@": "at"
  },
}
"""


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("before", ["", "\ufeff"])
def test_nested(end: str, before: str) -> None:
    text = before + CATALOGUE.replace("\n", end)
    result = reader.read(text)
    assert rows(result) == [
        ("hello", "", 'Café 😀 l"eau', "3:13"),
        ("menu.file.open", "", "Open", "4:30"),
        ("menu.days.0", "", "Mon", "4:48"),
        ("menu.days.1", "", "Tue", "4:55"),
        ("item", "one", "{{count}} item", "5:16"),
        ("item", "other", "{{count}} items", "5:48"),
        ("place_ordinal", "two", "{{count}}nd", "6:25"),
        ("place_ordinal", "other", "{{count}}th", "6:63"),
        ("step_one", "", "a", "7:16"),
        ("step_two", "", "b", "7:33"),
        ("old", "one", "x", "8:11"),
        ("old", "other", "xs", "8:30"),
        ("n", "one", "file", "9:17"),
        ("n", "other", "files", "9:34"),
        ("icu", "one", "You have # file left.", "10:11"),
        ("icu", "other", "You have # files left.", "10:11"),
        ("broken", "", "{n, plural, one {#}", "11:14"),
        ("empty", "", "", "12:13"),
        ("section.a.b", "", "dotted", "16:13"),
        ("section.@", "", "at", "17:11"),
    ]
    message = "You have {n, plural, one {# file} other {# files}} left."
    notes = units(result)
    assert notes[0] == Unit(note="For the start page.\naudit: ignore numbers", ignored=frozenset({"numbers"}))
    assert notes[14:16] == [Unit("one", message), Unit("other", message)]
    assert notes[18] == Unit(ignored=frozenset({"length", "names"}))
    assert notes[16] == notes[17] == Unit()


def test_every_character_of_a_branch_is_located() -> None:
    text = '{"a": "caf\\u00e9s: {n, plural, one {\\u0031 file} other {files}}!"}'
    result = reader.read(text)
    places = [result.source_map.locate(offset).column for offset in range(len("cafés: 1 file!") + 1)]
    assert result.text.startswith("cafés: 1 file!\n")
    assert places == [8, 9, 10, 11, 17, 18, 19, 37, 43, 44, 45, 46, 47, 64, 65]


ARB = """{
  "@@locale": "pt_BR",
  "@@last_modified": "2026-11-20",
  "title": "Rios",
  "@title": {"description": "A headline. audit: ignore quotes", "placeholders": {"n": {"example": "three"}}},
  "@gone": {"description": "of a string that is not here"}
}"""
CHROME = """{
  "title": {"message": "Flüsse für $NAME$", "description": "A headline", "placeholders": {"name": {"content": "$1"}}},
  "short": {"message": "Kurz"}
}"""


@pytest.mark.parametrize(
    ("text", "expected", "note", "language"),
    [
        (ARB, [("title", "", "Rios", "4:13")], "A headline. audit: ignore quotes", "pt_BR"),
        (
            CHROME,
            [("title", "", "Flüsse für $NAME$", "2:25"), ("short", "", "Kurz", "3:25")],
            "A headline",
            None,
        ),
        (
            '{"a": {"string": "Kurz", "developer_comment": "Not long.", "character_limit": 9}}',
            [("a", "", "Kurz", "1:19")],
            "Not long.",
            None,
        ),
        # no catalogues
        ('[{"name": "x", "n": 1}, "y"]', [("0.name", "", "x", "1:12"), ("1", "", "y", "1:26")], "", None),
        ('{"error": {"message": "x", "title": "y"}, "a": "z"}', None, "", None),
        ('{"$schema": "https://example.org", "name": "pkg"}', [("name", "", "pkg", "1:45")], "", None),
        ('"only"', [("", "", "only", "1:2")], "", None),
        ('{"schema_version": "1.2", "signature": "x", "segments": [{"text": "quoted"}]}', [], None, None),
        ("{}", [], None, None),
        ("[1, 2.5e3, false]", [], None, None),
    ],
)
def test_conventions(text: str, expected: list[tuple[str, ...]] | None, note: str | None, language: str | None) -> None:
    result = reader.read(text)
    if expected is None:
        expected = [("error.message", "", "x", "1:24"), ("error.title", "", "y", "1:38"), ("a", "", "z", "1:49")]
    assert rows(result) == expected
    assert [unit.note for unit in units(result)][:1] == ([] if note is None else [note])
    assert result.language == language
    assert [unit.longest for unit in units(result)][:1] in ([None], [9], [])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"a": "b"', "line 1, column 1: this bracket is not closed: close it with }"),
        ('{\n "a" "b"}', "line 2, column 6: a colon is expected between a key and its value"),
        ('{"a": "b" "c": 1}', "line 1, column 11: a comma or } is expected here"),
        ('["a"; "b"]', "line 1, column 5: a comma or ] is expected here"),
        ('{"a": "b\n"}', 'line 1, column 7: this string does not end on its line: close it with ", write \\n'),
        ("{a: 1}", "line 1, column 2: a key in double quotes is expected here"),
        ('{"a": "\\x"}', "line 1, column 8: JSON has no escape \\x: double the backslash"),
        ('{"a": "\\u12"}', "line 1, column 8: JSON has no escape \\u: double the backslash"),
        (
            "{\"a\": 'b'}",
            "line 1, column 7: no JSON value: a string in double quotes, a number, { or [ is expected",
        ),
        ('{"a": 1}}', "line 1, column 9: something follows the end of the JSON value: remove it, or a brace too many"),
        ("/* x", "line 1, column 1: this comment is not closed: close it with */"),
        ("[" * 10**6, "line 1, column 102: nested more than 100 deep: flatten it"),
        ('{"a":' * 10**6, "line 1, column 506: nested more than 100 deep: flatten it"),
        (
            '{"' + "k" * 1001 + '": {"a": ""}}',
            "line 1, column 1007: keys of over 1000 characters lead here: shorten them",
        ),
    ],
)
def test_malformed(text: str, expected: str) -> None:
    assert refusal(reader, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (CATALOGUE, False),  # begins with a comment
        (ARB, True),
        ("{}", True),
        ('{"sourceLanguage": "en", "strings": {}}', False),
        ("{name} has written", False),
        ("[a link](x)", False),
    ],
)
def test_sniff(text: str, expected: bool) -> None:
    assert reader.sniff(text) is expected


def test_half_a_surrogate_pair_is_lost() -> None:
    assert rows(reader.read('{"a": "x\\ud83dy"}')) == [("a", "", "x\ufffdy", "1:8")]


def test_a_key_that_appears_twice_is_there_twice() -> None:
    assert rows(reader.read('{"a": "x", "a": "y"}')) == [("a", "", "x", "1:8"), ("a", "", "y", "1:18")]


INSTALLED = sorted(
    file for root in map(Path, sys.path) for file in root.glob("*/**/*.json") if file.stat().st_size < 10**6
)


@pytest.mark.skipif(not INSTALLED, reason="no installed package ships JSON")
def test_files_of_installed_packages() -> None:
    for file in INSTALLED[:60]:
        text = file.read_text(encoding="utf-8")
        result = reader.read(text)
        if "\\" not in text:
            assert stands(text, result), file
        assert len(result.blocks) >= _count(json.loads(text)) or "$schema" in text, file


def _count(value: object) -> int:
    if isinstance(value, dict):
        return sum(_count(one) for key, one in value.items() if not key.startswith("@"))
    return sum(map(_count, value)) if isinstance(value, list) else int(isinstance(value, str))


def test_anything_else() -> None:
    survives(reader, CATALOGUE, ["\\u00e9", "\\ud83d", "//", "/*", "null", "{n, plural, one {", "@@locale"])


@pytest.mark.parametrize(
    ("before", "unit", "after"),
    [
        ('{"a": "', "x", '"}'),
        ('{"a": "', "x", ""),
        ('{"a": "', "\\u00e9", '"}'),
        ("[", '"some words",', '"x"]'),
        ("{", '"key":"words",', '"k":"x"}'),
        ("", "/**/", "[]"),
        ("[", "// x\n", '"x"]'),
        ("", " ", "[]"),
        ('{"a": "{n, plural, ', "one {\\u00e9} ", 'other {x}}"}'),
        ('{"a": "', "{n, plural, one {x} other {y}} ", '"}'),
        ('{"' + "k" * 1000 + '": {', '"a":"words",', '"b":""}}'),
    ],
)
def test_a_megabyte_takes_a_second_or_is_refused(before: str, unit: str, after: str) -> None:
    assert seconds(reader, before + unit * (1_000_000 // len(unit)) + after) < 6  # a fifth on a machine of its own
