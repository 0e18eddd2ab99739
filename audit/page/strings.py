"""A file of localized strings for the HTML report: a table of keys, source texts and translations."""

from collections.abc import Iterator, Sequence

from audit.article import Document, Segment, Side
from audit.markup import Html, element, together
from audit.page.marked import Marked, audited, stretch
from audit.page.rows import Row
from audit.wording import count

_FORMATS = "-format"
"""How flags end that say how placeholders are written: they help programs, not readers."""


def table(page: Marked, rows: Sequence[Row]) -> Html:
    """A row for each string: its name and what helps to judge it, its source where there is one, its translation."""
    names = ("Key", *(("Source",) if page.article.source else ()), "Translation")
    head = element("tr", *(element("th", name, scope="col") for name in names))
    body = element("tbody", *(_row(page, row) for row in rows))
    return element("table", element("thead", head), body)


def _row(page: Marked, row: Row) -> Html:
    cells: list[Html] = []
    if source := page.article.source:
        text = together((stretch(page, source, cell) for cell in row.source), between=" ")
        cells.append(_cell(source, Side.SOURCE, text))
    cells.append(_cell(page.article.target, Side.TARGET, audited(page, row), *_missing(row)))
    name = _name(row.pairs[0].target) if row.pairs else None
    return element("tr", element("th", name, class_="key", scope="row"), *cells)


def _cell(document: Document, side: Side, *content: Html) -> Html:
    return element("td", *content, class_=str(side), lang=document.language, dir="auto", data_side=side)


def _missing(row: Row) -> Iterator[Html]:
    if row.pairs and not row.pairs[0].target.text.strip():
        yield element("span", "no translation", class_="tag empty", lang="en")


def _name(segment: Segment) -> Html:
    form = element("span", f"[{segment.form}]", class_="form") if segment.form else None
    remarks = (element("span", remark, class_="remark", dir="auto") for remark in _remarks(segment))
    return together((element("code", segment.key or segment.id, form), *remarks))


def _remarks(segment: Segment) -> Iterator[str]:
    """What the file says of a string that helps to judge it."""
    unit = segment.unit
    if unit is None:
        return
    if unit.note:
        yield unit.note
    if unit.longest is not None:
        yield f"at most {count(unit.longest, 'character')}, has {len(segment.text):,}"
    if flags := sorted(flag for flag in unit.flags if not flag.endswith(_FORMATS)):
        yield ", ".join(flags)
