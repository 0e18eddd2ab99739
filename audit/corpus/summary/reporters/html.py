"""For looking closely: one page without network, legible without scripts, colours or a screen."""

from collections.abc import Iterator

from audit.corpus.summary import words
from audit.corpus.summary.reporters import _lists as lists
from audit.corpus.summary.reporters import _sheets as sheets
from audit.corpus.summary.summary import Dimension, Summary
from audit.markup import Html, element, page
from audit.page.corpus_chart import periods
from audit.page.parts import script, style
from audit.wording import SEVERITY_WORDS, count

SUFFIX = ".html"
_Section = tuple[str, str | None, Html]
"""Heading, note, content."""


def render(summary: Summary) -> str:
    """A page that stands alone; every word of others is escaped."""
    sections = tuple(_sections(summary))
    return page(
        f"{summary.name} – audit of a corpus",
        style("report", "corpus"),
        _header(summary),
        element("main", _cards(summary), _contents(sections), *_written(sections)),
        _footer(summary),
        script=script("corpus"),
    )


def _header(summary: Summary) -> Html:
    alarms = [element("p", alarm) for alarm in words.alarms(summary)]
    judgement, rest = words.headline(summary)
    return element(
        "header",
        element("div", element("p", element("strong", "Incomplete.")), *alarms, class_="alarm") if alarms else None,
        element("p", "Audit of a corpus", class_="kicker"),
        element("h1", element("bdi", summary.name)),
        element("p", element("strong", judgement, element("span", ": ", class_="heard")), rest, class_="verdict"),
        element("p", words.basis(summary), class_="basis"),
        *(element("p", remark, class_="basis") for remark in words.remarks(summary)),
    )


def _cards(summary: Summary) -> Html:
    whole, coverage = summary.whole, summary.coverage
    points, failing = whole.rates["points"], whole.failing
    severities = (
        element(
            "li",
            element("b", f"{whole.counts[severity.value]:,.0f}"),
            " ",
            element("span", word, class_=f"mark {severity}"),
            class_=None if whole.counts[severity.value] else "none",
        )
        for severity, word in SEVERITY_WORDS.items()
    )
    complete = coverage.complete and summary.finished
    left = coverage.segments - coverage.audited
    return element(
        "section",
        _card(
            "MQM points per 1,000 words",
            _big(words.NONE if points.value is None else words.number(points.value), words.interval(points)),
            element("p", f"{words.rate(whole.rates['errors'])} errors per 1,000 words; 0 is clean"),
            *_estimated(summary),
        ),
        _card(
            "Articles that fail",
            _big(
                words.NONE if failing.value is None else f"{words.number(100 * failing.value)} %",
                words.interval(failing.times(100)),
            ),
            element("p", f"{whole.counts['failing']:,.0f} of {count(whole.articles, 'article')} audited"),
        ),
        _card("Findings", element("ul", *severities, class_="legend")),
        _card(
            "Audited",
            _big(f"{coverage.audited:,}", f"of {coverage.segments:,} segments"),
            element("p", f"{coverage.rows - coverage.unread:,} of {count(coverage.rows, 'row')} are articles"),
            None
            if complete
            else element("p", f"{left:,} segments, {coverage.unread:,} rows not audited", class_="tag"),
        ),
        class_="cards",
        aria_label="Summary",
    )


def _estimated(summary: Summary) -> Iterator[Html]:
    """The whole corpus, where this is a sample of it."""
    if summary.sampled and "errors" in summary.totals:
        said = words.whole_number(summary.totals["errors"])
        yield element("p", f"In the whole corpus about {said} errors", class_="small")


def _big(value: str, bounds: str) -> Html:
    return element("p", value, " ", element("small", bounds) if bounds else None, class_="big")


def _card(name: str, *content: Html | None) -> Html:
    return element("div", element("h2", name), *content, class_="card")


def _sections(summary: Summary) -> Iterator[_Section]:
    if summary.sampled and summary.totals:
        yield "Totals", words.SAMPLE, sheets.totals(summary)
    dated = [one for one in summary.dimensions if one.period]
    yield from ((f"Trend: {words.heading(one)}", None, _trend(one, summary)) for one in dated)
    for one in summary.dimensions:
        if not one.period:
            yield f"By {words.heading(one)}", _DASHED, sheets.dimension(one, summary)
    yield from _of_findings(summary)
    yield from _of_articles(summary)


def _of_findings(summary: Summary) -> Iterator[_Section]:
    if summary.kinds:
        yield "By category", None, sheets.kinds(summary.kinds)
    if summary.recurring:
        said = "The same words, wrong in the same way in several articles."
        yield "Recurring errors", said, lists.recurring(summary.recurring)


def _of_articles(summary: Summary) -> Iterator[_Section]:
    if summary.worst_by_rate:
        least = f"Of articles with at least {summary.enough_words:,} words; --enough-words sets another number."
        title = "Worst articles, by points per 1,000 words"
        yield title, least, lists.worst(title, summary.worst_by_rate)
    if summary.worst_by_points:
        title = "Worst articles, by points"
        yield title, None, lists.worst(title, summary.worst_by_points)
    if summary.coverage.missing:
        others = summary.coverage.other_reasons
        said = f"{others:,} more reasons are in the table of gaps." if others else ""
        yield "Not audited", said or None, lists.missing(summary.coverage.missing)


_DASHED = (
    "Points and errors per 1,000 words. Dot: the estimate; whisker: its 95 % interval; dashed line: the whole corpus."
)


def _trend(one: Dimension, summary: Summary) -> Html:
    """Two figures, what they come to, and all of them in a table."""
    dated = [group for group in one.groups if group.value]
    points = [sheets.mark(group.figures.rates["points"], "", group.value) for group in dated]
    failing = [sheets.mark(group.figures.failing.times(100), "%", group.value) for group in dated]
    figures = [periods("MQM points per 1,000 words", points)]
    if any(mark.value is not None for mark in failing):
        figures.append(periods("Articles that fail", failing, " %"))
    said = element("p", words.trend(one), class_="trend-said")
    name = {"day": "Day by day", "month": "Month by month", "year": "Year by year"}[one.period or "month"]
    table = element("details", element("summary", f"{name}, in figures"), sheets.dimension(one, summary))
    return element("div", said, element("div", *figures, class_="figures"), table)


def _contents(sections: tuple[_Section, ...]) -> Html:
    links = (element("li", element("a", title, href=f"#part-{at}")) for at, (title, _, _) in enumerate(sections))
    return element("nav", element("ul", *links, class_="contents"), aria_label="Contents")


def _written(sections: tuple[_Section, ...]) -> Iterator[Html]:
    for at, (title, note, content) in enumerate(sections):
        said = element("p", note, class_="note") if note else None
        yield element("section", element("h2", title), said, content, class_="part", id=f"part-{at}")


def _footer(summary: Summary) -> Html:
    signatures = (
        element("li", f"{count(number, 'article')}: ", element("code", one))
        for one, number in summary.signatures.items()
    )
    return element(
        "footer",
        element("h2", "About these figures"),
        element("p", words.meaning(summary)),
        element("p", words.METHOD),
        element("p", words.SLOPE) if any(one.period for one in summary.dimensions) else None,
        element("p", "Signatures; scores under different ones do not compare:"),
        element("ul", *signatures),
    )
