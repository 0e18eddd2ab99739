"""Plural rules of Apple's systems: a unit a category, and every word where it stands."""

import pytest

from audit.article import Unit
from audit.readers import stringsdict as reader
from tests.readers.xml_units import bounded, refusal, rows, stands, survives, units

FILE = """\
<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
  <!-- How many files. audit: ignore numbers -->
  <key>%d files</key>
  <dict>
    <key>NSStringLocalizedFormatKey</key><string>%#@files@</string>
    <key>files</key>
    <dict>
      <key>NSStringFormatSpecTypeKey</key><string>NSStringPluralRuleType</string>
      <key>NSStringFormatValueTypeKey</key><string>d</string>
      <key>one</key><string>%d Datei &amp; mehr</string>
      <key>other</key><string>%d Dateien</string>
    </dict>
  </dict>
  <key>both</key>
  <dict>
    <key>NSStringLocalizedFormatKey</key><string>%1$#@files@ in %2$#@folders@</string>
    <key>folders</key>
    <dict>
      <key>NSStringFormatSpecTypeKey</key><string>NSStringPluralRuleType</string>
      <key>other</key><string></string>
    </dict>
  </dict>
  <key>greeting</key>
  <dict>
    <key>NSStringDeviceSpecificRuleType</key>
    <dict><key>iphone</key><string>Tippen</string><key>other</key><string>Klicken</string></dict>
  </dict>
  <key>plain</key><string>Schlicht</string>
</dict>
</plist>
"""


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_file(end: str) -> None:
    text = FILE.replace("\n", end)
    result = reader.read(text)
    assert stands(text, result)
    assert rows(result) == [
        ("%d files.files", "one", "%d Datei & mehr", "13:29"),
        ("%d files.files", "other", "%d Dateien", "14:31"),
        ("both", "", "%1$#@files@ in %2$#@folders@", "19:50"),
        ("both.folders", "other", "", "23:31"),
        ("greeting.iphone", "", "Tippen", "29:36"),
        ("greeting", "other", "Klicken", "29:75"),
        ("plain", "", "Schlicht", "31:27"),
    ]
    assert units(result)[:2] == [
        Unit(form, note="How many files. audit: ignore numbers", ignored=frozenset({"numbers"}))
        for form in ("one", "other")
    ]
    assert units(result)[2] == Unit()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("<plist><dict>\n<key></dict>", "line 2, column 8: not well-formed XML (mismatched tag): mend the file"),
        (
            "<dict/>",
            "line 1, column 1: not a .stringsdict file, which begins with <plist>: "
            "leave the file out, or check its name",
        ),
        (
            "<plist><dict>\n <string>w</string></dict></plist>",
            "line 2, column 2: <string> has no <key> before it: add its key",
        ),
        (
            "<plist><dict><key>w</key><dict>\n<key>a</key><string>w</string><dict/></dict></dict></plist>",
            "line 2, column 31: <dict> has no <key> before it: add its key",
        ),
    ],
)
def test_what_cannot_be_read_says_where_and_why(text: str, message: str) -> None:
    assert refusal(reader, text) == message


@pytest.mark.parametrize(("text", "sure"), [(FILE, True), ("<plist><dict/></plist>", False), ("plist", False)])
def test_sniff_is_true_only_where_it_is_sure(text: str, sure: bool) -> None:
    assert reader.sniff(text) is sure


def test_any_text_is_read_or_refused() -> None:
    survives(reader, FILE)


@pytest.mark.parametrize("unit", ["<key>w</key><string>w</string>", "<key>w</key><dict>", "<key/>"])
def test_a_megabyte_takes_seconds_or_is_refused(unit: str) -> None:
    bounded(reader, "<plist><dict>", unit, "</dict></plist>")
