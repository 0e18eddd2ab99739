"""A whole text with errors marked in it, cut into gold segments."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from audit.article import Segment
from audit.errors import UsageError
from audit.gold.annotation import ErrorSpan, GoldSegment

Split = Callable[[str, str], Sequence[Segment]]
"""A text and its language -> its segments. Gold stands beside the rooms that read and split: whoever imports, from
above, brings this along."""


def gold_segments(
    text: str, language: str, marks: Iterable[ErrorSpan], rater: str, split: Split
) -> tuple[GoldSegment, ...]:
    """The segments of a text, each judged by one rater.

    Marks have offsets into the text. One that crosses segments is split; white space at the ends of a part is none of
    it. Raises UsageError where a mark is in no segment.
    """
    segments = split(text, language)
    parts: dict[str, list[ErrorSpan]] = {segment.id: [] for segment in segments}
    for mark in marks:
        found = list(_parts(mark, segments))
        if not found:
            words = text[mark.start : mark.end]
            raise UsageError(f"the error {words!r} at {mark.start} is in no sentence of the text: mark words of it")
        for segment, part in found:
            parts[segment.id].append(part)
    return tuple(GoldSegment(s.id, s.text, None, {rater: tuple(parts[s.id])}, s.paragraph) for s in segments)


def _parts(mark: ErrorSpan, segments: Sequence[Segment]) -> Iterator[tuple[Segment, ErrorSpan]]:
    """Each segment that a mark is in, and the part there, from the segment's start; an empty mark is in the first."""
    for segment in segments:
        offset = segment.span.start
        start, end = max(mark.start, offset) - offset, min(mark.end, segment.span.end) - offset
        if mark.start == mark.end and start == end:
            yield segment, ErrorSpan(start, end, mark.severity, mark.category)
            return
        words = segment.text[start:end] if start < end else ""
        if words.strip():
            start += len(words) - len(words.lstrip())
            end -= len(words) - len(words.rstrip())
            yield segment, ErrorSpan(start, end, mark.severity, mark.category)
