"""Qt Linguist: every message in use with its forms, and every word where it stands."""

import pytest

from audit.article import Unit
from audit.readers import qt_ts as reader
from tests.readers.xml_units import bounded, refusal, rows, stands, survives, units

FILE = """\
<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de_AT" sourcelanguage="en">
<context>
    <name>Main&amp;Window</name>
    <message>
        <location filename="../main.cpp" line="14"/>
        <source>&amp;Open</source>
        <translation>Ö&amp;ffnen</translation>
    </message>
    <message>
        <source>Open</source>
        <comment>a state</comment>
        <extracomment>Of doors</extracomment>
        <translatorcomment>audit: ignore</translatorcomment>
        <translation type="unfinished">Offen</translation>
    </message>
    <message numerus="yes">
        <source>%n file(s)</source>
        <translation>
            <numerusform>%n Datei</numerusform>
            <numerusform>%n Dateien</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n day(s)</source>
        <translation type="unfinished"><numerusform></numerusform></translation>
    </message>
    <message><source>Old</source><translation type="vanished">Alt</translation></message>
    <message><source>Older</source><translation type="obsolete">Älter</translation></message>
    <message id="close"><source>Close<byte value="x9"/>it</source></message>
</context>
<context>
    <name>Dialog</name>
    <message>
        <source>Save as</source>
        <translation variants="yes"><lengthvariant>Speichern unter</lengthvariant>
            <lengthvariant>Als</lengthvariant></translation>
    </message>
</context>
</TS>
"""


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_file(end: str) -> None:
    text = FILE.replace("\n", end)
    result = reader.read(text)
    assert (result.source.language, result.target.language) == ("en", "de-AT")
    assert stands(text, result)
    assert rows(result) == [
        ("Main&Window|&Open", "", "&Open", "Ö&ffnen", "9:22"),
        ("Main&Window|Open|a state", "", "Open", "Offen", "16:40"),
        ("Main&Window|%n file(s)", "0", "%n file(s)", "%n Datei", "21:26"),
        ("Main&Window|%n file(s)", "1", "%n file(s)", "%n Dateien", "22:26"),
        ("Main&Window|%n day(s)", "0", "%n day(s)", "", "27:53"),
        ("close", "", "Close\tit", "", "31:67"),
        ("Dialog|Save as", "", "Save as", "Speichern unter", "37:52"),
        ("Dialog|Save as", "variant 1", "Save as", "Als", "38:28"),
    ]
    assert units(result)[1] == Unit(
        flags=frozenset({"unfinished", "fuzzy"}),
        note="a state\nOf doors\naudit: ignore",
        ignored=frozenset({"*"}),
    )
    assert [set(unit.flags) for unit in units(result)[4:6]] == [{"unfinished"}, {"unfinished"}]
    assert units(result)[0] == Unit()


NOT_QT = (
    "not a file of Qt Linguist (TypeScript has the same suffix), which begins with <TS>: "
    "leave the file out, or check its name"
)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("import { app } from './app';\n", f"line 1, column 1: {NOT_QT}"),
        ("// <TS>\nexport default {};\n", f"line 1, column 1: {NOT_QT}"),
        ("\n<Type>value", f"line 2, column 1: {NOT_QT}"),
        ("<TS>\n<message></TS>", "line 2, column 12: not well-formed XML (mismatched tag): mend the file"),
    ],
)
def test_what_cannot_be_read_says_where_and_why(text: str, message: str) -> None:
    assert refusal(reader, text) == message


@pytest.mark.parametrize(("text", "sure"), [(FILE, True), ("<TS/>", True), ("<ts/>", False), ("export {}", False)])
def test_sniff_is_true_only_where_it_is_sure(text: str, sure: bool) -> None:
    assert reader.sniff(text) is sure


def test_any_text_is_read_or_refused() -> None:
    survives(reader, FILE)


@pytest.mark.parametrize("unit", ["<message/>", "<name>w</name>", "<message numerus='yes'><source/></message>"])
def test_a_megabyte_takes_seconds_or_is_refused(unit: str) -> None:
    bounded(reader, "<TS>", unit, "</TS>")
