"""For looking closely: one page without scripts or network, what is new first, each sentence before and after."""

from collections import Counter
from collections.abc import Iterator, Sequence

from audit.diff import summary, words
from audit.diff.difference import Difference
from audit.diff.figures import VERDICT, Figure, by_category, figures
from audit.diff.folder import Folders
from audit.diff.reporters._entries import lists
from audit.diff.tools import doubts, tools
from audit.domain import Severity
from audit.markup import Html, element, page, together
from audit.page.parts import style
from audit.wording import count, languages, title

SUFFIX = ".html"

_STYLE = ("report", "diff")


def render(difference: Difference) -> str:
    """A page that stands alone; every word of others is escaped."""
    old, new = difference.old, difference.new
    found = element("div", *lists(difference))
    main = element("main", found, _scores(figures(old, new), by_category(old, new)))
    name = f"{title(new.article)} – what changed"
    return page(name, style(*_STYLE), _header(difference), _cards(difference), main, _footer(difference))


def render_folders(folders: Folders) -> str:
    """A page with a row for each article."""
    new = folders.worst_new()
    head = element(
        "header",
        element("p", "Comparison of two folders of audits", class_="kicker"),
        element("h1", count(len(folders.lines), "article")),
        _names(folders.names),
        _tools(tuple(summary.remarks(folders))),
        _verdict(_title(folders.new.total()), summary.total(folders), new),
        *(element("p", sentence, class_="missing-report") for sentence in summary.missing(folders)),
    )
    columns = (element("th", name, scope="col") for name in ("Article", *summary.HEAD))
    lines = (_line(row) for row in summary.rows(folders))
    made = element("table", element("thead", element("tr", *columns)), element("tbody", *lines))
    main = element("main", _scrolling(made, "Articles"))
    return page(f"{folders.names[1]} – what changed", style(*_STYLE), head, main)


def _header(difference: Difference) -> Html:
    article = difference.new.article
    alarms = (
        element("p", element("strong", "Incomplete."), f" {warning}", class_="alarm")
        for warning in words.alarms(difference)
    )
    about = (element("span", "Comparison of two audits "), element("span", languages(article), class_="languages"))
    return element(
        "header",
        *alarms,
        element("p", *about, class_="kicker"),
        element("h1", element("bdi", title(article), dir="ltr")),
        _names(difference.names),
        _tools(tools(difference.old, difference.new)),
        *(element("p", doubt, class_="doubt") for doubt in doubts(difference)),
        _verdict(_title(len(difference.appeared)), words.headline(difference), difference.worst_new()),
        element("p", " ".join(summary.sentences(difference)), class_="sentences"),
    )


def _title(new: int) -> str:
    return count(new, "new finding") if new else "Nothing new"


def _verdict(judgement: str, rest: str, worst: Severity | None) -> Html:
    kind = f"verdict {worst}" if worst and worst is not Severity.NEUTRAL else "verdict"
    heard = element("span", ": ", class_="heard")
    return element("p", element("strong", judgement, heard), element("span", rest), class_=kind)


def _names(names: tuple[str, str]) -> Html:
    pair = (
        element("span", element("b", which), " ", element("bdi", name))
        for which, name in zip(("OLD", "NEW"), names, strict=True)
    )
    return element("p", *pair, class_="names")


def _tools(remarks: Sequence[str]) -> Html | None:
    """What else than the text may be the cause, before any figure."""
    if not remarks:
        return None
    lead = element("p", element("strong", "The audits differ too"), ", not only what they found:")
    return element(
        "div", lead, element("ul", *(element("li", remark, dir="auto") for remark in remarks)), class_="tools"
    )


def _cards(difference: Difference) -> Html:
    return element("section", *_filled(difference), class_="cards", aria_label="Summary")


def _filled(difference: Difference) -> Iterator[Html]:
    old, new = difference.old.score.per_thousand_words, difference.new.score.per_thousand_words
    severities = words.severities(Counter(one.severity for one in difference.appeared))
    regraded = words.regrades(difference)
    kept = f"{regraded} than before" if regraded else "as severe as before" if difference.kept else "nothing is"
    points = element("span", f"{old:,.1f} → ")
    lines = ("MQM points per 1,000 words; 0 is clean", *_passes(difference))
    yield _card("Score", together((points, f"{new:,.1f}")), *lines, wide=True)
    yield _card("New", f"{len(difference.appeared):,}", severities or "nothing is")
    yield _card("Fixed", f"{len(difference.gone):,}", words.why_gone(difference) or "nothing is")
    yield _card("Unchanged", f"{len(difference.kept):,}", kept)


def _passes(difference: Difference) -> Iterator[str]:
    for row in figures(difference.old, difference.new):
        if row.name == VERDICT:
            yield f"{row.after}, as before" if row.before == row.after else f"{row.before} → {row.after}"


def _card(name: str, big: str, *small: str, wide: bool = False) -> Html:
    lines = (element("p", line) for line in small)
    kind = "card wide" if wide else "card"
    return element("div", element("h2", name), element("p", big, class_="big"), *lines, class_=kind)


def _scores(rows: Sequence[Figure], points: Sequence[Figure]) -> Html:
    what = element("span", "what", class_="heard")
    head = element("tr", *(element("th", name, scope="col") for name in (what, "OLD", "NEW", "change")))
    group = element("tr", element("th", "Points by category", scope="rowgroup", colspan=4), class_="group")
    bodies = [element("tbody", *map(_figure, rows))]
    if points:
        bodies.append(element("tbody", group, *map(_figure, points)))
    made = element("table", element("thead", head), *bodies)
    return element("section", element("h2", "Score"), _scrolling(made, "Score"), class_="list scores")


def _figure(row: Figure) -> Html:
    kind = {True: "better", False: "worse", None: None}[row.better]
    change = element("td", row.change, class_=kind)
    return element(
        "tr", element("th", row.name, scope="row"), element("td", row.before), element("td", row.after), change
    )


def _scrolling(table: Html, label: str) -> Html:
    """A table that scrolls by itself where the page is narrower; reachable by keyboard, so it has a name."""
    return element("div", table, class_="scrolling", tabindex=0, role="region", aria_label=label)


def _line(row: summary.Row) -> Html:
    cells = (element("td", cell) for cell in row.cells)
    said = (element("p", sentence, class_="small", dir="auto") for sentence in row.said[1:])
    worst = row.worst.value if row.worst else None
    return element("tr", element("th", element("bdi", row.name), *said, scope="row"), *cells, class_=worst)


def _footer(difference: Difference) -> Html:
    signatures = (
        element("p", f"{which}: ", element("code", str(report.signature)))
        for which, report in (("OLD", difference.old), ("NEW", difference.new))
    )
    return element("footer", element("h2", "Signatures"), *signatures)
