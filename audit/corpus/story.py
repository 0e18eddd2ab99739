"""The rows of a corpus: an article to be audited, or one that cannot be, and why. Frozen values, no I/O."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Story:
    """One article of the input."""

    number: int
    """Of the row in the input, from 0, broken ones counted too."""
    id: str
    text: str
    place: str
    """Where it stands, for people: "stories.jsonl.gz:18", "archive/2021/story.txt"."""
    source: str | None = None
    """The text that it was translated from."""
    target_language: str | None = None
    source_language: str | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)
    """Column -> value as text, of the columns that are to be kept; a missing value is left out."""
    path: str | None = None
    """Of a folder's file: it is read as its format says, and `text` is empty."""


@dataclass(frozen=True, slots=True)
class Broken:
    """A row that is no article: it becomes a gap, never a failed job."""

    number: int
    id: str
    """The row's own where it can be told, else its place."""
    place: str
    reason: str
    """What is wrong, and what to do."""
    metadata: Mapping[str, str] = field(default_factory=dict)


Row = Story | Broken


@dataclass(frozen=True, slots=True)
class Part:
    """Consecutive rows that are audited together and committed at once; which ones depends on the input alone."""

    number: int
    """From 0."""
    rows: tuple[Row, ...]
