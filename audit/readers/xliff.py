"""XLIFF 1.2 and 2.x: every `trans-unit` and every `segment` with its source; key: the unit's id.

With several `file` elements the key begins with the file's name ("app.html#title"), with several segments in a unit it
ends in the segment's ("greeting#s2"). Inline elements read as `_inline` says. A missing target is an empty unit where
the source ends. A state is a flag, and "fuzzy" where it asks for work (new, initial, needs-...). Left out: what is not
to be translated, alternatives of a translation memory, binary units, `ignorable`.
"""

import re
from collections.abc import Iterator

from audit.article import Bitext, Unit
from audit.readers._directives import ignored
from audit.readers._expat import begins, records
from audit.readers._inline import shown
from audit.readers._spelling import Rewriting, in_empty, in_xml
from audit.readers._units import Units
from audit.readers._xml import Element, pieces

SUFFIXES: tuple[str, ...] = (".xlf", ".xliff")
CATALOGUE = True

_FILE = re.compile(r"<(?:[\w.-]+:)?file[\s>]")
_UNFINISHED = re.compile("new|initial|needs-.+")
_LONGEST = re.compile(r"(?:\d+\s*,\s*)?(\d{1,9})")


def sniff(text: str) -> bool:
    """True where the first element is <xliff>."""
    return begins(text, "xliff")


def read(text: str) -> Bitext:
    """All units; the languages are those of the first. Raises InputError for what is not XLIFF."""
    several = len(_FILE.findall(text)) > 1
    source, target = Units(text), Units(text)
    languages: tuple[str, str] | None = None
    for record in records(text, "xliff", "an XLIFF file", lambda element: element.name in ("trans-unit", "unit")):
        languages = languages or _languages(record)
        if record.inherited("translate") == "no":
            continue
        for key, holder in _entries(record, _key(record, several)):
            original = holder.child("source")
            source.add(key, pieces(original, shown, holder.inside))
            words = pieces(holder.child("target"), shown, original.end if original else holder.inside)
            target.add(key, words, _unit(record, holder))
    one, other = languages or ("", "")
    return Bitext(source.extract(one or None), target.extract(other or None))


def spellings(file: str, start: int, end: int, words: str) -> Iterator[str]:  # noqa: ARG001 - the contract of readers
    """As XML writes text."""
    yield from in_xml(file, start, words)


def rewritings(file: str, start: int, end: int, words: str) -> Iterator[Rewriting]:
    """In a <target>, where that is empty or missing."""
    if start == end:
        yield from in_empty(file, start, words, "target")


def _languages(record: Element) -> tuple[str, str]:
    return (
        record.inherited("source-language") or record.inherited("srcLang"),
        record.inherited("target-language") or record.inherited("trgLang"),
    )


def _key(record: Element, several: bool) -> str:
    name = record.attributes.get("id", "")
    file = record.inherited("original") or _file(record).attributes.get("id", "")
    return f"{file}#{name}" if several else name


def _file(record: Element) -> Element:
    while record.name != "file" and record.parent:
        record = record.parent
    return record


def _entries(record: Element, key: str) -> Iterator[tuple[str, Element]]:
    """Key and what holds source and target: the unit itself in 1.2, its segments in 2.x."""
    segments = [child for child in record.children if child.name == "segment"]
    if record.name == "trans-unit" or len(segments) == 1:
        yield key, segments[0] if segments else record
        return
    for number, segment in enumerate(segments, 1):
        yield f"{key}#{segment.attributes.get('id', number)}", segment


def _unit(record: Element, holder: Element) -> Unit:
    target = holder.child("target")
    state = (target.attributes.get("state") if target else None) or holder.attributes.get("state")
    flags = {state, "fuzzy"} if state and _UNFINISHED.fullmatch(state) else {state} if state else ()
    notes = (
        *record.children,
        *(child for notes in record.children if notes.name == "notes" for child in notes.children),
    )
    note = "\n".join(note.text().strip() for note in notes if note.name == "note")
    return Unit(
        flags=frozenset(flags), note=note, longest=_longest(record), ignored=ignored(f"{record.comment}\n{note}")
    )


def _longest(record: Element) -> int | None:
    """The size restriction of a unit, where it counts characters (1.2 counts pixels unless it says otherwise)."""
    size = record.attributes.get("maxwidth") if record.inherited("size-unit") == "char" else None
    segments = sum(child.name == "segment" for child in record.children)
    if segments == 1:
        size = next((value for name, value in record.attributes.items() if name.endswith(":sizeRestriction")), None)
    limit = _LONGEST.fullmatch((size or "").strip())
    return int(limit[1]) if limit else None
