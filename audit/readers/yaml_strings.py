"""YAML with strings (.yml, .yaml): Rails, Symfony, Flutter, or any other.

Every string that is a value is a unit; its key is the way to it ("menu.file.open", "days.0"). A language that is the
only outermost key is the file's and in no key, so that en.yml and de.yml pair. A mapping of plural categories ("one",
"other") are forms of one string; a message of ICU with a plural or select is a unit a branch. A key without a value is
a string nobody has translated. Comments above a key or behind its value are notes. Aliases and merged keys ("<<") read
as what they stand for. Left out: numbers, booleans, dates, null, Ruby's symbols (":year").
"""

import json
import re
from bisect import bisect_right
from collections.abc import Iterator

from babel.localedata import exists

from audit.article import Extract
from audit.errors import InputError
from audit.language import base
from audit.readers._around import Around
from audit.readers._icu import add_message
from audit.readers._lines import line_starts
from audit.readers._malformed import malformed
from audit.readers._plurals import is_plural
from audit.readers._spelling import Rewriting, indent
from audit.readers._units import Units
from audit.readers._yaml import Mapping, Node, Scalar, Sequence, compose, is_portable

SUFFIXES: tuple[str, ...] = (".yml", ".yaml")
CATALOGUE = True

_LINES = r"(?:(?:---)?[ \t]*(?:#[^\r\n]*)?\r?\n)*+"
_RAILS = re.compile(
    rf"\ufeff?{_LINES}[\"']?([a-z]{{2,3}}(?:-[A-Z]{{2}})?)[\"']?:[ \t]*(?:#[^\r\n]*)?\r?\n{_LINES}[ ]+[\w\"'].*:"
)
_CODE = re.compile(r"[a-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")
_BEHIND = re.compile(r":?[ \t]+#([^\r\n]*)")
_HEADER = re.compile(r"[|>][-+0-9]*[ \t]+#([^\r\n]*)")
_MOST_REPEATED = 10_000
_DEEPEST_INDENT = 200


def sniff(text: str) -> bool:
    """True where all stands under a language, as in Rails."""
    found = _RAILS.match(text)
    return found is not None and exists(base(found[1]))


def read(text: str) -> Extract:
    """All strings. Raises InputError for what is no YAML, more than one document, and aliases that multiply."""
    root = compose(text)
    language = None
    reading = _Reading(text)
    around = Around()
    if isinstance(root, Mapping) and len(root.entries) == 1 and isinstance(root.entries[0][1], Mapping):
        key, inner = root.entries[0]
        if _CODE.fullmatch(key.value) and exists(base(key.value)):
            language, root = key.value, inner
            around = Around(ignored=Around().inner("x", reading.comment(key, key)).ignored)
    units = Units(text)
    for string, place in reading.strings(root, around) if root else ():
        end = string.end - bool(string.style in ("'", '"'))
        add_message(units, place.key, (*string.pieces(), ("", end)), place.unit)
    return units.extract(language)


def spellings(file: str, start: int, end: int, words: str) -> Iterator[str]:
    """As they are; with doubled quotes; with the escapes of double quotes; line by line in a block."""
    if "\t" not in words or is_portable(file[:start] + words + file[end:]):
        yield words
        yield words.replace("'", "''")
    yield from _doubly_quoted(words)
    if "\n" in words:
        deep = indent(file, start)
        yield words.replace("\n", f"\n{deep}")
        yield words.replace("\n", f"\n\n{deep}")


def rewritings(file: str, start: int, end: int, words: str) -> Iterator[Rewriting]:
    """In double quotes, whatever it was in."""
    quoted = int(file[start - 1 : start] in ("'", '"') and file[end : end + 1] == file[start - 1])
    blank = "" if file[start - 1 : start].isspace() or quoted else " "
    for written in _doubly_quoted(words):
        yield Rewriting(start - quoted, end + quoted, f'{blank}"{written}"')


def _doubly_quoted(words: str) -> Iterator[str]:
    plain = json.dumps(words, ensure_ascii=False)[1:-1]
    yield plain
    yield "".join(one if one.isascii() else f"\\U{ord(one):08x}" for one in plain)


class _Reading:
    """The walk through a file; it knows the comments, and how much aliases have repeated."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._has_comments = "#" in text
        self._lines = line_starts(text) if self._has_comments else ()
        self._floor = 0
        self._repeated = 0

    def strings(self, node: Node, around: Around) -> Iterator[tuple[Scalar, Around]]:
        """Every string to be translated in a node."""
        if error := around.refuse_endless(self._text, node.start):
            raise error
        if node.start < self._floor:
            self._repeated += 1
            if self._repeated > _MOST_REPEATED:
                raise self._too_many(node)
        if isinstance(node, Scalar):
            self._floor = max(self._floor, node.end)
            if node.is_text:
                yield node, around
        elif isinstance(node, Sequence):
            for index, item in enumerate(node.items):
                yield from self.strings(item, around.inner(str(index), self.comment(item, item)))
        else:
            yield from self._entries(node, around)

    def _entries(self, node: Mapping, around: Around) -> Iterator[tuple[Scalar, Around]]:
        names = {key.value for key, _ in node.entries}
        plural = bool(around.key) and is_plural(names)
        plural = plural and all(isinstance(value, Scalar) for _, value in node.entries)
        for key, value in node.entries:
            if key.value == "<<" and not key.style:
                for merged in _merged(value):
                    kept = tuple((name, inner) for name, inner in merged.entries if name.value not in names)
                    yield from self._entries(Mapping(merged.file, merged.start, kept), around)
                continue
            comment = self.comment(key, value)
            inner = around.inner("", comment, key.value) if plural else around.inner(key.value, comment)
            yield from self.strings(value, inner)

    def comment(self, key: Node, value: Node) -> str:
        """What comments above the line of a key say, and behind the key or its value."""
        if not self._has_comments or key.start < self._floor:
            return ""
        number = bisect_right(self._lines, key.start) - 1
        begin = self._lines[number]
        said: list[str] = []
        if key.start - begin < _DEEPEST_INDENT and not self._text[begin : key.start].strip(" \t-?"):
            while number and self._lines[number - 1] >= self._floor:
                line = self._text[self._lines[number - 1] : self._lines[number]].strip("\ufeff \t\r\n")
                if not line.startswith("#"):
                    break
                said.append(line.lstrip("#").strip())
                number -= 1
        behind = self._behind(key, value)
        return "\n".join(filter(None, (*reversed(said), behind)))

    def _behind(self, key: Node, value: Node) -> str:
        if isinstance(value, Scalar) and value.start >= key.start:
            pattern = _HEADER if value.style in ("|", ">") else _BEHIND
            found = pattern.match(self._text, value.start if pattern is _HEADER else value.end)
        else:
            found = _BEHIND.match(self._text, key.end) if isinstance(key, Scalar) else None
        return found[1].strip() if found else ""

    def _too_many(self, node: Node) -> InputError:
        problem = f"aliases repeat more than {_MOST_REPEATED:,} values: write out what they stand for"
        return malformed(self._text, node.start, problem)


def _merged(value: Node) -> Iterator[Mapping]:
    """The mappings that a "<<" merges."""
    yield from (one for one in (value.items if isinstance(value, Sequence) else (value,)) if isinstance(one, Mapping))
