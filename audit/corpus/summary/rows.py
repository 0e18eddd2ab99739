# ruff: noqa: S608  # what is put into SQL is ours, or a literal
"""What is said of single rows: the worst articles, and what was not audited."""

from collections.abc import Sequence

from audit.corpus.summary.reading import Row, Tables
from audit.corpus.summary.summary import Coverage, Missing, Worst

_REASONS = 20
"""Reasons that are listed."""
_SEVERITIES = ("critical", "major", "minor", "neutral")
_ALIKE = """regexp_replace(reason, '(''[^'']*''|"[^"]*"|«[^»]*»|[0-9][0-9.,]*)', '…', 'g')"""
"""Reasons that differ in numbers and quotes only are one."""


def worst(tables: Tables, order: str, most: int, least_words: int = 1) -> tuple[Worst, ...]:
    """The articles with the most of `order`, an expression over their columns; none without any point."""
    counts = ", ".join(_SEVERITIES)
    rows = tables.ask(
        f"SELECT article, place, words, penalty, {counts} FROM read WHERE penalty > 0 AND words >= ? "
        f"ORDER BY {order} DESC, row LIMIT ?",
        (least_words, most),
    )
    if not rows:
        return ()
    found = _gravest(tables, [row["article"] for row in rows])
    return tuple(_worst(row, found.get(row["article"])) for row in rows)


def _worst(row: Row, gravest: Row | None) -> Worst:
    return Worst(
        article=row["article"],
        place=row["place"],
        words=row["words"],
        penalty=row["penalty"],
        per_thousand_words=1000 * row["penalty"] / row["words"],
        counts={name: row[name] for name in _SEVERITIES},
        severity=gravest["severity"] if gravest else "",
        quote=gravest["quote"] if gravest else "",
        explanation=gravest["explanation"] if gravest else "",
    )


def _gravest(tables: Tables, articles: Sequence[str]) -> dict[str, Row]:
    """Article -> its gravest finding, the first of them."""
    rank = "array_position(['critical', 'major', 'minor', 'neutral'], severity)"
    rows = tables.ask(
        f"SELECT DISTINCT ON (article) article, severity, coalesce(quote, '') AS quote, explanation "
        f"FROM findings WHERE list_contains(?, article) ORDER BY article, {rank}, finding",
        (list(articles),),
    )
    return {row["article"]: row for row in rows}


def coverage(tables: Tables) -> Coverage:
    """What was audited, and why the rest was not."""
    row = tables.ask(
        "SELECT count(*) AS rows, count(*) FILTER (status = 'unread') AS unread, "
        "count(*) FILTER (status = 'incomplete') AS incomplete, "
        "coalesce(sum(segments), 0)::BIGINT AS segments, coalesce(sum(audited), 0)::BIGINT AS audited FROM articles"
    )[0]
    reasons = tables.ask(
        f"""
        SELECT detector, min(reason) AS reason, count(*) AS articles, sum(segments)::BIGINT AS segments,
            count(*) OVER () AS kinds
        FROM (SELECT detector, {_ALIKE} AS alike, article, min(reason) AS reason, sum(len(segments)) AS segments
            FROM gaps GROUP BY detector, alike, article)
        GROUP BY detector, alike ORDER BY articles DESC, detector, reason LIMIT {_REASONS}
        """
    )
    missing = tuple(Missing(one["detector"], one["reason"], one["articles"], one["segments"]) for one in reasons)
    return Coverage(**row, missing=missing, other_reasons=(reasons[0]["kinds"] if reasons else 0) - len(missing))


def signatures(tables: Tables) -> dict[str, int]:
    """Signature -> articles, the ten most frequent first."""
    rows = tables.ask(
        "SELECT coalesce(signature, '') AS signature, count(*) AS number FROM read "
        "GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 10"
    )
    return {row["signature"]: row["number"] for row in rows}
