"""For programs: everything, as `schemas/diff.json` promises it."""

import json
from collections.abc import Mapping
from typing import Any

from audit.diff.difference import Alone, Difference, Edits, Known
from audit.diff.folder import Folders, Line
from audit.diff.tools import doubts, tools
from audit.domain import Report, Score
from audit.view import Item, Place

SUFFIX = ".json"

SCHEMA_VERSION = "1.0"


def render(difference: Difference) -> str:
    """The difference as JSON, indented, characters as they are. Offsets are code points, ends exclusive."""
    source = difference.source_edits
    return _text(
        {
            "schema_version": SCHEMA_VERSION,
            "kind": "diff",
            "old": _report(difference.old, difference.names[0]),
            "new": _report(difference.new, difference.names[1]),
            "tools": list(tools(difference.old, difference.new)),
            "doubts": list(doubts(difference)),
            "edits": _edits(difference.edits),
            "source_edits": source and _edits(source),
            "findings": {
                "new": [_alone(one, "new") for one in difference.appeared],
                "fixed": [_alone(one, "old") for one in difference.gone],
                "unchanged": [_known(known) for known in difference.kept],
                "not_audited_in_new": [_alone(one, "old") for one in difference.unjudged_now],
                "not_audited_in_old": [_alone(one, "new") for one in difference.unjudged_before],
            },
        }
    )


def render_folders(folders: Folders) -> str:
    """A row for each article that is in both folders."""
    before, after = folders.points
    return _text(
        {
            "schema_version": SCHEMA_VERSION,
            "kind": "folders",
            "old": folders.names[0],
            "new": folders.names[1],
            "only_in_old": list(folders.only_old),
            "only_in_new": list(folders.only_new),
            "per_thousand_words": {"old": round(before, 3), "new": round(after, 3)},
            "articles": [_line(one) for one in folders.lines],
        }
    )


def _text(content: Mapping[str, Any]) -> str:
    text = json.dumps(content, ensure_ascii=False, indent=2)
    # half a surrogate pair (a file name that is no UTF-8, a model's slip) becomes a JSON escape instead of a crash
    return text.encode("utf-8", "backslashreplace").decode("utf-8") + "\n"


def _report(report: Report, name: str) -> dict[str, Any]:
    return {
        "report": name,
        "path": report.article.path,
        "signature": str(report.signature),
        "score": _score(report.score),
        "passes": report.passes,
        "coverage": {"segments": report.coverage.segments, "audited": report.coverage.audited},
    }


def _score(score: Score) -> dict[str, Any]:
    return {
        "words": score.words,
        "penalty": round(score.penalty, 3),
        "per_thousand_words": round(score.per_thousand_words, 3),
        "by_category": {str(name): round(points, 3) for name, points in sorted(score.by_category.items())},
        "by_severity": {str(name): number for name, number in sorted(score.by_severity.items())},
    }


def _edits(edits: Edits) -> dict[str, int]:
    return {
        "words_removed": edits.removed,
        "words_added": edits.added,
        "segments_changed": edits.segments,
        "segments_same": edits.same,
    }


def _alone(one: Alone, report: str) -> dict[str, Any]:
    return {
        "report": report,
        **_finding(one.item),
        "of_places": one.of,
        "cause": one.cause,
        "not_audited": one.unjudged or None,
        "elsewhere": "".join(words for words, _ in one.elsewhere) or None,
    }


def _known(known: Known) -> dict[str, Any]:
    return {"old": _finding(known.old), "new": _finding(known.new)}


def _finding(item: Item) -> dict[str, Any]:
    finding = item.finding
    return {
        "id": f"f{item.number}",
        "category": finding.category,
        "severity": finding.severity,
        "side": finding.span.side,
        "quote": item.quote,
        "before": item.before,
        "after": item.after,
        "explanation": finding.explanation,
        "suggestion": finding.suggestion,
        "confidence": round(finding.confidence, 3),
        "detectors": list(finding.detectors),
        "places": [_place(place) for place in (item.place, *item.repeats)],
    }


def _place(place: Place) -> dict[str, int]:
    return {
        "start": place.span.start,
        "end": place.span.end,
        "line": place.start.line,
        "column": place.start.column,
    }


def _line(one: Line) -> dict[str, Any]:
    return {
        "name": one.name,
        "new": {str(severity): number for severity, number in sorted(one.new.items())},
        "fixed": {str(cause): number for cause, number in sorted(one.fixed.items())},
        "unchanged": one.kept,
        "not_audited_in_one": one.unjudged,
        "scores": {"old": _score(one.scores[0]), "new": _score(one.scores[1])},
        "passes": {"old": one.passes[0], "new": one.passes[1]},
        "complete": one.complete,
        "text_changed": one.changed,
        "worst_new": one.worst and _finding(one.worst.item),
        "tools": list(one.remarks),
    }
