"""Text into segments: every sentence, headline and bullet of an extract with its exact place."""

from collections.abc import Iterator
from functools import cache

from audit.article import Block, Extract, Segment, Side, Span
from audit.language import base
from audit.segment.paragraphs import paragraphs
from audit.segment.sentences import sentences


def split(extract: Extract, language: str | None = None, side: Side = Side.TARGET) -> tuple[Segment, ...]:
    """The segments of an extract in order, "s1", "s2", ...; spans are of the side the text is on.

    The language is that of the text (None: what the file declares, else rules for English). Segments never overlap,
    and between two of one block there is nothing but white space and bullets. A quotation of several sentences
    stays in the sentence that quotes it. A block that is a unit is one segment, whole and unchanged, also where empty.
    """
    if any(block.unit for block in extract.blocks):
        return tuple(_units(extract, side))
    rules = base(language or extract.language)
    places = _places(extract, "en" if rules == "und" else rules)
    return tuple(
        Segment(
            f"s{number}", extract.text[start:end], Span(start, end, side), paragraph, block.key, ignored=block.ignored
        )
        for number, (start, end, paragraph, block) in enumerate(places, 1)
    )


@cache
def segmenter() -> str:
    """What cut the text, for a report's signature: "sentencex-1.0.32/merge" (quotations are not cut)."""
    from importlib.metadata import version  # 22 ms that only a report needs

    return f"sentencex-{version('sentencex')}/merge"


def _units(extract: Extract, side: Side) -> Iterator[Segment]:
    for number, block in enumerate(extract.blocks):
        span = Span(block.span.start, block.span.end, side)
        ignored = block.unit.ignored if block.unit else block.ignored
        yield Segment(f"s{number + 1}", span.of(extract.text), span, number, block.key, block.unit, ignored)


def _places(extract: Extract, language: str) -> Iterator[tuple[int, int, int, Block]]:
    """Start, end, paragraph and block of every segment."""
    for paragraph, (first, last, block) in enumerate(paragraphs(extract)):
        for start, end in sentences(extract.text[first:last], language):
            yield first + start, first + end, paragraph, block
