"""The article as it reads, for the HTML report: paragraphs beside their source, spans marked, gaps hatched."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from audit.article import Article, Document
from audit.domain import Report
from audit.markup import Html, element, together
from audit.page.rows import Mark, Row, marks_of, rows_of
from audit.view import Item, Run, unaudited
from audit.wording import SEVERITY_WORDS, pieces, quoted

_HEADLINE = "target headline"
_HEADLINE_LENGTH = 150
"""Characters at most of a first paragraph that reads as a headline."""


@dataclass(frozen=True, slots=True)
class Page:
    """What rendering a run needs to know; a mark opens and closes once, however many runs it takes."""

    article: Article
    marks: tuple[Mark, ...]
    opens: dict[int, int]
    closes: dict[int, int]
    missing: frozenset[str]


def article(report: Report, listed: Sequence[Item]) -> Html:
    """The whole text, a row a paragraph."""
    marks = marks_of(report.article, listed)
    rows = list(rows_of(report.article, marks))
    opens: dict[int, int] = {}
    closes: dict[int, int] = {}
    for run in (run for row in rows for cell in (row.target, *row.source) for run in cell):
        for mark in run.marks:
            opens.setdefault(mark, run.start)
            closes[mark] = run.end
    page = Page(report.article, marks, opens, closes, unaudited(report))
    written = (_row(page, row, is_first=number == 0) for number, row in enumerate(rows))
    return element("div", *written, class_="text bilingual" if report.article.source else "text", id="text")


def segment_anchor(article: Article, segment_id: str) -> str:
    """The id in the page of an unaudited segment (its own id may be a key of any form)."""
    return f"s{[segment.id for segment in article.segments].index(segment_id) + 1}"


def _row(page: Page, row: Row, *, is_first: bool) -> Html:
    target = _cell(page.article.target, _target(page, row), _kind(page, row, is_first=is_first))
    key = row.pairs[0].target.key if row.pairs else None
    label = element("p", key, class_="key") if key else None
    if page.article.source is None:
        return together((label, target))
    source = together((_runs(page, page.article.source, cell) for cell in row.source), between=" ")
    return element("div", label, _cell(page.article.source, source, "source"), target, class_="row")


def _cell(document: Document, content: Html, kind: str) -> Html:
    tag = "h3" if kind == _HEADLINE else "p"
    side = "source" if kind == "source" else "target"
    return element(tag, content, class_=kind, lang=document.language, dir="auto", data_side=side)


def _kind(page: Page, row: Row, *, is_first: bool) -> str:
    if not row.pairs:
        return "target aside"
    first, last = row.pairs[0].target, row.pairs[-1].target
    if row.target[0].start < first.span.start:
        return "target item"
    text = page.article.target.text[first.span.start : last.span.end]
    reads_as_headline = len(text) <= _HEADLINE_LENGTH and not text.endswith((".", "!", "。", "؟", ":", "…"))
    return _HEADLINE if is_first and last.key is None and reads_as_headline else "target"


def _target(page: Page, row: Row) -> Html:
    """The runs of a paragraph, those of an unaudited segment inside a hatched stretch that says so."""
    parts: list[Html] = []
    in_gap = False
    for id_, group in groupby(row.target, key=lambda run: _segment_id(row, run)):
        content = _runs(page, page.article.target, tuple(group))
        if id_ not in page.missing:
            parts.append(content)
            in_gap = False
            continue
        label = None if in_gap else element("span", "not audited", class_="tag")
        parts.append(element("span", label, content, class_="gap", id=segment_anchor(page.article, str(id_))))
        in_gap = True
    return together(parts)


def _segment_id(row: Row, run: Run) -> str | None:
    """The segment a run lies in or follows; None for a bullet before the first."""
    before = [pair.target.id for pair in row.pairs if pair.target.span.start <= run.start]
    return before[-1] if before else None


def _runs(page: Page, document: Document, cell: Sequence[Run]) -> Html:
    return together(_run(page, document.text, run) for run in cell)


def _run(page: Page, text: str, run: Run) -> Html | None:
    words = _words(text[run.start : run.end], run.start) if run.end > run.start else None
    for depth, index in reversed(list(enumerate(run.marks))):
        words = _mark(page, index, depth, run, words)
    return words


def _words(text: str, at: int) -> Html:
    """Words that know where they stand in their text: `data-at` is the offset of the first, in code points.

    What does not show as itself stands in an element of its own, whose `data-n` says for how many characters.
    """
    spelled = not any(character.isprintable() for character in text)
    parts = [(quoted(text), len(text))] if spelled else pieces(text)
    shown = (
        words if len(words) == number and not spelled else element("span", words, class_="odd", data_n=number)
        for words, number in parts
    )
    return element("span", *shown, data_at=at)


def _mark(page: Page, index: int, depth: int, run: Run, words: Html | None) -> Html:
    """Marks nest, so that each draws its own line under the words; what is heard is said before the first word."""
    mark = page.marks[index]
    word = SEVERITY_WORDS[mark.severity]
    opens, closes = page.opens[index] == run.start, page.closes[index] == run.end
    spoken = element("span", f"[{word}: ", class_="heard") if opens else None
    label = f"finding {mark.number}, {word}"
    reference = (
        element("a", str(mark.number), class_="ref", href=f"#f{mark.number}", aria_label=label) if closes else None
    )
    kind = f"{mark.severity} d{min(depth, 2)}" + ("" if run.end > run.start else " missing")
    return element(
        "mark", spoken, words, reference, class_=kind, id=mark.anchor if opens else None, data_finding=mark.number
    )
