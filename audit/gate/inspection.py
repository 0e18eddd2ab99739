"""What a check of files comes to: findings that stand, findings that are silenced and why, and what fails.

Pure values. `gate.formats` says them in the words of other tools; nothing is derived anew there.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from audit.article import Segment, Side
from audit.domain import Finding, Report, Severity
from audit.view import Place

SHORT = 8
"""Digits of a fingerprint that people are shown."""


class Level(StrEnum):
    """How loudly a tool outside should say a finding."""

    ERROR = "error"
    """It fails the gate."""
    WARNING = "warning"
    NOTE = "note"
    """Worth a look, no error."""


class Silence(StrEnum):
    """Who has silenced a finding."""

    COMMENT = "comment"
    """A comment beside the string, in the file itself."""
    CONFIGURATION = "configuration"
    BASELINE = "baseline"


@dataclass(frozen=True, slots=True)
class Silenced:
    """Why a finding does not count."""

    by: Silence
    reason: str = ""
    """What was written there, if anything was."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A kind of finding. `id` is stable: a check's name, or "model/" and an MQM category."""

    id: str
    title: str
    """A sentence without a full stop."""
    description: str
    """Plain text, some sentences."""
    help: str
    """Markdown: what is found and what is left alone."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What stays the same of a place while nobody edits the unit it lies in."""

    rule: str
    """A check's name; "model" for all that models find: they waver between categories."""
    file: str
    unit: str
    """The unit's key with its form, in prose the sentence."""
    source: str
    """Digest of the source text; "" where there is none."""
    target: str
    """Digest of the translation; "" where there is none."""
    quote: str
    at: int
    """Where in the unit the quote begins, in code points."""
    side: Side


@dataclass(frozen=True, slots=True)
class Flag:
    """A finding as it is known outside: where, under which rule, and by what it will be known again."""

    finding: Finding
    rule: str
    path: str
    """The file in which the words stand, relative to the root, with "/": the translation's, seldom the source's."""
    place: Place
    repeats: tuple[Place, ...]
    """Further places of the same error in the same file."""
    segment: Segment | None
    """The unit or sentence; None where the translation has none."""
    source: Segment | None
    """The unit or stretch that it translates, or ought to."""
    quote: str
    fingerprint: str
    """16 hex digits, unique in an inspection; no line number and no wording of a model goes into it."""
    fails: bool = False
    silenced: Silenced | None = None
    identities: tuple[Identity, ...] = ()
    """Of `place` and `repeats`: what a baseline keeps of them."""
    lines: tuple[str, ...] = ()
    """The file's own lines from the first to the last of `place`, without their ends; empty where not known."""

    @property
    def level(self) -> Level:
        """ERROR where it fails the gate, NOTE for what is no error, else WARNING."""
        if self.fails:
            return Level.ERROR
        return Level.NOTE if self.finding.severity is Severity.NEUTRAL else Level.WARNING

    @property
    def key(self) -> str:
        """The unit's key with its form, "cart.items[few]"; empty in prose."""
        unit = self.segment or self.source
        return unit.name if unit else ""


@dataclass(frozen=True, slots=True)
class Inspected:
    """One file that was read."""

    path: str
    report: Report
    """Of all that was judged in it; its findings are those of `flags` and `silenced`."""
    flags: tuple[Flag, ...]
    """What stands, in the order of the file."""
    silenced: tuple[Flag, ...] = ()
    unchanged: frozenset[str] = frozenset()
    """Ids of segments that are not reported on, because they have not changed."""


@dataclass(frozen=True, slots=True)
class Unread:
    """A file that could not be read, and why: `reason` names the line and what to do."""

    path: str
    reason: str
    line: int = 1


@dataclass(frozen=True, slots=True)
class Inspection:
    """All files of a check."""

    files: tuple[Inspected, ...]
    unread: tuple[Unread, ...] = ()
    stale: tuple[str, ...] = ()
    """Dismissals that match nothing any more, in words."""
    notes: tuple[str, ...] = ()
    """What a reader should know about how it was made, as "no key: the wording was not judged"."""
    rules: Mapping[str, Rule] = field(default_factory=dict)
    """By id, sorted: every rule that could have had a finding."""
    limit: float | None = None
    """Most MQM points per 1,000 words; None: no limit, or one of their own for files of some profiles."""
    exceeded: tuple[str, ...] = ()
    """Profiles with more points than they may have, in words; `notes` say the same."""
    version: str = ""

    @property
    def flags(self) -> tuple[Flag, ...]:
        """What stands in all files, by path and place."""
        return tuple(flag for file in self.files for flag in file.flags)

    @property
    def silenced(self) -> tuple[Flag, ...]:
        """What does not count, in all files."""
        return tuple(flag for file in self.files for flag in file.silenced)

    @property
    def complete(self) -> bool:
        """True where every file was read and every segment judged by all who were asked."""
        return not self.unread and all(file.report.coverage.complete for file in self.files)

    @property
    def per_thousand_words(self) -> float:
        """MQM points of what stands per 1,000 words of all files; 0 where there are no words."""
        words = sum(file.report.score.words for file in self.files)
        return 1_000 * sum(file.report.score.penalty for file in self.files) / words if words else 0.0

    @property
    def over_limit(self) -> bool:
        """True where there are more points than may be."""
        return bool(self.exceeded) or (self.limit is not None and self.per_thousand_words > self.limit)

    @property
    def fails(self) -> bool:
        """True where a finding fails the gate, or all of them together do."""
        return self.over_limit or any(flag.fails for flag in self.flags)


def worst_first(flags: tuple[Flag, ...]) -> tuple[Flag, ...]:
    """What a tool that shows only a few should show: what fails first, then by severity and confidence."""
    return tuple(
        sorted(flags, key=lambda one: (not one.fails, -one.finding.severity.rank, -one.finding.confidence, one.path))
    )
