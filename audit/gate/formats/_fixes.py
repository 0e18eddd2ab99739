"""Corrections that a machine may write into a file.

A suggestion is text; a file holds it in its own spelling (a backslash before quotes, an entity, a comma in CSV). Only
where both are the same for certain a tool outside is told to replace one by the other; people see every suggestion.
"""

import unicodedata

from audit.article import Side
from audit.gate.inspection import Flag

_SAFE = frozenset(" .!?-–—…«»“”„’‘()/")
"""Beside letters, marks and digits: what no format we read spells otherwise."""


def fix(flag: Flag) -> str | None:
    """What the words at the flag's place may be replaced with as they stand in the file; None where that is unsure."""
    words, span, place, segment = flag.finding.suggestion, flag.finding.span, flag.place, flag.segment
    if words is None or segment is None or not segment.text or span.side is not Side.TARGET:
        return None
    if place.start.line != place.end.line or place.end.column - place.start.column != len(span):
        return None
    if flag.lines and flag.lines[0][place.start.column - 1 : place.end.column - 1] != flag.quote:
        return None  # the file spells it otherwise
    if span.start <= segment.span.start and not words[:1].isalnum():
        return None  # what begins a value may be markup: "- ", "!", a blank
    return words if _plain(words) and _plain(flag.quote) else None


def _plain(text: str) -> bool:
    return all(character in _SAFE or unicodedata.category(character)[0] in "LMN" for character in text)
