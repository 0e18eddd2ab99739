"""Strings that may be ICU messages, as units: one with a plural or select becomes a unit a branch."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import accumulate

from audit.article import Unit
from audit.icu.message import Stretch
from audit.icu.sentences import branches
from audit.readers._units import Piece, Units


def add_message(units: Units, key: str, pieces: Sequence[Piece], unit: Unit) -> None:
    """Adds a string; the branches of a message have its key, the way to the branch as form, and the whole message."""
    text = "".join(words for words, _ in pieces)
    found = branches(text)
    if not found:
        units.add(key, pieces, unit)
        return
    starts = [*accumulate((len(words) for words, _ in pieces[:-1]), initial=0)]
    for branch in found:
        form = f"{unit.form}.{branch.form}" if unit.form else branch.form
        units.add(key, _cut(pieces, starts, branch.stretches), replace(unit, form=form, message=text))


def _cut(pieces: Sequence[Piece], starts: Sequence[int], stretches: Sequence[Stretch]) -> Iterator[Piece]:
    """The pieces of some stretches of a text; an empty one at the end, as what follows stands elsewhere."""
    place = pieces[0][1]
    for start, end in stretches:
        at = bisect_right(starts, start) - 1
        yield "", _place(pieces, starts, start)
        while at < len(pieces) and starts[at] < end:
            words, place = pieces[at]
            first = max(start - starts[at], 0)
            yield words[first : end - starts[at]], place + first
            at += 1
        place = _place(pieces, starts, end)
    yield "", place


def _place(pieces: Sequence[Piece], starts: Sequence[int], offset: int) -> int:
    """Where a character of a text stands in the file, or would, behind its end."""
    at = bisect_right(starts, offset) - 1
    return pieces[at][1] + offset - starts[at]
