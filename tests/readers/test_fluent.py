"""Fluent: messages, attributes, terms, variants as forms, and every word where it stands."""

import pytest

from audit.article import Unit
from audit.readers import fluent as reader
from tests.readers.mutated import seconds, survives
from tests.readers.xml_units import refusal, rows, stands, units

CATALOGUE = """\
### The whole file. audit: ignore length

# A comment of its own.

## Greetings. audit: ignore names

# Shown at the start.
# audit: ignore numbers
hello = Hello { $name }, you
    have

      mail 😀
    .title = Title { -brand(case: "x") }
only-attribute =
    .label = Label
-brand = Firefox
    .gender = masculine

##

files = You have { $n ->
        [one] one { $n } file
       *[other] { $n } files
           more
    } and { $g ->
        [male] his
       *[other] their
    }.
nested = { $x ->
    [a] { $y ->
        [one] A
       *[other] B
    }
   *[b] {""}
 }
"""


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_messages(end: str) -> None:
    text = CATALOGUE.replace("\n", end)
    result = reader.read(text)
    assert stands(text, result)
    assert rows(result) == [
        ("hello", "", "Hello { $name }, you\nhave\n\n  mail 😀", "9:9"),
        ("hello.title", "", 'Title { -brand(case: "x") }', "13:14"),
        ("only-attribute.label", "", "Label", "15:14"),
        ("-brand", "", "Firefox", "16:10"),
        ("files", "one", "You have one { $n } file and their.", "21:9"),
        ("files", "other", "You have { $n } files\nmore and their.", "21:9"),
        ("files", "$g:male", "You have { $n } files\nmore and his.", "21:9"),
        ("nested", "a.one", "A", "31:15"),
        ("nested", "a.other", "B", "32:17"),
        ("nested", "b", '{""}', "34:9"),
    ]
    greeting = Unit(
        note="Shown at the start.\naudit: ignore numbers", ignored=frozenset({"length", "names", "numbers"})
    )
    assert units(result)[:2] == [greeting, greeting]
    assert units(result)[3] == Unit(ignored=frozenset({"length", "names"}))
    assert units(result)[4] == Unit("one", ignored=frozenset({"length"}))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a = b\nfoo", 'line 2, column 4: no Fluent: expected token: "=": correct the entry'),
        ("a = { $x\n", 'line 2, column 1: no Fluent: expected token: "}": correct the entry'),
        ("a = b\n\n  } c\n", "line 3, column 1: no Fluent: expected an entry start: correct the entry"),
        ("a = { $x ->\n  [one] b\n}\n", None),
        ("a = " + "{" * 100_000, "braces nested too deep to be parsed: write fewer in one another"),
        ("a=b\n" * 100_001, "more Fluent than can be parsed in time (over 100,000 lines): split the file"),
        ("a = " + "b" * 2_000_001, "more Fluent than can be parsed in time (over 100,000 lines): split the file"),
    ],
)
def test_malformed(text: str, expected: str | None) -> None:
    assert refusal(reader, text) == (
        expected
        or "line 3, column 1: no Fluent: expected one of the variants to be marked as default (*): correct the entry"
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a = b\n    .title = c\n", True),
        ("a =\n    { $n ->\n", True),
        ("a = b\n", False),
        ("Some prose.\n\nMore = less.\n", False),
    ],
)
def test_sniff(text: str, expected: bool) -> None:
    assert reader.sniff(text) is expected


def test_a_file_without_messages() -> None:
    assert reader.read("# nothing\n").blocks == ()


def test_anything_else() -> None:
    survives(reader, CATALOGUE, ["{ $a }", "*[", "->", "\n    ", "\n    .x = ", "{", "-", "= ", '{ "" }'])


@pytest.mark.parametrize(
    ("before", "unit", "after"),
    [
        ("a = ", "x y ", "\n"),
        ("a = ", "{ $x }", "\n"),
        ("a = b\n", "  c\n", ""),
        ("", "# a\n", "a = b\n"),
        ("", "}\n", ""),
        ("a =\n", " ", "x\n"),
        ("a = ", "{ $n ->\n *[other] x\n } ", "\n"),
        ("a = { $n ->\n", " [x] y\n", " *[z] y\n } end\n"),
    ],
)
def test_a_fifth_of_a_megabyte_takes_seconds_or_is_refused(before: str, unit: str, after: str) -> None:
    assert seconds(reader, before + unit * (200_000 // len(unit)) + after) < 10  # a fifth on a machine of its own
