"""For programs: a record a line, as `schemas/flag.json` promises it; the last one is the sum."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from audit.domain import Severity
from audit.gate.dismissal_file import as_row
from audit.gate.dismissals import dismissal
from audit.gate.formats._json import dump
from audit.gate.formats._words import troubles, units, verdict
from audit.gate.inspection import Flag, Inspection
from audit.view import Place

SUFFIX = ".jsonl"
SCHEMA_VERSION = "1.1"


def render(inspection: Inspection) -> str:
    """What was not checked, what stands, what is silenced, the sum. Texts are exact, whatever they hold."""
    return "".join(f"{dump({'schema_version': SCHEMA_VERSION} | record)}\n" for record in _records(inspection))


def _records(inspection: Inspection) -> Iterator[dict[str, Any]]:
    for trouble in troubles(inspection):
        yield {"type": trouble.kind, "path": trouble.path, "line": trouble.line, "message": trouble.message}
    yield from map(_flag, inspection.flags)
    yield from map(_flag, inspection.silenced)
    yield _summary(inspection)


def _flag(flag: Flag) -> dict[str, Any]:
    finding, silenced = flag.finding, flag.silenced
    return {
        "type": "finding",
        "rule": flag.rule,
        "category": finding.category,
        "severity": finding.severity,
        "level": flag.level,
        "fails": flag.fails,
        "silenced": silenced and {"by": silenced.by, "reason": silenced.reason},
        "path": flag.path,
        **_place(flag.place),
        "side": finding.span.side,
        "key": flag.key or None,
        "quote": flag.quote,
        "source": flag.source.text if flag.source else None,
        "target": flag.segment.text if flag.segment else None,
        "explanation": finding.explanation,
        "suggestion": finding.suggestion,
        "confidence": round(finding.confidence, 3),
        "detectors": list(finding.detectors),
        "repeats": [_place(place) for place in flag.repeats],
        "fingerprint": flag.fingerprint,
        "dismissals": [as_row(dismissal(one)) for one in flag.identities],
    }


def _place(place: Place) -> dict[str, int]:
    return {
        "line": place.start.line,
        "column": place.start.column,
        "end_line": place.end.line,
        "end_column": place.end.column,
    }


def _summary(inspection: Inspection) -> dict[str, Any]:
    found = Counter(flag.finding.severity for flag in inspection.flags)
    coverage = [file.report.coverage for file in inspection.files]
    return {
        "type": "summary",
        "verdict": verdict(inspection),
        "fails": inspection.fails,
        "complete": inspection.complete,
        "files": len(inspection.files),
        "units": units(inspection),
        "unchanged": sum(len(file.unchanged) for file in inspection.files),
        "unread": len(inspection.unread),
        "not_audited": sum(one.segments - one.audited for one in coverage),
        "findings": {severity.value: found[severity] for severity in Severity},
        "silenced": len(inspection.silenced),
        "stale": list(inspection.stale),
        "notes": list(inspection.notes),
        "per_thousand_words": round(inspection.per_thousand_words, 3),
        "limit": inspection.limit,
        "version": inspection.version,
    }
