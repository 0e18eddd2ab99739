"""Java properties: keys, values, what comments say, and where every word stands."""

import re
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.article import Location
from audit.errors import InputError
from audit.readers import properties as reader
from tests.readers.places import blocks

CATALOGUE = """\
# Licence of this file

# Shown in the title bar.
! audit: ignore untranslated
title = Caf\\u00e9 Europa
greeting:Hello,\\
    \\tdear {0}
farewell Good bye
# of the old shop

empty =
key\\ with\\:blank=\\ padded\\n
split\\
  key = 1
wave=\\ud83d\\udc4b x
"""

UNITS = [
    ("title", "Café Europa", Location(5, 9)),
    ("greeting", "Hello,\tdear {0}", Location(6, 10)),
    ("farewell", "Good bye", Location(8, 10)),
    ("empty", "", Location(11, 8)),
    ("key with:blank", " padded\n", Location(12, 18)),
    ("splitkey", "1", Location(14, 9)),
    ("wave", "👋 x", Location(15, 6)),
]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_catalogue_gives_its_values_and_where_they_stand(end: str) -> None:
    text = CATALOGUE.replace("\n", end)
    extract = reader.read(text)
    locate = extract.source_map.locate
    assert [(block.key, block.span.of(extract.text), locate(block.span.start)) for block in extract.blocks] == UNITS


@pytest.mark.parametrize(
    ("text", "word", "location"),
    [
        ("k=a\\u00e9b", "b", Location(1, 10)),
        ("k=\\ud83d\\ude00b", "b", Location(1, 15)),
        ("k=😀b", "b", Location(1, 4)),
        ("k=a\\\n  b", "b", Location(2, 3)),
        ("k=a\\\r\n\tb", "b", Location(2, 2)),
        ("\t k\t=\tb", "b", Location(1, 7)),
        ("k=\\\\b", "b", Location(1, 5)),
        ("k=\\b", "b", Location(1, 3)),
    ],
)
def test_a_word_is_located(text: str, word: str, location: Location) -> None:
    extract = reader.read(text)
    assert extract.source_map.locate(extract.text.index(word)) == location


def test_a_unit_ends_behind_its_last_escape() -> None:
    extract = reader.read("k=a\\u0021\nl=b")
    assert extract.source_map.locate(extract.blocks[0].span.end) == Location(1, 10)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("k", ""),
        ("k==v", "=v"),
        ("k = : v", ": v"),
        ("k v = w", "v = w"),
        ("k=# no comment", "# no comment"),
        ("k=a\\\n# no comment", "a# no comment"),
        ("k=v ", "v "),
        ("k=v\\", "v"),
        ("k=v\\\\\nl=w", "v\\"),
        ("k=\\q\\'", "q'"),
        ("k=\\ud83d!", "\ufffd!"),
        ("k=\\u0041\\u0042", "AB"),
        ("=v", "v"),
    ],
)
def test_what_a_value_reads_as(text: str, value: str) -> None:
    assert blocks(reader.read(text))[0] == value


def test_comments_right_above_a_key_are_its_note() -> None:
    units = [block.unit for block in reader.read(CATALOGUE).blocks]
    assert [unit.note if unit else None for unit in units] == [
        "Shown in the title bar.\naudit: ignore untranslated",
        *[""] * 6,
    ]
    assert units[0] is not None
    assert units[0].ignored == {"untranslated"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a=1\nk=x\\u12", "line 2, column 4: \\u needs four hexadecimal digits: write \\\\u for a backslash and a u"),
        ("k\\uq=1", "line 1, column 2: \\u needs four hexadecimal digits"),
    ],
)
def test_what_cannot_be_read_says_where(text: str, message: str) -> None:
    with pytest.raises(InputError, match=re.escape(message)):
        reader.read(text)


@pytest.mark.parametrize("text", [" ", "\n\n\t", "\\\n\n", "# k=v", "!k=v\r", "\\"])
def test_a_file_may_hold_no_key(text: str) -> None:
    assert blocks(reader.read(text)) == []


def test_a_comment_may_hold_anything() -> None:
    assert blocks(reader.read("# C:\\users\nk=v")) == ["v"]


PIECES = [
    "w",
    "=",
    ":",
    " ",
    "\t",
    "\n",
    "\r\n",
    "\\",
    "\\\n",
    "\\u00e9",
    "\\n",
    "#",
    "!",
    "k=w ",
    "\\ud83d\\ude00",
    "\f",
]


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
