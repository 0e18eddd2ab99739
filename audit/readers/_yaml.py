"""YAML with places: mappings, sequences and scalars, and where every character of a scalar stands in the file.

PyYAML parses; what it says of a scalar is aligned with how the file writes it. An alias is the very node that its
anchor names. One document a file, nesting is bounded, and so is the number of nodes that aliases repeat.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml
from yaml.events import AliasEvent, DocumentStartEvent, Event, ScalarEvent, SequenceStartEvent
from yaml.resolver import Resolver

from audit.errors import InputError
from audit.readers._escapes import unescaped
from audit.readers._malformed import malformed
from audit.readers._units import Piece

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DEEPEST = 50
_STRING = "tag:yaml.org,2002:str"
_SYMBOL = re.compile(r":[A-Za-z_]\w*")
_RESOLVER = Resolver()

_BREAK = r"(?<![ \t])[ \t]*(?:\r\n|\r|\n)[ \t]*((?:(?:\r\n|\r|\n)[ \t]*)*)"
_FOLDED = re.compile(_BREAK)
_SINGLE = re.compile(rf"''|{_BREAK}")
_DOUBLE = re.compile(
    rf"\\(?:[ \t]*(?:\r\n|\r|\n)[ \t]*|[xuU]((?<=x)..|(?<=u)....|(?<=U).{{8}})|(.))|{_BREAK}",
    re.DOTALL,
)
_MEANT = {"0": "\0", "a": "\a", "b": "\b", "t": "\t", "n": "\n", "v": "\v", "f": "\f", "r": "\r", "e": "\x1b"}
_MEANT |= {"N": "\x85", "_": "\xa0", "L": "\u2028", "P": "\u2029"}
_PROPERTIES = re.compile(r"(?:[&!][^\s,\[\]{}]*+\s++)*+")
_LINE = re.compile(r"[^\r\n]+")
_GAP = re.compile(r"((?:[ \t]*\n)*| )([ \t]*)")


@dataclass(frozen=True, slots=True)
class Scalar:
    """A value or key without parts; `style` is "" (plain), "'", '"', "|" or ">"."""

    file: str
    start: int
    end: int
    value: str
    style: str
    is_text: bool
    """False for numbers, booleans, dates, null, Ruby's symbols and what has a tag of its own."""

    def pieces(self) -> tuple[Piece, ...]:
        """Its characters and where they are written; all at its beginning where that cannot be told."""
        found = tuple(self._aligned())
        if "".join(words for words, _ in found) == self.value:
            return found
        return (self.value, self.start), ("", self.end)

    def _aligned(self) -> Iterator[Piece]:
        if self.style in ("|", ">"):
            return self._block()
        pattern = {"'": _SINGLE, '"': _DOUBLE}.get(self.style, _FOLDED)
        quote = 1 if self.style else 0
        return unescaped(self.file, self.start + quote, self.end - quote, pattern, _meaning)

    def _block(self) -> Iterator[Piece]:
        """Line by line: what the value has between their words are breaks and blanks."""
        cursor = 0
        place = self.file.find("\n", self.start, self.end) + 1
        for line in _LINE.finditer(self.file, place, self.end):
            words = line[0].strip(" ")
            gap = _GAP.match(self.value, cursor) if words else None
            if gap is None:
                continue
            if not self.value.startswith(words, gap.end()):
                break
            at = line.start() + line[0].index(words)
            if gap[1]:
                yield gap[1], place
            if gap[2]:
                yield gap[2], at - len(gap[2])
            yield words, at
            cursor = gap.end() + len(words)
            place = at + len(words)
        yield self.value[cursor:], place


@dataclass(frozen=True, slots=True)
class Sequence:
    """Nodes in order."""

    file: str
    start: int
    items: "tuple[Node, ...]"


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys and values in order; a key that appears twice is there twice."""

    file: str
    start: int
    entries: "tuple[tuple[Scalar, Node], ...]"


Node = Scalar | Sequence | Mapping


def compose(text: str) -> Node | None:
    """The node that a file holds; None where it is empty.

    Raises InputError with line and column for what is no YAML, 50 deep, or a second document.
    """
    composer = _Composer(text)
    try:
        return composer.document()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problem = f"no YAML: {error.problem or error.context}: check quotes, colons and indentation"
        raise malformed(text, _index(mark) + composer.shift, problem) from error
    except yaml.YAMLError as error:
        place = text.find(chr(getattr(error, "character", 0)))  # PyYAML counts bytes
        raise malformed(text, max(place, 0), "a character that YAML does not allow: remove it") from error


def is_portable(text: str) -> bool:
    """True where readers can read it that are stricter than ours, and know no tab in words without quotes."""
    try:
        return all(True for _ in yaml.parse(text, Loader=yaml.SafeLoader))
    except yaml.YAMLError:
        return False


class _Composer:
    """Takes nodes out of the stream of events; anchors are known from where they stand on."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.shift = 1 if text.startswith("\ufeff") else 0  # PyYAML does not count a byte order mark
        self._events: Iterator[Event] = yaml.parse(text[self.shift :], Loader=_LOADER)
        self._anchors: dict[str, Node] = {}

    def document(self) -> Node | None:
        node = None
        for event in self._events:
            if isinstance(event, DocumentStartEvent):
                if node is not None:
                    raise self._error(event, "a second document begins: keep one document in a file")
                node = self._node(next(self._events), 0)
        return node

    def _node(self, event: Event, depth: int) -> Node:
        if depth > _DEEPEST:
            raise self._error(event, f"nested more than {_DEEPEST} deep: flatten it")
        if isinstance(event, AliasEvent):
            if event.anchor not in self._anchors:
                raise self._error(event, f"no anchor &{event.anchor} stands before this alias: add it")
            return self._anchors[event.anchor]
        node: Node
        start = _index(event.start_mark) + self.shift
        if isinstance(event, ScalarEvent):
            start = _PROPERTIES.match(self.text, start).end()  # type: ignore[union-attr]  # it matches anything
            end = max(start, _index(event.end_mark) + self.shift)
            node = Scalar(self.text, start, end, event.value, _style(event), _is_text(event))
        elif isinstance(event, SequenceStartEvent):
            node = Sequence(self.text, start, tuple(self._node(inner, depth + 1) for inner in self._inside()))
        else:
            node = Mapping(self.text, start, tuple(self._entry(inner, depth + 1) for inner in self._inside()))
        anchor = getattr(event, "anchor", None)
        if anchor:
            self._anchors[anchor] = node
        return node

    def _inside(self) -> Iterator[Event]:
        """First events of the nodes in a collection, up to its end."""
        for event in self._events:
            if isinstance(event, yaml.CollectionEndEvent):
                return
            yield event

    def _entry(self, event: Event, depth: int) -> tuple[Scalar, Node]:
        key = self._node(event, depth)
        if not isinstance(key, Scalar):
            raise self._error(event, "a key that is no string: write it as one")
        return key, self._node(next(self._events), depth)

    def _error(self, event: Event, problem: str) -> InputError:
        return malformed(self.text, _index(event.start_mark) + self.shift, problem)


def _index(mark: Any) -> int:
    """The offset of a mark, in code points; the stubs do not promise one."""
    return int(mark.index) if mark else 0


def _style(event: ScalarEvent) -> str:
    return event.style if event.style and event.style in "'\"|>" else ""


def _is_text(event: ScalarEvent) -> bool:
    if event.tag:
        return event.tag in ("!", _STRING)
    if _style(event) or not event.value:
        return True
    resolved = _RESOLVER.resolve(yaml.ScalarNode, event.value, (True, False))  # type: ignore[no-untyped-call]
    return resolved == _STRING and not _SYMBOL.fullmatch(event.value)


def _meaning(match: re.Match[str]) -> str:
    """What an escape, a doubled quote or a line break in a scalar stands for."""
    written = match[0]
    if written == "''":
        return "'"
    if not written.startswith("\\"):
        return "\n" * len(re.findall(r"\r\n|\r|\n", match[match.re.groups])) or " "
    code, letter = match.groups()[:2]
    if code:  # PyYAML has seen that it is one
        return chr(int(code, 16))
    return _MEANT.get(letter, letter) if letter else ""
