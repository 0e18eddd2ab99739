"""Tables of strings: which column is what, quotes, and every word where it stands."""

import csv
import io
import re
import time
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.article import Bitext, Extract, Location
from audit.errors import InputError
from audit.readers import table as reader
from tests.readers.places import blocks, misplaced

TABLE = """\
key,en,de-AT,Comment,Owner,Max. length
title,Town hall,Rathaus,Shown on the map,ann,20
quote,"Say ""hi"", twice","Sag ""hallo"",
zweimal",audit: ignore numbers,bob,

empty,Nothing,,,,
 ,No key,Kein Schlüssel
"""

UNITS = [
    ("title", "Town hall", "Rathaus", Location(2, 17)),
    ("quote", 'Say "hi", twice', 'Sag "hallo",\nzweimal', Location(3, 28)),
    ("empty", "Nothing", "", Location(6, 15)),
    ("No key", "No key", "Kein Schlüssel", Location(7, 10)),
]

Row = tuple[str | None, str | None, str]


def rows(extract: Extract | Bitext) -> list[Row]:
    """Key, source and target of every unit."""
    target = extract.target if isinstance(extract, Bitext) else extract
    sources: list[str] | list[None] = blocks(extract.source) if isinstance(extract, Bitext) else [None] * 99
    keys = [block.key for block in target.blocks]
    return list(zip(keys, sources, blocks(target), strict=isinstance(extract, Bitext)))


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_a_table_gives_its_rows_and_where_they_stand(end: str, delimiter: str) -> None:
    text = "".join(delimiter if sign == "," else sign for sign in TABLE).replace("\n", end)
    extract = reader.read(text)
    assert isinstance(extract, Bitext)
    places = [extract.target.source_map.locate(block.span.start) for block in extract.target.blocks]
    found = [(*row, place) for row, place in zip(rows(extract), places, strict=True)]
    assert found == [(k, *(t.replace(",", delimiter) for t in texts), at) for k, *texts, at in UNITS]
    assert (extract.source.language, extract.target.language) == ("en", "de-AT")
    assert not misplaced(text, extract.target) + misplaced(text, extract.source)


def test_what_other_columns_say_of_a_unit() -> None:
    extract = reader.read(
        "Source,Target,Context,Note,Developer comments,fuzzy\na,b,menu,one,audit: ignore,True\nc,d,,,,"
    )
    assert isinstance(extract, Bitext)
    one, other = (block.unit for block in extract.target.blocks)
    assert one
    assert other
    assert (one.note, one.flags, one.ignored) == ("menu\none\naudit: ignore", {"fuzzy"}, {"*"})
    assert (other.note, other.flags, other.ignored) == ("", set(), set())
    extract = reader.read(TABLE)
    assert isinstance(extract, Bitext)
    assert [block.unit.longest for block in extract.target.blocks if block.unit] == [20, None, None, None]


@pytest.mark.parametrize(
    ("header", "row", "languages"),
    [
        ("key,source,target", ("1", "2", "3"), (None, None)),
        ("Target,Source,ID", ("3", "2", "1"), (None, None)),
        ("String ID,Original text,Translated text", ("1", "2", "3"), (None, None)),
        ("key,en,pt-BR", ("1", "2", "3"), ("en", "pt-BR")),
        ("id,zh_Hans,sr_Latn_RS", ("1", "2", "3"), ("zh_Hans", "sr_Latn_RS")),
        ("key,id,en", ("1", "2", "3"), ("id", "en")),
        ("key,English,German", ("1", "2", "3"), ("en", "de")),
        ("id,source_en,target_de", ("1", "2", "3"), ("en", "de")),
        ("id,Source (en),Translation (de)", ("1", "2", "3"), ("en", "de")),
        ("key,source,de", ("1", "2", "3"), (None, "de")),
        ("location,source,target", ("2", "2", "3"), (None, None)),
        ("context,msgid,msgstr", ("1|2", "2", "3"), (None, None)),
        ("translator,text,translation", ("2", "2", "3"), (None, None)),
        ("key,text,owner", ("1", None, "2"), None),
        ("key,owner,de", ("1", None, "3"), "de"),
        ("name,max,value", ("1", None, "3"), None),
    ],
)
def test_what_a_header_says(header: str, row: Row, languages: tuple[str | None, str | None] | str | None) -> None:
    extract = reader.read(f"{header}\n1,2,3\n")
    assert rows(extract) == [row]
    if isinstance(extract, Bitext):
        assert (extract.source.language, extract.target.language) == languages
    else:
        assert extract.language == languages


@pytest.mark.parametrize(
    ("language", "key", "target"),
    [("fr", "1@fr", "4"), ("de-AT", "1@de", "3"), ("pt-BR", "1@pt_BR", "6"), ("pt", "1@pt", "5")],
)
def test_of_several_translations_one_is_chosen_and_keys_say_which(language: str, key: str, target: str) -> None:
    table = "key,en,de,fr,pt,pt_BR\n1,2,3,4,5,6"
    assert rows(reader.read(table, language)) == [(key, "2", target)]
    assert reader.languages(table) == ("de", "fr", "pt", "pt_BR")


def test_excel_says_what_separates_cells() -> None:
    extract = reader.read("sep=;\r\nkey;en;de\r\na;b, c;d, e\r\n")
    assert rows(extract) == [("a", "b, c", "d, e")]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "a,b\n1,2",
            "line 1, column 1: the header names no column with a translation: name them, as in key,source,target or "
            "key,en,de",
        ),
        (
            "de\nHallo",
            "line 1, column 1: the header names no key and no source: name the column that tells strings apart",
        ),
        (
            "key,en,de,fr\n1,2,3,4",
            "line 1, column 1: translations into several languages (de, fr): give --target-lang to choose one",
        ),
        (
            "key,en,de\nk,Yes,Ja, gern",
            "line 2, column 10: more cells than the header has (3): put quotes around cells that hold commas",
        ),
        ('key,en,de\nk,"Yes,Ja\n', "line 2, column 3: a quote that is not closed: close it"),
        (
            'key,en,de\nk,"Yes" no,"Ja"',
            "line 2, column 3: text behind a closing quote: write quotes inside a cell twice",
        ),
        ('"key"x', "line 1, column 1: text behind a closing quote"),
        ('"key', "line 1, column 1: a quote that is not closed"),
        ("key,en\n" + "," * 1001, "line 2, column 1002: more than 1,000 columns"),
    ],
)
def test_what_cannot_be_read_says_where(text: str, message: str) -> None:
    with pytest.raises(InputError, match=re.escape(message)):
        reader.read(text)


@pytest.mark.parametrize(
    ("text", "sure"),
    [
        ("key,en,de\n", True),
        ("Source;Target\nx", True),
        ("id\tsource_en\ttarget_de\tnotes\n", True),
        ("key,en,de", False),
        ("Source, target and more\nof this story", False),
        ("He,is\nhere", False),
        ("Text,Note\nhere", False),
        ("key,en,owner\n", False),
        ("| key | de |\n|---|---|", False),
        ("", False),
    ],
)
def test_sniff_is_true_only_where_it_is_sure(text: str, sure: bool) -> None:
    assert reader.sniff(text) is sure


CELLS = st.text(st.sampled_from('wv",\t\n\r; é😀'), max_size=8)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(CELLS, CELLS), max_size=6), st.sampled_from([csv.excel, csv.excel_tab, csv.unix_dialect]))
def test_what_the_library_writes_is_read_back(written: list[tuple[str, str]], dialect: type[csv.Dialect]) -> None:
    file = io.StringIO(newline="")
    csv.writer(file, dialect).writerows([("key", "en", "de"), *(("k", *row) for row in written)])
    text = file.getvalue()
    extract = reader.read(text)
    assert rows(extract) == [("k", *(re.sub("\r\n?", "\n", cell) for cell in row)) for row in written]
    assert isinstance(extract, Bitext)
    lines = re.split(r"\r\n|\r|\n", text)
    for word in re.finditer("[wv]", extract.target.text):
        at = extract.target.source_map.locate(word.start())
        assert lines[at.line - 1][at.column - 1] == word[0]


@settings(max_examples=300, deadline=None)
@given(st.text(st.sampled_from('aw",;\n\r\t| ') | st.characters(), max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    for header in ("", "key,en,de\n"):
        with suppress(InputError):
            reader.read(header + text)


@pytest.mark.parametrize("unit", ['"', '""', ",", "a,", '"a",', '"a"\n', "\n", 'a"', "é "])
def test_a_megabyte_takes_a_second_or_is_refused(unit: str) -> None:
    started = time.process_time()
    with suppress(InputError):
        reader.read("key,en\n" + unit * (1_000_000 // len(unit)))
    assert time.process_time() - started < 5  # a second on a machine of its own
