"""How much there is in a gold set, counted."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from audit.article import Side
from audit.domain import Severity
from audit.gold.annotation import ErrorSpan, GoldDocument


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts over all documents. An error that two raters mark counts twice."""

    documents: int
    texts: int
    """Documents whose translations these are: what a resampling draws from."""
    systems: int
    languages: Mapping[str, int]
    """Pair of languages, as "zh-en" ("?-en" where the source's is not known), -> documents."""
    segments: int
    with_source: int
    """Segments that have their source."""
    unjudged: int
    """Segments that no rater has judged."""
    clean: int
    """Judged segments in which no rater has marked anything."""
    raters: Mapping[str, int]
    """Rater -> segments judged."""
    errors: Mapping[Severity, int]
    """All four severities, mildest first."""
    in_source: int
    """Errors marked in the source: what the translation leaves out."""
    empty: int
    """Errors without words: where something is missing, or nobody said where it is."""


def summarised(documents: Sequence[GoldDocument]) -> Summary:
    """The counts of a gold set."""
    segments = [segment for document in documents for segment in document.segments]
    spans = [span for segment in segments for marked in segment.raters.values() for span in marked]
    return Summary(
        documents=len(documents),
        texts=len({document.doc for document in documents}),
        systems=len({document.system for document in documents}),
        languages=_counted(f"{one.source_language or '?'}-{one.target_language}" for one in documents),
        segments=len(segments),
        with_source=sum(segment.source is not None for segment in segments),
        unjudged=sum(not segment.raters for segment in segments),
        clean=sum(bool(segment.raters) and not any(segment.raters.values()) for segment in segments),
        raters=_counted(rater for segment in segments for rater in segment.raters),
        errors=_by_severity(spans),
        in_source=sum(span.side is Side.SOURCE for span in spans),
        empty=sum(span.start == span.end for span in spans),
    )


def _counted(names: Iterable[str]) -> dict[str, int]:
    """How often each is there, in the order in which they come."""
    return dict(Counter(names))


def _by_severity(spans: Iterable[ErrorSpan]) -> dict[Severity, int]:
    found = Counter(span.severity for span in spans)
    return {severity: found[severity] for severity in Severity}
