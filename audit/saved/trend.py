"""What a history comes to: each article as it stands with what was said of it before, and the folder run by run."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from audit.domain import Severity
from audit.saved.history import Entry, History, Missed

SHOWN = 50
"""Runs that are drawn; the history keeps all."""


@dataclass(frozen=True, slots=True)
class Listed:
    """An article of which there is a report."""

    entries: tuple[Entry, ...]
    """One for each run that audited it, the oldest first; the last is what holds."""

    @property
    def last(self) -> Entry:
        """What holds."""
        return self.entries[-1]

    @property
    def before(self) -> Entry | None:
        """What held before."""
        return self.entries[-2] if len(self.entries) > 1 else None

    @property
    def change(self) -> float | None:
        """Points per 1,000 words more than before; None where that would compare other tools, or nothing."""
        if self.before is None or self.before.signature != self.last.signature:
            return None
        return self.last.per_thousand_words - self.before.per_thousand_words


@dataclass(frozen=True, slots=True)
class Point:
    """All the articles as they stood after one run."""

    run: str
    articles: int
    audited: int
    """Articles that this run has audited."""
    failing: int
    undecided: int
    per_thousand_words: float
    other_tools: bool
    """True where an article was audited by other tools than before: its score does not compare."""


def listed(history: History, is_there: Callable[[str], bool]) -> tuple[Listed, ...]:
    """The articles whose reports are there and have not been overwritten, what must not run first."""
    by_path: dict[str, dict[str, Entry]] = defaultdict(dict)
    owners: dict[str, str] = {}
    for entry in sorted(history.entries, key=lambda one: one.run):
        by_path[entry.path][entry.run] = entry
        owners[entry.report] = entry.path
    every = (Listed(tuple(entries.values())) for entries in by_path.values())
    kept = (one for one in every if owners[one.last.report] == one.last.path and is_there(one.last.report))
    return tuple(sorted(kept, key=lambda one: gravity(one.last)))


def gravity(entry: Entry) -> tuple[object, ...]:
    """What must not run comes first: what fails, what nobody can tell of, the rest; the worst of each first."""
    severe = tuple(-entry.findings.get(severity, 0) for severity in (Severity.CRITICAL, Severity.MAJOR))
    return verdict_rank(entry), *severe, -entry.per_thousand_words, entry.path


def verdict_rank(entry: Entry) -> int:
    """0 for what fails, 1 for what nobody can tell of, 2 for what passes."""
    return {False: 0, None: 1, True: 2}[entry.passes]


def missed(history: History) -> tuple[Missed, ...]:
    """What the last run could not read, and what no run has read since one could not."""
    last = max([*(one.run for one in history.entries), *(one.run for one in history.missed)], default="")
    read: dict[str, str] = {}
    for entry in history.entries:
        read[entry.path] = max(entry.run, read.get(entry.path, ""))
    newest = {one.path: one for one in sorted(history.missed, key=lambda one: one.run)}
    return tuple(one for one in newest.values() if one.run == last or "" < read.get(one.path, "") < one.run)


def points(articles: Sequence[Listed]) -> tuple[Point, ...]:
    """The folder after each of its last runs. A run that audits some articles leaves the others as they were."""
    return tuple(_points(articles))[-SHOWN:]


def _points(articles: Sequence[Listed]) -> Iterator[Point]:
    every = sorted((entry for one in articles for entry in one.entries), key=lambda entry: entry.run)
    state: dict[str, Entry] = {}
    words = undecided = failing = 0
    penalty = 0.0
    for run, group in groupby(every, key=lambda entry: entry.run):
        new, other_tools = list(group), False
        for entry in new:
            old = state.get(entry.path)
            other_tools |= old is not None and old.signature != entry.signature
            for sign, one in ((1, entry), *(((-1, old),) if old else ())):
                words += sign * one.words
                penalty += sign * one.penalty
                failing += sign * (one.passes is False)
                undecided += sign * (one.passes is None)
            state[entry.path] = entry
        score = max(0.0, 1000 * penalty / words) if words else 0.0
        yield Point(run, len(state), len(new), failing, undecided, score, other_tools)
