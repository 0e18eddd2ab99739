""".NET resources (.resx): the value of every `data` element that is text; key: its name, note: its comment.

Left out: what has a type or MIME type (images, colours, sizes), names of controls (">>..."), and what its comment
locks ("{Locked}").
"""

from collections.abc import Iterator

from audit.article import Extract, Unit
from audit.readers._directives import ignored
from audit.readers._expat import records
from audit.readers._spelling import Rewriting, in_empty, in_xml
from audit.readers._units import Units
from audit.readers._xml import Element, pieces, unmarked

SUFFIXES: tuple[str, ...] = (".resx",)
CATALOGUE = True


def sniff(_: str) -> bool:
    """False: it begins as many files do, with <root>."""
    return False


def read(text: str) -> Extract:
    """All strings. Raises InputError for what is not a .resx file."""
    units = Units(text)
    for data in records(text, "root", "a .resx file", lambda element: element.name == "data"):
        note = _comment(data)
        if _is_text(data) and "{Locked}" not in note:
            unit = Unit(note=note, ignored=ignored(f"{data.comment}\n{note}"))
            units.add(data.attributes.get("name", ""), pieces(data.child("value"), unmarked, data.close), unit)
    return units.extract()


def spellings(file: str, start: int, end: int, words: str) -> Iterator[str]:  # noqa: ARG001 - the contract of readers
    """As XML writes text."""
    yield from in_xml(file, start, words)


def rewritings(file: str, start: int, end: int, words: str) -> Iterator[Rewriting]:
    """In a <value>, where that is empty or missing."""
    if start == end:
        yield from in_empty(file, start, words, "value")


def _comment(data: Element) -> str:
    comment = data.child("comment")
    return comment.text().strip() if comment else ""


def _is_text(data: Element) -> bool:
    kind = data.attributes.get("type", "System.String")
    name = data.attributes.get("name", "")
    return "mimetype" not in data.attributes and kind.startswith("System.String") and not name.startswith(">>")
