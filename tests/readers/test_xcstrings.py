"""Apple string catalogues: one translation of several, its forms, states, and every word where it stands."""

import json
from pathlib import Path

import pytest

from audit.article import Unit
from audit.errors import InputError
from audit.intake import read_article
from audit.readers import xcstrings as reader
from tests.readers.mutated import seconds, survives
from tests.readers.places import blocks
from tests.readers.xml_units import refusal, rows, stands, units


def string(value: str, state: str = "translated") -> dict[str, object]:
    return {"stringUnit": {"state": state, "value": value}}


CATALOGUE = """\
{
  "sourceLanguage" : "en",
  "strings" : {
    "" : { },
    "Hello %@" : {
      "comment" : "A greeting. audit: ignore numbers",
      "localizations" : {
        "de" : { "stringUnit" : { "state" : "needs_review", "value" : "Hallo %@ \\u00fc" } }
      }
    },
    "Brand" : { "shouldTranslate" : false },
    "missing" : {
      "localizations" : { "en" : { "stringUnit" : { "state" : "translated", "value" : "Not there" } } }
    },
    "gone" : { "extractionState" : "stale" },
    "old" : {
      "extractionState" : "stale",
      "localizations" : { "de" : { "stringUnit" : { "state" : "translated", "value" : "alt" } } }
    },
    "files" : {
      "localizations" : {
        "en" : { "variations" : { "plural" : {
          "one" : { "stringUnit" : { "state" : "translated", "value" : "%lld file" } },
          "other" : { "stringUnit" : { "state" : "translated", "value" : "%lld files" } }
        } } },
        "de" : { "variations" : { "plural" : {
          "one" : { "stringUnit" : { "state" : "translated", "value" : "%lld Datei" } },
          "few" : { "stringUnit" : { "state" : "new", "value" : "%lld x" } },
          "other" : { "stringUnit" : { "state" : "translated", "value" : "%lld Dateien" } }
        } } }
      }
    },
    "Tap" : {
      "localizations" : {
        "de" : { "variations" : { "device" : {
          "iphone" : { "stringUnit" : { "state" : "translated", "value" : "Tippen" } },
          "other" : { "variations" : { "plural" : {
            "other" : { "stringUnit" : { "state" : "translated", "value" : "Klicken" } }
          } } }
        } } }
      }
    },
    "In %#@rooms@" : {
      "localizations" : {
        "de" : {
          "stringUnit" : { "state" : "translated", "value" : "In %#@rooms@" },
          "substitutions" : { "rooms" : { "argNum" : 1, "formatSpecifier" : "lld", "variations" : { "plural" : {
            "one" : { "stringUnit" : { "state" : "translated", "value" : "einem Zimmer" } }
          } } } }
        }
      }
    }
  },
  "version" : "1.0"
}
"""


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_one_translation(end: str) -> None:
    text = CATALOGUE.replace("\n", end)
    result = reader.read(text)
    assert (result.source.language, result.target.language) == ("en", "de")
    assert rows(result) == [
        ("Hello %@", "", "Hello %@", "Hallo %@ ü", "8:72"),
        ("missing", "", "Not there", "", "12:18"),
        ("old", "", "old", "alt", "18:88"),
        ("files", "one", "%lld file", "%lld Datei", "27:73"),
        ("files", "few", "%lld files", "%lld x", "28:66"),
        ("files", "other", "%lld files", "%lld Dateien", "29:75"),
        ("Tap", "iphone", "Tap", "Tippen", "36:76"),
        ("Tap", "other.other", "Tap", "Klicken", "38:77"),
        ("In %#@rooms@", "", "In %#@rooms@", "In %#@rooms@", "46:63"),
        ("In %#@rooms@", "rooms.one", "In %#@rooms@", "einem Zimmer", "48:75"),
    ]
    assert stands(text.replace("\\u00fc", "ü     "), reader.read(text.replace("\\u00fc", "ü     ")))
    assert units(result)[:3] == [
        Unit(
            flags=frozenset({"needs_review", "fuzzy"}),
            note="A greeting. audit: ignore numbers",
            ignored=frozenset({"numbers"}),
        ),
        Unit(flags=frozenset({"new", "fuzzy"})),
        Unit(flags=frozenset({"stale"})),
    ]
    assert units(result)[4] == Unit("few", flags=frozenset({"new", "fuzzy"}))


def test_several_translations() -> None:
    strings = {"a": {"localizations": {"pt-BR": string("um"), "de": string("ein")}}, "b": {"localizations": {}}}
    text = json.dumps({"sourceLanguage": "en", "strings": strings})
    assert reader.languages(text) == ("de", "pt-BR")
    assert refusal(reader, text) == "translations into de, pt-BR: say which one with --target-language"
    assert blocks(reader.read(text, "de").target) == ["ein", ""]
    assert blocks(reader.read(text, "pt_BR").target) == ["um", ""]
    with pytest.raises(InputError) as error:
        reader.read(text, "fr")
    assert str(error.value) == "no translation into fr: it has de, pt-BR"


def test_no_translation() -> None:
    text = json.dumps({"sourceLanguage": "en", "strings": {"a": {}, "b": {"localizations": {"en": string("B")}}}})
    assert reader.languages(text) == ()
    assert reader.read(text).target.blocks == ()
    assert blocks(reader.read(text, "de").source) == ["a", "B"]


NONE = 'line 1, column 1: no string catalogue: "sourceLanguage" and "strings" are expected'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{}", NONE),
        ("[]", NONE),
        ('{"sourceLanguage": 1, "strings": []}', NONE),
        (
            '{"sourceLanguage": "en",\n "strings": {"a": "b"}}',
            "line 2, column 15: the entry of “a” is no object: correct it",
        ),
        ('{"sourceLanguage": "en"', "line 1, column 1: this bracket is not closed: close it with }"),
        ('{"a":' * 10**6, "line 1, column 506: nested more than 100 deep: flatten it"),
    ],
)
def test_malformed(text: str, expected: str) -> None:
    assert refusal(reader, text) == expected


def test_sniff() -> None:
    assert reader.sniff(CATALOGUE)
    assert not reader.sniff('{"strings": {}}')


def test_anything_else() -> None:
    survives(reader, CATALOGUE, ["\\u00e9", '"en"', '"de"', '"fr"', '"variations"', '"stringUnit"', "{}", "null"])


def test_a_megabyte_takes_seconds() -> None:
    unit = json.dumps({"localizations": {"de": string("ein Wort")}})
    text = '{"sourceLanguage": "en", "strings": {' + f'"a": {unit},' * (10**6 // len(unit)) + f'"b": {unit}' + "}}"
    assert seconds(reader, text) < 5


def test_the_language_asked_for_is_read_from_a_file_with_several(tmp_path: Path) -> None:
    file = tmp_path / "Localizable.xcstrings"
    strings = {"a": {"localizations": {"fr": string("un"), "de": string("ein")}}}
    file.write_text(json.dumps({"sourceLanguage": "en", "strings": strings}), encoding="utf-8")
    article = read_article(str(file), target_language="fr")
    assert [(pair.target.text, pair.source.text if pair.source else None) for pair in article.pairs] == [("un", "a")]
    with pytest.raises(InputError, match=r"xcstrings: translations into de, fr: say which one with --target-language"):
        read_article(str(file))
