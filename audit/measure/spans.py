"""Findings and gold errors side by side: which of them count, and which are about the same words."""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Protocol, TypeVar

from audit.article import Side
from audit.domain import Severity
from audit.errors import InputError
from audit.gold.annotation import ErrorSpan, GoldDocument, GoldSegment
from audit.measure.characters import Marked, marked
from audit.measure.marks import Mark


class Place(Protocol):
    """What a finding and a gold error have in common: code points into a segment's target, end exclusive."""

    @property
    def start(self) -> int:
        """The first character."""

    @property
    def end(self) -> int:
        """The character after the last; `start` where the place is empty."""

    @property
    def severity(self) -> Severity:
        """How grave it is."""


_Place = TypeVar("_Place", bound=Place)


class Track(StrEnum):
    """What is measured: everything that is marked, or only what is major or critical, on both sides.

    A neutral mark (a suspicion) is a mark: it counts in ALL, as a minor error does.
    """

    ALL = "all"
    MAJOR = "major"

    def of(self, places: Iterable[_Place]) -> tuple[_Place, ...]:
        """Those that count in this track."""
        return tuple(place for place in places if self is Track.ALL or place.severity.rank >= Severity.MAJOR.rank)


def touches(one: Place, other: Place) -> bool:
    """True where both cover a character; an empty place touches what it stands in or at the edge of."""
    first, last = max(one.start, other.start), min(one.end, other.end)
    empty = one.start == one.end or other.start == other.end
    return first <= last if empty else first < last


def touched(place: Place, others: Iterable[Place]) -> bool:
    """True where one of the others touches it."""
    return any(touches(place, other) for other in others)


def characters(places: Iterable[Place], segment: GoldSegment) -> Marked:
    """The characters of a segment's target that places cover."""
    return marked(((place.start, place.end, place.severity) for place in places), len(segment.target))


def in_target(errors: Iterable[ErrorSpan]) -> tuple[ErrorSpan, ...]:
    """Errors that a finding can touch. Those marked in the source (omissions, mostly) have no place in the target."""
    return tuple(error for error in errors if error.side is Side.TARGET)


def by_segment(document: GoldDocument, marks: Sequence[Mark]) -> Mapping[str, tuple[Mark, ...]]:
    """The findings of each segment, by its id. Raises InputError for a finding in a segment that is not there."""
    found: dict[str, list[Mark]] = {segment.id: [] for segment in document.segments}
    for mark in marks:
        if mark.segment not in found:
            raise InputError(
                f"document {document.id}: a finding is in segment {mark.segment}, which the gold set does not have; "
                "measure findings against the gold set that they were made on"
            )
        found[mark.segment].append(mark)
    return {name: tuple(own) for name, own in found.items()}
