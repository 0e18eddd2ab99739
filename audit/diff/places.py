"""The places of findings, and which of two reports' places are the same: rule and words, never a model's wording."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from audit.article import Side, Span
from audit.diff.links import End
from audit.domain import Finding
from audit.gate.rules import MODEL
from audit.view import Item

_CELL = 256
"""Characters: only places that touch the same cell of a text can overlap."""


@dataclass(frozen=True, slots=True)
class Place:
    """One place of a finding; `number` is the finding's in its report."""

    number: int
    finding: Finding
    span: Span
    rules: frozenset[str]
    """The checks that found it, and "model" where any model did."""


Ends = Mapping[Side, End]
"""A report's texts, each linked to the other report's; the source only where both reports have it."""


def places(items: Sequence[Item], checks: frozenset[str]) -> tuple[Place, ...]:
    """Every place of every finding, in the order of the text."""
    every = [
        Place(item.number, item.finding, span, _rules(item.finding, checks))
        for item in items
        for span in item.finding.spans
    ]
    return tuple(sorted(every, key=lambda place: (place.span, place.number)))


def _rules(finding: Finding, checks: frozenset[str]) -> frozenset[str]:
    """All models are one rule: which of them says a thing first is chance."""
    own = checks.intersection(finding.detectors)
    return own | {MODEL} if len(own) < len(finding.detectors) else own


def matched(old: Sequence[Place], new: Sequence[Place], ends: Ends, others: Ends) -> list[tuple[int, int]]:
    """The places that are the same, as indexes: each has one counterpart at most, that which shares most with it.

    But what overlaps one that is known again belongs to it too, unless it is graver: a model that quotes two halves
    has nothing new to say, one that calls a word in an awkward sentence critical has.
    """
    candidates = _candidates(old, new, ends) | {(i, j) for j, i in _candidates(new, old, others)}
    near = {pair: share for pair in candidates if (share := _share(old, new, pair, ends, others))}
    ranked = sorted(near, key=lambda pair: _rank(old, new, pair, near[pair]))
    here, there, found = set[int](), set[int](), list[tuple[int, int]]()
    for i, j in ranked:
        if i not in here and j not in there:
            here.add(i)
            there.add(j)
            found.append((i, j))
    return [*found, *_besides(old, new, ranked, (here, there))]


def _besides(
    old: Sequence[Place], new: Sequence[Place], ranked: Sequence[tuple[int, int]], known: tuple[set[int], set[int]]
) -> Iterator[tuple[int, int]]:
    """Places left over, each with that which shares most with it of those that have a counterpart."""
    here, there = set(known[0]), set(known[1])
    for i, j in ranked:
        one, other = old[i].finding.severity.rank, new[j].finding.severity.rank
        if i not in here and j in known[1] and one <= other:
            here.add(i)
            yield i, j
        elif j not in there and i in known[0] and other <= one:
            there.add(j)
            yield i, j


def _candidates(places: Sequence[Place], others: Sequence[Place], ends: Ends) -> set[tuple[int, int]]:
    """Pairs of a shared rule that may overlap, where the first leads to the other: what is empty may only lead back."""
    cells: defaultdict[tuple[Side, int], list[int]] = defaultdict(list)
    for j, place in enumerate(others):
        for cell in _cells(place.span):
            cells[cell].append(j)
    return {
        (i, j)
        for i, place in enumerate(places)
        if place.span.side in ends
        for image in ends[place.span.side].way.images(place.span)
        for cell in _cells(image)
        for j in cells.get(cell, ())
        if place.rules & others[j].rules
    }


def _cells(span: Span) -> Iterator[tuple[Side, int]]:
    return ((span.side, cell) for cell in range(span.start // _CELL, span.end // _CELL + 1))


def _share(old: Sequence[Place], new: Sequence[Place], pair: tuple[int, int], ends: Ends, others: Ends) -> float:
    """How much of both is the same, 0 to 1 (Jaccard). Empty places touch others: in full only each other."""
    one, other = old[pair[0]].span, new[pair[1]].span
    if len(one) and len(other):
        shared = sum(image.overlap(other) for image in ends[one.side].way.images(one))
        return shared / (len(one) + len(other) - shared)
    points, window = (others[one.side].way.images(other), one) if len(one) else (ends[one.side].way.images(one), other)
    touches = any(window.start <= point.start <= window.end for point in points)
    return touches / (1 + len(window))


def _rank(old: Sequence[Place], new: Sequence[Place], pair: tuple[int, int], share: float) -> tuple[object, ...]:
    """Sort key: most in common first; no two pairs that exclude each other have the same one."""
    one, other = old[pair[0]].finding, new[pair[1]].finding
    unlike = (one.category is not other.category) + (one.severity is not other.severity)
    return (-share, unlike, sum(pair), abs(pair[0] - pair[1]), pair)
