""".NET resources: text and nothing else, and every word where it stands."""

import pytest

from audit.article import Unit
from audit.readers import resx as reader
from tests.readers.xml_units import bounded, refusal, rows, stands, survives, units

FILE = """\
<?xml version="1.0" encoding="utf-8"?>
<root>
  <xsd:schema id="root"><xsd:element name="data"/></xsd:schema>
  <resheader name="resmimetype"><value>text/microsoft-resx</value></resheader>
  <data name="Title" xml:space="preserve">
    <value>Größe &lt;b&gt;{0}&lt;/b&gt;
zwei</value>
    <comment> {0} is a number </comment>
  </data>
  <data name="Empty"><value/></data>
  <!-- audit: ignore numbers, names -->
  <data name="$this.Text" type="System.String"><value><![CDATA[A & B]]></value></data>
  <data name="Icon" type="System.Resources.ResXFileRef"><value>a.ico;System.Drawing.Icon</value></data>
  <data name="Image" mimetype="application/x-microsoft.net.object.binary.base64"><value>AAEAAAD</value></data>
  <data name="&gt;&gt;button.Name"><value>button</value></data>
  <data name="Brand"><value>Acme</value><comment>{Locked}</comment></data>
  <data name="Odd"/>
</root>
"""


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_file(end: str) -> None:
    text = FILE.replace("\n", end)
    result = reader.read(text)
    assert result.language is None
    assert stands(text, result)
    assert rows(result) == [
        ("Title", "", "Größe <b>{0}</b>\nzwei", "6:12"),
        ("Empty", "", "", "10:30"),
        ("$this.Text", "", "A & B", "12:64"),
        ("Odd", "", "", "17:21"),
    ]
    assert units(result) == [
        Unit(note="{0} is a number"),
        Unit(),
        Unit(ignored=frozenset({"numbers", "names"})),
        Unit(),
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("<root>\n<data></root>", "line 2, column 9: not well-formed XML (mismatched tag): mend the file"),
        (
            "<Root/>",
            "line 1, column 1: not a .resx file, which begins with <root>: leave the file out, or check its name",
        ),
    ],
)
def test_what_cannot_be_read_says_where_and_why(text: str, message: str) -> None:
    assert refusal(reader, text) == message


def test_sniff_is_never_sure() -> None:
    assert not reader.sniff(FILE)


def test_any_text_is_read_or_refused() -> None:
    survives(reader, FILE)


@pytest.mark.parametrize("unit", ["<data/>", "<data name='w'><value>w</value></data>"])
def test_a_megabyte_takes_seconds_or_is_refused(unit: str) -> None:
    bounded(reader, "<root>", unit, "</root>")
