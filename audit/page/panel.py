"""The findings beside the article: a card for each, with what is wrong, what is proposed, and where else it stands."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from audit.article import Article, Side
from audit.domain import Finding, Report
from audit.markup import Html, element, together
from audit.page.change import change
from audit.view import Item, Place
from audit.wording import SEVERITY_WORDS, count

_LONG = 100
"""Cards from which on a browser lays out only those that are looked at."""
_FEW = 6
"""Further places of an error that are named at once; the others unfold."""


def panel(report: Report, listed: Sequence[Item]) -> Html:
    """The findings in the order of the article, and the place where scripts put their tools."""
    found = element("ol", *(_card(report, item) for item in listed), id="findings", class_=_layout(listed))
    return element(
        "section",
        element("h2", "Findings"),
        element("div", id="tools"),
        None if listed else element("p", "Nothing was found.", class_="none"),
        found,
        class_="panel",
        tabindex=0,
        aria_label="Findings",
    )


def _layout(listed: Sequence[Item]) -> str | None:
    return "long" if len(listed) > _LONG else None


def _card(report: Report, item: Item) -> Html:
    finding = item.finding
    link = f"#m{item.number}"
    number = element("a", str(item.number), class_="badge", href=link, aria_label=f"{item.number}, in the article")
    severity = element("span", SEVERITY_WORDS[finding.severity], class_="severity")
    return element(
        "li",
        element("h3", number, severity, element("span", finding.category, class_="category")),
        _confidence(finding),
        change(report.article, item),
        element("p", finding.explanation, lang=report.explained_in, dir="auto", class_="why"),
        element("p", *_where(report.article, item), f" · {_authors(finding)}", class_="small where"),
        class_=f"finding {finding.severity}",
        id=f"f{item.number}",
        data_finding=item.number,
    )


def _confidence(finding: Finding) -> Html:
    """In figures, and as a bar that the style sheet draws by tenths: an element less on every card."""
    return element("p", f"{finding.confidence:.0%}", class_=f"sure c{round(10 * finding.confidence)}")


def _where(article: Article, item: Item) -> Iterator[Html | str]:
    """Links to every place of the error, the first few at once."""
    links = [
        element("a", _label(article, place), href=f"#m{item.number}{suffix}")
        for place, suffix in ((item.place, ""), *((one, f"-{n}") for n, one in enumerate(item.repeats, 1)))
    ]
    if len(links) > 1:
        yield f"{len(links):,} places: "
    yield together(links[:_FEW], between=", ")
    if rest := links[_FEW:]:
        more = element("summary", f"and {count(len(rest), 'more place')}")
        yield element("details", more, together(rest, between=", "))


def _label(article: Article, place: Place) -> str:
    """Line and column; in a file of strings the name of the string, where it has one."""
    segments = article.document(place.span.side).segments
    if article.is_catalogue and segments:
        at = bisect_right(segments, place.span.start, key=lambda segment: segment.span.start) - 1
        if name := segments[max(0, at)].name:
            return name
    side = "source " if place.span.side is Side.SOURCE else ""
    return f"{side}line {place.start.line}:{place.start.column}"


def _authors(finding: Finding) -> str:
    """Who found it; that several did is worth more than what any of them says of itself."""
    names = finding.detectors
    if len(names) < 2:
        return f"found by {', '.join(names)}"
    return f"{len(names)} detectors agree: {', '.join(names)}"
