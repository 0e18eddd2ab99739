"""What a detector brings home: claims, gaps, what it cost, and what its reader should know."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from audit.article import Article
from audit.domain import Claim, Coverage, Gap, Usage
from audit.llm.model import Activity

Progress = Callable[[int, int, Activity], None]
"""Told how far a detector is: (done, total), and what its model is busy with."""


@dataclass(frozen=True, slots=True)
class Detection:
    """The result of one kind of detection over one article."""

    claims: tuple[Claim, ...] = ()
    gaps: tuple[Gap, ...] = ()
    usage: Usage = field(default_factory=Usage)
    notes: tuple[str, ...] = ()
    suspicion: Mapping[str, float] = field(default_factory=dict)
    """Segment id -> how suspicious a reading model found it; empty where none has read."""
    panel: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Segment id -> the detectors that have given a verdict on all of it."""

    def __add__(self, other: "Detection") -> "Detection":
        return Detection(
            self.claims + other.claims,
            self.gaps + other.gaps,
            self.usage + other.usage,
            self.notes + other.notes,
            {**self.suspicion, **other.suspicion},
            {**self.panel, **{name: self.panel.get(name, frozenset()) | who for name, who in other.panel.items()}},
        )


def coverage(article: Article, gaps: tuple[Gap, ...]) -> Coverage:
    """Segments that every detector answered on, of all that were to be judged."""
    missing = {name for gap in gaps for name in gap.segments}
    segments = [segment.id for segment in article.judged]
    return Coverage(len(segments), sum(name not in missing for name in segments))
