"""A summary as titled tables of texts, for reporters that show tables."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from audit.corpus.summary import words
from audit.corpus.summary.intervals import Estimate
from audit.corpus.summary.summary import Dimension, Figures, Summary, Worst
from audit.wording import SEVERITY_WORDS, quoted

MOST_GROUPS = 40
"""Values of a column that are shown; JSON has all."""
_LONG = 60
"""Characters of a quote that are shown in a table."""


@dataclass(frozen=True, slots=True)
class Block:
    """A table: its first column names the row."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""


_FIGURES = (
    "articles",
    "words",
    "points per 1,000 words",
    "errors per 1,000 words",
    "critical",
    "major",
    "minor",
    "fail",
)


def blocks(summary: Summary) -> Iterator[Block]:
    """All tables, in the order in which they are read."""
    yield _totals(summary)
    yield from map(_dimension, summary.dimensions)
    yield _kinds(summary)
    yield _recurring(summary)
    least = f"Of articles with at least {summary.enough_words:,} words; --enough-words sets another number."
    yield _worst("Worst articles, by points per 1,000 words", summary.worst_by_rate, least)
    yield _worst("Worst articles, by points", summary.worst_by_points)
    yield _missing(summary)


def _totals(summary: Summary) -> Block:
    whole, totals = summary.whole, summary.totals
    rows = [
        (
            name,
            f"{whole.counts[key]:,.0f}",
            words.rate(whole.rates[key]),
            words.whole_number(totals.get(key, Estimate())),
        )
        for key, name in words.MEASURE_WORDS.items()
    ]
    rows.append(("articles that fail", f"{whole.counts['failing']:,.0f}", words.failing(whole),
                 words.whole_number(totals.get("failing", Estimate()))))  # fmt: skip
    rows.append(("words", f"{whole.words:,}", words.NONE, words.whole_number(totals.get("words", Estimate()))))
    head = ("", "counted", "per 1,000 words; share", "in the whole corpus")
    return Block("The corpus", head, tuple(rows), words.meaning(summary))


def _dimension(one: Dimension) -> Block:
    rows = tuple(
        (quoted(group.value) if group.value else words.MISSING, *_figures(group.figures))
        for group in one.groups[:MOST_GROUPS]
    )
    left = len(one.groups) - MOST_GROUPS
    note = words.trend(one) if one.period else ""
    if left > 0:
        note = f"{note} {left:,} more are in --format json.".strip()
    return Block(f"By {words.heading(one)}", ("", *_FIGURES), rows, note)


def _figures(figures: Figures) -> Iterator[str]:
    yield f"{figures.articles:,}"
    yield f"{figures.words:,}"
    yield words.rate(figures.rates["points"])
    yield words.rate(figures.rates["errors"])
    for name in ("critical", "major", "minor"):
        value = figures.rates[name].value
        yield words.NONE if value is None else words.number(value)
    yield words.failing(figures)


def _kinds(summary: Summary) -> Block:
    rows = tuple(
        (
            kind.category,
            f"{kind.articles:,}",
            f"{kind.counts['errors']:,.0f}",
            words.rate(kind.rates["points"]),
            words.rate(kind.rates["errors"]),
        )
        for kind in summary.kinds
    )
    return Block("By category", ("", "articles", "errors", "points per 1,000 words", "errors per 1,000 words"), rows)


def _recurring(summary: Summary) -> Block:
    rows = tuple(
        (
            f"“{short(one.quote)}”",
            short(words.proposed(one)),
            one.category,
            f"{one.articles:,}",
            words.spread(one) or words.NONE,
            ", ".join(example.article for example in one.examples),
        )
        for one in summary.recurring
    )
    head = ("words", "should be", "category", "articles", "in", "for example")
    return Block("Recurring errors", head, rows, "The same words, wrong in the same way in several articles.")


def _worst(title: str, listed: Sequence[Worst], note: str = "") -> Block:
    rows = tuple(
        (
            quoted(one.article),
            words.number(one.per_thousand_words),
            f"{one.penalty:,.1f}",
            f"{one.words:,}",
            f"{one.counts['critical']:,}",
            f"{one.counts['major']:,}",
            gravest(one),
        )
        for one in listed
    )
    head = ("", "points per 1,000 words", "points", "words", "critical", "major", "gravest")
    return Block(title, head, rows, note)


def gravest(one: Worst) -> str:
    """The gravest finding of an article, in a few words."""
    if not one.severity:
        return words.NONE
    said = next(word for severity, word in SEVERITY_WORDS.items() if severity.value == one.severity)
    return f"{said}: “{short(one.quote)}”" if one.quote else said


def _missing(summary: Summary) -> Block:
    rows = tuple(
        (quoted(one.reason), one.detector, f"{one.articles:,}", f"{one.segments:,}") for one in summary.coverage.missing
    )
    others = summary.coverage.other_reasons
    return Block(
        "Not audited", ("", "detector", "articles", "segments"), rows, f"{others:,} more reasons." if others else ""
    )


def short(text: str, most: int = _LONG) -> str:
    """Harmless, on one line, and not too long for a table."""
    return quoted(text if len(text) <= most else text[: most - 1] + "…")
