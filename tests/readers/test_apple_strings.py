"""Apple strings files: keys, values, what comments say, and where every word stands."""

import re
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.article import Location
from audit.errors import InputError
from audit.readers import apple_strings as reader
from tests.readers.places import blocks

CATALOGUE = """\
/*
  Localizable.strings
*/

/* Title of the window.
   Short, please. */
"title" = "Caf\\U00e9 \\"Europa\\"";
// audit: ignore numbers
"count %@" = "%@ items\\nin all";  // of a shop

/* of an old string */

"OK";
bare.key-1 = word;
"a=b;c" /* why */ = /* here */ "two
lines";
"empty" = "";
"""

UNITS = [
    ("title", 'Café "Europa"', Location(7, 12)),
    ("count %@", "%@ items\nin all", Location(9, 15)),
    ("OK", "OK", Location(13, 2)),
    ("bare.key-1", "word", Location(14, 14)),
    ("a=b;c", "two\nlines", Location(15, 33)),
    ("empty", "", Location(17, 12)),
]

NOTES = ["Title of the window.\n   Short, please.", "audit: ignore numbers\nof a shop", "", "", "", ""]


def test_a_catalogue_gives_its_values_and_where_they_stand() -> None:
    extract = reader.read(CATALOGUE)
    locate = extract.source_map.locate
    assert [(block.key, block.span.of(extract.text), locate(block.span.start)) for block in extract.blocks] == UNITS


def test_line_ends_do_not_matter() -> None:
    extract = reader.read(CATALOGUE.replace("\n", "\r\n"))
    locate = extract.source_map.locate
    assert [(block.key, locate(block.span.start)) for block in extract.blocks] == [(key, at) for key, _, at in UNITS]
    assert locate(extract.text.index("lines")) == Location(16, 1)


def test_comments_beside_a_key_are_its_note() -> None:
    units = [block.unit for block in reader.read(CATALOGUE).blocks if block.unit]
    assert [unit.note for unit in units] == NOTES
    assert [unit.ignored for unit in units] == [set(), {"numbers"}, set(), set(), set(), set()]


def test_a_comment_between_two_entries_of_a_line_is_of_the_second() -> None:
    units = [block.unit for block in reader.read('/*1*/ "a"="b"; /*2*/ "c"="d"; // 2 too').blocks if block.unit]
    assert [unit.note for unit in units] == ["1", "2\n2 too"]


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ('"a\\tb\\\\"', "a\tb\\"),
        ('"\\Ud83d\\Ude00!"', "😀!"),
        ('"\\Ud83d!"', "\ufffd!"),
        ('"\\u00e9"', "é"),
        ('"\\101\\\'"', "A'"),
        ('"a\\\nb"', "a\nb"),
        ('"// no comment"', "// no comment"),
        ("a/b", "a/b"),
        ("ä", "ä"),
    ],
)
def test_what_a_value_reads_as(value: str, words: str) -> None:
    assert blocks(reader.read(f'"k" = {value};')) == [words]


@pytest.mark.parametrize(
    ("text", "location"),
    [
        ('"k" = "a\\U00e9w";', Location(1, 15)),
        ('"k" = "\\Ud83d\\Ude00w";', Location(1, 20)),
        ('"k" = "😀w";', Location(1, 9)),
        ('"k" =\n\t"w";', Location(2, 3)),
        ("/* w */ k = w;", Location(1, 13)),
    ],
)
def test_a_word_is_located(text: str, location: Location) -> None:
    extract = reader.read(text)
    assert extract.source_map.locate(extract.text.index("w")) == location


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            '"a" = "b"\n"c" = "d";',
            'line 1, column 10: no ";" behind an entry: write one there, and quotes inside a string as \\"',
        ),
        ('"a" = "b "c" d";', 'line 1, column 11: no ";" behind an entry'),
        ('"a" = "b;\n', "line 1, column 7: a quote that is not closed: close it"),
        ('"a" = ;', "line 1, column 7: no string where one should stand"),
        ('"a" =', "line 1, column 6: no string where one should stand"),
        ('"a" = "b"; /* c', "line 1, column 12: a comment that is not closed: write */ at its end"),
        ('{"a": "b"}', 'line 1, column 1: no string where one should stand: write "key" = "value";'),
        ("\n<?xml version='1.0'?>", 'line 2, column 1: XML, where "key" = "value"; should stand'),
    ],
)
def test_what_cannot_be_read_says_where(text: str, message: str) -> None:
    with pytest.raises(InputError, match=re.escape(message)):
        reader.read(text)


@pytest.mark.parametrize(
    ("text", "sure"),
    [
        (CATALOGUE, True),
        ('/* note */\n// more\n"key" = "value";', True),
        ('"Quoted" = "prose"', False),
        ('"Prose," she said; "more";', False),
        ("", False),
    ],
)
def test_sniff_is_true_only_where_it_is_sure(text: str, sure: bool) -> None:
    assert reader.sniff(text) is sure


PIECES = ['"', "w", "=", ";", "/*", "*/", "//", "\n", "\r\n", "\\", '"w"="w";', "\\n", "\\U00e9", " ", "😀", '"k"="']


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_whatever_the_text_words_are_located_at_themselves(text: str) -> None:
    with suppress(InputError):
        extract = reader.read(text)
        lines = re.split(r"\r\n|\r|\n", text)
        for word in re.finditer("w", extract.text):
            at = extract.source_map.locate(word.start())
            assert lines[at.line - 1][at.column - 1 :].startswith(("w", "\\w"))


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=80))
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(InputError):
        reader.read(text)
