"""Many articles at once: what became of each of them, a line an article."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from audit.diff.difference import Alone, Cause, Difference
from audit.diff.tools import doubts, tools
from audit.domain import Score, Severity


@dataclass(frozen=True, slots=True)
class Line:
    """One article that is in both folders. No texts are kept: there may be thousands."""

    name: str
    """Of its reports' files."""
    new: Mapping[Severity, int]
    fixed: Mapping[Cause, int]
    kept: int
    unjudged: int
    """Findings of either report that the other audit cannot have found."""
    scores: tuple[Score, Score]
    passes: tuple[bool | None, bool | None]
    complete: bool
    """True where both audits left nothing out."""
    changed: bool
    """True where the text did."""
    worst: Alone | None
    """The first of the gravest new findings."""
    remarks: tuple[str, ...]

    @property
    def worst_new(self) -> Severity | None:
        """How grave that is."""
        return self.worst.severity if self.worst else None


@dataclass(frozen=True, slots=True)
class Folders:
    """Two folders of reports: lines in the order of their names, and what has no counterpart."""

    names: tuple[str, str]
    lines: tuple[Line, ...]
    only_old: tuple[str, ...]
    only_new: tuple[str, ...]

    @property
    def new(self) -> Counter[Severity]:
        """New findings by severity."""
        return sum((Counter(line.new) for line in self.lines), Counter())

    @property
    def fixed(self) -> Counter[Cause]:
        """Findings that are gone, by why."""
        return sum((Counter(line.fixed) for line in self.lines), Counter())

    @property
    def kept(self) -> int:
        """Findings that are in both."""
        return sum(line.kept for line in self.lines)

    @property
    def points(self) -> tuple[float, float]:
        """MQM points per 1,000 words of all articles that are in both folders, before and after."""
        before, after = ([line.scores[which] for line in self.lines] for which in (0, 1))
        return _points(before), _points(after)

    @property
    def remarks(self) -> tuple[tuple[str, int], ...]:
        """What else differs, with the number of articles in which it does."""
        return tuple(Counter(remark for line in self.lines for remark in line.remarks).items())

    def worst_new(self) -> Severity | None:
        """The gravest of what is new; None where nothing is."""
        return max(self.new, key=lambda severity: severity.rank, default=None)


def line(name: str, difference: Difference) -> Line:
    """What a folder's summary says of one article."""
    old, new = difference.old, difference.new
    worst = difference.worst_new()
    return Line(
        name=name,
        new=Counter(one.severity for one in difference.appeared),
        fixed=Counter(one.cause for one in difference.gone),
        kept=len(difference.kept),
        unjudged=len(difference.unjudged_before) + len(difference.unjudged_now),
        scores=(old.score, new.score),
        passes=(old.passes, new.passes),
        complete=old.coverage.complete and new.coverage.complete,
        changed=difference.edits.any,
        worst=next((one for one in difference.appeared if one.severity is worst), None),
        remarks=(*tools(old, new), *doubts(difference)),
    )


def _points(scores: Sequence[Score]) -> float:
    words = sum(score.words for score in scores)
    return 1000 * sum(score.penalty for score in scores) / words if words else 0.0
