"""Files of every format as templates, and the texts with which they are filled to break what reads them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Template:
    """A format's smallest file, in three parts; `unit` has %k where the key and %v where the text stands."""

    suffix: str
    before: str
    unit: str
    after: str

    def unit_of(self, key: str, text: str) -> str:
        """One string as the format writes it; `text` is put there as it is."""
        return self.unit.replace("%k", key).replace("%v", text)

    def file(self, *texts: str) -> str:
        """A file of these texts, under keys of their own."""
        units = (self.unit_of(f"k{number}", text) for number, text in enumerate(texts))
        return self.before + "".join(units) + self.after


_XLIFF = '<xliff version="1.2"><file original="a" source-language="en" target-language="de"><body>'
_XLIFF2 = '<xliff version="2.0" srcLang="en" trgLang="de" xmlns="urn:oasis:names:tc:xliff:document:2.0"><file id="f">'
_DICT = "<key>NSStringFormatSpecTypeKey</key><string>NSStringPluralRuleType</string>"
_TS = '<TS version="2.1" language="de" sourcelanguage="en"><context><name>c</name>'
_SEG = '<tu tuid="%k"><tuv xml:lang="en"><seg>x</seg></tuv><tuv xml:lang="de"><seg>%v</seg></tuv></tu>\n'
_XCODE = '{"sourceLanguage":"en","strings":{"":{}'
_STATE = ',"%k":{"localizations":{"de":{"stringUnit":{"state":"translated","value":"%v"}}}}\n'

TEMPLATES = {
    "po": Template(".po", 'msgid ""\nmsgstr "Language: de\\n"\n', '\nmsgid "%k"\nmsgstr "%v"\n', ""),
    "table": Template(".csv", "key,en,de\n", '%k,x,"%v"\n', ""),
    "properties": Template(".properties", "", "%k=%v\n", ""),
    "apple_strings": Template(".strings", "", '"%k" = "%v";\n', ""),
    "xliff": Template(
        ".xlf",
        _XLIFF,
        '<trans-unit id="%k"><source>x</source><target>%v</target></trans-unit>\n',
        "</body></file></xliff>",
    ),
    "xliff2": Template(
        ".xliff",
        _XLIFF2,
        '<unit id="%k"><segment><source>x</source><target>%v</target></segment></unit>\n',
        "</file></xliff>",
    ),
    "tmx": Template(".tmx", '<tmx version="1.4"><header srclang="en"/><body>', _SEG, "</body></tmx>"),
    "qt_ts": Template(
        ".ts", _TS, "<message><source>%k</source><translation>%v</translation></message>\n", "</context></TS>"
    ),
    "android": Template(".xml", "<resources>", '<string name="%k">%v</string>\n', "</resources>"),
    "resx": Template(".resx", "<root>", '<data name="%k"><value>%v</value></data>\n', "</root>"),
    "stringsdict": Template(
        ".stringsdict",
        "<plist><dict>",
        f"<key>%k</key><dict><key>v</key><dict>{_DICT}<key>other</key><string>%v</string></dict></dict>\n",
        "</dict></plist>",
    ),
    "json_strings": Template(".json", '{"": ""', ',"%k": "%v"\n', "}"),
    "arb": Template(".arb", '{"@@locale": "de"', ',"%k": "%v"\n', "}"),
    "xcstrings": Template(".xcstrings", _XCODE, _STATE, '},"version":"1.0"}'),
    "yaml_strings": Template(".yml", "de:\n", '  %k: "%v"\n', ""),
    "yaml, plain": Template(".yaml", "", "%k: %v\n", ""),
    "fluent": Template(".ftl", "", "%k = %v\n", ""),
    "markdown": Template(".md", "", "# %k\n\n%v\n\n", ""),
    "html": Template(".html", "<html><body>", "<p id=%k>%v</p>\n", "</body></html>"),
    "text": Template(".txt", "", "%k %v\n", ""),
}

_MANY = 200_000
"""Characters of a text: what takes quadratic time takes minutes with so many."""

ALONE = {
    "nothing": "",
    "a blank": " ",
    "NUL": "\0",
    "line ends": "\r\n\r\r\n\n" * (_MANY // 10),
    "braces": "{" * _MANY,
    "brackets": "[" * _MANY,
    "objects": '{"a":' * (_MANY // 5),
    "elements": "<a>" * (_MANY // 3),
    "closing elements": "</a>" * (_MANY // 4),
    "comments": "<!-- " * (_MANY // 5),
    "sections": "<![CDATA[" * (_MANY // 9),
    "quotes": '"' * _MANY,
    "backslashes": "\\" * _MANY,
    "ampersands": "&" * _MANY,
    "slashes": "/*" * (_MANY // 2),
    "hashes": "#" * _MANY,
    "dashes": "- " * (_MANY // 2),
    "dashes without blanks": "-" * _MANY,
    "indented": "".join(" " * depth + "a:\n" for depth in range(600)),
    "anchors": "".join(f"a{at}: &a{at} x\n" for at in range(10_000)),
    "question marks": "? " * (_MANY // 2),
    "keys without values": "a\n" * (_MANY // 2),
    "equals signs": "a=" * (_MANY // 2),
    "empty entries": 'msgid ""\n' * (_MANY // 9),
    "commas": "," * _MANY,
    "stars": "*" * _MANY,
    "ticks": "`" * _MANY,
    "quoted lines": "> " * (_MANY // 2),
    "links": "[a](" * (_MANY // 4),
    "one word": "a" * _MANY,
    "one line": "a word, and " * (_MANY // 12),
}
"""Texts that are no file of any format, or hardly one."""

INSIDE = {
    "a long text": "word " * (_MANY // 5),
    "a long word": "x" * _MANY,
    "open braces": "{" * _MANY,
    "closed braces": "{}" * (_MANY // 2),
    "nested plurals": "{n, plural, other {" * (_MANY // 20) + "}}" * (_MANY // 20),
    "plurals that do not end": "{n, plural, other {" * (_MANY // 20),
    "apostrophes": "'" * _MANY,
    "apostrophes and braces": "'{" * (_MANY // 2),
    "percent signs": "%" * _MANY,
    "escapes": "\\u00e9" * (_MANY // 6),
    "half of a pair": "\\ud83d",
    "broken escapes": "\\u12" * (_MANY // 4),
    "entities": "&amp;" * (_MANY // 5),
    "unknown entities": "&nope;" * (_MANY // 6),
    "numeric entities": "&#x10FFFF;" * (_MANY // 10),
    "too large an entity": "&#x110000;",
    "inline elements": "<b>x</b>" * (_MANY // 8),
    "nested elements": "<b>" * (_MANY // 3) + "</b>" * (_MANY // 3),
    "empty elements": '<x id="1"/>' * (_MANY // 11),
    "attributes": "<b " + " ".join(f'a{at}="x"' for at in range(20_000)) + "/>",
    "placeables": "{ $a }" * (_MANY // 6),
    "selects": "{ $a ->\n *[other] x\n }" * (_MANY // 20),
    "continued lines": "\\\n" * (_MANY // 2),
    "doubled quotes": '""' * (_MANY // 2),
    "controls": "\x01\x0b\x1f\x7f\x85\u2028" * (_MANY // 10),
    "astral letters": "😀" * (_MANY // 2),
    "combining marks": "a" + "\u0301" * _MANY,
    "blanks": " " * _MANY,
    "tabs and blanks": "\t " * (_MANY // 2),
    "variables": "%#@a@" * (_MANY // 5),
    "references": "@string/" * (_MANY // 8),
    "a quote that ends it": '" "' * (_MANY // 3),
}
"""Texts of one string; they may well end it."""

_SIGNS = r"""{ } [ ] < > </ /> & &amp; " ' \ \n \u00e9 \ud83d é 😀 : = , - # // /* */ <!-- --> <![CDATA[ ]]> <? ?> % $ @
* ! ~ . }} &a *a *[other] "": null 1 true"""
ODD = (
    *_SIGNS.split(),
    *("{n, plural, other {", "msgid ", "msgstr ", "<<: ", "? ", "--- ", "#\n", "key\n", "{ $x -> "),
    *(" ", "    ", "\r", "\n", "\r\n", "\t", "\0", "\x0b", "\x85", "\u2028", "\ufeff"),
)
"""What is put into good files: signs that mean something in one format or another."""
