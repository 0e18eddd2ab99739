"""From a report to plain values that fit `schemas/report.json`."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from audit.article import Article, Document, Pair, Segment
from audit.domain import Category, Report, Score, Severity, Signature
from audit.view import Item, Place, items, place, unaudited

SCHEMA_VERSION = "1.3"


def document(report: Report) -> dict[str, Any]:
    """The report as plain values that fit `schemas/report.json`. Offsets are code points, ends exclusive."""
    missing = unaudited(report)
    return {
        "schema_version": SCHEMA_VERSION,
        "article": _article(report.article),
        "standard": _standard(report),
        "explained_in": report.explained_in,
        "segments": [
            _segment(report.article, pair, pair.target.id in missing, report.suspicion.get(pair.target.id))
            for pair in report.article.pairs
        ],
        "findings": [_finding(report.article, item, report.signature.prompts) for item in items(report)],
        "gaps": [asdict(gap) | {"segments": list(gap.segments)} for gap in report.gaps],
        "coverage": _coverage(report),
        "score": _score(report.score),
        "usage": asdict(report.usage) | {"seconds": round(report.usage.seconds, 3)},
        "notes": list(report.notes),
        "signature": _signature(report.signature),
    }


def _article(article: Article) -> dict[str, Any]:
    return {
        "path": article.path,
        "source_path": article.source_path,
        "target": _text(article.target),
        "source": article.source and _source(article.source),
    }


def _source(document: Document) -> dict[str, Any]:
    return _text(document) | {"segments": [_own(segment) for segment in document.segments]}


def _own(segment: Segment) -> dict[str, Any]:
    return {
        "id": segment.id,
        "start": segment.span.start,
        "end": segment.span.end,
        "paragraph": segment.paragraph,
        "key": segment.key,
        "form": segment.unit and segment.form,
    }


def _standard(report: Report) -> dict[str, Any] | None:
    return None if report.standard is None else asdict(report.standard) | {"passes": report.passes}


def _text(document: Document) -> dict[str, Any]:
    return {"language": document.language, "encoding": document.encoding, "text": document.text}


def _segment(article: Article, pair: Pair, in_gap: bool, suspicion: float | None) -> dict[str, Any]:
    segment, source = pair.target, pair.source
    return {
        **_own(segment),
        "text": segment.text,
        **_place(place(article, segment.span)),
        "source": source and {"text": source.text, "start": source.span.start, "end": source.span.end},
        "status": "gap" if in_gap else "audited",
        "suspicion": None if suspicion is None else round(suspicion, 3),
    }


def _finding(article: Article, item: Item, prompts: Mapping[str, str]) -> dict[str, Any]:
    finding = item.finding
    return {
        "id": f"f{item.number}",
        "category": finding.category,
        "severity": finding.severity,
        "side": finding.span.side,
        **_place(item.place),
        "quote": article.quote(finding.span),
        "segment": item.segment and item.segment.id,
        "explanation": finding.explanation,
        "suggestion": finding.suggestion,
        "confidence": round(finding.confidence, 3),
        "major": None if finding.major is None else round(finding.major, 3),
        "detectors": list(finding.detectors),
        "prompts": {name: prompts[name] for name in finding.detectors if name in prompts},
        "repeats": [_place(repeat) for repeat in item.repeats],
    }


def _place(place: Place) -> dict[str, int]:
    return {
        "start": place.span.start,
        "end": place.span.end,
        "line": place.start.line,
        "column": place.start.column,
        "end_line": place.end.line,
        "end_column": place.end.column,
    }


def _coverage(report: Report) -> dict[str, Any]:
    segments, audited = report.coverage.segments, report.coverage.audited
    return {"segments": segments, "audited": audited, "ratio": round(audited / segments, 3) if segments else None}


def _score(score: Score) -> dict[str, Any]:
    return {
        "words": score.words,
        "penalty": round(score.penalty, 3),
        "per_thousand_words": round(score.per_thousand_words, 3),
        "by_category": _in_order(score.by_category, Category),
        "by_severity": _in_order(score.by_severity, Severity),
        "caveat": score.caveat,
    }


def _in_order(values: Mapping[str, float], names: type[Category] | type[Severity]) -> dict[str, float]:
    """Keys in the order of their enum, so that the same report is the same bytes."""
    order = [str(name) for name in names]
    return {key: round(values[key], 3) for key in sorted(values, key=lambda key: order.index(str(key)))}


def _signature(signature: Signature) -> dict[str, Any]:
    return {
        "version": signature.version,
        "model": signature.model,
        "prompts": dict(sorted(signature.prompts.items())),
        "checks": list(signature.checks),
        "weights": asdict(signature.weights),
        "segmenter": signature.segmenter,
        "string": str(signature),
    }
