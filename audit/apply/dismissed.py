"""What reviewers rejected, as entries of a baseline: of the file that was audited, and of the corrected one. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from audit.apply.corrections import Rejected
from audit.apply.edits import Edit, Moves
from audit.article import Article, Side
from audit.gate.dismissals import Dismissal, dismissal
from audit.gate.identity import spots


@dataclass(frozen=True, slots=True)
class Reading:
    """A file as a check reads it: under its name there, with the source text that it pairs it with."""

    article: Article
    """Its `path` is what a baseline calls the file."""
    edits: tuple[Edit, ...] = ()
    """What was changed in it since it was audited."""


def dismissals(
    rejected: Iterable[Rejected], readings: Iterable[Reading], checks: frozenset[str]
) -> tuple[Dismissal, ...]:
    """The entries that silence what was rejected, in each of these readings; `checks` are those of the report."""
    places = tuple(rejected)
    entries = dict.fromkeys(entry for reading in readings for entry in _of(places, reading, checks))
    return tuple(entries)


def _of(places: Iterable[Rejected], reading: Reading, checks: frozenset[str]) -> Iterator[Dismissal]:
    moves, article = Moves(reading.edits), reading.article
    for one in places:
        if one.span.side is Side.SOURCE and article.source is None:
            continue
        span = moves.of(one.span) if one.span.side is Side.TARGET else one.span
        finding = replace(one.finding, span=span, repeats=())
        for spot in spots(article, (finding,), checks):
            yield dismissal(spot.identity, one.reason, one.by)
