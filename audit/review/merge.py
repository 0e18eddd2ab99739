"""Reviews of one text put together, or continued: every decision once, what nobody vouches for any more left out. Pure.

Of one review the order stays as it is, because of several decisions the last counts; between reviews time decides.
Equal decisions are one: a copy of a file that went on, or a request that was sent twice.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from heapq import merge
from operator import itemgetter

from audit.review.decision import Decision, Review, SegmentText, Verdict

_Seen = Mapping[str, Iterable[str]]
"""Reviewer -> ids of segments."""


def merged(reviews: Sequence[Review]) -> Review:
    """One review of all, under the path of the first. Raises ValueError where `obstacle` finds something."""
    first, *others = reviews
    for other in others:
        if why := obstacle(first, other):
            raise ValueError(why)
        first = replace(
            first,
            source_language=first.source_language or other.source_language,
            target_language=first.target_language or other.target_language,
            segments=tuple(map(_united, first.segments, other.segments)),
        )
    timed = merge(*map(_timed, reviews), key=itemgetter(0))
    seen: dict[str, list[str]] = {}
    for reviewer, ids in (entry for review in reviews for entry in review.seen.items()):
        seen.setdefault(reviewer, []).extend(ids)
    return _with(first, (decision for _, decision in timed), seen)


def continued(review: Review, decisions: Iterable[Decision], seen: _Seen) -> Review:
    """A review with more decisions at its end; what `seen` says of a reviewer replaces what was said before."""
    return _with(review, (*review.decisions, *decisions), {**review.seen, **seen})


def obstacle(one: Review, other: Review) -> str | None:
    """Why two reviews are not of one text, in words; None where they are. One of them may lack the source."""
    if one.digest != other.digest:
        return "it is a review of another text"
    if len(one.segments) != len(other.segments) or not all(map(_fit, one.segments, other.segments)):
        return "it is a review of the same text in other segments, or with another source"
    return None


def _fit(one: SegmentText, other: SegmentText) -> bool:
    sources = {source for source in (one.source, other.source) if source is not None}
    return (one.id, one.target) == (other.id, other.target) and len(sources) < 2


def _united(one: SegmentText, other: SegmentText) -> SegmentText:
    return replace(one, source=other.source) if one.source is None else one


def _timed(review: Review) -> Iterator[tuple[datetime, Decision]]:
    """Decisions with their times; a clock that was set back does not change their order."""
    latest = datetime.min.replace(tzinfo=UTC)
    for decision in review.decisions:
        latest = max(latest, datetime.fromisoformat(decision.at))
        yield latest, decision


def _with(review: Review, decisions: Iterable[Decision], seen: _Seen) -> Review:
    made = replace(review, decisions=tuple(dict.fromkeys(decisions)))
    reopened = _reopened(made)
    vouched = {
        reviewer: tuple(id_ for id_ in dict.fromkeys(ids) if (reviewer, id_) not in reopened)
        for reviewer, ids in seen.items()
    }
    return replace(made, seen=vouched)


def _reopened(review: Review) -> set[tuple[str, str]]:
    """(reviewer, segment) with a finding of the report that the reviewer has made undecided again."""
    added = review.added
    last = {(decision.reviewer, decision.mark): decision.verdict for decision in review.decisions}
    return {
        (reviewer, mark.segment)
        for (reviewer, mark), verdict in last.items()
        if verdict is Verdict.CLEAR and mark not in added
    }
