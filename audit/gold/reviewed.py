"""A review as gold: each reviewer is a rater. What that means is written in `importers/review`."""

from collections.abc import Mapping

from audit.gold.annotation import UNKNOWN, ErrorSpan, GoldDocument, GoldSegment
from audit.review.decision import Mark, Review

_SYSTEM = "reviewed"

_Marks = Mapping[tuple[str, str], tuple[ErrorSpan, ...]]
"""(reviewer, segment) -> errors, for every segment that the reviewer has judged."""


def gold_of(review: Review) -> GoldDocument:
    """A review as gold."""
    marks = _marks(review)
    reviewers = dict.fromkeys(reviewer for reviewer, _ in marks)
    segments = tuple(
        GoldSegment(
            segment.id,
            segment.target,
            segment.source,
            {reviewer: marks[reviewer, segment.id] for reviewer in reviewers if (reviewer, segment.id) in marks},
            segment.paragraph,
        )
        for segment in review.segments
    )
    id_, target = f"{review.path}#{review.digest[:8]}", review.target_language or UNKNOWN
    return GoldDocument(id_, review.path, _SYSTEM, review.source_language, target, segments)


def _marks(review: Review) -> _Marks:
    found: dict[tuple[str, str], tuple[ErrorSpan, ...]] = {
        (reviewer, segment): () for reviewer, seen in review.seen.items() for segment in seen
    }
    for decision in review.standing():
        key = decision.reviewer, decision.mark.segment
        found[key] = (*found.get(key, ()), *((_span(decision.final),) if decision.is_error else ()))
    return found


def _span(mark: Mark) -> ErrorSpan:
    return ErrorSpan(mark.start, mark.end, mark.severity, mark.category, mark.side)
