"""What a corpus becomes: four tables, each row plain values. The same articles make the same rows, however they ran."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from audit.corpus.story import Broken, Row, Story
from audit.domain import Report, Severity, Usage
from audit.review.places import digest
from audit.score import count_words
from audit.view import items, unaudited

Fields = Mapping[str, str]
"""Column -> type: string, int, float, bool, strings (a list), pairs (texts by name). Int and strings are never null."""

_ARTICLE: Fields = MappingProxyType({
    "article": "string", "row": "int", "place": "string", "status": "string", "metadata": "pairs",
    "source_language": "string", "target_language": "string", "digest": "string",
    "words": "int", "segments": "int", "audited": "int",
    "penalty": "float", "per_thousand_words": "float",
    "neutral": "int", "minor": "int", "major": "int", "critical": "int",
    "passes": "bool", "notes": "strings", "signature": "string",
})  # fmt: skip
_FINDING: Fields = MappingProxyType({
    "article": "string", "finding": "int", "category": "string", "severity": "string", "side": "string",
    "segment": "string", "start": "int", "end": "int", "quote": "string", "sentence": "string",
    "explanation": "string", "suggestion": "string", "confidence": "float", "major": "float",
    "detectors": "strings", "places": "int",
})  # fmt: skip
_SEGMENT: Fields = MappingProxyType({
    "article": "string", "segment": "string", "paragraph": "int", "start": "int", "end": "int", "words": "int",
    "text": "string", "source": "string", "status": "string", "suspicion": "float",
})  # fmt: skip
_GAP: Fields = MappingProxyType({
    "article": "string", "detector": "string", "segments": "strings", "reason": "string",
})  # fmt: skip

TABLES: Mapping[str, Fields] = MappingProxyType(
    {"articles": _ARTICLE, "findings": _FINDING, "segments": _SEGMENT, "gaps": _GAP}
)
"""Name -> columns. An article is "audited", "incomplete" (with gaps) or "unread" (no report)."""

INPUT = "input"
"""The detector of a gap that the input made."""

_Rows = tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one row of the input became: exactly one row of `articles`, and any number of the others."""

    articles: _Rows
    findings: _Rows = ()
    segments: _Rows = ()
    gaps: _Rows = ()
    usage: Usage = field(default_factory=Usage)
    """In no table: an article that was audited again after a crash was paid for only once."""


@dataclass(frozen=True, slots=True)
class Audited:
    """A part, done: the rows of its tables in the order of the input."""

    number: int
    tables: Mapping[str, _Rows]
    usage: Usage


def audited(number: int, outcomes: Iterable[Outcome]) -> Audited:
    """The outcomes of a part's rows, together."""
    listed = tuple(outcomes)
    tables = {name: tuple(row for one in listed for row in getattr(one, name)) for name in TABLES}
    return Audited(number, tables, sum((one.usage for one in listed), Usage()))


def unread(row: Row, reason: str) -> Outcome:
    """A row without a report: its article row says so, and a gap says why."""
    article: dict[str, Any] = dict.fromkeys(_ARTICLE)
    article |= {name: 0 for name, kind in _ARTICLE.items() if kind == "int"}
    article |= {"article": row.id, "row": row.number, "place": row.place, "status": "unread", "notes": []}
    article |= {"metadata": dict(row.metadata)}
    if isinstance(row, Story):
        article |= {"source_language": row.source_language, "target_language": row.target_language}
    return Outcome((article,), gaps=(_gap(row.id, INPUT, (), reason),))


def broken(row: Broken) -> Outcome:
    """A row that was never an article."""
    return unread(row, row.reason)


def outcome(story: Story, report: Report) -> Outcome:
    """An article and its report as rows. What it has cost is in `usage` alone."""
    return Outcome(
        articles=(_article(story, report),),
        findings=tuple(_findings(story, report)),
        segments=tuple(_segments(story, report)),
        gaps=tuple(_gap(story.id, gap.detector, gap.segments, gap.reason) for gap in report.gaps),
        usage=report.usage,
    )


def _article(story: Story, report: Report) -> dict[str, Any]:
    article, score, coverage = report.article, report.score, report.coverage
    return {
        "article": story.id,
        "row": story.number,
        "place": story.place,
        "status": "audited" if coverage.complete else "incomplete",
        "metadata": dict(story.metadata),
        "source_language": article.source.language if article.source else None,
        "target_language": article.target.language,
        "digest": digest(article),
        "words": score.words,
        "segments": coverage.segments,
        "audited": coverage.audited,
        "penalty": score.penalty,
        "per_thousand_words": score.per_thousand_words,
        **{severity.value: sum(one.severity is severity for one in report.findings) for severity in Severity},
        "passes": report.passes,
        "notes": list(report.notes),
        "signature": str(report.signature),
    }


def _findings(story: Story, report: Report) -> Iterable[dict[str, Any]]:
    for item in items(report):
        finding = item.finding
        yield {
            "article": story.id,
            "finding": item.number,
            "category": finding.category.value,
            "severity": finding.severity.value,
            "side": finding.span.side.value,
            "segment": item.segment.id if item.segment else None,
            "start": finding.span.start,
            "end": finding.span.end,
            "quote": report.article.quote(finding.span),
            "sentence": item.segment.text if item.segment else None,
            "explanation": finding.explanation,
            "suggestion": finding.suggestion,
            "confidence": finding.confidence,
            "major": finding.major,
            "detectors": list(finding.detectors),
            "places": len(finding.spans),
        }


def _segments(story: Story, report: Report) -> Iterable[dict[str, Any]]:
    missing = unaudited(report)
    for pair in report.article.pairs:
        segment = pair.target
        yield {
            "article": story.id,
            "segment": segment.id,
            "paragraph": segment.paragraph,
            "start": segment.span.start,
            "end": segment.span.end,
            "words": count_words((segment.text,)),
            "text": segment.text,
            "source": pair.source.text if pair.source else None,
            "status": "gap" if segment.id in missing else "audited",
            "suspicion": report.suspicion.get(segment.id),
        }


def _gap(article: str, detector: str, segments: Iterable[str], reason: str) -> dict[str, Any]:
    return {"article": article, "detector": detector, "segments": list(segments), "reason": reason}
