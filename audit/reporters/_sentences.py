"""The flagged sentences of a report in order, each once, cut into stretches with the same findings from end to end."""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from audit.article import Segment, Side, Span
from audit.domain import Report
from audit.view import Item, Run, items, runs
from audit.wording import quoted, visible

_REACH = 100
"""Characters of a sentence shown on either side of where a mark begins or ends."""
_TOO_LITTLE = 30
"""Characters that are not worth leaving out."""
_BLANK = re.compile(r"\s")
_WORD = 16
"""Within so many characters a cut moves to the end of a word."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Words that are safe to show, and the findings about all of them, outermost first."""

    words: str
    findings: tuple[Item, ...] = ()
    opened: tuple[Item, ...] = ()
    """Findings whose words begin here, outermost first."""
    closed: tuple[Item, ...] = ()
    """Findings whose words end here, innermost first."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, or several that a finding joins; and what is found in it first."""

    items: tuple[Item, ...]
    stretches: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class _Mark:
    span: Span
    item: Item


@dataclass(slots=True)
class _Group:
    window: Span
    items: list[Item]


def sentences(report: Report) -> Iterator[Sentence]:
    """All findings, each with the sentence in which it stands first; a repeat is marked where its sentence is shown."""
    every = items(report)
    found = _Marks(report, every)
    for group in _groups(every, found):
        yield Sentence(tuple(group.items), tuple(_stretches(report, group.window, found.within(group.window))))


def cuts(window: Span, spans: Sequence[Span], text: str) -> list[tuple[int, int]]:
    """What of a window to leave out: stretches that are far from where any span begins or ends."""
    edges = sorted({min(max(edge, window.start), window.end) for span in spans for edge in (span.start, span.end)})
    starts = [window.start, *(_after(text, edge + _REACH) for edge in edges)]
    ends = [*(_before(text, edge - _REACH) for edge in edges), window.end]
    return [(start, end) for start, end in zip(starts, ends, strict=True) if end - start > _TOO_LITTLE]


class _Marks:
    """All places of findings, found again by the segments in which they lie."""

    def __init__(self, report: Report, every: Sequence[Item]) -> None:
        documents = (report.article.target, report.article.source)
        self._segments = {
            side: document.segments if document else ()
            for side, document in zip(Side, reversed(documents), strict=True)
        }
        self._marks: defaultdict[tuple[Side, int], list[_Mark]] = defaultdict(list)
        for item in every:
            for span in item.finding.spans:
                for number in self._touched(span):
                    self._marks[span.side, number].append(_Mark(span, item))

    def window(self, span: Span) -> Span:
        """The sentences that a span lies in."""
        inside = [self._segments[span.side][number].span for number in self._touched(span)]
        starts, ends = [span.start, *(one.start for one in inside)], [span.end, *(one.end for one in inside)]
        return Span(min(starts), max(ends), span.side)

    def within(self, window: Span) -> list[_Mark]:
        """What is found in a window, outermost first where one lies in another."""
        found = {mark for number in self._touched(window) for mark in self._marks[window.side, number]}
        return sorted(found, key=lambda mark: (mark.span.start, -mark.span.end, mark.item.number))

    def _touched(self, span: Span) -> range:
        """Numbers of the segments that hold a character of a span, or in or at which an empty one lies."""
        every: Sequence[Segment] = self._segments[span.side]
        first = bisect_left(every, span.start + (1 if len(span) else 0), key=lambda segment: segment.span.end)
        last = bisect_right(every, span.end - (1 if len(span) else 0), key=lambda segment: segment.span.start)
        return range(first, max(first, last))


def _groups(every: Iterable[Item], found: _Marks) -> list[_Group]:
    """Findings by the sentence they stand in; sentences that a finding joins are one."""
    groups: list[_Group] = []
    last: dict[Side, _Group] = {}
    for item in every:
        window = found.window(item.finding.span)
        group = last.get(window.side)
        if group and (group.window == window or group.window.overlap(window)):
            start, end = min(group.window.start, window.start), max(group.window.end, window.end)
            group.window = Span(start, end, window.side)
            group.items.append(item)
        else:
            last[window.side] = group = _Group(window, [item])
            groups.append(group)
    return groups


def _stretches(report: Report, window: Span, marks: Sequence[_Mark]) -> Iterator[Stretch]:
    text = report.article.document(window.side).text
    left_out = dict(cuts(window, [mark.span for mark in marks], text))
    edges = (edge for pair in left_out.items() for edge in pair)
    for run in runs(window, [mark.span for mark in marks], edges):
        inside = [marks[number] for number in run.marks]
        if run.start in left_out and run.end > run.start:
            yield Stretch(_left_out(run, window), tuple(mark.item for mark in inside))
            continue
        words = text[run.start : run.end]
        yield Stretch(
            (quoted(words) if inside else visible(words)) if words else "",
            tuple(mark.item for mark in inside),
            tuple(mark.item for mark in inside if _begins(mark.span, run)),
            tuple(mark.item for mark in reversed(inside) if _ends(mark.span, run)),
        )


def _begins(span: Span, run: Run) -> bool:
    return span.start == run.start and (not len(span) or run.end > run.start)


def _ends(span: Span, run: Run) -> bool:
    return span.end == run.end and (not len(span) or run.end > run.start)


def _left_out(run: Run, window: Span) -> str:
    if run.start == window.start:
        return "… "
    return " …" if run.end == window.end else " … "


def _after(text: str, at: int) -> int:
    """The end of the word that goes on at an offset; the offset itself where none ends soon."""
    found = _BLANK.search(text, max(0, at), max(0, at) + _WORD)
    return found.start() if found else at


def _before(text: str, at: int) -> int:
    """The start of the word that goes on at an offset; the offset itself where none begins soon."""
    blanks = [match.end() for match in _BLANK.finditer(text, max(0, at - _WORD), max(0, at))]
    return blanks[-1] if blanks else at
