"""Translation memories: every unit with its source and one translation, and every word where it stands."""

import pytest

from audit.article import Unit
from audit.readers import tmx as reader
from tests.readers.xml_units import bounded, refusal, rows, stands, survives, units

MEMORY = """\
<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE tmx SYSTEM "tmx14.dtd">
<tmx version="1.4">
  <header creationtool="x" srclang="en-US" datatype="plaintext" segtype="sentence"/>
  <body>
    <tu tuid="hello">
      <note>audit: ignore numbers</note>
      <tuv xml:lang="en"><seg>Hello, <ph x="1">{name}</ph> &amp; all</seg></tuv>
      <tuv xml:lang="de-DE"><seg>Hallo, <ph x="1">{name}</ph> &amp; alle</seg></tuv>
      <tuv xml:lang="fr"><seg>Bonjour</seg></tuv>
    </tu>
    <tu>
      <tuv xml:lang="fr"><seg>Fermer</seg></tuv>
      <tuv xml:lang="de-de"><seg><hi>Schließen</hi></seg></tuv>
      <tuv xml:lang="EN-us"><seg><hi>Close</hi></seg></tuv>
    </tu>
    <tu><tuv xml:lang="en-US"><seg>Open</seg></tuv><tuv xml:lang="fr"><seg>Ouvrir</seg></tuv></tu>
    <tu srclang="fr"><tuv xml:lang="de"><seg>Ja</seg></tuv><tuv xml:lang="fr"><seg>Oui</seg></tuv></tu>
    <tu tuid="nothing"/>
  </body>
</tmx>
"""


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_memory(end: str) -> None:
    text = MEMORY.replace("\n", end)
    result = reader.read(text)
    assert (result.source.language, result.target.language) == ("en", "de-DE")
    assert stands(text, result)
    assert rows(result) == [
        ("hello", "", "Hello, {name} & all", "Hallo, {name} & alle", "9:34"),
        ("<hi>Close</hi>", "", "<hi>Close</hi>", "<hi>Schließen</hi>", "14:34"),
        ("Open", "", "Open", "", "17:52"),
        ("Oui", "", "Oui", "Ja", "18:46"),
    ]
    assert units(result)[0] == Unit(note="audit: ignore numbers", ignored=frozenset({"numbers"}))
    assert units(result)[1:] == [Unit()] * 3


@pytest.mark.parametrize("header", ['<header srclang="*all*"/>', "<header/>", ""])
def test_without_a_source_language_the_first_variant_is_the_source(header: str) -> None:
    text = (
        f'<tmx>{header}<body><tu><tuv lang="it"><seg>si</seg></tuv><tuv lang="de"><seg>ja</seg></tuv></tu></body></tmx>'
    )
    result = reader.read(text)
    assert [row[2:4] for row in rows(result)] == [("si", "ja")]
    assert (result.source.language, result.target.language) == ("it", "de")


def test_a_memory_of_one_language_has_nothing_translated() -> None:
    result = reader.read('<tmx><body><tu><tuv xml:lang="it"><seg>si</seg></tuv></tu></body></tmx>')
    assert rows(result) == [("si", "", "si", "", "1:54")]
    assert result.target.language is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("<tmx>\n<body><tu></body>", "line 2, column 13: not well-formed XML (mismatched tag): mend the file"),
        (
            "<html/>",
            "line 1, column 1: not a TMX file, which begins with <tmx>: leave the file out, or check its name",
        ),
        ("<tmx>\n&eacute;</tmx>", "line 2, column 1: not well-formed XML (undefined entity): mend the file"),
    ],
)
def test_what_cannot_be_read_says_where_and_why(text: str, message: str) -> None:
    assert refusal(reader, text) == message


@pytest.mark.parametrize(("text", "sure"), [(MEMORY, True), ("<tmx>", True), ("<tm/>", False), ("tmx", False)])
def test_sniff_is_true_only_where_it_is_sure(text: str, sure: bool) -> None:
    assert reader.sniff(text) is sure


def test_any_text_is_read_or_refused() -> None:
    survives(reader, MEMORY)


@pytest.mark.parametrize("unit", ["<tu/>", "<tu><tuv/></tu>", "<tuv>", "&amp;"])
def test_a_megabyte_takes_seconds_or_is_refused(unit: str) -> None:
    bounded(reader, "<tmx><body>", unit, "</body></tmx>")
