r"""Apple strings files (.strings): the value of every key; comments right above it or behind it are its note.

Keys and values that are one word may stand without quotes; `"key";` alone is its own value. Escapes are as in \n, \"
and \U00e9. Left out are comments that a blank line parts from the key below them.
"""

import re
from collections.abc import Iterator

from audit.article import Extract, Unit
from audit.readers._directives import ignored
from audit.readers._escapes import character, unescaped
from audit.readers._malformed import malformed
from audit.readers._spelling import Rewriting, as_units, backslashed
from audit.readers._units import Piece, Units

SUFFIXES: tuple[str, ...] = (".strings",)
CATALOGUE = True

_QUOTED = r'"[^"\\]*+(?:\\[\s\S][^"\\]*+)*+"'
_STRING = re.compile(rf"{_QUOTED}|[\w.$:-]++(?:/(?![/*])[\w.$:-]*+)*+")
_COMMENT = re.compile(r"//(?P<line>[^\r\n]*+)|/\*(?P<block>(?:[^*]++|\*(?!/))*+)\*/")
_BEHIND = re.compile(rf"[ \t]*+(?:{_COMMENT.pattern})[ \t]*+(?=[\r\n]|\Z)")
_SPACE = re.compile(r"(?:\s++|//[^\r\n]*+|/\*(?:[^*]++|\*(?!/))*+\*/)*+")
_BLANK = re.compile(r"\s*+")
_BLANK_LINE = re.compile(r"(?:\r\n?|\n)[ \t]*+(?:\r\n?|\n)")
_BEGINNING = re.compile(rf"{_SPACE.pattern}{_QUOTED}[ \t]*+=[ \t]*+{_QUOTED}[ \t]*+;")

_ESCAPE = re.compile(
    r"\\(?:[Uu]([dD][89abAB][0-9A-Fa-f]{2})\\[Uu]([dD][c-fC-F][0-9A-Fa-f]{2})|[Uu]([0-9A-Fa-f]{1,4})"
    r"|([01][0-7]{2})|(\r\n|[\s\S]))"
)
_WRITTEN = {"\n": "\\n", "\r": "\\r", "\t": "\\t", "\\": "\\\\", '"': '\\"'}
_MEANINGS = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "\r\n": "\n", "\r": "\n"}


def sniff(text: str) -> bool:
    """True where the file begins with `"key" = "value";`, whatever comments are above."""
    return bool(_BEGINNING.match(text))


def read(text: str) -> Extract:
    """All values in the order of the file. Raises InputError with line and column for what is no strings file."""
    units = Units(text)
    comments: list[str] = []
    at, blank = _skip(text, 0, _BLANK)
    while at < len(text):
        if comment := _COMMENT.match(text, at):
            comments.append(_said(comment))
            at = comment.end()
        else:
            key, value, at = _entry(text, at)
            if behind := _BEHIND.match(text, at):
                comments.append(_said(behind))
                at = behind.end()
            note = "\n".join(filter(None, comments))
            name = "".join(words for words, _ in _pieces(text, key))
            units.add(name, _pieces(text, value), Unit(note=note, ignored=ignored(note)))
            comments = []
        at, blank = _skip(text, at, _BLANK)
        comments = [] if _BLANK_LINE.search(blank) else comments
    return units.extract()


def spellings(file: str, start: int, end: int, words: str) -> Iterator[str]:  # noqa: ARG001 - the contract of readers
    """With escapes for quotes, backslashes and line ends; then without any non-ASCII."""
    written = backslashed(words, _WRITTEN)
    yield written
    yield as_units(written, "U")


def rewritings(file: str, start: int, end: int, words: str) -> Iterator[Rewriting]:
    """In quotes where it has none; behind its key where that is its value."""
    for written in spellings(file, start, end, words):
        yield Rewriting(start, end, f'"{written}"')
        quoted = file[end : end + 1] == '"'
        yield Rewriting(end + quoted, end + quoted, f' = "{written}"')


def _said(comment: re.Match[str]) -> str:
    return (comment["line"] or comment["block"] or "").strip()


def _skip(text: str, at: int, space: re.Pattern[str]) -> tuple[int, str]:
    """The offset behind white space, and that itself."""
    match = space.match(text, at)
    return (match.end(), match[0]) if match else (at, "")


def _entry(text: str, at: int) -> tuple[re.Match[str], re.Match[str], int]:
    """Key and value as they are written, and the offset behind their semicolon."""
    key = value = _string(text, at)
    at, _ = _skip(text, key.end(), _SPACE)
    if text.startswith("=", at):
        value = _string(text, _skip(text, at + 1, _SPACE)[0])
        at, _ = _skip(text, value.end(), _SPACE)
    if not text.startswith(";", at):
        problem = 'no ";" behind an entry: write one there, and quotes inside a string as \\"'
        raise malformed(text, value.end(), problem)
    return key, value, at + 1


def _string(text: str, at: int) -> re.Match[str]:
    if string := _STRING.match(text, at):
        return string
    if text.startswith("<", at):
        raise malformed(text, at, 'XML, where "key" = "value"; should stand: give the strings as plain text')
    if text.startswith("/*", at):
        raise malformed(text, at, "a comment that is not closed: write */ at its end")
    if text.startswith('"', at):
        raise malformed(text, at, "a quote that is not closed: close it")
    raise malformed(text, at, 'no string where one should stand: write "key" = "value"; and give strings quotes')


def _pieces(text: str, string: re.Match[str]) -> Iterator[Piece]:
    quote = int(text[string.start()] == '"')
    return unescaped(text, string.start() + quote, string.end() - quote, _ESCAPE, _meaning)


def _meaning(escape: re.Match[str]) -> str:
    """What an escape stands for; a line end behind a backslash is one."""
    high, low, unit, octal, letter = escape.groups()
    if high:
        return character(high, low)
    if unit:
        return character(unit)
    return chr(int(octal, 8)) if octal else _MEANINGS.get(letter, letter)
