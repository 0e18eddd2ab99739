"""Inline elements of XLIFF and TMX as text in which placeholders can be compared.

What stands for something is shown with its name and what tells it apart, each where it stands in the file:
`<x id="1" equiv-text="{{name}}"/>` reads `<x id="1"/>`, `<g id="2">bold</g>` keeps its tags. An element that holds
a piece of the original markup (`<ph id="1">{0}</ph>`) reads as that: `{0}`. Annotations leave their text alone.
"""

import re
from collections.abc import Iterator

from audit.readers._units import Piece
from audit.readers._xml import Element, cut

_ANNOTATIONS = {"mrk", "sub", "sm", "em"}
_SPANNING = {"g", "pc", "hi"}
_TELLING = ("id", "startRef", "rid", "hex", "x", "i")
"""Attributes that tell one code from another; the first that an element has is shown."""

_ATTRIBUTE = re.compile(r"""\s([^\s=/>"']+)\s*=\s*("[^"]*"|'[^']*')""")


def shown(element: Element) -> Iterator[Piece]:
    """The pieces that an inline element reads as."""
    words = [piece for part in element.content() for piece in (shown(part) if isinstance(part, Element) else (part,))]
    filled = any(word for word, _ in words)
    if element.name in _ANNOTATIONS or (filled and element.name not in _SPANNING):
        yield from words
        return
    yield from _opening(element)
    if filled:
        yield ">", element.inside - 1
        yield from words
        yield from _name(element, element.close, "</")
        yield ">", element.end - 1
    else:
        yield "/>", max(element.inside - 2, element.start)


def _opening(element: Element) -> Iterator[Piece]:
    yield from _name(element, element.start, "<")
    telling = next((name for name in _TELLING if name in element.attributes), None)
    written = _ATTRIBUTE.finditer(element.file, element.start, element.inside)
    for attribute in written if telling else ():
        if attribute[1] == telling:
            start, end = attribute.start(2) + 1, attribute.end() - 1
            yield f' {telling}="', attribute.start()
            yield from cut(element.file, start, end)
            yield '"', end


def _name(element: Element, tag: int, bracket: str) -> Iterator[Piece]:
    """The name in a tag, without the prefix it may have."""
    at = element.file.index(element.name, tag)
    if at == tag + len(bracket):
        yield bracket + element.name, tag
    else:
        yield bracket, tag
        yield element.name, at
