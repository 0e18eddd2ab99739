"""Android's strings.xml: what its compiler would show, and every word where it stands."""

import pytest

from audit.article import Location, Unit
from audit.readers import android as reader
from tests.readers.places import blocks
from tests.readers.xml_units import bounded, refusal, rows, stands, survives, units

FILE = """\
<?xml version="1.0" encoding="utf-8"?>
<!-- A licence -->
<resources xmlns:xliff="urn:oasis:names:tc:xliff:document:1.2" xmlns:tools="http://schemas.android.com/tools"
    tools:locale="de">
    <!-- The button
         that saves -->
    <string name="save" tools:ignore="MissingTranslation,Typos">Größe sichern</string>
    <string name="brand" translatable="false">Acme</string>
    <string name="alias">@string/save</string>
    <string name="style">?android:attr/textColor</string>
    <string name="empty"/>
    <string name="title" product="tablet">Hallo <xliff:g id="name" example="Bob">%1$s</xliff:g>, <b>jetzt</b>!</string>
    <!-- audit: ignore numbers -->
    <plurals name="files">
        <item quantity="one">%d Datei</item>
        <!-- more than one -->
        <item quantity="other">%d Dateien</item>
    </plurals>
    <string-array name="days">
        <item>Montag</item>
        <item>@string/tuesday</item>
        <item>Mittwoch</item>
    </string-array>
    <integer name="n">3</integer>
    <color name="c">#fff</color>
</resources>
"""


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_file(end: str) -> None:
    text = FILE.replace("\n", end)
    result = reader.read(text)
    assert result.language == "de"
    assert stands(text, result)
    assert rows(result) == [
        ("save", "", "Größe sichern", "7:65"),
        ("empty", "", "", "11:27"),
        ("title#tablet", "", "Hallo %1$s, <b>jetzt</b>!", "12:43"),
        ("files", "one", "%d Datei", "15:30"),
        ("files", "other", "%d Dateien", "17:32"),
        ("days[0]", "", "Montag", "20:15"),
        ("days[2]", "", "Mittwoch", "22:15"),
    ]
    assert units(result) == [
        Unit(note="The button\nthat saves", flags=frozenset({"MissingTranslation", "Typos"})),
        Unit(),
        Unit(),
        Unit("one", note="audit: ignore numbers", ignored=frozenset({"numbers"})),
        Unit("other", note="audit: ignore numbers\nmore than one", ignored=frozenset({"numbers"})),
        Unit(),
        Unit(),
    ]


def wrapped(words: str) -> str:
    return f'<resources>\n<string name="a">{words}</string></resources>'


@pytest.mark.parametrize(
    ("written", "words"),
    [
        (r"It\'s \"new\"", 'It\'s "new"'),
        (r"one\ntwo\tthree", "one\ntwo\tthree"),
        (r"\u00e9t\u00C9 \uD83D\uDE00 \uD83D", "été 😀 �".replace("té", "tÉ")),
        (r"\@string/x \? \\n", r"@string/x ? \n"),
        (r"broken \u12 \q", r"broken \u12 q"),
        ("  spaces   and\n   lines\t", "spaces and lines"),
        ('"  kept   here "  not  ', "  kept   here  not"),
        ("no\u00a0break  kept", "no\u00a0break kept"),
        (r"Don\&apos;t &quot;a   b&quot;", "Don't a   b"),
        ("<![CDATA[<b>a  \\'b</b>]]>", "<b>a 'b</b>"),
        ('<a href="x  \'y">a</a>  b', '<a href="x  \'y">a</a> b'),
        ("a <!-- not this --> b", "a b"),
        ("a<br/>b", "a<br/>b"),
        ("@string/a b", "@string/a b"),
        (r"ends \\", "ends \\"),
        ("", ""),
        ("   ", ""),
    ],
)
def test_what_a_string_reads_as(written: str, words: str) -> None:
    assert blocks(reader.read(wrapped(written))) == [words]


@pytest.mark.parametrize(
    ("written", "word", "column"),
    [
        (r"\u00e9 w", "é", 18),
        (r"\u00e9 w", "w", 25),
        (r"\uD83D\uDE00 w", "w", 31),
        ("a   w", "w", 22),
        ('"a   w"', "w", 23),
        (r"\&apos;w", "'", 18),
        (r"\&apos;w", "w", 25),
        ("&amp;w", "w", 23),
        (r"a\nw", "\n", 19),
        (r"a\nw", "w", 21),
        ("😀 w", "w", 20),
        ("<b>w</b>", "w", 21),
    ],
)
def test_a_word_is_located(written: str, word: str, column: int) -> None:
    extract = reader.read(wrapped(written))
    assert extract.source_map.locate(extract.text.index(word)) == Location(2, column)


@pytest.mark.parametrize("reference", ["@string/a", "@android:string/ok", "@com.app:string/x", "@null", "?attr/x"])
def test_a_reference_is_no_unit(reference: str) -> None:
    assert not reader.read(wrapped(f" {reference} ")).blocks


def test_nothing_is_translatable_where_the_file_says_so() -> None:
    assert not reader.read(wrapped("w").replace("<resources>", '<resources translatable="false">')).blocks


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "<!-- a -->\n<manifest/>",
            "line 2, column 1: not Android's strings.xml, the only kind of .xml that is read, "
            "which begins with <resources>: leave the file out, or check its name",
        ),
        ("<resources>\n<string></resources>", "line 2, column 11: not well-formed XML (mismatched tag): mend the file"),
        (
            '<!DOCTYPE resources [<!ENTITY app "A">]><resources/>',
            "line 1, column 22: the file declares an entity (app): write out what it stands for",
        ),
    ],
)
def test_what_cannot_be_read_says_where_and_why(text: str, message: str) -> None:
    assert refusal(reader, text) == message


@pytest.mark.parametrize(("text", "sure"), [(FILE, True), ("<resources/>", True), ("<resource/>", False), ("a", False)])
def test_sniff_is_true_only_where_it_is_sure(text: str, sure: bool) -> None:
    assert reader.sniff(text) is sure


def test_any_text_is_read_or_refused() -> None:
    survives(reader, FILE)
    survives(reader, wrapped(r"It\'s \"a  b\" \u00e9 <b>c</b>"))


@pytest.mark.parametrize("unit", ["w ", "\\'", '"', "\\u00e9", "\\", " \n", "<b>w</b>"])
def test_a_megabyte_takes_seconds_or_is_refused(unit: str) -> None:
    before, after = wrapped("@").split("@")
    bounded(reader, before, unit, after)
