"""The head of the HTML report: the score on cards, and what was not audited."""

from audit.domain import Report, Severity
from audit.markup import Html, element, together
from audit.page.article import segment_anchor
from audit.view import Hole, holes, place
from audit.wording import SEVERITY_WORDS, count, counts, lines


def cards(report: Report) -> Html:
    """Score, findings by severity (which is the legend too), points by category, coverage."""
    score, coverage = report.score, report.coverage
    found = counts(report)
    legend = (_legend(severity, found.get(severity, 0)) for severity in SEVERITY_WORDS)
    meter = element("meter", value=coverage.audited, max=max(1, coverage.segments), aria_label="segments audited")
    return element(
        "section",
        _card(
            "Score",
            element("p", f"{score.per_thousand_words:,.1f}", class_="big"),
            element("p", "MQM penalty points per 1,000 words; 0 is clean"),
            element("p", f"{score.penalty:,.1f} points in {count(score.words, 'word')}", class_="small"),
            element("p", score.caveat, class_="small caveat") if score.caveat else None,
        ),
        _card(
            "Audited",
            element("p", f"{coverage.audited:,} of {coverage.segments:,}", class_="big"),
            meter,
            element("p", "segments on which every detector gave a verdict"),
        ),
        _card("Findings", element("ul", *legend, class_="legend"), wide=True),
        _card("Points by category", _points(report), wide=True),
        class_="cards",
        aria_label="Summary",
    )


def _card(name: str, *content: Html | None, wide: bool = False) -> Html:
    return element("div", element("h2", name), *content, class_="card wide" if wide else "card")


def _legend(severity: Severity, number: int) -> Html:
    sample = element("span", SEVERITY_WORDS[severity], class_=f"mark {severity}")
    return element("li", element("b", f"{number:,}"), " ", sample, class_=None if number else "none")


def _points(report: Report) -> Html:
    points = sorted(report.score.by_category.items(), key=lambda entry: (-entry[1], entry[0]))
    if not points:
        return element("p", "none", class_="small")
    rows = (element("tr", element("th", name, scope="row"), element("td", f"{value:,.1f}")) for name, value in points)
    return element("table", element("tbody", *rows))


def gaps(report: Report) -> Html | None:
    """What was not audited and why, with links to where; None where everything was."""
    if not report.gaps:
        return None
    reasons = element("ul", *(_hole(report, hole) for hole in holes(report)))
    return element("section", element("h2", "Not audited"), reasons, class_="gaps", id="gaps")


def _hole(report: Report, hole: Hole) -> Html:
    links = []
    for first, last in hole.stretches:
        start, end = place(report.article, first.span).start, place(report.article, last.span).end
        links.append(element("a", lines(start, end), href=f"#{segment_anchor(report.article, first.id)}"))
    where = together(links, between=", ")
    reason = element("span", hole.reason, dir="auto")
    amount = element("strong", count(hole.segments, "segment"))
    return element(
        "li",
        amount,
        " by ",
        ", ".join(hole.detectors),
        ": ",
        reason,
        " (" if links else None,
        where,
        ")" if links else None,
    )
