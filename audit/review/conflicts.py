"""Where reviewers contradict each other on one mark. Pure."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from audit.review.decision import Decision, Mark, Review


@dataclass(frozen=True, slots=True)
class Conflict:
    """What several reviewers decided on one mark, where it is not the same."""

    mark: Mark
    about: tuple[str, ...]
    """What differs: "verdict" (is it an error?); among those who say it is one: "place", "severity", "category",
    "suggestion"."""
    decisions: tuple[Decision, ...]
    """One of each reviewer, in the order in which they first decided on the mark."""


_ASPECTS: Mapping[str, Callable[[Decision], object]] = {
    "place": lambda decision: (decision.final.start, decision.final.end),
    "severity": lambda decision: decision.final.severity,
    "category": lambda decision: decision.final.category,
    "suggestion": lambda decision: decision.suggestion,
}


def conflicts(review: Review) -> tuple[Conflict, ...]:
    """The contradictions in a review, in the order of the text. That only one added an error is none."""
    by_mark: dict[Mark, list[Decision]] = {}
    for decision in review.standing():
        by_mark.setdefault(decision.mark, []).append(decision)
    found = [
        Conflict(mark, about, tuple(decisions))
        for mark, decisions in by_mark.items()
        if len(decisions) > 1 and (about := tuple(_differing(decisions)))
    ]
    order = {segment.id: number for number, segment in enumerate(review.segments)}
    return tuple(sorted(found, key=lambda one: (order[one.mark.segment], one.mark.side, one.mark.start, one.mark.end)))


def _differing(decisions: Sequence[Decision]) -> Iterator[str]:
    if len({decision.is_error for decision in decisions}) > 1:
        yield "verdict"
    errors = [decision for decision in decisions if decision.is_error]
    for name, aspect in _ASPECTS.items():
        if len(set(map(aspect, errors))) > 1:
            yield name
