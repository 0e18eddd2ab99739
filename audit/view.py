"""What a report shows, derived once: order, places, excerpts, holes, runs. A reporter only says it in its format."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from audit.article import Article, Location, Segment, Side, Span
from audit.domain import Finding, Report

_REACH = 160
"""Characters of a sentence shown on either side of a span, and at most twice that of the span itself."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a span lies as an editor finds it; `end` is exclusive."""

    span: Span
    start: Location
    end: Location

    @property
    def label(self) -> str:
        """Line and column, "9:12"; in the source text "source 9:12"."""
        side = "source " if self.span.side is Side.SOURCE else ""
        return f"{side}{self.start.line}:{self.start.column}"


@dataclass(frozen=True, slots=True)
class Item:
    """A finding as it is listed: numbered from 1 in the order of the article, the quote with its sentence around it."""

    number: int
    finding: Finding
    segment: Segment | None
    """The target segment it belongs to."""
    place: Place
    repeats: tuple[Place, ...]
    before: str
    quote: str
    after: str


@dataclass(frozen=True, slots=True)
class Hole:
    """What was not audited for one reason; `stretches` are the first and last segment of each run."""

    reason: str
    detectors: tuple[str, ...]
    segments: int
    stretches: tuple[tuple[Segment, Segment], ...]


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text with the same marks from end to end: indexes into a sequence of spans, outermost first."""

    start: int
    end: int
    marks: tuple[int, ...]


def items(report: Report) -> tuple[Item, ...]:
    """The findings in the order of the article; one in the source stands with the segment that translates it."""
    return tuple(_item(report.article, number, finding) for number, finding in enumerate(_ordered(report), 1))


def place(article: Article, span: Span) -> Place:
    """A span's lines and columns. The end is found from the last character: the next one may lie elsewhere."""
    locate = article.document(span.side).source_map.locate
    start = locate(span.start)
    if not len(span):
        return Place(span, start, start)
    last = locate(span.end - 1)
    return Place(span, start, Location(last.line, last.column + 1))


def home(article: Article, span: Span) -> Segment | None:
    """The target segment a span belongs to: where it lies, or that translates what it lies in or after."""
    if span.side is Side.TARGET:
        return article.segment_at(span.start)
    translated = [(pair.source.span.start, pair.target) for pair in article.pairs if pair.source]
    before = [entry for entry in translated if entry[0] <= span.start] or translated[:1]
    if not before:
        return article.pairs[0].target if article.pairs else None
    return max(before, key=lambda entry: entry[0])[1]


def holes(report: Report) -> tuple[Hole, ...]:
    """The gaps grouped by reason, in the order of their first mention."""
    reasons = dict.fromkeys(gap.reason for gap in report.gaps)
    return tuple(_hole(report, reason) for reason in reasons)


def unaudited(report: Report) -> frozenset[str]:
    """Ids of the segments that some detector gave no verdict on."""
    return frozenset(id_ for gap in report.gaps for id_ in gap.segments)


def runs(window: Span, spans: Sequence[Span], cuts: Iterable[int] = ()) -> Iterator[Run]:
    """A window of text split wherever a span begins or ends, and at `cuts`; empty spans become empty runs."""
    near = [i for i, span in enumerate(spans) if span.side is window.side and _touch(span, window)]
    near.sort(key=lambda i: (spans[i].start, -spans[i].end, i))
    edges = {window.start, window.end, *cuts, *(edge for i in near for edge in (spans[i].start, spans[i].end))}
    points = sorted(edge for edge in edges if window.start <= edge <= window.end)
    for start, end in [*pairwise(points), (window.end, window.end)]:
        around = tuple(i for i in near if spans[i].start <= start and end <= spans[i].end and spans[i].end > start)
        for i in near:
            if not len(spans[i]) and spans[i].start == start:
                yield Run(start, start, (*(j for j in around if spans[j].start < start), i))
        if end > start:
            yield Run(start, end, around)


def _ordered(report: Report) -> list[Finding]:
    def key(finding: Finding) -> tuple[object, ...]:
        span = finding.span
        translation = home(report.article, span) if span.side is Side.SOURCE else None
        anchor = translation.span.end if translation else span.start
        return anchor, span.start, -span.end, -finding.severity.rank, finding.category, finding.explanation

    return sorted(report.findings, key=key)


def _item(article: Article, number: int, finding: Finding) -> Item:
    text = article.document(finding.span.side).text
    around = _sentence(article, finding.span)
    repeats = tuple(place(article, span) for span in finding.repeats)
    return Item(
        number=number,
        finding=finding,
        segment=home(article, finding.span),
        place=place(article, finding.span),
        repeats=repeats,
        before=_tail(text[around.start : finding.span.start]),
        quote=_middle(finding.span.of(text)),
        after=_head(text[finding.span.end : around.end]),
    )


def _sentence(article: Article, span: Span) -> Span:
    """The segments a span touches, together; the span itself where it touches none."""
    segments = article.document(span.side).segments
    first = bisect_left(segments, span.start, key=lambda segment: segment.span.end)
    last = bisect_right(segments, span.end, key=lambda segment: segment.span.start)
    touched = [segment.span for segment in segments[first:last] if _touch(segment.span, span)]
    starts, ends = [span.start, *(s.start for s in touched)], [span.end, *(s.end for s in touched)]
    return Span(min(starts), max(ends), span.side)


def _touch(span: Span, window: Span) -> bool:
    """True where two stretches of the same text share a character, or an empty one lies in or at the other."""
    if len(span) and len(window):
        return span.start < window.end and window.start < span.end
    return span.start <= window.end and window.start <= span.end


def _hole(report: Report, reason: str) -> Hole:
    gaps = [gap for gap in report.gaps if gap.reason == reason]
    missing = {id_ for gap in gaps for id_ in gap.segments}
    stretches = []
    for inside, group in groupby(report.article.segments, key=lambda segment: segment.id in missing):
        if inside:
            run = list(group)
            stretches.append((run[0], run[-1]))
    return Hole(reason, tuple(sorted({gap.detector for gap in gaps})), len(missing), tuple(stretches))


def _head(text: str) -> str:
    return text if len(text) <= _REACH else text[:_REACH] + "…"


def _tail(text: str) -> str:
    return text if len(text) <= _REACH else "…" + text[-_REACH:]


def _middle(text: str) -> str:
    return text if len(text) <= 2 * _REACH else f"{text[:_REACH]} … {text[-_REACH:]}"


def money(amount: float, currency: str) -> str:
    """An amount with its currency, in as many places as it needs: "0.0031 USD", "12.40 USD"."""
    places = 2 if amount >= 1 or amount == 0 else 4
    return f"{amount:,.{places}f} {currency}".rstrip()
