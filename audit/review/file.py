"""The file of a review: JSON, as `schemas/review.json` describes it."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from audit import assets
from audit.article import Side
from audit.domain import Severity
from audit.errors import UsageError
from audit.review.decision import Decision, Mark, Own, Review, SegmentText, Verdict

VERSION = "1.1"

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator

_Row = Mapping[str, Any]


def read_review(path: Path) -> Review:
    """The review in a file. Raises UsageError naming file and place."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}: give a review file") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{path}: not UTF-8: give a review file, as a report exports it") from error
    return parse_review(text, str(path))


def parse_review(text: str, name: str) -> Review:
    """The review in the text of a file; `name` is what messages call it. Raises UsageError."""
    try:
        value: dict[str, Any] = json.loads(text)
    except (ValueError, RecursionError) as error:
        line = f":{error.lineno}: not JSON ({error.msg})" if isinstance(error, json.JSONDecodeError) else ": not JSON"
        raise UsageError(f"{name}{line}: give a review file") from error
    if wrong := assets.misfit(_validator(), value, "review"):
        raise UsageError(f"{name}: {wrong}")
    review = _review(value)
    if lost := next(astray(review), None):
        raise UsageError(f"{name}: {lost}")
    return review


def text_of(review: Review) -> str:
    """The content of a review's file, ending in a line break."""
    value = {
        "schema_version": VERSION,
        "report": {"path": review.path, "digest": review.digest},
        "languages": {"source": review.source_language, "target": review.target_language},
        "segments": [
            {"id": one.id, "target": one.target, "source": one.source, "paragraph": one.paragraph}
            for one in review.segments
        ],
        "seen": {reviewer: list(ids) for reviewer, ids in review.seen.items()},
        "decisions": [row_of(decision) for decision in review.decisions],
    }
    text = json.dumps(value, ensure_ascii=False, indent=1)
    return text.encode("utf-8", "backslashreplace").decode("utf-8") + "\n"  # half a surrogate pair becomes an escape


def row_of(decision: Decision) -> dict[str, Any]:
    """A decision as the file has it; what is unchanged is left out."""
    mark = decision.mark
    finding = {name: getattr(mark, name) for name in ("segment", "side", "start", "end", "category", "severity")}
    row: dict[str, Any] = {"finding": finding, "decision": decision.verdict}
    for name in ("start", "end", "category", "severity", "comment"):
        if (value := getattr(decision, name)) is not None:
            row[name] = value
    if decision.suggestion is not Own.OWN:
        row["suggestion"] = decision.suggestion
    return row | {"reviewer": decision.reviewer, "at": decision.at}


def decision_of(row: _Row) -> Decision:
    """The decision that a row, which fits the schema, stands for."""
    finding, severity = row["finding"], row.get("severity")
    mark = Mark(
        finding["segment"],
        finding["start"],
        finding["end"],
        finding["category"],
        Severity(finding["severity"]),
        Side(finding.get("side", Side.TARGET)),
    )
    return Decision(
        mark=mark,
        verdict=Verdict(row["decision"]),
        reviewer=row["reviewer"],
        at=row["at"],
        start=row.get("start"),
        end=row.get("end"),
        category=row.get("category"),
        severity=severity and Severity(severity),
        suggestion=row.get("suggestion", Own.OWN),
        comment=row.get("comment"),
    )


@cache
def _validator() -> "Draft202012Validator":
    from jsonschema import Draft202012Validator  # 45 ms that --help does not need

    return Draft202012Validator(assets.schema("review"))


def _review(value: _Row) -> Review:
    return Review(
        path=value["report"]["path"],
        digest=value["report"]["digest"],
        source_language=value["languages"]["source"],
        target_language=value["languages"]["target"],
        segments=tuple(
            SegmentText(row["id"], row["target"], row.get("source"), row.get("paragraph")) for row in value["segments"]
        ),
        seen={reviewer: tuple(ids) for reviewer, ids in value["seen"].items()},
        decisions=tuple(map(decision_of, value["decisions"])),
    )


def astray(review: Review) -> Iterator[str]:
    """What of a review does not fit together, in words."""
    segments = {segment.id: segment for segment in review.segments}
    if len(segments) < len(review.segments):
        yield "two segments have the same id: give each its own"
    for reviewer, ids in review.seen.items():
        yield from (f"seen of {reviewer!r}: there is no segment {id_!r}" for id_ in ids if id_ not in segments)
    for number, decision in enumerate(review.decisions):
        if not _is_time(decision.at):
            yield f"decisions[{number}]: there is no time {decision.at!r}"
        if decision.mark.segment not in segments:
            yield f"decisions[{number}]: there is no segment {decision.mark.segment!r}"
            continue
        for mark in (decision.mark, decision.final):
            words = segments[mark.segment].text(mark.side)
            if words is None or not mark.start <= mark.end <= len(words):
                of = "which the segment does not have" if words is None else f"of {len(words)} characters"
                yield f"decisions[{number}]: {mark.start} to {mark.end} is no place in the {mark.side}, {of}"


def _is_time(words: str) -> bool:
    """True for what fits the schema's pattern and is in the calendar too."""
    try:
        return datetime.fromisoformat(words).tzinfo is not None
    except ValueError:
        return False
