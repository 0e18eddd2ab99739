"""From plain values that fit `schemas/report.json` to a report."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from audit.article import Article, Document, Pair, Segment, Side, SourceMap, Span, Unit
from audit.domain import Category, Coverage, Finding, Gap, Report, Score, Severity, Signature, Standard, Usage, Weights

_Row = Mapping[str, Any]

_LINE = 1 << 32
"""What one line of a file adds to a place: no line is longer. The files themselves are not at hand."""


def report_of(value: _Row) -> Report:
    """The report that plain values, which fit `schemas/report.json`, stand for."""
    article, score, signature, usage = value["article"], value["score"], value["signature"], value["usage"]
    coverage, standard = value["coverage"], value["standard"]
    return Report(
        article=_article(article, value["segments"], value["findings"]),
        findings=tuple(map(_finding, value["findings"])),
        gaps=tuple(
            Gap(row["detector"], tuple(row["segments"]), row["reason"], row["uncached"]) for row in value["gaps"]
        ),
        score=Score(**score),
        coverage=Coverage(coverage["segments"], coverage["audited"]),
        usage=Usage(**usage),
        signature=Signature(
            version=signature["version"],
            model=signature["model"],
            prompts=signature["prompts"],
            checks=tuple(signature["checks"]),
            weights=Weights(**signature["weights"]),
            segmenter=signature["segmenter"],
        ),
        notes=tuple(value["notes"]),
        suspicion={row["id"]: row["suspicion"] for row in value["segments"] if row["suspicion"] is not None},
        standard=standard and _standard(standard),
        explained_in=value["explained_in"],
    )


def _standard(row: _Row) -> Standard:
    least = row["fail_on"]
    return Standard(least and Severity(least), row["max_per_thousand_words"], row["name"])


def _article(article: _Row, segments: list[_Row], findings: list[_Row]) -> Article:
    source = article["source"] and _source(article["source"], findings)
    targets = tuple(_segment(row, article["target"]["text"], Side.TARGET) for row in segments)
    own = [row for row in findings if row["side"] == Side.TARGET]
    target = _document(article["target"], targets, _places([*segments, *own]))
    sources = {segment.span: segment for segment in source.segments} if source else {}
    pairs = (
        Pair(t, row["source"] and _stretch(row["source"], sources)) for t, row in zip(targets, segments, strict=True)
    )
    return Article(target, tuple(pairs), source, article["path"], article["source_path"])


def _source(row: _Row, findings: list[_Row]) -> Document:
    segments = tuple(_segment(one, row["text"], Side.SOURCE) for one in row["segments"])
    return _document(row, segments, _places(one for one in findings if one["side"] == Side.SOURCE))


def _document(row: _Row, segments: tuple[Segment, ...], places: dict[int, tuple[int, int]]) -> Document:
    """A text whose map knows the places that the report speaks of, and counts on from them."""
    anchors = [(offset, (line - 1) * _LINE + column - 1) for offset, (line, column) in sorted(places.items())]
    last = max((line for line, _ in places.values()), default=1)
    known = SourceMap(tuple(anchors or [(0, 0)]), range(0, last * _LINE, _LINE))
    return Document(row["text"], row["language"], segments, known, row["encoding"])


def _places(rows: Iterable[_Row]) -> dict[int, tuple[int, int]]:
    """Offset -> line and column."""
    return {offset: place for row in rows for one in (row, *row.get("repeats", ())) for offset, place in _ends(one)}


def _ends(row: _Row) -> Iterator[tuple[int, tuple[int, int]]]:
    yield row["start"], (row["line"], row["column"])
    if row["end"] > row["start"] + 1:
        yield row["end"] - 1, (row["end_line"], row["end_column"] - 1)


def _segment(row: _Row, text: str, side: Side) -> Segment:
    span = Span(row["start"], row["end"], side)
    unit = None if row["form"] is None else Unit(form=row["form"])
    return Segment(row["id"], span.of(text), span, row["paragraph"], row["key"], unit)


def _stretch(row: _Row, sources: Mapping[Span, Segment]) -> Segment:
    """The source of a pair: a segment of the source text, or several together."""
    span = Span(row["start"], row["end"], Side.SOURCE)
    if span in sources:
        return sources[span]
    inside = [segment for at, segment in sources.items() if span.start <= at.start and at.end <= span.end]
    if not inside:
        return Segment("s", row["text"], span, 0)
    first, last = inside[0], inside[-1]
    return Segment(f"{first.id}-{last.id}", row["text"], span, first.paragraph, first.key)


def _finding(row: _Row) -> Finding:
    side = Side(row["side"])
    return Finding(
        category=Category(row["category"]),
        severity=Severity(row["severity"]),
        span=Span(row["start"], row["end"], side),
        explanation=row["explanation"],
        confidence=row["confidence"],
        detectors=tuple(row["detectors"]),
        suggestion=row["suggestion"],
        repeats=tuple(Span(one["start"], one["end"], side) for one in row["repeats"]),
        major=row["major"],
    )
