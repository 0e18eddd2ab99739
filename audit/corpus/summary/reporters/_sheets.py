"""Tables of the page: what has a value in common, categories, recurring errors, articles, gaps."""

from collections.abc import Iterable, Iterator, Sequence

from audit.corpus.summary import words
from audit.corpus.summary.blocks import MOST_GROUPS, short
from audit.corpus.summary.intervals import Estimate
from audit.corpus.summary.summary import Dimension, Figures, Kind, Summary
from audit.markup import Html, element
from audit.page.corpus_chart import Mark, Scale, axis, row, scale

_UNIT = "points per 1,000 words"
SEVERE = ("critical", "major", "minor")
_Column = tuple[str, str, str]
"""Heading, class, which way a first click sorts (empty: it does not)."""
_NAME: _Column = ("", "", "ascending")
NUMBER = ("n", "descending")


def dimension(one: Dimension, summary: Summary) -> Html:
    """A row a value, drawn on one scale; the dashed line is the whole corpus."""
    groups = one.groups if one.period else one.groups[:MOST_GROUPS]
    marks = [mark(group.figures.rates["points"], _UNIT) for group in groups]
    on, whole = scale(marks), summary.whole.rates["points"].value
    head = _head(one.name, on)
    rows = (
        (named(group.value), *_figures(group.figures, drawn, on, whole))
        for group, drawn in zip(groups, marks, strict=True)
    )
    left = len(one.groups) - len(groups)
    more = element("p", f"{left:,} more are in --format json.", class_="small rest-said") if left else None
    return element("div", sheet(f"By {words.heading(one)}", head, rows), more)


def _head(name: str, on: Scale) -> list[Html]:
    texts = ("", "points", "errors", *SEVERE, "articles that fail", "articles", "words")
    head = [heading((name, "", "ascending"))]
    for text in texts:
        head.append(heading((text, *NUMBER)) if text else _axis(on))
    return head


def _axis(on: Scale) -> Html:
    heard = element("span", _UNIT)
    return element("th", heard, axis(on), scope="col", class_="drawn")


def _figures(figures: Figures, drawn: Mark, on: Scale, whole: float | None) -> Iterator[Html]:
    yield element("td", row(drawn, on, whole), class_="drawn")
    yield _estimate(figures.rates["points"])
    yield _estimate(figures.rates["errors"])
    yield from (_estimate(figures.rates[name]) for name in SEVERE)
    yield _estimate(figures.failing.times(100), " %")
    yield number(f"{figures.articles:,}", figures.articles)
    yield number(f"{figures.words:,}", figures.words)


def totals(summary: Summary) -> Html:
    """What was counted, and what that comes to in the whole corpus."""
    head = [heading(("measure", "", ""))]
    head += [heading((text, "n", "")) for text in ("counted", "per 1,000 words", "in the whole corpus")]
    return sheet("Totals", head, _totals(summary))


def _totals(summary: Summary) -> Iterator[Iterator[Html]]:
    for name, said in words.MEASURE_WORDS.items():
        yield _total(said, summary.whole.counts[name], summary.whole.rates[name], summary.totals[name])
    yield _total("articles that fail", summary.whole.counts["failing"], Estimate(), summary.totals["failing"])
    yield _total("words", summary.whole.words, Estimate(), summary.totals["words"])


def _total(name: str, counted: float, rate: Estimate, total: Estimate) -> Iterator[Html]:
    yield element("th", name, scope="row")
    yield number(f"{counted:,.0f}", counted)
    yield _estimate(rate)
    bounds = "" if total.low is None or total.high is None else f"{total.low:,.0f} to {total.high:,.0f}"
    value = words.NONE if total.value is None else f"{total.value:,.0f}"
    yield element("td", value, element("span", bounds, class_="small") if bounds else None, class_="n")


def kinds(listed: Sequence[Kind]) -> Html:
    """The categories on one scale."""
    marks = [mark(kind.rates["points"], _UNIT) for kind in listed]
    on = scale(marks)
    columns = ("", "points", "errors", *SEVERE, "articles with one", "errors counted")
    head = [heading(("category", "", "ascending"))]
    for text in columns:
        head.append(heading((text, *NUMBER)) if text else _axis(on))
    return sheet("By category", head, (_kind(kind, drawn, on) for kind, drawn in zip(listed, marks, strict=True)))


def _kind(kind: Kind, drawn: Mark, on: Scale) -> Iterator[Html]:
    family, slash, name = kind.category.rpartition("/")
    above = element("span", family + slash, class_="small") if slash else None
    yield element("th", above, name, scope="row")
    yield element("td", row(drawn, on, None), class_="drawn")
    yield _estimate(kind.rates["points"])
    yield _estimate(kind.rates["errors"])
    yield from (_estimate(kind.rates[name]) for name in SEVERE)
    yield number(f"{kind.articles:,}", kind.articles)
    yield number(f"{kind.counts['errors']:,.0f}", kind.counts["errors"])


def sheet(label: str, head: Sequence[Html], rows: Iterable[Iterable[Html]]) -> Html:
    """A table that scrolls by itself where the page is narrower; reachable by keyboard, so it has a name."""
    body = element("tbody", *(element("tr", *cells) for cells in rows))
    table = element("table", element("thead", element("tr", *head)), body, class_="sorts")
    return element("div", table, class_="sheet", tabindex=0, role="region", aria_label=label)


def mark(estimate: Estimate, unit: str, label: str = "") -> Mark:
    """A figure as it is drawn."""
    said = f"{words.rate(estimate)} {unit}"
    return Mark(estimate.value, estimate.low, estimate.high, said, label)


def heading(column: _Column) -> Html:
    text, kind, first = column
    return element("th", element("span", text), scope="col", class_=kind or None,
                   data_first=first or None)  # fmt: skip


def named(value: str) -> Html:
    return element("th", element("bdi", short(value, 200)) if value else words.MISSING, scope="row")


def number(text: str, value: float) -> Html:
    return element("td", text, class_="n", data_v=f"{value:g}")


def _estimate(estimate: Estimate, unit: str = "") -> Html:
    """The figure, and its interval below it."""
    if estimate.value is None:
        return element("td", words.NONE, class_="n soft", data_v="-1")
    bounds = words.interval(estimate)
    below = element("span", bounds, class_="small") if bounds else None
    return element("td", f"{words.number(estimate.value)}{unit}", below, class_="n", data_v=f"{estimate.value:g}")
