"""The article as it reads, for the HTML report: paragraphs beside their source, spans marked, gaps hatched."""

from collections.abc import Sequence

from audit.article import Document, Side
from audit.domain import Report
from audit.markup import Html, element, together
from audit.page.marked import Marked, audited, marked, stretch
from audit.page.rows import Row, marks_of, rows_of
from audit.page.strings import table
from audit.view import Item

_HEADLINE = "target headline"
_HEADLINE_LENGTH = 150
"""Characters at most of a first paragraph that reads as a headline."""
_LONG = 100
"""Rows from which on a browser lays out only those that are looked at."""


def article(report: Report, listed: Sequence[Item]) -> Html:
    """The whole text, a row a paragraph; strings as a table."""
    marks = marks_of(report.article, listed)
    rows = tuple(rows_of(report.article, marks))
    page = marked(report, marks, rows)
    kind = _layout(report, rows)
    if report.article.is_catalogue:
        return element("div", table(page, rows), class_=kind, id="text")
    written = (_row(page, row, is_first=number == 0) for number, row in enumerate(rows))
    return element("div", *written, class_=kind, id="text")


def _layout(report: Report, rows: Sequence[Row]) -> str:
    kinds = {
        "text": True,
        "bilingual": report.article.source is not None,
        "strings": report.article.is_catalogue,
        "long": len(rows) > _LONG,
    }
    return " ".join(kind for kind, holds in kinds.items() if holds)


def _row(page: Marked, row: Row, *, is_first: bool) -> Html:
    kind = _kind(page, row, is_first=is_first)
    target = _cell(page.article.target, audited(page, row), kind)
    key = row.pairs[0].target.key if row.pairs else None
    label = element("p", key, class_="key") if key else None
    if page.article.source is None:
        return together((label, target))
    name = "row opening" if kind == _HEADLINE else "row"
    source = together((stretch(page, page.article.source, cell) for cell in row.source), between=" ")
    return element("div", label, _cell(page.article.source, source, "source"), target, class_=name)


def _cell(document: Document, content: Html, kind: str) -> Html:
    tag = "h3" if kind == _HEADLINE else "p"
    side = Side.SOURCE if kind == "source" else Side.TARGET
    return element(tag, content, class_=kind, lang=document.language, dir="auto", data_side=side)


def _kind(page: Marked, row: Row, *, is_first: bool) -> str:
    if not row.pairs:
        return "target aside"
    first, last = row.pairs[0].target, row.pairs[-1].target
    if row.target[0].start < first.span.start:
        return "target item"
    text = page.article.target.text[first.span.start : last.span.end]
    reads_as_headline = len(text) <= _HEADLINE_LENGTH and not text.endswith((".", "!", "。", "؟", ":", "…"))
    return _HEADLINE if is_first and last.key is None and reads_as_headline else "target"
