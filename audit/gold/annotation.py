"""The words of a gold set: documents, their segments, and what each rater marked in them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from audit.article import Article, Document, Pair, Segment, Side, SourceMap, Span
from audit.domain import Severity

UNKNOWN = "und"
"""ISO 639-2 for a language that is not known: whoever imports has to say it."""


@dataclass(frozen=True, slots=True)
class ErrorSpan:
    """What one rater marked: code points into the segment's target (or, on that side, its source), end exclusive."""

    start: int
    end: int
    severity: Severity
    category: str
    """In the words of the gold set, as "Accuracy/Mistranslation" or "accuracy/mistranslation"."""
    side: Side = Side.TARGET


@dataclass(frozen=True, slots=True)
class GoldSegment:
    """A segment as raters saw it. A rater without an entry has not judged it; one with an empty entry found nothing."""

    id: str
    target: str
    source: str | None = None
    raters: Mapping[str, tuple[ErrorSpan, ...]] = field(default_factory=dict)
    paragraph: int | None = None


@dataclass(frozen=True, slots=True)
class GoldDocument:
    """One translation of one document. `doc` names the document: its translations by several systems share it.

    Translations of one document are not independent: whatever resamples a gold set resamples by `doc`.
    """

    id: str
    doc: str
    system: str
    source_language: str | None
    target_language: str
    segments: tuple[GoldSegment, ...]

    @property
    def has_source(self) -> bool:
        """True where a segment has its source."""
        return any(segment.source is not None for segment in self.segments)

    def article(self, with_source: bool = True) -> Article:
        """The article an audit gets: segment n of it is segment n here. Without source even where there is one."""
        target = _document([part.target for part in self.segments], self._paragraphs, self.target_language, Side.TARGET)
        if not (with_source and self.has_source):
            return Article(target, tuple(map(Pair, target.segments)), None, self.id)
        texts = [part.source or "" for part in self.segments]
        source = _document(texts, self._paragraphs, self.source_language, Side.SOURCE)
        pairs = (Pair(t, s if s.text else None) for t, s in zip(target.segments, source.segments, strict=True))
        return Article(target, tuple(pairs), source, self.id)

    @property
    def _paragraphs(self) -> Iterator[int]:
        """Of each segment; where the gold set does not say, each is a paragraph of its own."""
        return (n if part.paragraph is None else part.paragraph for n, part in enumerate(self.segments))


def _document(texts: list[str], paragraphs: Iterator[int], language: str | None, side: Side) -> Document:
    segments: list[Segment] = []
    text, last = "", None
    for number, (words, paragraph) in enumerate(zip(texts, paragraphs, strict=True), 1):
        text += "" if last is None else " " if paragraph == last else "\n\n"
        segments.append(Segment(f"s{number}", words, Span(len(text), len(text) + len(words), side), paragraph))
        text, last = text + words, paragraph
    return Document(text, language, tuple(segments), SourceMap(((0, 0),), (0,)))
