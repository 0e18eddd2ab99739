"""Words that every format has its own trouble with, written into every flavour of string and read back."""

# ruff: noqa: E501 - a file is easier to read on its line

from pathlib import Path

import pytest

from audit.apply.edits import Edit, corrected
from audit.apply.written import Refused, Written
from audit.article import Span
from audit.intake import read_article
from tests.apply.files import attempt, made, read

HOSTILE = [
    'say "hi"',
    "it's",
    "back\\slash",
    "two\nlines",
    "a & b",
    "1 < 2",
    "3 > 2",
    "x]]>y",
    "<b>bold</b>",
    "&amp;",
    "😀 ok",
    "שלום",
    "a, b; c|d",
    "key: value",
    "# hash",
    " lead",
    "trail ",
    "- item",
    "{x}",
    "{{name}}",
    "\ttab",
    "%s",
    "é",
    "@at",
    "?q",
    "=eq",
    '"',
    "''",
    "*a* _b_ `c`",
    "[l](u)",
    "\\n",
    "\\u00e9",
    "yes",
    "1.",
    "~x",
]

FILES = {
    "a.txt": "Before old words after.\r\n\r\nNext\r\n",
    "a.html": "<html><body><h1>Title of page here</h1><p>Before <b>old words</b> after the text is long enough.</p></body></html>",
    "a.md": "# T\n\nBefore **old words** after.\n\nBefore2 *x* y\n",
    "q.po": 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "a"\nmsgstr "Before old words after"\n\nmsgid "b"\nmsgstr ""\n"Before "\n"old \\"words\\" after"\n',
    "a.json": '{"a": "Before old words after", "b": "é\\u00e9 old words"}',
    "icu.json": '{"a": "Say {n, plural, one {old words} other {old words here}} end"}',
    "a.properties": "a=Before old words after\nb:  old words\\\n   after\nc old words\n",
    "strings.xml": '<?xml version="1.0"?>\n<resources><string name="a">Before old words after</string><string name="b">"Before old words after"</string><string name="c"><![CDATA[Before old words after]]></string><string name="d">old <b>old words</b> x</string></resources>',
    "a.strings": '"a" = "Before old words after";\nb = oldwords;\n',
    "s.stringsdict": '<?xml version="1.0"?><plist version="1.0"><dict><key>a</key><dict><key>NSStringLocalizedFormatKey</key><string>%#@v@</string><key>v</key><dict><key>NSStringFormatSpecTypeKey</key><string>NSStringPluralRuleType</string><key>one</key><string>old words</string><key>other</key><string>Before old words after</string></dict></dict></dict></plist>',
    "a.resx": '<root><data name="a"><value>Before old words after</value></data><data name="b"><value><![CDATA[Before old words after]]></value></data></root>',
    "a.ftl": "a = Before old words after\nb =\n    Line one\n    old words\n",
    "a.csv": 'key,source,target\na,src,Before old words after\nb,src,"Before old words, after"\nc,src,old words\n',
    "a.tsv": "key\tsource\ttarget\na\tsrc\tBefore old words after\n",
    "a.yml": "de:\n  a: Before old words after\n  b: 'Before old words after'\n  c: \"Before old words after\"\n  d: |\n    Before old words\n    after\n  e: >\n    Before old words\n    after\n  f: old words\n",
    "a.xlf": '<xliff version="1.2"><file original="x" source-language="en" target-language="de"><body><trans-unit id="1"><source>s</source><target>Before old words after</target></trans-unit><trans-unit id="2"><source>s <x id="1"/></source><target>Before <x id="1" equiv-text="q"/> <g id="2">old words</g> after</target></trans-unit></body></file></xliff>',
    "b.xlf": '<xliff version="2.0" srcLang="en" trgLang="de"><file id="f"><unit id="u"><segment><source>s</source><target>Before old words after</target></segment></unit></file></xliff>',
    "a.tmx": '<tmx version="1.4"><header srclang="en"/><body><tu tuid="1"><tuv xml:lang="en"><seg>s</seg></tuv><tuv xml:lang="de"><seg>Before old words after</seg></tuv></tu></body></tmx>',
    "a.ts": '<TS version="2.1" language="de"><context><name>W</name><message><source>s</source><translation>Before old words after</translation></message></context></TS>',
    "a.xcstrings": '{"sourceLanguage": "en", "strings": {"k": {"localizations": {"de": {"stringUnit": {"state": "translated", "value": "Before old words after"}}}}}}',
}

REFUSED = {
    "a.html": {" lead", "trail ", "\ttab"},  # a page shows no double blanks
    "a.md": {" lead", "trail ", "\ttab"},  # no blanks inside of emphasis
    "icu.json": {"{{name}}"},  # braces are the message's own
    "a.ftl": {"trail ", "*a* _b_ `c`", "[l](u)"},  # at the end and at the beginning of a line
}
"""What cannot be said in a format, at least in one place; all else must be."""


def places(text: str) -> list[Span]:
    starts = [
        (at, needle) for needle in ("old words", "oldwords") for at in range(len(text)) if text.startswith(needle, at)
    ]
    return [Span(at, at + len(needle)) for at, needle in starts]


@pytest.mark.parametrize("name", FILES)
def test_hostile_words_read_as_they_are(name):
    article = read(name, FILES[name])
    text, refused = article.target.text, set()
    for number, span in enumerate(places(text)):
        around = [] if number else [Span(span.start, span.start), Span(span.end, span.end)]
        for words in HOSTILE:
            for change in (Edit(place, words) for place in (span, *around)):
                result = attempt(name, article, [change])
                if not isinstance(result, Written):
                    refused.add(words)
                    continue
                Path(f"new-{name}").write_bytes(made(name, article, [change]))
                then = read_article(f"new-{name}", None, "de").target.text
                assert then == corrected(text, result.edits)
                if name != "icu.json":  # branches share words
                    assert then == corrected(text, [change])
    assert refused == REFUSED.get(name, set())


@pytest.mark.parametrize("name", FILES)
def test_everything_at_once_is_the_same_as_one_by_one(name):
    article = read(name, FILES[name])
    spans = places(article.target.text)
    for words in ("a & b", "it's", 'say "hi"'):
        edits = [Edit(span, words) for span in spans]
        Path(f"new-{name}").write_bytes(made(name, article, edits))
        assert read_article(f"new-{name}", None, "de").target.text == corrected(article.target.text, edits)


def test_a_refusal_names_every_edit_and_only_those():
    article = read("a.md", FILES["a.md"])
    bad, good = Edit(places(article.target.text)[0], " lead"), Edit(Span(0, 1), "U")
    refused = attempt("a.md", article, [good, bad])
    assert [one.edit for one in refused if isinstance(one, Refused)] == [bad]
