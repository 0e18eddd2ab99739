"""JSON with places: objects, arrays and strings, and where every character of a string stands in the file.

As RFC 8259, and what people write where a bundler reads it: comments and a comma after the last value. Keys that
appear twice are both kept. Nesting is bounded, half a surrogate pair is read as U+FFFD.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from audit.readers._escapes import character, unescaped
from audit.readers._malformed import malformed
from audit.readers._units import Piece

_SPACE = re.compile(r"[ \t\r\n]*")
_COMMENT = re.compile(r"//([^\r\n]*)|/\*(.*?)\*/", re.DOTALL)
_BESIDE = re.compile(r"[ \t]*(?://([^\r\n]*)|/\*([^\r\n]*?)\*/)")
_COMMA = re.compile(r"[ \t\r\n]*+,[ \t\r\n]*+(?!/)")
_COLON = re.compile(r"[ \t\r\n]*+:[ \t\r\n]*+(?!/)")
_STRING = re.compile(r'"((?:[^"\\\x00-\x1f]++|\\[^\x00-\x1f])*+)"')
_ATOM = re.compile(r"(?:true|false|null|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)\b")
_ESCAPE = re.compile(
    r"\\(?:u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|(.))", re.DOTALL
)
_MEANT = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", '"': '"', "\\": "\\", "/": "/"}
_DEEPEST = 100


@dataclass(frozen=True, slots=True)
class Text:
    """A string."""

    file: str
    start: int
    """Offset of its first character, behind the quote."""
    end: int

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """Its characters and where they are written. Raises InputError for an escape that JSON does not have."""
        if self.file.find("\\", self.start, self.end) < 0:
            return ((self.file[self.start : self.end], self.start), ("", self.end))
        return tuple(unescaped(self.file, self.start, self.end, _ESCAPE, _meaning))

    def __str__(self) -> str:
        if self.file.find("\\", self.start, self.end) < 0:
            return self.file[self.start : self.end]
        return "".join(words for words, _ in self.pieces)


@dataclass(frozen=True, slots=True)
class Atom:
    """A number, true, false or null."""

    words: str


@dataclass(frozen=True, slots=True)
class Member:
    """A value with its key (of an array: "0", "1", ...), and the comments before it and behind it on its line."""

    name: str
    value: "Value"
    comment: str = ""
    key: Text | None = None
    """The key as it is written; None in an array."""


@dataclass(frozen=True, slots=True)
class Object:
    """Members in order; of a key that appears twice, `get` gives the last."""

    file: str
    start: int
    members: tuple[Member, ...]
    by_name: Mapping[str, "Value"]

    def get(self, name: str) -> "Value | None":
        """The value of a key; None where it is not there."""
        return self.by_name.get(name)


@dataclass(frozen=True, slots=True)
class Array:
    """Values in order."""

    file: str
    start: int
    members: tuple[Member, ...]


Value = Object | Array | Text | Atom


def parse(file: str) -> Value:
    """The value that a file holds. Raises InputError with line and column for what is no JSON, or 100 deep."""
    scanner = _Scanner(file)
    scanner.skip()
    value = scanner.value(0)
    scanner.skip()
    if scanner.at < len(file):
        raise malformed(file, scanner.at, "something follows the end of the JSON value: remove it, or a brace too many")
    return value


class _Scanner:
    """Reads a file from left to right; `at` is how far it has come."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.at = 1 if file.startswith("\ufeff") else 0

    def skip(self) -> str:
        """Passes white space and comments; returns what these say."""
        self.at = _SPACE.match(self.file, self.at).end()  # type: ignore[union-attr]  # it matches anything
        if not self.file.startswith("/", self.at):
            return ""
        said = []
        while self.file.startswith(("//", "/*"), self.at):
            comment = _COMMENT.match(self.file, self.at)
            if comment is None:
                raise malformed(self.file, self.at, "this comment is not closed: close it with */")
            said.append((comment[1] or comment[2] or "").strip())
            self.at = _SPACE.match(self.file, comment.end()).end()  # type: ignore[union-attr]
        return "\n".join(said)

    def beside(self) -> str:
        """Passes a comment on the same line; returns what it says."""
        comment = _BESIDE.match(self.file, self.at)
        if comment is None:
            return ""
        self.at = comment.end()
        return (comment[1] or comment[2] or "").strip()

    def value(self, depth: int) -> Value:
        """The value that begins here."""
        if depth > _DEEPEST:
            raise malformed(self.file, self.at, f"nested more than {_DEEPEST} deep: flatten it")
        opening = self.file[self.at : self.at + 1]
        if opening == '"':
            return self.text()
        if opening == "{":
            return self._object(depth)
        if opening == "[":
            return self._array(depth)
        atom = _ATOM.match(self.file, self.at)
        if atom is None:
            raise malformed(
                self.file, self.at, "no JSON value: a string in double quotes, a number, { or [ is expected"
            )
        self.at = atom.end()
        return Atom(atom[0])

    def text(self) -> Text:
        """The string that begins here."""
        found = _STRING.match(self.file, self.at)
        if found is None:
            raise malformed(self.file, self.at, 'this string does not end on its line: close it with ", write \\n')
        self.at = found.end()
        return Text(self.file, *found.span(1))

    def _object(self, depth: int) -> Object:
        start = self.at
        members: list[Member] = []
        self.at += 1
        comment = self.skip()
        while not self._closed("}", start):
            if not self.file.startswith('"', self.at):
                raise malformed(self.file, self.at, "a key in double quotes is expected here")
            key = self.text()
            comment += self._colon()
            value = self.value(depth + 1)
            behind, following = self._between("}")
            members.append(Member(str(key), value, _both(comment, behind), key))
            comment = following
        self.at += 1
        return Object(self.file, start, tuple(members), {member.name: member.value for member in members})

    def _array(self, depth: int) -> Array:
        start = self.at
        members: list[Member] = []
        self.at += 1
        comment = self.skip()
        while not self._closed("]", start):
            value = self.value(depth + 1)
            behind, following = self._between("]")
            members.append(Member(str(len(members)), value, _both(comment, behind)))
            comment = following
        self.at += 1
        return Array(self.file, start, tuple(members))

    def _closed(self, bracket: str, start: int) -> bool:
        if self.at >= len(self.file):
            raise malformed(self.file, start, f"this bracket is not closed: close it with {bracket}")
        return self.file.startswith(bracket, self.at)

    def _colon(self) -> str:
        """Passes the colon behind a key; returns what comments before the value say."""
        quick = _COLON.match(self.file, self.at)
        if quick:
            self.at = quick.end()
            return ""
        self.skip()
        if not self.file.startswith(":", self.at):
            raise malformed(self.file, self.at, "a colon is expected between a key and its value")
        self.at += 1
        return self.skip()

    def _between(self, bracket: str) -> tuple[str, str]:
        """Passes the comma behind a value: the comment on its line, and the comments before what comes next."""
        quick = _COMMA.match(self.file, self.at)
        if quick:  # no comments, as nearly everywhere
            self.at = quick.end()
            return "", ""
        behind = self.beside()
        following = self.skip()
        comma = self.file.startswith(",", self.at)
        if comma:
            self.at += 1
            behind = behind or self.beside()
            following += self.skip()
        if not comma and self.at < len(self.file) and not self.file.startswith(bracket, self.at):
            raise malformed(self.file, self.at, f"a comma or {bracket} is expected here")
        return behind, following


def _both(before: str, behind: str) -> str:
    return f"{before}\n{behind}" if before and behind else before or behind


def _meaning(escape: re.Match[str]) -> str:
    high, low, unit, letter = escape.groups()
    if unit or high:
        return character(*filter(None, (high, low, unit)))
    if letter not in _MEANT:
        raise malformed(escape.string, escape.start(), f"JSON has no escape \\{letter}: double the backslash")
    return _MEANT[letter]
