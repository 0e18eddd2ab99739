"""What two reports differ in, as values."""

from dataclasses import dataclass
from enum import StrEnum

from audit.domain import Report, Severity
from audit.view import Item


class Cause(StrEnum):
    """Why a place is in one report only. It tells work on the text from a change of mind about it."""

    WORDS = "words"
    """The words are in one of the texts only."""
    AROUND = "around"
    """The words stand in both, in a sentence (or a translation of one) that was changed."""
    VERDICT = "verdict"
    """The sentence is the same in both: nobody objects any more, or somebody does now."""


Reading = tuple[tuple[str, bool], ...]
"""A sentence in stretches, each with whether the other report's text lacks it."""


@dataclass(frozen=True, slots=True)
class Alone:
    """Places of a finding that one of the reports has, and the other one has not, for the same reason."""

    item: Item
    """With these places only; numbered as in its report."""
    of: int
    """How many places the finding has in all."""
    cause: Cause
    unjudged: str = ""
    """Why the other audit cannot have found it, were it there; empty where it can."""
    elsewhere: Reading = ()
    """How the sentence reads in the other text; empty where it reads the same, or is not there."""

    @property
    def severity(self) -> Severity:
        """How severe the report calls it."""
        return self.item.finding.severity


@dataclass(frozen=True, slots=True)
class Known:
    """A finding of both reports; each with those of its places that are the same."""

    old: Item
    new: Item

    @property
    def moved(self) -> tuple[Severity, Severity] | None:
        """Its severity before and after, where that has changed."""
        one, other = self.old.finding.severity, self.new.finding.severity
        return None if one is other else (one, other)


@dataclass(frozen=True, slots=True)
class Edits:
    """What happened to a text between the two audits; words are counted as for the score."""

    removed: int
    added: int
    segments: int
    """Segments of the new text that did not stand in the old one."""
    same: int
    """Segments that stand in both."""

    @property
    def any(self) -> bool:
        """True where anything but line breaks and order is different."""
        return bool(self.removed or self.added or self.segments)


@dataclass(frozen=True, slots=True)
class Difference:
    """Two reports of a text, or of two versions of it. Every place of a finding is in exactly one of the lists."""

    names: tuple[str, str]
    """What the two reports are called."""
    old: Report
    new: Report
    appeared: tuple[Alone, ...]
    """Of the new report: what is new."""
    gone: tuple[Alone, ...]
    """Of the old report: what is fixed, or no longer found."""
    kept: tuple[Known, ...]
    unjudged_before: tuple[Alone, ...]
    """Of the new report: the old audit cannot have found it. It may be new, or not."""
    unjudged_now: tuple[Alone, ...]
    """Of the old report: the new audit cannot have found it. It may be fixed, or not."""
    edits: Edits
    source_edits: Edits | None
    """None where not both reports have the source text."""

    def worst_new(self) -> Severity | None:
        """The gravest of what is new; None where nothing is."""
        return max((one.severity for one in self.appeared), key=lambda severity: severity.rank, default=None)
