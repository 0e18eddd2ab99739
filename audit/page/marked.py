"""Text of the article with its marks: the stretches that a row is cut into, as markup."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from audit.article import Article, Document
from audit.domain import Report
from audit.markup import Html, element, together
from audit.page.rows import Mark, Row
from audit.view import Run, unaudited
from audit.wording import SEVERITY_WORDS, pieces, quoted


@dataclass(frozen=True, slots=True)
class Marked:
    """What showing a run needs to know; a mark opens and closes once, however many runs it takes."""

    article: Article
    marks: tuple[Mark, ...]
    opens: Mapping[int, int]
    closes: Mapping[int, int]
    missing: Mapping[str, str]
    """Of each segment that nobody audited: its id -> its anchor in the page."""


def marked(report: Report, marks: tuple[Mark, ...], rows: Sequence[Row]) -> Marked:
    """The article's marks, and where each begins and ends among the runs of its rows."""
    opens: dict[int, int] = {}
    closes: dict[int, int] = {}
    for run in (run for row in rows for cell in (row.target, *row.source) for run in cell):
        for mark in run.marks:
            opens.setdefault(mark, run.start)
            closes[mark] = run.end
    return Marked(report.article, marks, opens, closes, anchors(report))


def anchors(report: Report) -> Mapping[str, str]:
    """The ids in the page of unaudited segments, by their own ids (which may be keys of any form)."""
    missing = unaudited(report)
    return {
        segment.id: f"s{number}"
        for number, segment in enumerate(report.article.segments, 1)
        if segment.id in missing
    }  # fmt: skip


def stretch(page: Marked, document: Document, cell: Sequence[Run]) -> Html:
    """Runs after one another, each inside its marks."""
    return together(_run(page, document.text, run) for run in cell)


def audited(page: Marked, row: Row) -> Html:
    """The target of a row, what lies in an unaudited segment inside a hatched stretch that says so."""
    parts: list[Html] = []
    in_gap = False
    for id_, group in groupby(row.target, key=lambda run: _segment_id(row, run)):
        content = stretch(page, page.article.target, tuple(group))
        anchor = page.missing.get(id_) if id_ else None
        if anchor is None:
            parts.append(content)
            in_gap = False
            continue
        label = None if in_gap else element("span", "not audited", class_="tag")
        parts.append(element("span", label, content, class_="gap", id=anchor))
        in_gap = True
    return together(parts)


def _segment_id(row: Row, run: Run) -> str | None:
    """The segment a run lies in or follows; None for a bullet before the first."""
    before = [pair.target.id for pair in row.pairs if pair.target.span.start <= run.start]
    return before[-1] if before else None


def _run(page: Marked, text: str, run: Run) -> Html | None:
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


def _mark(page: Marked, index: int, depth: int, run: Run, words: Html | None) -> Html:
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
