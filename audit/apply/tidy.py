"""Deletions that leave no double blank behind. Pure."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace

from audit.apply.edits import Edit
from audit.article import Article, Span

_CLOSING = ",.;:!?)"


def tidied(edits: Sequence[Edit], article: Article) -> tuple[Edit, ...]:
    """The edits of an article, in order; a deletion takes one of the blanks around it along.

    Where words go between two blanks, or at the beginning or end of a paragraph, or before a comma, one blank would be
    too many. It stays where another edit is made beside it.
    """
    return tuple(_tidied(edits, article))


def _tidied(edits: Sequence[Edit], article: Article) -> Iterator[Edit]:
    reached = 0
    for number, edit in enumerate(edits):
        limit = edits[number + 1].span.start if number + 1 < len(edits) else len(article.target.text) + 1
        span = _with_blank(edit.span, article) if len(edit.span) and not edit.words else edit.span
        if span.start < reached or (span.end > edit.span.end and span.end > limit) or _beside(edits, number, span):
            span = edit.span
        reached = span.end
        yield Edit(span, edit.words)


def _beside(edits: Sequence[Edit], number: int, span: Span) -> bool:
    """True where something is put in at the end of a deletion, or at its beginning."""
    around = (*edits[max(0, number - 1) : number], *edits[number + 1 : number + 2])
    return any(other.words and span.start <= other.span.start <= other.span.end <= span.end for other in around)


def _with_blank(span: Span, article: Article) -> Span:
    text, own = article.target.text, _paragraph(article, span)
    if own is None or own.end < span.end:
        return span
    begins, ends = span.start == own.start, span.end == own.end
    before, after = "" if begins else text[span.start - 1], "" if ends else text[span.end]
    if after == " " and (begins or before == " "):
        return replace(span, end=span.end + 1)
    if before == " " and (ends or after in _CLOSING):
        return replace(span, start=span.start - 1)
    return span


def _paragraph(article: Article, span: Span) -> Span | None:
    """From the beginning of the first sentence of a paragraph to the end of its last."""
    segments = article.target.segments
    first = last = bisect_right(segments, span.start, key=lambda segment: segment.span.start) - 1
    if first < 0:
        return None
    number = segments[first].paragraph
    while first and segments[first - 1].paragraph == number:
        first -= 1
    while last + 1 < len(segments) and segments[last + 1].paragraph == number:
        last += 1
    return Span(segments[first].span.start, segments[last].span.end)
