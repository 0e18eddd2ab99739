"""XLIFF 1.2 and 2.x: units with their sources, inline elements one can compare, and every word where it stands."""

import pytest

from audit.article import Unit
from audit.readers import xliff as reader
from tests.readers.xml_units import bounded, refusal, rows, stands, survives, units

OLD = """\
<?xml version="1.0" encoding="UTF-8"?>
<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">
  <file original="app.html" source-language="en" target-language="de-AT" datatype="html">
    <body>
      <trans-unit id="title" maxwidth="20" size-unit="char">
        <source>Rivers &amp; falls</source>
        <target state="translated">Flüsse &amp; Fälle</target>
        <note from="developer">A headline</note>
        <note>Keep it short</note>
      </trans-unit>
      <group restype="x-plain">
        <!-- audit: ignore numbers -->
        <trans-unit id="greeting" maxwidth="90">
          <source>Hello <x id="NAME" equiv-text="{{n}}"/>, <g ctype="bold" id="1">welcome</g>!</source>
          <target state="needs-review-translation">Hallo <x id="NAME" equiv-text="{{n}}"/>, <g id="1">hier</g>!</target>
          <alt-trans><source>not this</source><target>nicht das</target></alt-trans>
        </trans-unit>
        <trans-unit id="code">
          <source>Open <ph id="1">{0}</ph> <bpt id="2">&lt;b&gt;</bpt>now<ept id="2">&lt;/b&gt;</ept></source>
        </trans-unit>
        <trans-unit id="brand" translate="no"><source>Acme</source><target>Acme</target></trans-unit>
        <trans-unit id="empty"><source>Close</source><target/></trans-unit>
      </group>
      <group translate="no"><trans-unit id="a"><source>A</source></trans-unit></group>
    </body>
  </file>
</xliff>
"""

NEW = """\
<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.0" srcLang="en" trgLang="fr"
 xmlns:slr="urn:oasis:names:tc:xliff:sizerestriction:2.0">
 <file id="f1">
  <unit id="one" slr:sizeRestriction="2,30">
   <notes><note category="context">audit: ignore
     names</note></notes>
   <segment state="initial"><source>Sentence <pc id="1">1</pc>.</source>
    <target>Phrase <pc id="1">1</pc>.</target></segment>
  </unit>
  <group id="g"><unit id="two">
   <segment id="s1" state="final"><source><sm id="m1" type="comment"/><sc id="1"/>First.</source>
    <target>Un.</target></segment>
   <ignorable><source> </source></ignorable>
   <segment><source>Second.<ec startRef="1"/><em startRef="m1"/></source></segment>
  </unit></group>
  <unit id="kept" translate="no"><segment><source>Acme</source></segment></unit>
 </file>
</xliff>
"""


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_version_1_2(end: str) -> None:
    text = OLD.replace("\n", end)
    result = reader.read(text)
    assert (result.source.language, result.target.language) == ("en", "de-AT")
    assert stands(text, result)
    assert rows(result) == [
        ("title", "", "Rivers & falls", "Flüsse & Fälle", "7:36"),
        (
            "greeting",
            "",
            'Hello <x id="NAME"/>, <g id="1">welcome</g>!',
            'Hallo <x id="NAME"/>, <g id="1">hier</g>!',
            "15:52",
        ),
        ("code", "", "Open {0} <b>now</b>", "", "19:111"),
        ("empty", "", "Close", "", "22:63"),
    ]
    assert units(result) == [
        Unit(flags=frozenset({"translated"}), note="A headline\nKeep it short", longest=20),
        Unit(flags=frozenset({"needs-review-translation", "fuzzy"}), ignored=frozenset({"numbers"})),
        Unit(),
        Unit(),
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_version_2(end: str) -> None:
    text = NEW.replace("\n", end)
    result = reader.read(text)
    assert (result.source.language, result.target.language) == ("en", "fr")
    assert stands(text, result)
    assert rows(result) == [
        ("one", "", 'Sentence <pc id="1">1</pc>.', 'Phrase <pc id="1">1</pc>.', "8:13"),
        ("two#s1", "", '<sc id="1"/>First.', "Un.", "12:13"),
        ("two#2", "", 'Second.<ec startRef="1"/>', "", "14:74"),
    ]
    assert units(result) == [
        Unit(
            flags=frozenset({"initial", "fuzzy"}),
            note="audit: ignore\n     names",
            longest=30,
            ignored=frozenset({"*"}),
        ),
        Unit(flags=frozenset({"final"})),
        Unit(),
    ]


def wrapped(target: str, source: str = "w") -> str:
    return (
        f'<xliff><file><body><trans-unit id="1"><source>{source}</source>\n'
        f"<target>{target}</target></trans-unit></body></file></xliff>"
    )


@pytest.mark.parametrize(
    ("target", "words", "column"),
    [
        ("plain", "plain", 9),
        ("&#x41;BC", "ABC", 9),
        ("<![CDATA[<b> & w]]>", "<b> & w", 18),
        ("<!-- no -->w", "w", 20),
        ("<?note?>w", "w", 17),
        ('<mrk mtype="seg" mid="1">w</mrk>', "w", 34),
        ("<x\n  equiv-text='a > b' id='1'/>", '<x id="1"/>', 9),
        ('<x equiv-text=" id=\'2\'" id="a&amp;b"/>', '<x id="a&b"/>', 9),
        ('<u:g id="1">w</u:g>', '<g id="1">w</g>', 9),
        ('<g id="1"/>', '<g id="1"/>', 9),
        ('<it id="1" pos="open">&lt;i&gt;</it>', "<i>", 31),
        ("  \n ", "", 9),
        ("😀 w", "😀 w", 9),
        ("<lb/>", "<lb/>", 9),
    ],
)
def test_what_a_target_reads_as(target: str, words: str, column: int) -> None:
    assert rows(reader.read(wrapped(target))) == [("1", "", "w", words, f"2:{column}")]


def test_keys_name_the_file_where_there_are_several() -> None:
    unit = '<unit id="u"><segment><source>w</source></segment></unit>'
    old = '<file original="a.ts"><body><trans-unit id="u"><source>w</source></trans-unit></body></file>'
    assert [row[0] for row in rows(reader.read(f"<xliff>{old}{old.replace('a.ts', 'b.ts')}</xliff>"))] == [
        "a.ts#u",
        "b.ts#u",
    ]
    new = f'<xliff><file id="f1">{unit}</file><file id="f2">{unit}</file></xliff>'
    assert [row[0] for row in rows(reader.read(new))] == ["f1#u", "f2#u"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "<xliff>\n <file><source></file>",
            "line 2, column 18: not well-formed XML (mismatched tag): mend the file",
        ),
        ("<xliff>", "line 1, column 8: not well-formed XML (no element found): mend the file"),
        (
            "msgid ''",
            "line 1, column 1: not an XLIFF file, which begins with <xliff>: leave the file out, or check its name",
        ),
        (
            "<?xml version='1.0'?>\n<tmx/>",
            "line 2, column 1: not an XLIFF file, which begins with <xliff>: leave the file out, or check its name",
        ),
        (
            '<!DOCTYPE x [\n<!ENTITY a "b">]><xliff>&a;</xliff>',
            "line 2, column 1: the file declares an entity (a): write out what it stands for",
        ),
        (
            '<!DOCTYPE x [<!ENTITY % a SYSTEM "file:///etc/passwd">%a;]><xliff/>',
            "line 1, column 14: the file declares an entity (a): write out what it stands for",
        ),
        (
            "<!DOCTYPE x SYSTEM 'x.dtd'>" + wrapped("é&nbsp;w"),
            "line 2, column 10: &nbsp; is unknown: write the character itself",
        ),
        (
            "<xliff>" + "<g>" * 1_000_000,
            "line 1, column 305: elements nested more than 100 deep: "
            "no file for translators is like that: check where it comes from",
        ),
        (
            wrapped("<x/>" * 100_001).replace("\n", ""),
            "line 1, column 400057: more than 100,000 elements in one: "
            "no file for translators is like that: check where it comes from",
        ),
    ],
)
def test_what_cannot_be_read_says_where_and_why(text: str, message: str) -> None:
    assert refusal(reader, text) == message


def test_a_billion_laughs_are_refused() -> None:
    entities = "\n".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 30))
    text = f'<!DOCTYPE x [\n<!ENTITY l0 "ha">\n{entities}]>{wrapped("&l29;")}'
    assert refusal(reader, text) == "line 2, column 1: the file declares an entity (l0): write out what it stands for"


@pytest.mark.parametrize(
    ("text", "sure"),
    [
        (OLD, True),
        (NEW, True),
        ("<!-- a --><xliff/>", True),
        ("<tmx/>", False),
        ("<html>", False),
        ("xliff", False),
        ("", False),
    ],
)
def test_sniff_is_true_only_where_it_is_sure(text: str, sure: bool) -> None:
    assert reader.sniff(text) is sure


@pytest.mark.parametrize("good", [OLD, NEW])
def test_any_text_is_read_or_refused(good: str) -> None:
    survives(reader, good)


UNITS = [
    "w ",
    "&amp;",
    "<x/>",
    "<!---->",
    "<![CDATA[w]]>",
    "\n",
    "<g>",
    "&",
    "<",
    "<!--",
    "<g a='",
    "é",
    "<?p?>",
    "]]>",
]


@pytest.mark.parametrize("unit", UNITS)
def test_a_megabyte_takes_seconds_or_is_refused(unit: str) -> None:
    before, after = wrapped("@").split("@")
    bounded(reader, before, unit, after)


@pytest.mark.parametrize("unit", ["<!---->", "\n", "<file/>", "<trans-unit id='1'/>", "<!--", "<?p?>"])
def test_a_megabyte_between_units_takes_seconds_or_is_refused(unit: str) -> None:
    bounded(reader, "<xliff>", unit, "</xliff>")
