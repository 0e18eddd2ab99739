"""The page of a folder of reports: which article can run, which cannot, and how that has changed."""

from collections.abc import Sequence
from dataclasses import dataclass

from audit.markup import Html, element, page
from audit.page.index_chart import figures, legend
from audit.page.index_head import cards, header
from audit.page.index_rows import MOST, table
from audit.page.index_values import Totals, shown_path, totals, when
from audit.page.parts import script, style
from audit.saved.history import Missed
from audit.saved.trend import Listed, Point, points
from audit.version import __version__
from audit.wording import count

DATA = "index"
"""Id of the block by which the page is known as ours."""
_NAMED = 100
"""Articles that could not be audited, by name; an interrupted run has many."""


@dataclass(frozen=True, slots=True)
class Index:
    """What the page shows of a folder."""

    folder: str
    """Its name."""
    articles: tuple[Listed, ...]
    """In the order in which they are listed."""
    missed: tuple[Missed, ...] = ()
    """What the last run could not audit."""
    notes: tuple[str, ...] = ()


def render(index: Index) -> str:
    """A page that stands alone, with links to the reports beside it; every word of others is escaped."""
    sums, runs = totals(index.articles), points(index.articles)
    return page(
        f"{index.folder} – translation audit of {count(sums.articles, 'article')}",
        style("report", "index"),
        header(index.folder, len(index.missed), sums),
        element(
            "main",
            cards(sums, figures(runs)),
            legend(runs),
            _missed(index.missed),
            element("h2", "Articles", id="articles"),
            _tools(sums),
            table(index.articles),
        ),
        _footer(index, sums, runs),
        script=script("index"),
        data={DATA: {"version": __version__, "most": MOST}},
    )


def _missed(missed: Sequence[Missed]) -> Html | None:
    if not missed:
        return None
    rows = (
        element("li", element("strong", element("bdi", shown_path(one.path))), ": ", element("bdi", one.reason))
        for one in missed[:_NAMED]
    )
    rest = len(missed) - _NAMED
    more = element("p", f"and {count(rest, 'other')}, which history.jsonl names") if rest > 0 else None
    return element("section", element("h2", "Not audited"), element("ul", *rows), more, class_="gaps", id="missed")


def _tools(sums: Totals) -> Html | None:
    """What only scripts can do; they show it."""
    if not sums.articles:
        return None
    passing = sums.articles - sums.failing - sums.undecided
    states = (
        ("all", "all", sums.articles),
        ("fails", "failing", sums.failing),
        ("undecided", "undecided", sums.undecided),
        ("passes", "passing", passing),
    )
    buttons = (
        element(
            "button",
            f"{words} ",
            element("b", f"{number:,}"),
            type="button",
            data_show=state,
            aria_pressed="true" if state == "all" else "false",
        )
        for state, words, number in states
    )
    field = element("input", type="search", id="name", autocomplete="off", spellcheck="false")
    return element(
        "div",
        element("label", "Name ", field),
        element("div", *buttons, class_="states", role="group", aria_label="Verdict"),
        element("p", "", role="status", id="shown"),
        class_="tools",
        id="tools",
        hidden="",
    )


def _footer(index: Index, sums: Totals, runs: Sequence[Point]) -> Html:
    standards = (
        element("li", f"{count(number, 'article')}: ", element("b", profile or "no profile"), f": {words}")
        for (profile, words), number in sums.standards.items()
    )
    signatures = (
        element("li", f"{count(number, 'article')}: ", element("code", words))
        for words, number in sums.signatures.items()
    )
    notes = (element("li", note, dir="auto") for note in index.notes)
    last = f"Last run: {when(runs[-1].run)}. " if runs else None
    return element(
        "footer",
        element("h2", "About this page"),
        element("p", "What an article has to meet:"),
        element("ul", *standards),
        element("p", "Signatures; scores under different ones do not compare:"),
        element("ul", *signatures),
        element("ul", *notes) if index.notes else None,
        element("p", last, "All runs are in history.jsonl, beside this page."),
    )
