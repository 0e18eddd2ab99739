"""The frame of the HTML pages: they load and run nothing, and every word of others in them is escaped."""

from functools import cache
from importlib.resources import files

from audit import markup
from audit.bench.blocks import Block
from audit.markup import Html, element
from audit.page import parts


def page(title: str, *content: Html | None) -> str:
    """A page that stands alone, in the colours of the reader's choice."""
    return markup.page(title, style(), *content)


def block(block: Block) -> Html | None:
    """A table with its title; None where it has no rows."""
    if not block.rows:
        return None
    head = (element("th", cell or None, scope="col") for cell in block.head)
    rows = (element("tr", element("th", first, scope="row"), *_cells(rest)) for first, *rest in block.rows)
    lines = element("table", element("thead", element("tr", *head)), element("tbody", *rows))
    note = element("p", block.note, class_="small") if block.note else None
    return element(
        "section",
        element("h2", block.title, *((" of ", element("bdi", block.of)) if block.of else ())),
        note,
        scrolling(lines, block.title),
        class_="block",
    )


def scrolling(lines: Html, label: str) -> Html:
    """A table that scrolls by itself where the page is narrower; reachable by keyboard, so it has a name."""
    return element("div", lines, class_="wide", tabindex=0, role="region", aria_label=label)


def _cells(cells: list[str]) -> list[Html]:
    return [element("td", cell, dir="auto") for cell in cells]


@cache
def style() -> str:
    """The style of audit's reports, and what the bench's pages have besides."""
    return parts.style("report") + files(__package__).joinpath("_page.css").read_text(encoding="utf-8")
