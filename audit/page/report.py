"""The page of one report: the article beside its findings."""

from audit.article import Side
from audit.domain import Finding, Report
from audit.markup import Html, element, page, together
from audit.page.article import article
from audit.page.data import Served, blocks
from audit.page.parts import script, style
from audit.page.summary import cards, gaps
from audit.view import Item, items
from audit.wording import SEVERITY_WORDS, alarm, cost, languages, proposal, quoted, title, verdict

STYLE = ("report",)
"""The sheets of the page."""


def render(report: Report, served: Served | None = None) -> str:
    """A page that stands alone; every word of others is escaped. One that is `served` may speak to its server."""
    listed = items(report)
    parts = (_header(report), cards(report), gaps(report), _reading(report, listed), _footer(report))
    return page(
        f"{title(report.article)} – translation audit",
        style(*STYLE),
        *parts,
        script=script("report"),
        data=blocks(report, served),
        connect="'self'" if served else "'none'",
    )


def _header(report: Report) -> Html:
    warning = alarm(report)
    which = element("a", "Which, and why", href="#gaps") if report.gaps else None
    incomplete = element("strong", "Incomplete.")
    return element(
        "header",
        element("p", incomplete, f" {warning} ", which, class_="alarm") if warning else None,
        element("p", "Translation audit", class_="kicker"),
        element("h1", element("bdi", title(report.article))),
        element("p", languages(report.article), class_="languages"),
        element("p", verdict(report), class_="verdict"),
    )


def _reading(report: Report, listed: tuple[Item, ...]) -> Html:
    text = element("section", element("h2", "Article", class_="heard"), article(report, listed), class_="article")
    if not listed:
        return element("main", text, class_="alone")
    found = element("ol", *(_finding(item) for item in listed))
    panel = element("section", element("h2", "Findings"), found, class_="panel", tabindex=0, aria_label="Findings")
    return element("main", text, panel)


def _finding(item: Item) -> Html:
    finding = item.finding
    number = element(
        "a", str(item.number), class_="badge", href=f"#m{item.number}", aria_label=f"{item.number}, in the article"
    )
    return element(
        "li",
        element(
            "h3",
            number,
            element("span", SEVERITY_WORDS[finding.severity], class_="severity"),
            element("span", finding.category, class_="category"),
        ),
        _change(finding, item.quote),
        element("p", finding.explanation, dir="auto"),
        _origin(item),
        class_=f"finding {finding.severity}",
        id=f"f{item.number}",
        data_finding=item.number,
    )


def _change(finding: Finding, quote: str) -> Html | None:
    """Old → new, from left to right in every script; the old words alone where nothing is proposed."""
    proposed = proposal(finding)
    kind = "del" if proposed and finding.span.side is Side.TARGET else "q"
    old = element(kind, quoted(quote), dir="auto") if quote else None
    if not proposed:
        return element("p", old, class_="change") if old else None
    action, words = proposed
    new = element("ins", words, dir="auto") if words else element("ins", "(delete)")
    return element("p", old or action, " → " if old else ": ", new, class_="change")


def _origin(item: Item) -> Html:
    finding = item.finding
    where = element("a", item.place.label, href=f"#m{item.number}")
    also = (
        element("a", repeat.label, href=f"#m{item.number}-{number}") for number, repeat in enumerate(item.repeats, 1)
    )
    repeats = together(("; also at ", together(also, between=", "))) if item.repeats else None
    facts = f" · confidence {finding.confidence:.0%} · found by {', '.join(finding.detectors)}"
    return element("p", where, repeats, facts, class_="small")


def _footer(report: Report) -> Html:
    notes = element("ul", *(element("li", note, dir="auto") for note in report.notes)) if report.notes else None
    return element(
        "footer",
        element("h2", "About this report"),
        notes,
        element("p", "Cost: ", cost(report), "."),
        element("p", "Signature: ", element("code", str(report.signature))),
    )
