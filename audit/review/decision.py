"""The words of a review: what a reviewer decided on one place of one finding. Frozen values, no I/O."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum, StrEnum

from audit.article import Side
from audit.domain import Severity


class Verdict(StrEnum):
    """What a reviewer says of a finding."""

    ACCEPT = "accept"
    """It is an error, as reported."""
    REJECT = "reject"
    """It is none."""
    EDIT = "edit"
    """It is one, but not quite so."""
    ADD = "add"
    """An error that the report lacks."""
    CLEAR = "clear"
    """Undecided again: what the same reviewer decided before is taken back."""


class Own(Enum):
    """What stands where a reviewer has said nothing."""

    OWN = "as the report has it"


@dataclass(frozen=True, slots=True)
class Mark:
    """One place of a finding: code points into a segment's translation (or source), end exclusive."""

    segment: str
    start: int
    end: int
    category: str
    severity: Severity
    side: Side = Side.TARGET


@dataclass(frozen=True, slots=True)
class Decision:
    """One entry of a review: of several by one reviewer on one mark the last counts."""

    mark: Mark
    """As the report has it; of ADD, as the reviewer marked it."""
    verdict: Verdict
    reviewer: str
    at: str
    """When: ISO 8601 with a time zone."""
    start: int | None = None
    """Where the error begins, if the reviewer moved it; None, here and below: unchanged."""
    end: int | None = None
    category: str | None = None
    severity: Severity | None = None
    suggestion: str | Own | None = Own.OWN
    """What the words should read; "" where they should go; None where the reviewer proposes nothing."""
    comment: str | None = None

    @property
    def final(self) -> Mark:
        """The error as the reviewer left it."""
        return Mark(
            self.mark.segment,
            self.mark.start if self.start is None else self.start,
            self.mark.end if self.end is None else self.end,
            self.category or self.mark.category,
            self.severity or self.mark.severity,
            self.mark.side,
        )

    @property
    def is_error(self) -> bool:
        """True where the reviewer holds it to be an error."""
        return self.verdict in {Verdict.ACCEPT, Verdict.EDIT, Verdict.ADD}


@dataclass(frozen=True, slots=True)
class SegmentText:
    """A segment as the reviewers saw it."""

    id: str
    target: str
    source: str | None = None
    paragraph: int | None = None

    def text(self, side: Side) -> str | None:
        """Of one side; None for a source that it does not have."""
        return self.target if side is Side.TARGET else self.source


@dataclass(frozen=True, slots=True)
class Review:
    """What is known of one text: its segments, who has read which, and all decisions in their order."""

    path: str
    """The audited file, as the report names it."""
    digest: str
    """SHA-256, hex, of the audited text as UTF-8."""
    source_language: str | None
    target_language: str | None
    segments: tuple[SegmentText, ...]
    seen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Reviewer -> ids of the segments that they vouch for."""
    decisions: tuple[Decision, ...] = ()

    def standing(self) -> Iterator[Decision]:
        """The decisions that count, one for each reviewer and mark, in the order of the first on it."""
        last: dict[tuple[str, Mark], Decision] = {}
        for decision in self.decisions:
            last[decision.reviewer, decision.mark] = decision
        return (decision for decision in last.values() if decision.verdict is not Verdict.CLEAR)

    @property
    def added(self) -> frozenset[Mark]:
        """The marks of errors that the report lacks."""
        return frozenset(decision.mark for decision in self.decisions if decision.verdict is Verdict.ADD)

    @property
    def reviewers(self) -> tuple[str, ...]:
        """Everybody who has read or decided anything, in the order in which they came."""
        return tuple(dict.fromkeys((*self.seen, *(decision.reviewer for decision in self.decisions))))
