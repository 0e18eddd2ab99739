"""Two reports -> what is new, gone and still there."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from audit.article import Side, Span
from audit.diff.absence import Absence
from audit.diff.difference import Alone, Cause, Difference, Edits, Known, Reading
from audit.diff.links import End, linked
from audit.diff.places import Ends, Place, matched, places
from audit.domain import Finding, Report
from audit.score import count_words
from audit.view import Item, items


def compare(old: Report, new: Report, names: tuple[str, str] = ("OLD", "NEW")) -> Difference:
    """What two reports differ in: of one text, or of a text and what became of it. Pure.

    A finding is the same where its rule is and its words overlap, wherever they stand now; explanation, category,
    severity, confidence and the exact extent may differ. Compared the other way round, all is turned round.
    """
    ends, others = _linked(old, new)
    checks = frozenset(old.signature.checks) | frozenset(new.signature.checks)
    one, other = _told(old, checks), _told(new, checks)
    pairs = matched(one.places, other.places, ends, others)
    before = _alone(one, Absence(old, new, ends, others), {i for i, _ in pairs})
    after = _alone(other, Absence(new, old, others, ends), {j for _, j in pairs})
    return Difference(
        names=names,
        old=old,
        new=new,
        appeared=tuple(found for found in after if not found.unjudged),
        gone=tuple(found for found in before if not found.unjudged),
        kept=_known(one, other, pairs),
        unjudged_before=tuple(found for found in after if found.unjudged),
        unjudged_now=tuple(found for found in before if found.unjudged),
        edits=_edits(ends[Side.TARGET], others[Side.TARGET]),
        source_edits=_edits(ends[Side.SOURCE], others[Side.SOURCE]) if Side.SOURCE in ends else None,
    )


def _linked(old: Report, new: Report) -> tuple[Ends, Ends]:
    """The texts of both; the source only where both have one."""
    sides = [Side.TARGET, *([Side.SOURCE] if old.article.source and new.article.source else [])]
    both = {side: linked(old.article.document(side), new.article.document(side)) for side in sides}
    return {side: ends[0] for side, ends in both.items()}, {side: ends[1] for side, ends in both.items()}


def _edits(old: End, new: End) -> Edits:
    segments = len(new.document.segments)
    return Edits(count_words(old.lacking()), count_words(new.lacking()), segments - len(new.twins), len(new.twins))


@dataclass(frozen=True, slots=True)
class _Told:
    """What one of the two reports lists, and the places of it."""

    report: Report
    items: tuple[Item, ...]
    places: tuple[Place, ...]

    def excerpts(self, wanted: Sequence[tuple[int, Sequence[Span]]]) -> list[Item]:
        """Findings by their numbers, each with some of its places only, the first of these in its sentence."""
        parts = [_part(self.items[number - 1].finding, spans) for number, spans in wanted]
        shown = {id(item.finding): item for item in items(replace(self.report, findings=tuple(parts)))}
        return [replace(shown[id(part)], number=number) for part, (number, _) in zip(parts, wanted, strict=True)]


def _told(report: Report, checks: frozenset[str]) -> _Told:
    listed = items(report)
    return _Told(report, listed, places(listed, checks))


def _part(finding: Finding, spans: Sequence[Span]) -> Finding:
    return replace(finding, span=spans[0], repeats=tuple(spans[1:]))


def _alone(told: _Told, absence: Absence, known: set[int]) -> list[Alone]:
    """The places that are left, those of a finding that have one cause together, in the order of the article."""
    groups: defaultdict[tuple[int, Cause, str], list[Span]] = defaultdict(list)
    readings: dict[tuple[int, Cause, str], Reading] = {}
    for at, place in enumerate(told.places):
        if at not in known:
            cause, unjudged, elsewhere = absence.why(place)
            groups[place.number, cause, unjudged].append(place.span)
            readings.setdefault((place.number, cause, unjudged), elsewhere)  # the excerpt shows the first place
    ordered = sorted(groups, key=lambda group: (group[0], groups[group][0]))
    shown = told.excerpts([(group[0], groups[group]) for group in ordered])
    return [
        Alone(item, len(told.items[number - 1].finding.spans), cause, unjudged, readings[number, cause, unjudged])
        for item, (number, cause, unjudged) in zip(shown, ordered, strict=True)
    ]


def _known(old: _Told, new: _Told, pairs: Sequence[tuple[int, int]]) -> tuple[Known, ...]:
    """Findings that are in both, in the order of the new article."""
    groups: defaultdict[tuple[int, int], list[tuple[Span, Span]]] = defaultdict(list)
    for i, j in pairs:
        one, other = old.places[i], new.places[j]
        groups[other.number, one.number].append((one.span, other.span))
    ordered = sorted(groups)
    before = old.excerpts([(key[1], sorted({one for one, _ in groups[key]})) for key in ordered])
    after = new.excerpts([(key[0], sorted({other for _, other in groups[key]})) for key in ordered])
    return tuple(Known(one, other) for one, other in zip(before, after, strict=True))
