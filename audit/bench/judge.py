"""A report on a gold document's article, as marks in the gold's own segments."""

from collections.abc import Iterator

from audit.article import Side, Span
from audit.bench.run import Judged
from audit.domain import Finding, Report
from audit.gold.annotation import GoldDocument
from audit.measure.marks import Mark


def judged(document: GoldDocument, report: Report) -> Judged:
    """What a report says of the document whose `article()` was audited: segment n there is segment n here.

    A finding that repeats is a mark at each of its places; one that crosses segments is a mark in each of them.
    """
    segments = tuple(zip((part.id for part in document.segments), report.article.segments, strict=True))
    stretches = tuple((name, segment.span) for name, segment in segments)
    marks: list[Mark] = []
    unplaced = 0
    for finding in report.findings:
        for span in finding.spans:
            found = [_mark(finding, name, start, end) for name, start, end in _parts(span, stretches)]
            marks += found
            unplaced += not found
    return Judged(
        marks=tuple(marks),
        gaps=_gaps(report, {segment.id: name for name, segment in segments}),
        usage=report.usage,
        notes=report.notes,
        unplaced=unplaced,
        uncached=any(gap.uncached for gap in report.gaps),
    )


def unjudged(document: GoldDocument, reason: str) -> Judged:
    """A document that nobody was asked about."""
    return Judged((), {segment.id: reason for segment in document.segments})


def _parts(span: Span, stretches: tuple[tuple[str, Span], ...]) -> Iterator[tuple[str, int, int]]:
    """(segment, start, end) for each segment that a span is in; an empty span is in the first that it touches."""
    if span.side is Side.SOURCE:
        return
    for name, segment in stretches:
        start, end = max(span.start, segment.start), min(span.end, segment.end)
        if start < end or (start == end and not len(span)):
            yield name, start - segment.start, end - segment.start
            if not len(span):
                return


def _mark(finding: Finding, segment: str, start: int, end: int) -> Mark:
    return Mark(
        segment=segment,
        start=start,
        end=end,
        severity=finding.severity,
        category=finding.category,
        confidence=finding.confidence,
        detectors=finding.detectors,
        explanation=finding.explanation,
        suggestion=finding.suggestion,
        major=finding.major,
    )


def _gaps(report: Report, names: dict[str, str]) -> dict[str, str]:
    """Segment -> the reasons of all detectors without a verdict on it, each once."""
    reasons: dict[str, dict[str, None]] = {}
    for gap in report.gaps:
        for segment in gap.segments:
            reasons.setdefault(names[segment], {})[f"{gap.detector}: {gap.reason}"] = None
    return {name: "; ".join(said) for name, said in reasons.items()}
