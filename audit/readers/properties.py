r"""Java properties: the value of every key; comments right above a key, without a blank line between, are its note.

The format is that of java.util.Properties: `key=value`, `key: value` or `key value`, lines continued by a backslash,
escapes as \t and \u00e9. A key without a value is a string that nobody has translated.
"""

import re
from collections.abc import Iterator

from audit.article import Extract, Unit
from audit.readers._directives import ignored
from audit.readers._escapes import character, unescaped
from audit.readers._malformed import malformed
from audit.readers._spelling import Rewriting, as_units, backslashed
from audit.readers._units import Units

SUFFIXES: tuple[str, ...] = (".properties",)
CATALOGUE = True
UNDECLARED = ("iso8859-1",)
"""What Java takes such a file for, where it is not UTF-8."""

_NEW_LINE = r"(?:\r\n?|\n)"
_CONTINUED = rf"\\{_NEW_LINE}[ \t\f]*+"
_LINE = re.compile(
    rf"(?P<blank>(?:[ \t\f]|{_CONTINUED}|\\\Z)*+(?:{_NEW_LINE}|\Z))"
    rf"|(?:[ \t\f]|{_CONTINUED})*+[#!](?P<comment>[^\r\n]*+)(?:{_NEW_LINE}|\Z)"
    rf"|[ \t\f]*+(?P<key>[^\\ \t\f\r\n=:]*+(?:(?:{_CONTINUED}|\\[^\r\n]|\\\Z)[^\\ \t\f\r\n=:]*+)*+)"
    rf"(?:[ \t\f]|{_CONTINUED})*+[=:]?[ \t\f]*+"
    rf"(?P<value>[^\\\r\n]*+(?:(?:{_CONTINUED}|\\[^\r\n]|\\\Z)[^\\\r\n]*+)*+)(?:{_NEW_LINE}|\Z)"
)
_ESCAPE = re.compile(
    r"\\(?:u([dD][89abAB][0-9A-Fa-f]{2})\\u([dD][c-fC-F][0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})"
    rf"|{_NEW_LINE}[ \t\f]*+|([^\r\n])|\Z)"
)
_MEANINGS = {"t": "\t", "n": "\n", "r": "\r", "f": "\f"}
_WRITTEN = {meaning: f"\\{letter}" for letter, meaning in _MEANINGS.items()} | {"\\": "\\\\"}


def sniff(_: str) -> bool:
    """False: any text might be keys and values."""
    return False


def read(text: str) -> Extract:
    r"""All values in the order of the file. Raises InputError for a \u without four hexadecimal digits."""
    units = Units(text)
    comments: list[str] = []
    at = 0
    while at < len(text) and (line := _LINE.match(text, at)):
        at = line.end()
        if line["comment"] is not None:
            comments.append(line["comment"].strip())
            continue
        if line["blank"] is None:
            note = "\n".join(filter(None, comments))
            key = "".join(words for words, _ in unescaped(text, *line.span("key"), _ESCAPE, _meaning))
            value = unescaped(text, *line.span("value"), _ESCAPE, _meaning)
            units.add(key, value, Unit(note=note, ignored=ignored(note)))
        comments = []
    return units.extract()


def spellings(file: str, start: int, end: int, words: str) -> Iterator[str]:  # noqa: ARG001 - the contract of readers
    r"""With escapes for backslashes, line ends, a blank at the beginning; as \u00e9 where the file is all ASCII."""
    plain = backslashed(words, _WRITTEN)
    indented = f"\\{plain}" if plain[:1] in (" ", "=", ":") else plain
    for written in (plain, indented):
        if file.isascii():
            yield as_units(written)
        yield written
    yield as_units(indented)


def rewritings(file: str, start: int, end: int, words: str) -> Iterator[Rewriting]:
    """With the sign between key and value, where the file has none."""
    yield from (Rewriting(start, end, f"={written}") for written in spellings(file, start, end, words) if start == end)


def _meaning(escape: re.Match[str]) -> str:
    """What an escape stands for; nothing for a continued line."""
    high, low, unit, letter = escape.groups()
    if high:
        return character(high, low)
    if unit:
        return character(unit)
    if letter == "u":
        problem = "\\u needs four hexadecimal digits: write \\\\u for a backslash and a u"
        raise malformed(escape.string, escape.start(), problem)
    return _MEANINGS.get(letter, letter or "")
