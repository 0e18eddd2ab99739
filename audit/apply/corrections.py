"""What a review asks for: edits of the text, findings to dismiss, what is left to do, and what contradicts. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from audit.apply.choices import Choice, Place, places
from audit.apply.edits import Edit, clash
from audit.apply.tidy import tidied
from audit.article import Side, Span
from audit.domain import Finding, Report
from audit.errors import UsageError
from audit.review.decision import Review
from audit.review.merge import merged, obstacle
from audit.review.places import opened

NOTHING_PROPOSED = "accepted without a suggestion"
IN_THE_SOURCE = "in the source text, so nobody knows where it belongs in the translation"


@dataclass(frozen=True, slots=True)
class Conflict:
    """Decisions that cannot all be carried out."""

    span: Span
    said: tuple[str, ...]
    """Who says what, in words."""


@dataclass(frozen=True, slots=True)
class Left:
    """An error that a reviewer confirms and that is still in the text; a person has to correct it."""

    span: Span
    category: str
    reason: str


@dataclass(frozen=True, slots=True)
class Rejected:
    """A place of a finding that is no error; why and by whom."""

    finding: Finding
    span: Span
    reason: str
    by: str


@dataclass(frozen=True, slots=True)
class Corrections:
    """All that a review asks for; spans point into the audited text."""

    edits: tuple[Edit, ...]
    """In the order of the text; none clashes with another where there are no conflicts."""
    conflicts: tuple[Conflict, ...]
    left: tuple[Left, ...]
    rejected: tuple[Rejected, ...]
    undecided: int
    """Findings with a place on which nobody has decided."""
    unknown: int
    """Findings that were rejected and are not in this report: it cannot say by which rule to know them again."""


def combined(reviews: Sequence[Review], report: Report, reviewer: str | None = None) -> Review:
    """Several reviews of a report as one; of one reviewer only where that is asked for.

    Raises UsageError where one is of another text, of other segments or of a source text that the report does not
    have, or where the reviewer is unknown.
    """
    for review in reviews:
        if why := obstacle(opened(report), review):
            raise UsageError(f"the review of {review.path}: {why}: give the report that it was made from")
        if report.article.source is None and any(one.mark.side is Side.SOURCE for one in review.standing()):
            raise UsageError(
                f"the review of {review.path}: it decides on a source text, and this report has none: "
                "give the report that it was made from"
            )
    every = merged(reviews)
    if reviewer is None:
        return every
    if reviewer not in every.reviewers:
        known = ", ".join(every.reviewers) or "none"
        raise UsageError(f"nobody called {reviewer!r} has reviewed this: there are {known}")
    return replace(every, decisions=tuple(one for one in every.decisions if one.reviewer == reviewer))


def corrections(report: Report, review: Review) -> Corrections:
    """What is to be done where a review of this report stands."""
    found = list(places(report, review))
    agreed = [place for place in found if place.choices and not _disputed(place)]
    errors = [(place, _spoken(place)) for place in agreed if place.choices[0].is_error]
    wanted = [(Edit(one.span, one.words), one) for place, one in errors if one.words is not None and _editable(place)]
    rejected = [place for place in agreed if not place.choices[0].is_error]
    return Corrections(
        edits=tidied(sorted({edit for edit, _ in wanted}), report.article),
        conflicts=tuple([_dispute(place) for place in found if _disputed(place)] + list(_clashes(wanted))),
        left=tuple(_left(place, one) for place, one in errors if one.words is None or not _editable(place)),
        rejected=tuple(
            Rejected(place.finding, place.span, _comment(place), _names(place)) for place in rejected if place.finding
        ),
        undecided=len({place.finding for place in found if not place.choices}),
        unknown=sum(place.finding is None for place in rejected),
    )


def _editable(place: Place) -> bool:
    """False for what is in the source, or stands for something in it."""
    sides = {place.span.side, *(choice.span.side for choice in place.choices)}
    return Side.SOURCE not in sides


def _disputed(place: Place) -> bool:
    gists = {choice.gist for choice in place.choices if not choice.open}
    if any(choice.open for choice in place.choices):
        return not all(choice.is_error for choice in place.choices) or len(gists) > 1
    return len(gists) > 1 or any(choice.torn for choice in place.choices)


def _spoken(place: Place) -> Choice:
    """The choice that counts, of those who agree: one with words where there is one."""
    return next((choice for choice in place.choices if not choice.open), place.choices[0])


def _dispute(place: Place) -> Conflict:
    return Conflict(place.span, tuple(map(str, place.choices)))


def _clashes(wanted: Iterable[tuple[Edit, Choice]]) -> Iterator[Conflict]:
    """Each edit against the one before it that reaches furthest."""
    furthest: tuple[Edit, Choice] | None = None
    for edit, choice in sorted(wanted, key=lambda one: one[0]):
        if furthest and clash(furthest[0], edit):
            both = (furthest[1], choice)
            yield Conflict(
                Span(furthest[0].span.start, max(furthest[0].span.end, edit.span.end)),
                (*map(str, both), "they overlap: only one of them can be made"),
            )
        if furthest is None or edit.span.end >= furthest[0].span.end:
            furthest = (edit, choice)


def _left(place: Place, choice: Choice) -> Left:
    category = place.finding.category if place.finding else "added"
    reason = NOTHING_PROPOSED if choice.words is None else IN_THE_SOURCE
    return Left(place.span if place.finding else choice.span, category, reason)


def _comment(place: Place) -> str:
    return "; ".join(dict.fromkeys(choice.comment for choice in place.choices if choice.comment))


def _names(place: Place) -> str:
    return ", ".join(choice.reviewer for choice in place.choices)
