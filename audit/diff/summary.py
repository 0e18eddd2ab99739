"""What a difference, and that of whole folders, comes to: the sentences that every form says."""

from collections.abc import Iterator
from dataclasses import dataclass

from audit.diff import words
from audit.diff.difference import Difference
from audit.diff.folder import Folders, Line
from audit.domain import Severity
from audit.wording import SEVERITY_WORDS, count, quoted

_VERDICTS = {True: "passes", False: "fails", None: "undecided"}


@dataclass(frozen=True, slots=True)
class Row:
    """One article of a folder, in words; `cells` are the same for a table, under `HEAD`."""

    name: str
    said: tuple[str, ...]
    cells: tuple[str, ...]
    worst: Severity | None
    """The gravest of what is new in it."""


HEAD = ("New", "Fixed", "Unchanged", "Not audited", "Points before", "Points after", "Verdict")


def sentences(difference: Difference) -> Iterator[str]:
    """Whose doing it is: below the headline."""
    if said := words.origins(difference):
        yield said
    yield from words.unjudged(difference)
    if said := words.regrades(difference):
        yield f"Of the unchanged, {said} than before."
    yield words.edits(difference)


def total(folders: Folders) -> str:
    """All articles in one sentence."""
    before, after = folders.points
    parts = [
        words.amount("new", folders.new.total(), words.severities(folders.new)),
        words.amount("fixed", folders.fixed.total(), words.causes(folders.fixed)),
        f"{folders.kept:,} unchanged",
    ]
    articles = count(len(folders.lines), "article")
    return f"{articles}: {', '.join(parts)}; {before:,.1f} → {after:,.1f} MQM points per 1,000 words."


def missing(folders: Folders) -> Iterator[str]:
    """Articles that are in one of the folders only."""
    for which, names in (("OLD", folders.only_old), ("NEW", folders.only_new)):
        if names:
            yield f"Only in {which}, and not compared: {', '.join(names)}."


def remarks(folders: Folders) -> Iterator[str]:
    """What else differs, and in how many articles where not in all."""
    for remark, number in folders.remarks:
        everywhere = number == len(folders.lines)
        yield remark if everywhere else f"{remark} (in {number:,} of {count(len(folders.lines), 'article')})"


def rows(folders: Folders) -> tuple[Row, ...]:
    """A row an article: those with the gravest new findings first, then by name."""
    ordered = sorted(folders.lines, key=lambda line: -line.worst_new.rank if line.worst_new else 1)
    return tuple(Row(line.name, tuple(_said(line)), _cells(line), line.worst_new) for line in ordered)


def _said(line: Line) -> Iterator[str]:
    new, fixed = sum(line.new.values()), sum(line.fixed.values())
    before, after = _points(line)
    verdict = _verdict(line)
    yield (
        f"{words.amount('new', new, words.severities(line.new))}, {fixed:,} fixed, {line.kept:,} unchanged; "
        f"{before} → {after} points per 1,000 words{f'; {verdict}' if verdict else ''}"
    )
    yield from _besides(line)


def _besides(line: Line) -> Iterator[str]:
    if line.worst:
        item = line.worst.item
        where = f"{item.place.label} {SEVERITY_WORDS[item.finding.severity]} {item.finding.category}"
        yield f"worst new: {where} ‹{quoted(item.quote)}›"
    if line.unjudged:
        yield f"{count(line.unjudged, 'finding')} not audited in one of the two"
    elif not line.complete:
        yield "not all of it was audited"


def _cells(line: Line) -> tuple[str, ...]:
    new, fixed = sum(line.new.values()), sum(line.fixed.values())
    named = words.severities(line.new)
    return (named or f"{new:,}", f"{fixed:,}", f"{line.kept:,}", f"{line.unjudged:,}", *_points(line), _verdict(line))


def _points(line: Line) -> tuple[str, str]:
    before, after = (f"{score.per_thousand_words:,.1f}" for score in line.scores)
    return before, after


def _verdict(line: Line) -> str:
    before, after = line.passes
    if before is after:
        return "" if after is None else _VERDICTS[after]
    return f"{_VERDICTS[before]} → {_VERDICTS[after]}"
