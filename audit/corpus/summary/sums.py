# ruff: noqa: S608  # what is put into SQL is ours, or a literal
"""One scan over the articles: sums by stratum, for all together and for each value of every column looked at."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from audit.corpus.summary.dimensions import Split
from audit.corpus.summary.ratio import Moments
from audit.corpus.summary.reading import Row, Tables
from audit.corpus.summary.summary import MEASURES

_SQL = {
    "points": "penalty",
    "errors": "(minor + major + critical)",
    "critical": "critical",
    "major": "major",
    "minor": "minor",
}


@dataclass(slots=True)
class Sums:
    """Of articles that belong together."""

    words: int = 0
    neutral: int = 0
    undecided: int = 0
    measures: dict[str, dict[str, Moments]] = field(default_factory=lambda: defaultdict(dict))
    """Of `MEASURES` over words, by stratum."""
    failing: dict[str, Moments] = field(default_factory=dict)
    """Of articles that fail, over articles, by stratum."""

    def add(self, row: Row) -> None:
        """What one stratum has."""
        stratum, articles = row["stratum"], row["articles"]
        self.words += int(row["x"])
        self.neutral += int(row["neutral"])
        self.undecided += int(row["undecided"])
        for name in MEASURES:
            sums = (row[f"{name}_{kind}"] for kind in ("y", "yy", "xy"))
            y, yy, xy = sums
            self.measures[name][stratum] = Moments(articles, y, row["x"], yy, xy, row["xx"])
        fails = row["fails"]
        self.failing[stratum] = Moments(articles, fails, articles, fails, fails, articles)


@dataclass(frozen=True, slots=True)
class Scan:
    """What the one scan found."""

    whole: Sums
    by: Mapping[str, Mapping[str, Sums]]
    """Column -> value -> its articles."""


def scan(tables: Tables, listed: Sequence[Split]) -> Scan:
    """All sums over the articles that have a report."""
    whole = Sums()
    by: dict[str, dict[str, Sums]] = {one.name: defaultdict(Sums) for one in listed}
    for row in tables.ask(_question(listed)):
        at = row["which"]
        if at < 0:
            whole.add(row)
        else:
            by[listed[at].name][row[f"g{at}"]].add(row)
    return Scan(whole, by)


def _question(listed: Sequence[Split]) -> str:
    """Grouping sets read every article once, however many columns are looked at."""
    values = "".join(f", {one.sql} AS g{at}" for at, one in enumerate(listed))
    measures = "".join(f", {sql}::DOUBLE AS {name}" for name, sql in _SQL.items())
    inner = f"""SELECT stratum, words::DOUBLE AS x, neutral, passes{measures}{values} FROM read"""
    sums = "".join(
        f", sum({name}) AS {name}_y, sum({name} * {name}) AS {name}_yy, sum({name} * x) AS {name}_xy" for name in _SQL
    )
    groups = "".join(f", g{at}" for at in range(len(listed)))
    sets = "".join(f", (stratum, g{at})" for at in range(len(listed)))
    which = " ".join(f"WHEN grouping(g{at}) = 0 THEN {at}" for at in range(len(listed)))
    return f"""
        SELECT stratum{groups}, {f"CASE {which} ELSE -1 END" if listed else "-1"} AS which,
            count(*) AS articles, sum(x) AS x, sum(x * x) AS xx, sum(neutral) AS neutral,
            (count(*) FILTER (passes IS NOT DISTINCT FROM false))::DOUBLE AS fails,
            count(*) FILTER (passes IS NULL) AS undecided{sums}
        FROM ({inner}) GROUP BY GROUPING SETS ((stratum){sets})
    """
