"""The page of one report: the article beside its findings.

What scripts and style sheets may count on:

- `body > header, section.cards, section.gaps?, nav.strip?, main, footer`, and in `main` `section.article > div#text`
  and `section.panel` with `div#tools`, which is empty, and `ol#findings`.
- Text stands in `[data-at]`, the offset of its first character in code points, inside a cell with `data-side`; what
  does not show as itself is an `.odd` in it that counts `data-n` characters. Nothing else in a cell (`.ref`, `.heard`,
  `.tag`) is text.
- `mark[data-finding=N]`, nested where spans overlap, with the severity as a class; the first of a place has the id
  `mN`, of the repeats `mN-1`, `mN-2`. `li.finding#fN[data-finding=N]` is its card.
- Scripts set `body.scripted`, `body[data-saved]`, `data-decision` on cards and marks, `aria-current` on the card and
  `.current` on the marks in hand, `hidden` on cards that a filter leaves out and `.filtered` on their marks, and add
  `mark.added[data-finding=aK]`, `li.finding.added#aK`. No markup has a `style` attribute: the policy forbids it.
"""

from audit.domain import Report
from audit.markup import Html, element, page
from audit.page.article import article
from audit.page.data import Served, blocks
from audit.page.panel import panel
from audit.page.parts import script, style
from audit.page.strip import strip
from audit.page.summary import cards, gaps, header
from audit.view import Item, items
from audit.wording import cost, title

STYLE = ("report", "article", "panel", "review", "print")
"""The sheets of the page; a later one may change what an earlier one says."""


def render(report: Report, served: Served | None = None) -> str:
    """A page that stands alone; every word of others is escaped. One that is `served` may speak to its server."""
    listed = items(report)
    parts = (
        header(report),
        cards(report, listed),
        gaps(report),
        strip(report, listed),
        _reading(report, listed),
        _footer(report),
    )
    return page(
        f"{title(report.article)} – translation audit",
        style(*STYLE),
        *parts,
        script=script("report"),
        data=blocks(report, served),
        connect="'self'" if served else "'none'",
    )


def _reading(report: Report, listed: tuple[Item, ...]) -> Html:
    name = "Strings" if report.article.is_catalogue else "Article"
    text = element("section", element("h2", name), article(report, listed), class_="article")
    is_wide = report.article.is_catalogue or report.article.source is not None
    return element("main", text, panel(report, listed), class_="wide" if is_wide else None)


def _footer(report: Report) -> Html:
    notes = element("ul", *(element("li", note, dir="auto") for note in report.notes)) if report.notes else None
    return element(
        "footer",
        element("h2", "About this report"),
        notes,
        element("p", "Cost: ", cost(report), "."),
        element("p", "Signature: ", element("code", str(report.signature))),
    )
