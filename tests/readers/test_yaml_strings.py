"""YAML with strings: keys, languages, forms, comments, every style of scalar, and every word where it stands."""

import sys
from pathlib import Path

import pytest

from audit.article import Unit
from audit.readers import yaml_strings as reader
from tests.readers.mutated import seconds, survives
from tests.readers.xml_units import refusal, rows, stands, strays, units

RAILS = """\
# All of it: audit: ignore length
de:
  # A greeting.
  # audit: ignore numbers
  hello: Hallo   # said first
  number: 3
  leer:
  files:   # counted
    one: eine Datei
    other: "%{count} Dateien"
  text: |  # audit: ignore
    # no comment
    Zeile
  # above
  after: danach
  days: [Mo, "Di", ~]
  list:
    - eins # ein
    # zwo
    - 'zwei'
  order:
  - :year
  yes: true
  day: 2026-11-20
  icu: "{n, plural, one {# \\u0061} other {# b}}"
"""


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("before", ["", "\ufeff", "---\n", "%YAML 1.1\n---\n"])
def test_rails(end: str, before: str) -> None:
    text = (before + RAILS).replace("\n", end)
    result = reader.read(text)
    line = before.count("\n")
    assert result.language == "de"
    assert not strays(text, result)
    assert rows(result) == [
        (*row[:3], f"{int(row[3].split(':')[0]) + line}:{row[3].split(':')[1]}")
        for row in [
            ("hello", "", "Hallo", "5:10"),
            ("leer", "", "", "7:8"),
            ("files", "one", "eine Datei", "9:10"),
            ("files", "other", "%{count} Dateien", "10:13"),
            ("text", "", "# no comment\nZeile\n", "12:5"),
            ("after", "", "danach", "15:10"),
            ("days.0", "", "Mo", "16:10"),
            ("days.1", "", "Di", "16:15"),
            ("list.0", "", "eins", "18:7"),
            ("list.1", "", "zwei", "20:8"),
            ("icu", "one", "# a", "25:26"),
            ("icu", "other", "# b", "25:43"),
        ]
    ]
    everywhere = frozenset({"length"})
    assert units(result)[0] == Unit(
        note="A greeting.\naudit: ignore numbers\nsaid first", ignored=frozenset({"length", "numbers"})
    )
    assert units(result)[2] == Unit("one", note="counted", ignored=everywhere)
    assert units(result)[4] == Unit(note="audit: ignore", ignored=frozenset({"length", "*"}))
    assert [unit.note for unit in units(result)][5:10] == ["above", "", "", "ein", "zwo"]
    assert units(result)[10].message == "{n, plural, one {# a} other {# b}}"


STYLES = {
    "plain": ('a: plain "text" isn\'t', 'plain "text" isn\'t', ["1:4"]),
    "plain, folded": ("a: one\n  two  \n\n   three", "one two\nthree", ["1:4", "2:3", "2:6", "4:4"]),
    "single": ("a: 'it''s   x'", "it's   x", ["1:5", "1:7", "1:9"]),
    "single, folded": ("a: 'one \n two\n\n\n three'", "one two\n\nthree", ["1:5", "2:2", "5:2"]),
    "double": (r'a: "caf\u00e9 \"x\" \x41\U0001F600\t."', 'café "x" A😀\t.', ["1:5", "1:8", "1:14"]),
    "double, folded": ('a: "one\n  two \\\n  three\\n\\\n  \\ x"', "one two three\n x", ["1:5", "2:3", "3:3"]),
    "literal": ("a: |\n  one\n\n    two\n  three  \n", "one\n\n  two\nthree  \n", ["2:3", "4:3", "5:3"]),
    "literal, kept": ("a: |2+\n    x\n\n", "  x\n\n", ["2:3"]),
    "folded": ("a: >-\n  one\n  two\n\n  three\n    four\n", "one two\nthree\n  four", ["2:3", "3:3", "5:3", "6:5"]),
    "tagged": ("a: !!str 12", "12", ["1:10"]),
    "quoted number": ("a: '12'", "12", ["1:5"]),
}


@pytest.mark.parametrize("name", STYLES)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_styles(name: str, end: str) -> None:
    text, expected, places = STYLES[name]
    text = text.replace("\n", end)
    result = reader.read(text)
    assert result.text == expected
    assert not strays(text, result)
    found = [result.source_map.locate(offset) for offset in range(len(expected))]
    assert [place for place in places if place not in [f"{one.line}:{one.column}" for one in found]] == []


@pytest.mark.parametrize(
    ("text", "expected", "language"),
    [
        ("fr:\n  a: b\nde:\n  a: c", [("fr.a", "", "b", "2:6"), ("de.a", "", "c", "4:6")], None),
        ("menu:\n  a: b", [("menu.a", "", "b", "2:6")], None),
        ("new:\n  a: b", [("new.a", "", "b", "2:8")], None),
        ("zh-Hant-TW:\n  a: b", [("a", "", "b", "2:6")], "zh-Hant-TW"),
        ("no:\n  a: b", [("a", "", "b", "2:6")], "no"),
        ("de: b", [("de", "", "b", "1:5")], None),
        ("- a\n- b: c", [("0", "", "a", "1:3"), ("1.b", "", "c", "2:6")], None),
        ("alone", [("", "", "alone", "1:1")], None),
        ("1: a\n1: b", [("1", "", "a", "1:4"), ("1", "", "b", "2:4")], None),
        (
            "base: &b\n  k: v\n  w: x\ncopy:\n  <<: *b\n  k: own\nagain: *b\nz: &z end\ny: *z",
            [
                ("base.k", "", "v", "2:6"),
                ("base.w", "", "x", "3:6"),
                ("copy.w", "", "x", "3:6"),
                ("copy.k", "", "own", "6:6"),
                ("again.k", "", "v", "2:6"),
                ("again.w", "", "x", "3:6"),
                ("z", "", "end", "8:7"),
                ("y", "", "end", "8:7"),
            ],
            None,
        ),
        ("", [], None),
        ("# nothing\n", [], None),
        ("de:\n", [("de", "", "", "1:4")], None),
        ("de: {}\n", [], "de"),
    ],
)
def test_shapes(text: str, expected: list[tuple[str, ...]], language: str | None) -> None:
    result = reader.read(text)
    found = [(key, form, words, place) for key, form, words, place in rows(result)]
    if text.startswith("new"):  # Newari has no data in CLDR, and the word is English
        assert found == [("new.a", "", "b", "2:6")]
    else:
        assert found == expected
    assert result.language == language


LAUGHS = "a0: &a0 [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"a{level}: &a{level} [{','.join([f'*a{level - 1}'] * 9)}]\n" for level in range(1, 10)
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "a: b: c",
            "line 1, column 5: no YAML: mapping values are not allowed in this context: "
            "check quotes, colons and indentation",
        ),
        (
            'a: 1\nb: "x',
            "line 2, column 6: no YAML: found unexpected end of stream: check quotes, colons and indentation",
        ),
        (
            "\tx: y",
            "line 1, column 1: no YAML: found character that cannot start any token: "
            "check quotes, colons and indentation",
        ),
        ("a: é\x01", "line 1, column 5: a character that YAML does not allow: remove it"),
        ("a: b\n---\nc: d", "line 2, column 1: a second document begins: keep one document in a file"),
        ("a: *x", "line 1, column 4: no anchor &x stands before this alias: add it"),
        ("a: &a\n  b: *a", "line 2, column 6: no anchor &a stands before this alias: add it"),
        ("? [a]\n: b", "line 1, column 3: a key that is no string: write it as one"),
        ("[" * 10**6, "line 1, column 52: nested more than 50 deep: flatten it"),
        ("{a: " * 10**6, "line 1, column 202: nested more than 50 deep: flatten it"),
        ("- " * 10**6, "line 1, column 103: nested more than 50 deep: flatten it"),
        (LAUGHS, "line 1, column 5: aliases repeat more than 10,000 values: write out what they stand for"),
    ],
)
def test_malformed(text: str, expected: str) -> None:
    assert refusal(reader, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (RAILS, True),
        ("de:\n  a: b", True),
        ("---\nde:\n  a: b", True),
        ("title: A story\n", False),
        ("---\ntitle: x\n---\nprose", False),
        ("He said it:\n  this", False),
    ],
)
def test_sniff(text: str, expected: bool) -> None:
    assert reader.sniff(text) is expected


INSTALLED = sorted(
    file for root in map(Path, sys.path) for end in ("yml", "yaml") for file in root.glob(f"*/**/*.{end}")
)


@pytest.mark.skipif(not INSTALLED, reason="no installed package ships YAML")
def test_files_of_installed_packages() -> None:
    read = 0
    for file in INSTALLED[:40]:
        text = file.read_text(encoding="utf-8")
        if "\n---" in text.lstrip("-\n") or "{{" in text:  # several documents, templates
            continue
        result = reader.read(text)
        assert stands(text, result), file
        read += len(result.blocks)
    assert read


def test_anything_else() -> None:
    more = ["&a ", "*a", "<<: *a", "|", ">", "''", "- ", "? ", "\n  ", "!!str ", "\\u00e9", "---\n", "%", "# "]
    survives(reader, RAILS + "  copy: &a\n    x: 'it''s\n     so'\n  c2:\n    <<: *a\n", more)


@pytest.mark.parametrize(
    ("before", "unit", "after"),
    [
        ("a: ", "x", ""),
        ("a: ", "x ", ""),
        ("a: 'x", " ", "y'"),
        ("a: 'x", " \n", "y'"),
        ('a: "x', "\\\n", 'y"'),
        ('a: "', "\\u00e9", '"'),
        ("a: |\n", "  x\n", ""),
        ("a: |\n", "  \n", "  x"),
        ("a: >\n", "  some words\n\n", ""),
        ("", "- some words\n", ""),
        ("", "# x\n", "a: b"),
        ("{", "a: some words, ", "b: c} # x"),
        ("[", "some words, ", "c]"),
        ("", "a: some words # x\n", ""),
        ("a: &a some words\nb: [", "*a,", "*a]"),
        ("", "%", ""),
    ],
)
def test_a_megabyte_takes_seconds_or_is_refused(before: str, unit: str, after: str) -> None:
    assert seconds(reader, before + unit * (1_000_000 // len(unit)) + after) < 8  # a fifth on a machine of its own
