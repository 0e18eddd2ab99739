# ruff: noqa: S608  # what is put into SQL is ours, or a literal
"""What the findings of a corpus come to: by category, and the same error again in other articles."""

import re
from collections import defaultdict
from collections.abc import Sequence

from audit.corpus.summary import estimates
from audit.corpus.summary.dimensions import Split
from audit.corpus.summary.ratio import Design, Moments
from audit.corpus.summary.reading import Row, Tables
from audit.corpus.summary.summary import MEASURES, Example, Kind, Recurring
from audit.corpus.summary.sums import Sums
from audit.domain import Category, Weights

_CANDIDATES = 20
"""So many times more than are wanted: their exact number of articles decides."""
_EXAMPLES = 3
_WEIGHTS = re.compile(r"\|weights:([\d.e+-]+)/([\d.e+-]+)/([\d.e+-]+)/([\d.e+-]+?)(,repeats-once)?(?:\||$)")
_RANK = "array_position(['neutral', 'minor', 'major', 'critical'], severity)"
_SAME = "lower(nfc_normalize(trim(quote)))"


def weights(signature: str) -> Weights:
    """The points of each severity, as a signature states them; the defaults where it states none."""
    found = _WEIGHTS.search(signature)
    if found is None:
        return Weights()
    minor, major, critical, punctuation = map(float, found.groups()[:4])
    return Weights(minor, major, critical, punctuation, count_repeats=not found[5])


def kinds(tables: Tables, whole: Sums, design: Design, points: Weights) -> tuple[Kind, ...]:
    """The categories of errors, most points first. Every article counts for each, those without it with 0."""
    an_error = estimates.points_an_error(whole)
    by_category: dict[str, list[Row]] = defaultdict(list)
    for row in tables.ask(_by_category(points)):
        by_category[row["category"]].append(row)
    made = (_kind(category, rows, whole, design, an_error) for category, rows in by_category.items())
    return tuple(sorted(made, key=lambda one: (-one.counts["points"], -one.counts["errors"], one.category)))


def _kind(category: str, rows: Sequence[Row], whole: Sums, design: Design, an_error: float) -> Kind:
    held = {row["stratum"]: row for row in rows}
    rates = {}
    for name in MEASURES:
        strata = {key: _moments(held.get(key), name, one) for key, one in whole.measures[name].items()}
        rates[name] = estimates.rate(strata, design, an_error if name == "points" else 1.0)
    counts = {name: sum(row[f"{name}_y"] for row in rows) for name in MEASURES}
    return Kind(category, sum(row["articles"] for row in rows), counts, rates)


def _moments(row: Row | None, name: str, whole: Moments) -> Moments:
    y, yy, xy = (row[f"{name}_{kind}"] for kind in ("y", "yy", "xy")) if row else (0.0, 0.0, 0.0)
    return Moments(whole.articles, y, whole.x, yy, xy, whole.xx)


def _by_category(points: Weights) -> str:
    times = "places" if points.count_repeats else "1"
    found = {
        "points": f"sum({times} * CASE WHEN severity = 'critical' THEN {points.critical} "
        f"WHEN severity = 'major' THEN {points.major} WHEN category = '{Category.PUNCTUATION}' "
        f"THEN {points.punctuation} ELSE {points.minor} END)",
        "errors": "count(*)",
        **{name: f"count(*) FILTER (severity = '{name}')" for name in ("critical", "major", "minor")},
    }
    columns = "".join(f", ({sql})::DOUBLE AS {name}" for name, sql in found.items())
    sums = "".join(
        f", sum({name}) AS {name}_y, sum({name} * {name}) AS {name}_yy, sum({name} * words) AS {name}_xy"
        for name in found
    )
    return f"""
        SELECT stratum, category, count(*) AS articles{sums}
        FROM (SELECT article, category{columns} FROM findings WHERE severity <> 'neutral' GROUP BY ALL)
        JOIN (SELECT article, stratum, words FROM read) USING (article)
        GROUP BY stratum, category
    """


def recurring(tables: Tables, splits: Sequence[Split], most: int) -> tuple[Recurring, ...]:
    """The same words, category and suggestion in several articles; those of most articles first.

    A first scan counts findings, of which an article rarely has two alike; a second one, of the most frequent alone,
    counts their articles.
    """
    if not most:
        return ()
    columns = [one for one in splits if one.period is None]
    return tuple(_recurring(row, columns) for row in tables.ask(_again(columns, most)))


def _recurring(row: Row, columns: Sequence[Split]) -> Recurring:
    return Recurring(
        quote=row["quote"],
        category=row["category"],
        severity=row["severity"],
        suggestion=row["suggestion"],
        articles=row["articles"],
        values={one.name: row[f"g{at}"] for at, one in enumerate(columns)},
        examples=tuple(Example(**one) for one in row["examples"]),
    )


def _again(columns: Sequence[Split], most: int) -> str:
    errors = "severity <> 'neutral' AND trim(quote) <> ''"
    values = "".join(f", {one.sql} AS g{at}" for at, one in enumerate(columns))
    numbers = "".join(f", count(DISTINCT g{at}) AS g{at}" for at in range(len(columns)))
    return f"""
        WITH often AS (
            SELECT {_SAME} AS same, category, suggestion AS proposed FROM findings WHERE {errors} GROUP BY ALL
            HAVING count(*) > 1 ORDER BY count(*) DESC, same, category, proposed LIMIT {_CANDIDATES * most}
        )
        SELECT min_by(quote, row) AS quote, category, max_by(severity, {_RANK}) AS severity, suggestion,
            count(DISTINCT article) AS articles{numbers},
            min_by(struct_pack(article := article, place := place, sentence := coalesce(sentence, '')), row,
                {_EXAMPLES}) AS examples
        FROM (SELECT *, {_SAME} AS same FROM findings WHERE {errors}) AS found
        JOIN often USING (same, category)
        JOIN (SELECT article, row, place{values} FROM read) USING (article)
        WHERE suggestion IS NOT DISTINCT FROM proposed
        GROUP BY same, category, suggestion
        HAVING count(DISTINCT article) > 1 ORDER BY articles DESC, same, category, suggestion LIMIT {most}
    """
