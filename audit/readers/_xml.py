"""XML with places: elements, and their text as pieces located in the file."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from audit.readers._escapes import unescaped
from audit.readers._malformed import malformed
from audit.readers._units import Piece

_ASIDE = re.compile(r"<!\[CDATA\[(.*?)\]\]>|<!--.*?-->|<\?.*?\?>", re.DOTALL)
_REFERENCE = re.compile(r"&([^;]*);|\r\n?")
_LINE_END = re.compile(r"\r\n?")
_PREDEFINED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}


@dataclass(slots=True, eq=False)
class Element:
    """An element as it stands in a file; `name` is without prefix, attributes have theirs, offsets are code points."""

    file: str
    name: str
    attributes: Mapping[str, str]
    parent: "Element | None"
    """The element around it; None for what is in one that was asked for."""
    start: int
    """Offset of its first tag."""
    comment: str = ""
    """Comments between it and the tag before it."""
    children: "list[Element]" = field(default_factory=list)
    """Only of elements that were asked for, and of what is in them."""
    inside: int = 0
    """Where its content begins."""
    close: int = 0
    """Where its content ends."""
    end: int = 0

    def child(self, name: str) -> "Element | None":
        """The first child of this name."""
        return next((child for child in self.children if child.name == name), None)

    def inherited(self, attribute: str) -> str:
        """The value of an attribute here, else on the nearest element around that has it; "" where none has."""
        element: Element | None = self
        while element is not None:
            if attribute in element.attributes:
                return element.attributes[attribute]
            element = element.parent
        return ""

    def content(self) -> "Iterator[Piece | Element]":
        """Pieces of text and child elements, in order. Raises InputError for an entity that XML does not define."""
        at = self.inside
        for child in self.children:
            yield from cut(self.file, at, child.start)
            yield child
            at = child.end
        yield from cut(self.file, at, self.close)

    def text(self) -> str:
        """All text in it, without the tags of inner elements."""
        return "".join(part.text() if isinstance(part, Element) else part[0] for part in self.content())


def pieces(element: Element | None, shown: Callable[[Element], Iterator[Piece]], otherwise: int = 0) -> list[Piece]:
    """The words of an element, its children as `shown` shows them; one empty piece where there is nothing but space.

    Where there is no element, that piece is at `otherwise`.
    """
    if element is None:
        return [("", otherwise)]
    found: list[Piece] = []
    for part in element.content():
        found.extend(shown(part) if isinstance(part, Element) else (part,))
    return found if any(words and not words.isspace() for words, _ in found) else [("", element.inside)]


def unmarked(element: Element) -> Iterator[Piece]:
    """The text in an inner element, without any tags."""
    for part in element.content():
        if isinstance(part, Element):
            yield from unmarked(part)
        else:
            yield part


def cut(file: str, start: int, end: int) -> Iterable[Piece]:
    """The text between two tags or quotes, as pieces.

    Comments are left out, references are what they stand for, and line ends as XML has them.
    """
    words = file[start:end]
    if "<" in words:
        return _without_asides(file, start, end)
    if "&" in words or "\r" in words:
        return unescaped(file, start, end, _REFERENCE, _meaning)
    return ((words, start),) if words else ()


def _without_asides(file: str, start: int, end: int) -> Iterator[Piece]:
    at = start
    for aside in _ASIDE.finditer(file, start, end):
        yield from unescaped(file, at, aside.start(), _REFERENCE, _meaning)
        if aside[1] is not None:
            yield from unescaped(file, *aside.span(1), _LINE_END, _meaning)
        at = aside.end()
    yield from unescaped(file, at, end, _REFERENCE, _meaning)


def _meaning(reference: re.Match[str]) -> str:
    written = reference[0]
    if written[0] == "\r":
        return "\n"
    name = reference[1]
    if name[0] == "#":
        return chr(int(name[2:], 16) if name[1] == "x" else int(name[1:]))
    if name not in _PREDEFINED:  # expat lets it pass where a DTD outside the file might define it
        raise malformed(reference.string, reference.start(), f"{written} is unknown: write the character itself")
    return _PREDEFINED[name]
