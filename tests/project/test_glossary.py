"""Glossaries: tables and TBX, as terms of a pair of languages; what is wrong with one, with its line."""

from pathlib import Path

import pytest

from audit.article import Term
from audit.errors import UsageError
from audit.project.glossary.read import read_glossary

SHEETS = {
    "two columns": ("source,target\nhouse,Haus\n", [Term("house", ("Haus",))]),
    "all columns": (
        "note,Source Term,target_term,Forbidden,Case-sensitive\nof a person,Seat,Sitz; Platz,Stuhl|Sessel,yes\n",
        [Term("Seat", ("Sitz", "Platz"), ("Stuhl", "Sessel"), True, "of a person")],
    ),
    "semicolons": ("source;target\nhouse;Haus|Heim\n", [Term("house", ("Haus", "Heim"))]),
    "tabs": ("source\ttarget\nhouse, large\tHaus\n", [Term("house, large", ("Haus",))]),
    "named by language": ("en,fr,de-DE\nhouse,maison,Haus\n", [Term("house", ("Haus",))]),
    "the language itself before its regions": ("en-GB,de-AT,en,de\na,b,house,Haus\n", [Term("house", ("Haus",))]),
    "other languages": ("en,fr,it\nhouse,maison,casa\n", []),
    "a column of the language": ("source,target,lang\nhouse,maison,fr\nhouse,Haus,de\n", [Term("house", ("Haus",))]),
    "not translated into this one": ("source,target\nhouse,\n\nroof,Dach\n", [Term("roof", ("Dach",))]),
    "forbidden only": ("source,target,forbidden\nhouse,,Hütte\n", [Term("house", (), ("Hütte",))]),
    "quotes and line breaks": ('source,target\n"a ""b""\nc",d\n', [Term('a "b"\nc', ("d",))]),
    "a byte order mark, line ends of Windows": ("\ufeffsource,target\r\nhouse,Haus\r\n", [Term("house", ("Haus",))]),
    "only a header": ("source,target\n", []),
}


@pytest.mark.parametrize(("text", "terms"), SHEETS.values(), ids=SHEETS)
def test_a_table(text: str, terms: list[Term]) -> None:
    Path("terms.csv").write_bytes(text.encode())
    assert read_glossary([Path("terms.csv")], "en", "de") == tuple(terms)


OLD = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE martif SYSTEM "TBXcoreStructV02.dtd">
<martif type="TBX" xml:lang="en">
<text><body>
<termEntry id="1">
  <note>a building</note>
  <langSet xml:lang="en"><tig><term>house</term></tig><tig><term>home</term></tig></langSet>
  <langSet xml:lang="de">
    <ntig><termGrp><term>Haus &amp; Hof</term>
      <termNote type="administrativeStatus">preferredTerm-admn-sts</termNote></termGrp></ntig>
    <tig><term>Bude</term><termNote type="administrativeStatus">deprecatedTerm-admn-sts</termNote></tig>
  </langSet>
  <langSet xml:lang="fr"><tig><term>maison</term></tig></langSet>
</termEntry>
</body></text>
</martif>
"""
NEW = """<tbx style="dca" type="TBX-Basic" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2">
<text><body>
<conceptEntry id="1">
  <langSec xml:lang="en-US"><termSec><term>roof</term></termSec></langSec>
  <langSec xml:lang="de"><termSec><term>Dach</term>
    <termNote type="administrativeStatus">supersededTerm-admn-sts</termNote></termSec></langSec>
</conceptEntry>
</body></text>
</tbx>
"""
TBX = {
    "2008": (OLD, "de", [Term(one, ("Haus & Hof",), ("Bude",), note="a building") for one in ("house", "home")]),
    "2008, another language": (OLD, "fr", [Term(one, ("maison",), note="a building") for one in ("house", "home")]),
    "2008, a language that it has not": (OLD, "it", []),
    "version 3": (NEW, "de-AT", [Term("roof", (), ("Dach",))]),
}


@pytest.mark.parametrize(("text", "language", "terms"), TBX.values(), ids=TBX)
def test_tbx(text: str, language: str, terms: list[Term]) -> None:
    Path("terms.tbx").write_text(text)
    assert read_glossary([Path("terms.tbx")], "en", language) == tuple(terms)


def test_several_files_in_their_order() -> None:
    Path("a.tbx").write_text(NEW)
    Path("b.csv").write_text("source,target\nhouse,Haus\n")
    assert [term.source for term in read_glossary([Path("b.csv"), Path("a.tbx")], "en", "de")] == ["house", "roof"]


LAUGHS = '<!DOCTYPE martif [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>\n<martif><text>&b;</text></martif>'
FAULTS = {
    "no header": (
        "t.csv",
        "house,Haus\n",
        "t.csv:1: the first line names no column source and no column target: write",
    ),
    "no column of the target": (
        "t.csv",
        "source,note\n",
        "t.csv:1: the first line names no column target: write source,",
    ),
    "nothing": ("t.csv", "", "t.csv: the glossary is empty"),
    "too few columns": (
        "t.csv",
        "source,target\nhouse\n",
        "t.csv:2: only 1 columns: put words with a comma in them in",
    ),
    "no source": ("t.csv", 'source,target\n"a\nb",c\n,Haus\n', "t.csv:4: no source term for 'Haus'"),
    "an open quote": (
        "t.csv",
        'source,target\na,b\nhouse,"Haus\n',
        "t.csv:3: unexpected end of data: is a quotation mark",
    ),
    "a strange case": ("t.csv", "source,target,case\na,b,maybe\n", "t.csv:2: case is 'maybe'; it can be yes or no"),
    "no XML": ("t.tbx", "<martif>\n<text>\n</martif>", "t.tbx:3: mismatched tag: this is not XML, or it is damaged"),
    "other XML": ("t.tbx", "<html/>", "t.tbx:1: <html> is not how TBX begins: give a .tbx or a .csv file"),
    "entities": ("t.tbx", LAUGHS, "t.tbx:1: it declares entities: replace them by their text"),
    "deep": ("t.tbx", "<martif>" + "\n<x>" * 5_000, "t.tbx:101: elements are nested more deeply than in any glossary"),
    "no language": (
        "t.tbx",
        "<martif>\n<termEntry><langSet/></termEntry></martif>",
        "t.tbx:2: <langSet> has no xml:lang",
    ),
    "an encoding of nobody": ("t.tbx", '<?xml version="1.0" encoding="x-y"?><martif/>', "t.tbx:1: unknown encoding: "),
    "another format": ("t.xlsx", "PK", "t.xlsx: a glossary is a .csv, a .tsv or a .tbx file"),
}


@pytest.mark.parametrize(("name", "text", "said"), FAULTS.values(), ids=FAULTS)
def test_what_is_wrong_is_said_with_its_line(name: str, text: str, said: str) -> None:
    Path(name).write_text(text)
    with pytest.raises(UsageError) as refused:
        read_glossary([Path(name)], "en", "de")
    assert str(refused.value).startswith(said)


def test_a_file_that_is_not_there() -> None:
    with pytest.raises(UsageError, match=r"^t\.csv: No such file or directory: is the path of the glossary right\?$"):
        read_glossary([Path("t.csv")], "en", "de")


@pytest.mark.parametrize(("name", "text"), [("t.csv", "en,de\na,b\n"), ("t.tbx", NEW)])
def test_languages_must_be_known_where_a_glossary_has_several(name: str, text: str) -> None:
    Path(name).write_text(text)
    with pytest.raises(UsageError, match=r"set source-language and target-language in audit\.toml"):
        read_glossary([Path(name)], None, "de")
    Path("plain.csv").write_text("source,target\nhouse,Haus\n")
    assert read_glossary([Path("plain.csv")], None, None) == (Term("house", ("Haus",)),)
