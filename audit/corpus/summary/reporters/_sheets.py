"""Tables of the page: what has a value in common, categories, recurring errors, articles, gaps."""

from collections.abc import Iterable, Iterator, Sequence

from audit.corpus.summary import words
from audit.corpus.summary.blocks import MOST_GROUPS, gravest, short
from audit.corpus.summary.intervals import Estimate
from audit.corpus.summary.summary import Dimension, Figures, Kind, Missing, Recurring, Summary, Worst
from audit.markup import Html, element
from audit.page.corpus_chart import Mark, Scale, axis, row, scale
from audit.wording import SEVERITY_WORDS, quoted

_UNIT = "points per 1,000 words"
_SEVERE = ("critical", "major", "minor")
_Column = tuple[str, str, str]
"""Heading, class, which way a first click sorts (empty: it does not)."""
_NAME: _Column = ("", "", "ascending")
_NUMBER = ("n", "descending")


def dimension(one: Dimension, summary: Summary) -> Html:
    """A row a value, drawn on one scale; the dashed line is the whole corpus."""
    groups = one.groups if one.period else one.groups[:MOST_GROUPS]
    marks = [mark(group.figures.rates["points"], _UNIT) for group in groups]
    on, whole = scale(marks), summary.whole.rates["points"].value
    head = _head(one.name, on)
    rows = (
        (_named(group.value), *_figures(group.figures, drawn, on, whole))
        for group, drawn in zip(groups, marks, strict=True)
    )
    left = len(one.groups) - len(groups)
    more = element("p", f"{left:,} more are in --format json.", class_="small rest-said") if left else None
    return element("div", sheet(f"By {words.heading(one)}", head, rows), more)


def _head(name: str, on: Scale) -> list[Html]:
    texts = ("", "points", "errors", *_SEVERE, "articles that fail", "articles", "words")
    head = [_heading((name, "", "ascending"))]
    for text in texts:
        head.append(_heading((text, *_NUMBER)) if text else _axis(on))
    return head


def _axis(on: Scale) -> Html:
    heard = element("span", f"MQM {_UNIT}")
    return element("th", heard, axis(on), scope="col", class_="drawn")


def _figures(figures: Figures, drawn: Mark, on: Scale, whole: float | None) -> Iterator[Html]:
    yield element("td", row(drawn, on, whole), class_="drawn")
    yield _estimate(figures.rates["points"])
    yield _estimate(figures.rates["errors"])
    yield from (_estimate(figures.rates[name]) for name in _SEVERE)
    yield _estimate(figures.failing.times(100), " %")
    yield _number(f"{figures.articles:,}", figures.articles)
    yield _number(f"{figures.words:,}", figures.words)


def totals(summary: Summary) -> Html:
    """What was counted, and what that comes to in the whole corpus."""
    head = [_heading(("measure", "", ""))]
    head += [_heading((text, "n", "")) for text in ("counted", "per 1,000 words", "in the whole corpus")]
    return sheet("Totals", head, _totals(summary))


def _totals(summary: Summary) -> Iterator[Iterator[Html]]:
    for name, said in words.MEASURE_WORDS.items():
        yield _total(said, summary.whole.counts[name], summary.whole.rates[name], summary.totals[name])
    yield _total("articles that fail", summary.whole.counts["failing"], Estimate(), summary.totals["failing"])
    yield _total("words", summary.whole.words, Estimate(), summary.totals["words"])


def _total(name: str, counted: float, rate: Estimate, total: Estimate) -> Iterator[Html]:
    yield element("th", name, scope="row")
    yield _number(f"{counted:,.0f}", counted)
    yield _estimate(rate)
    bounds = "" if total.low is None or total.high is None else f"{total.low:,.0f} to {total.high:,.0f}"
    value = words.NONE if total.value is None else f"{total.value:,.0f}"
    yield element("td", value, element("span", bounds, class_="small") if bounds else None, class_="n")


def kinds(listed: Sequence[Kind]) -> Html:
    """The categories on one scale."""
    marks = [mark(kind.rates["points"], _UNIT) for kind in listed]
    on = scale(marks)
    columns = ("", "points", "errors", *_SEVERE, "articles with one", "errors counted")
    head = [_heading(("category", "", "ascending"))]
    for text in columns:
        head.append(_heading((text, *_NUMBER)) if text else _axis(on))
    return sheet("By category", head, (_kind(kind, drawn, on) for kind, drawn in zip(listed, marks, strict=True)))


def _kind(kind: Kind, drawn: Mark, on: Scale) -> Iterator[Html]:
    yield _named(kind.category)
    yield element("td", row(drawn, on, None), class_="drawn")
    yield _estimate(kind.rates["points"])
    yield _estimate(kind.rates["errors"])
    yield from (_estimate(kind.rates[name]) for name in _SEVERE)
    yield _number(f"{kind.articles:,}", kind.articles)
    yield _number(f"{kind.counts['errors']:,.0f}", kind.counts["errors"])


def recurring(listed: Sequence[Recurring]) -> Html:
    """What is wrong again and again, with what it should be and where it stands."""
    head = [
        _heading(column)
        for column in (
            ("words", "", "ascending"),
            ("severity", "", ""),
            ("category", "", "ascending"),
            ("articles", *_NUMBER),
            ("in how many", "", ""),
            ("for example", "said", ""),
        )
    ]
    return sheet("Recurring errors", head, map(_again, listed))


def _again(one: Recurring) -> Iterator[Html]:
    fix = None if one.suggestion is None else element("bdi", quoted(words.proposed(one)), class_="fix")
    yield element("th", element("q", quoted(one.quote), dir="auto"), " ", fix, scope="row")
    yield element("td", _severity(one.severity))
    yield element("td", one.category)
    yield _number(f"{one.articles:,}", one.articles)
    yield element(
        "td", *(element("span", f"{name}: {number:,}", class_="small") for name, number in one.values.items())
    )
    examples = (
        element(
            "li",
            element("bdi", quoted(example.article), class_="soft"),
            " ",
            element("bdi", short(example.sentence, 240)),
        )
        for example in one.examples
    )
    shown = element("summary", f"{len(one.examples)} places")
    yield element("td", element("details", shown, element("ul", *examples), class_="examples"), class_="said")


def worst(title: str, listed: Sequence[Worst]) -> Html:
    """Articles, with the gravest of their findings."""
    head = [_heading(("article", "", "ascending"))]
    head += [_heading((text, *_NUMBER)) for text in ("points per 1,000 words", "points", "words", *_SEVERE)]
    head.append(_heading(("gravest finding", "said", "")))
    return sheet(title, head, map(_worst, listed))


def _worst(one: Worst) -> Iterator[Html]:
    place = element("bdi", quoted(one.place), class_="small") if one.place != one.article else None
    yield element("th", element("bdi", quoted(one.article)), " ", place, scope="row")
    yield _number(words.number(one.per_thousand_words), one.per_thousand_words)
    yield _number(f"{one.penalty:,.1f}", one.penalty)
    yield _number(f"{one.words:,}", one.words)
    yield from (_number(f"{one.counts[name]:,}", one.counts[name]) for name in _SEVERE)
    if not one.severity:
        yield element("td", gravest(one), class_="said")
        return
    quote = element("q", short(one.quote, 120), dir="auto") if one.quote else None
    why = element("span", short(one.explanation, 240), class_="small", dir="auto")
    yield element("td", _severity(one.severity), " ", quote, why, class_="said")


def missing(listed: Sequence[Missing]) -> Html:
    """What was not audited, by reason."""
    head = [_heading((text, *kind)) for text, kind in (
        ("reason", ("", "ascending")), ("detector", ("", "ascending")), ("articles", _NUMBER), ("segments", _NUMBER)
    )]  # fmt: skip
    rows = (
        (
            _named(one.reason),
            element("td", one.detector),
            _number(f"{one.articles:,}", one.articles),
            _number(f"{one.segments:,}", one.segments),
        )
        for one in listed
    )
    return sheet("Not audited", head, rows)


def sheet(label: str, head: Sequence[Html], rows: Iterable[Iterable[Html]]) -> Html:
    """A table that scrolls by itself where the page is narrower; reachable by keyboard, so it has a name."""
    body = element("tbody", *(element("tr", *cells) for cells in rows))
    table = element("table", element("thead", element("tr", *head)), body, class_="sorts")
    return element("div", table, class_="sheet", tabindex=0, role="region", aria_label=label)


def mark(estimate: Estimate, unit: str, label: str = "") -> Mark:
    """A figure as it is drawn."""
    said = f"{words.rate(estimate)} {unit}"
    return Mark(estimate.value, estimate.low, estimate.high, said, label)


def _heading(column: _Column) -> Html:
    text, kind, first = column
    return element("th", element("span", text), scope="col", class_=kind or None,
                   data_first=first or None)  # fmt: skip


def _named(value: str) -> Html:
    return element("th", element("bdi", short(value, 200)) if value else words.MISSING, scope="row")


def _number(text: str, value: float) -> Html:
    return element("td", text, class_="n", data_v=f"{value:g}")


def _estimate(estimate: Estimate, unit: str = "") -> Html:
    """The figure, and its interval below it."""
    if estimate.value is None:
        return element("td", words.NONE, class_="n soft", data_v="-1")
    bounds = words.interval(estimate)
    below = element("span", bounds, class_="small") if bounds else None
    return element("td", f"{words.number(estimate.value)}{unit}", below, class_="n", data_v=f"{estimate.value:g}")


def _severity(severity: str) -> Html:
    word = next(word for one, word in SEVERITY_WORDS.items() if one.value == severity)
    return element("span", word, class_=f"severity {severity}")
