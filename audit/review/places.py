"""Where the findings of a report lie for a reviewer: in segments, because gold knows nothing else. Pure."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from hashlib import sha256

from audit.article import Article, Pair, Side, Span
from audit.domain import Finding, Report
from audit.review.decision import Mark, Review, SegmentText
from audit.view import home


def marks(article: Article, finding: Finding) -> tuple[tuple[Mark, ...], ...]:
    """Of each place of a finding, in the order of `finding.spans`: one mark in every segment that it touches.

    What the translation leaves out of a source that no segment translates is marked, without words, at the end of the
    segment that stands where it should. Empty only where the article has no segments.
    """
    return tuple(tuple(_marks(article, span, finding)) for span in finding.spans)


def opened(report: Report) -> Review:
    """A review of a report in which nobody has decided anything."""
    article = report.article
    return Review(
        path=article.path,
        digest=digest(article),
        source_language=article.source.language if article.source else None,
        target_language=article.target.language,
        segments=tuple(
            SegmentText(
                pair.target.id, pair.target.text, pair.source.text if pair.source else None, pair.target.paragraph
            )
            for pair in article.pairs
        ),
    )


def digest(article: Article) -> str:
    """By which reviews of one text know each other: SHA-256 of the translation as UTF-8, hex."""
    return sha256(article.target.text.encode("utf-8", "surrogatepass")).hexdigest()


def _marks(article: Article, span: Span, finding: Finding) -> Iterator[Mark]:
    found = False
    for pair, own in _touched(article, span):
        found = True
        start, end = max(span.start, own.start) - own.start, min(span.end, own.end) - own.start
        yield Mark(pair.target.id, start, max(start, end), finding.category, finding.severity, span.side)
    segment = None if found else home(article, span)
    if segment:
        at = len(segment.text)
        if span.side is Side.TARGET:
            at = min(max(0, span.start - segment.span.start), at)
        yield Mark(segment.id, at, at, finding.category, finding.severity)


def _touched(article: Article, span: Span) -> Iterator[tuple[Pair, Span]]:
    """The pairs that a span lies in, with the place of their text on its side; a source that several share, once."""
    taken: set[Span] = set()
    for pair in _near(article, span):
        segment = pair.target if span.side is Side.TARGET else pair.source
        if segment is None or segment.span in taken:
            continue
        own = segment.span
        if own.start < span.end and span.start < own.end:
            taken.add(own)
            yield pair, own
        elif not len(span) and own.start <= span.start <= own.end:
            yield pair, own
            return


def _near(article: Article, span: Span) -> Sequence[Pair]:
    """The pairs that a span may touch: those of the translation stand in order, their sources need not."""
    if span.side is Side.SOURCE:
        return article.pairs
    first = bisect_left(article.pairs, span.start, key=lambda pair: pair.target.span.end)
    last = bisect_right(article.pairs, span.end, key=lambda pair: pair.target.span.start)
    return article.pairs[first:last]
