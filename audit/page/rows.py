"""The rows of the article in the HTML report: each paragraph and the source it translates, cut into runs."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby

from audit.article import Article, Document, Pair, Side, Span
from audit.domain import Severity
from audit.view import Item, Run, home, runs


@dataclass(frozen=True, slots=True)
class Mark:
    """One place of a finding: `anchor` is its id in the page, `number` that of the finding."""

    span: Span
    number: int
    anchor: str
    severity: Severity


@dataclass(frozen=True, slots=True)
class Row:
    """A paragraph of the target in runs, and each stretch of the source it translates in runs.

    Without pairs: text that is no segment and was left out on purpose, such as a separator.
    """

    pairs: tuple[Pair, ...]
    target: tuple[Run, ...]
    source: tuple[tuple[Run, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class _Near:
    """The marks of one side by where they begin, so that a row looks only at those that may touch it.

    `reach` says of each how far it or any before it extends; it never falls.
    """

    spans: tuple[Span, ...]
    order: tuple[int, ...]
    starts: tuple[int, ...]
    reach: tuple[int, ...]

    def runs(self, window: Span, cuts: Iterable[int] = ()) -> Iterator[Run]:
        """`view.runs` of these marks alone, with the indexes that they have among all."""
        first, last = bisect_left(self.reach, window.start), bisect_right(self.starts, window.end)
        near = sorted(self.order[first:last])
        for run in runs(window, [self.spans[index] for index in near], cuts):
            yield Run(run.start, run.end, tuple(near[index] for index in run.marks))


def _near(marks: Sequence[Mark], side: Side) -> _Near:
    spans = tuple(mark.span for mark in marks)
    mine = (index for index, span in enumerate(spans) if span.side is side)
    order = tuple(sorted(mine, key=lambda index: spans[index].start))
    reach = accumulate((spans[index].end for index in order), max)
    return _Near(spans, order, tuple(spans[index].start for index in order), tuple(reach))


def marks_of(article: Article, listed: Sequence[Item]) -> tuple[Mark, ...]:
    """Every place of every finding."""
    marks = []
    for item in listed:
        for repeat, span in enumerate(item.finding.spans):
            anchor = f"m{item.number}" + (f"-{repeat}" if repeat else "")
            marks.append(Mark(_shown(article.document(span.side), span), item.number, anchor, item.finding.severity))
    return tuple(marks)


def _shown(document: Document, span: Span) -> Span:
    """An empty span between paragraphs would not be seen: it moves to the nearest segment."""
    if len(span) or not document.segments:
        return span
    places = [min(max(span.start, segment.span.start), segment.span.end) for segment in document.segments]
    nearest = min(places, key=lambda place: abs(place - span.start))
    return Span(nearest, nearest, span.side)


def rows_of(article: Article, marks: Sequence[Mark]) -> Iterator[Row]:
    """Paragraphs in order, and what stands between them where it is not blank."""
    text, at = article.target.text, 0
    near, near_source = _near(marks, Side.TARGET), _near(marks, Side.SOURCE)
    sources = _sources(article)
    for _, group in groupby(article.pairs, key=lambda pair: pair.target.paragraph):
        pairs = tuple(group)
        segments = [pair.target.span for pair in pairs]
        line = max(at, text.rfind("\n", at, segments[0].start) + 1)
        start = line if text[line : segments[0].start].strip() else segments[0].start  # a bullet is part of its item
        yield from _between(text, Span(at, start), near)
        cuts = [edge for span in segments for edge in (span.start, span.end)]
        source = tuple(tuple(near_source.runs(window)) for window in _joined(article, pairs, sources))
        yield Row(pairs, tuple(near.runs(Span(start, segments[-1].end), cuts)), source)
        at = segments[-1].end
    yield from _between(text, Span(at, len(text)), near)


def _between(text: str, window: Span, near: _Near) -> Iterator[Row]:
    found = tuple(run for run in near.runs(window) if run.end > run.start)
    if window.of(text).strip() or any(run.marks for run in found):
        yield Row((), found)


def _sources(article: Article) -> dict[str, list[Span]]:
    """By id of a target segment the source it translates, each stretch once; what nobody did, with its neighbour."""
    sources: dict[str, list[Span]] = defaultdict(list)
    taken: set[Span] = set()
    for pair in article.pairs:
        if pair.source and (span := _source_span(pair.source.span)) not in taken:
            taken.add(span)
            sources[pair.target.id].append(span)
    for segment in article.source.segments if article.source else ():
        span = _source_span(segment.span)
        if span in taken or any(span.overlap(other) for other in taken):
            continue
        if neighbour := home(article, span):
            sources[neighbour.id].append(span)
    return sources


def _joined(article: Article, pairs: Sequence[Pair], sources: dict[str, list[Span]]) -> list[Span]:
    """The source of a paragraph, stretches with only blanks between them as one: it reads as it was written."""
    joined: list[Span] = []
    for span in sorted(span for pair in pairs for span in sources[pair.target.id]):
        last = joined[-1] if joined else None
        if last and not article.quote(Span(last.end, span.start, Side.SOURCE)).strip():
            joined[-1] = Span(last.start, max(last.end, span.end), Side.SOURCE)
        else:
            joined.append(span)
    return joined


def _source_span(span: Span) -> Span:
    return Span(span.start, span.end, Side.SOURCE)
