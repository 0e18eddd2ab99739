"""The head of the HTML report: the verdict, the score on cards, and what was not audited."""

from collections.abc import Mapping, Sequence

from audit.domain import Report, Severity
from audit.markup import Html, element, together, trusted
from audit.page.marked import anchors
from audit.view import Hole, Item, holes, place
from audit.wording import SEVERITY_WORDS, alarm, count, counts, languages, lines, standing, title, verdict


def header(report: Report) -> Html:
    """Whether the story can run, before anything else: what was not audited, the verdict, the standard."""
    warning = alarm(report)
    which = element("a", "Which, and why", href="#gaps") if report.gaps else None
    incomplete = element("strong", "Incomplete.")
    about = together(("Translation audit", element("span", languages(report.article), class_="languages")), between=" ")
    return element(
        "header",
        element("p", incomplete, f" {warning} ", which, class_="alarm") if warning else None,
        element("p", about, class_="kicker"),
        element("h1", element("bdi", title(report.article), dir="ltr")),
        _verdict(report),
        _standing(report),
    )


def cards(report: Report, listed: Sequence[Item]) -> Html:
    """Score, coverage, findings by severity (which is the legend too), points by category."""
    score, coverage = report.score, report.coverage
    found = counts(report)
    first = {item.finding.severity: item.number for item in reversed(listed)}
    legend = (_legend(severity, found.get(severity, 0), first.get(severity)) for severity in SEVERITY_WORDS)
    return element(
        "section",
        _card(
            "Score",
            element("p", f"{score.per_thousand_words:,.1f}", class_="big"),
            element("p", "MQM points per 1,000 words; 0 is clean"),
            element("p", f"{score.penalty:,.1f} points in {count(score.words, 'word')}", class_="small"),
            element("p", score.caveat, class_="small caveat") if score.caveat else None,
        ),
        _card(
            "Audited",
            element("p", f"{coverage.audited:,}", element("span", f" of {coverage.segments:,}"), class_="big"),
            _bar(coverage.audited, coverage.segments, "coverage"),
            element("p", "segments on which every detector gave a verdict"),
        ),
        _card("Findings", element("ul", *legend, class_="legend"), wide=True),
        _card("Points by category", _points(report), wide=True),
        class_="cards",
        aria_label="Summary",
    )


def _verdict(report: Report) -> Html:
    """The judgement large, what it rests on below; together one sentence."""
    worst = next(iter(counts(report)), None)
    judgement, colon, rest = verdict(report).partition(": ")
    said = element("strong", judgement, element("span", colon, class_="heard") if colon else None)
    kind = f"verdict {worst}" if worst and worst is not Severity.NEUTRAL else "verdict"
    return element("p", said, element("span", rest[:1].upper() + rest[1:]) if rest else None, class_=kind)


def _standing(report: Report) -> Html:
    word, _, rest = standing(report).partition(" ")
    kinds = {True: "standing passes", False: "standing fails", None: "standing"}
    return element("p", element("strong", word.rstrip(":")), f" {rest}", class_=kinds[report.passes])


def _card(name: str, *content: Html | None, wide: bool = False) -> Html:
    return element("div", element("h2", name), *content, class_="card wide" if wide else "card")


def _bar(part: float, whole: float, kind: str) -> Html:
    """A share, drawn; the figures stand beside it."""
    share = 100 * part / whole if whole else 0
    return trusted(f'<svg class="bar {kind}" aria-hidden="true"><rect width="{share:.1f}%" height="100%"/></svg>')


def _legend(severity: Severity, number: int, first: int | None) -> Html:
    """How many there are, and a link to the first of them."""
    kind, word = f"mark {severity}", SEVERITY_WORDS[severity]
    sample = element("a", word, class_=kind, href=f"#f{first}") if first else element("span", word, class_=kind)
    return element("li", element("b", f"{number:,}"), " ", sample, class_=None if number else "none")


def _points(report: Report) -> Html:
    points = sorted(report.score.by_category.items(), key=lambda entry: (-entry[1], entry[0]))
    if not points:
        return element("p", "none", class_="small")
    most = points[0][1]
    rows = (
        element(
            "tr",
            element("th", name, scope="row"),
            element("td", _bar(value, most, "points"), class_="share"),
            element("td", f"{value:,.1f}"),
        )
        for name, value in points
    )
    return element("table", element("tbody", *rows))


def gaps(report: Report) -> Html | None:
    """What was not audited and why, with links to where; None where everything was."""
    if not report.gaps:
        return None
    links = anchors(report)
    reasons = element("ul", *(_hole(report, hole, links) for hole in holes(report)))
    return element("section", element("h2", "Not audited"), reasons, class_="gaps", id="gaps")


def _hole(report: Report, hole: Hole, anchor: Mapping[str, str]) -> Html:
    links = []
    for first, last in hole.stretches:
        start, end = place(report.article, first.span).start, place(report.article, last.span).end
        links.append(element("a", lines(start, end), href=f"#{anchor[first.id]}"))
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
