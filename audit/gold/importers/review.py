"""What reviewers decided over a report: our own review files, in the format of `schemas/review.json`.

A finding that a reviewer accepted, edited or added is an error of a rater of that name, with the severity, category and
place that the reviewer gave it; a rejected one is none. Of several decisions of one reviewer on one finding the last
counts. A segment that a reviewer has seen, or decided something in, is judged by them.

A file is one document, of the system "reviewed". Files on the same text (same path and digest) become one, with all
their reviewers. Suggestions and comments stay in the review files: gold has no place for them.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match

from audit import assets
from audit.article import Side
from audit.domain import Severity
from audit.errors import UsageError
from audit.gold.annotation import ErrorSpan, GoldDocument, GoldSegment
from audit.gold.importers._languages import UNKNOWN
from audit.gold.segmented import Split
from audit.gold.text import files, text

_SYSTEM = "reviewed"
_FINDING = ("segment", "side", "start", "end", "category", "severity")

_Marks = Mapping[tuple[str, str], tuple[ErrorSpan, ...]]
"""(reviewer, segment) -> errors, for every segment that the reviewer has judged."""


def read(paths: Sequence[Path], _split: Split) -> Iterator[GoldDocument]:
    """The documents of the files (of a folder: *.json). Raises UsageError naming file and place."""
    found: dict[str, GoldDocument] = {}
    for path in files(paths, "*.json"):
        document = _document(_checked(path), str(path))
        known = found.get(document.id)
        found[document.id] = _joined(known, document, str(path)) if known else document
    yield from found.values()


def _checked(path: Path) -> dict[str, Any]:
    """The content of a file that fits the schema."""
    try:
        value: dict[str, Any] = json.loads(text(path))
    except json.JSONDecodeError as error:
        raise UsageError(f"{path}:{error.lineno}: not JSON ({error.msg}): give a review file") from error
    if wrong := best_match(Draft202012Validator(assets.schema("review")).iter_errors(value)):
        place = wrong.json_path.removeprefix("$").removeprefix(".") or "the whole file"
        raise UsageError(f"{path}: {place}: {wrong.message[:300]} (schemas/review.json says how it must be)")
    return value


def _document(review: Mapping[str, Any], where: str) -> GoldDocument:
    texts = {segment["id"]: segment for segment in review["segments"]}
    if len(texts) < len(review["segments"]):
        raise UsageError(f"{where}: two segments have the same id: give each its own")
    marks = _marks(review, texts, where)
    reviewers = list(dict.fromkeys(reviewer for reviewer, _ in marks))
    segments = tuple(
        GoldSegment(
            name,
            segment["target"],
            segment.get("source"),
            {reviewer: marks[reviewer, name] for reviewer in reviewers if (reviewer, name) in marks},
            segment.get("paragraph"),
        )
        for name, segment in texts.items()
    )
    path, digest, languages = review["report"]["path"], review["report"]["digest"], review["languages"]
    return GoldDocument(
        f"{path}#{digest[:8]}", path, _SYSTEM, languages["source"], languages["target"] or UNKNOWN, segments
    )


def _marks(review: Mapping[str, Any], texts: Mapping[str, Mapping[str, Any]], where: str) -> _Marks:
    last: dict[tuple[str, str], dict[tuple[Any, ...], ErrorSpan | None]] = {}
    for reviewer, seen in review["seen"].items():
        for name in seen:
            if name not in texts:
                raise UsageError(f"{where}: seen of {reviewer!r}: there is no segment {name!r}")
            last[reviewer, name] = {}
    for number, decision in enumerate(review["decisions"]):
        place, finding = f"{where}: decisions[{number}]", decision["finding"]
        if finding["segment"] not in texts:
            raise UsageError(f"{place}: there is no segment {finding['segment']!r}")
        span = _span(decision, texts[finding["segment"]], place)
        decided = last.setdefault((decision["reviewer"], finding["segment"]), {})
        decided[tuple(finding.get(key) for key in _FINDING)] = None if decision["decision"] == "reject" else span
    return {key: tuple(span for span in decided.values() if span is not None) for key, decided in last.items()}


def _span(decision: Mapping[str, Any], segment: Mapping[str, Any], where: str) -> ErrorSpan:
    """The error as the reviewer left it."""
    final = decision["finding"] | {key: decision[key] for key in _FINDING if key in decision}
    side = Side(final.get("side", Side.TARGET))
    words = segment.get(side.value)
    if words is None or not final["start"] <= final["end"] <= len(words):
        of = "which the segment does not have" if words is None else f"of {len(words)} characters"
        raise UsageError(f"{where}: {final['start']} to {final['end']} is no place in the {side}, {of}")
    return ErrorSpan(final["start"], final["end"], Severity(final["severity"]), final["category"], side)


def _joined(one: GoldDocument, other: GoldDocument, where: str) -> GoldDocument:
    """One document with the raters of both. Raises UsageError where the texts differ, or a rater is in both."""
    if [(s.id, s.target, s.source) for s in one.segments] != [(s.id, s.target, s.source) for s in other.segments]:
        raise UsageError(f"{where}: its segments are not those of another review of {one.doc}: import them apart")
    segments = []
    for mine, theirs in zip(one.segments, other.segments, strict=True):
        if twice := mine.raters.keys() & theirs.raters.keys():
            raise UsageError(f"{where}: {min(twice)!r} has reviewed {one.doc} in another file too: give the newer only")
        segments.append(replace(mine, raters={**mine.raters, **theirs.raters}))
    return replace(one, segments=tuple(segments))
