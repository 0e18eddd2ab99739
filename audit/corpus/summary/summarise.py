"""The order in which a corpus is summed up."""

from dataclasses import dataclass
from pathlib import Path

from audit.corpus.sampling import Strata
from audit.corpus.summary import estimates, findings, rows
from audit.corpus.summary.dimensions import splits
from audit.corpus.summary.reading import MEMORY, Tables, opened
from audit.corpus.summary.summary import Sampled, Summary
from audit.corpus.summary.sums import scan
from audit.score import ENOUGH_WORDS


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of a corpus."""

    by: tuple[str, ...] = ()
    """Columns of its metadata, or "languages"; none: those that have few values."""
    period: str | None = None
    """day, month, year; None: by the range of the dates."""
    worst: int = 20
    """Articles and recurring errors that are listed."""
    enough_words: int = ENOUGH_WORDS
    """Fewest words of an article that is among the worst by its rate."""


def summarise(folder: Path, wanted: Wanted | None = None, memory: str = MEMORY) -> Summary:
    """Everything a summary says. Raises UsageError and InputError as `reading.opened` does."""
    with opened(folder, memory) as tables:
        return _summary(folder.absolute().name, tables, wanted or Wanted())


def _summary(name: str, tables: Tables, wanted: Wanted) -> Summary:
    design = tables.manifest.design
    columns = splits(tables, wanted.by, wanted.period)
    found = scan(tables, columns)
    an_error = estimates.points_an_error(found.whole)
    signatures = rows.signatures(tables)
    points = findings.weights(next(iter(signatures), ""))
    coverage = rows.coverage(tables)
    finished = coverage.rows >= tables.manifest.rows
    return Summary(
        name=name,
        finished=finished,
        sampled=_sampled(tables.manifest.strata, tables.manifest.missed),
        whole=estimates.figures(found.whole, design, an_error),
        totals=estimates.totals(found.whole, design, an_error) if finished else {},
        coverage=coverage,
        dimensions=tuple(estimates.dimension(one, found, design, an_error) for one in columns),
        kinds=findings.kinds(tables, found.whole, design, points),
        worst_by_rate=rows.worst(tables, "penalty / words", wanted.worst, wanted.enough_words),
        worst_by_points=rows.worst(tables, "penalty", wanted.worst),
        enough_words=wanted.enough_words,
        recurring=findings.recurring(tables, columns, wanted.worst),
        signatures=signatures,
    )


def _sampled(strata: Strata | None, missed: int) -> Sampled | None:
    if strata is None:
        return None
    return Sampled(
        size=sum(one.size for one in strata.strata),
        taken=sum(one.taken for one in strata.strata),
        by=strata.sample.by,
        strata=len(strata.strata),
        seed=strata.sample.seed,
        missed=missed,
    )
