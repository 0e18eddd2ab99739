"""The scores of two reports side by side, as they are shown."""

from collections.abc import Iterator
from dataclasses import dataclass

from audit.domain import Category, Report
from audit.wording import SEVERITY_WORDS, counts

VERDICT = "Verdict"
"""The name of the row that says whether a report meets its standard."""
_PASSES = {True: "passes", False: "fails", None: "undecided"}


@dataclass(frozen=True, slots=True)
class Figure:
    """A row: before, after, and by how much it differs ("" where it does not, or is no number)."""

    name: str
    before: str
    after: str
    change: str = ""
    better: bool | None = None
    """None where neither is."""


def figures(old: Report, new: Report) -> tuple[Figure, ...]:
    """Verdict, points, findings by severity, coverage and words."""
    return tuple(_figures(old, new))


def by_category(old: Report, new: Report) -> tuple[Figure, ...]:
    """MQM points by category, in the order of the categories; only those that either report has."""
    before, after = old.score.by_category, new.score.by_category
    names = [str(category) for category in Category if category in before or category in after]
    return tuple(_points(name, before.get(name, 0.0), after.get(name, 0.0)) for name in names)


def _figures(old: Report, new: Report) -> Iterator[Figure]:
    if old.standard or new.standard:
        one, other = old.passes, new.passes
        better = None if None in {one, other} or one is other else bool(other)
        yield Figure(VERDICT, _verdict(old), _verdict(new), better=better)
    yield _points("MQM points per 1,000 words", old.score.per_thousand_words, new.score.per_thousand_words)
    yield _points("MQM points", old.score.penalty, new.score.penalty)
    found, finds = counts(old), counts(new)
    for severity, word in SEVERITY_WORDS.items():
        if severity in found or severity in finds:
            yield _number(f"Findings: {word}", found.get(severity, 0), finds.get(severity, 0), better=-1)
    yield Figure("Segments audited", _coverage(old), _coverage(new))
    yield _number("Words", old.score.words, new.score.words)


def _points(name: str, before: float, after: float) -> Figure:
    change = round(after, 1) - round(before, 1)
    return Figure(name, f"{before:,.1f}", f"{after:,.1f}", _signed(f"{change:+,.1f}"), change < 0 if change else None)


def _number(name: str, before: int, after: int, better: int = 0) -> Figure:
    """`better`: -1 where fewer are; 0 where it does not matter."""
    change = after - before
    return Figure(name, f"{before:,}", f"{after:,}", _signed(f"{change:+,}"), change < 0 if change and better else None)


def _verdict(report: Report) -> str:
    return _PASSES[report.passes] if report.standard else "no profile"


def _coverage(report: Report) -> str:
    return f"{report.coverage.audited:,} of {report.coverage.segments:,}"


def _signed(change: str) -> str:
    """With a minus sign of the width of a plus; nothing where there is no change."""
    return "" if not change.strip("+-0.") else change.replace("-", "−")
