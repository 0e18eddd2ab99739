"""Code Quality of GitLab: findings in the widget of a merge request.

https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
"""

from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from audit.domain import Severity
from audit.gate.formats._json import dump
from audit.gate.formats._words import message, troubles
from audit.gate.inspection import Flag, Inspection
from audit.wording import visible

SUFFIX = ".json"

_SEVERITIES = {
    Severity.NEUTRAL: "info",
    Severity.MINOR: "minor",
    Severity.MAJOR: "major",
    Severity.CRITICAL: "critical",
}


def render(inspection: Inspection) -> str:
    """An array, what was not checked first. Without a byte order mark: GitLab refuses one."""
    return dump([*_troubles(inspection), *map(_entry, inspection.flags)], indent=2) + "\n"


def _entry(flag: Flag) -> dict[str, Any]:
    start, end = flag.place.start, flag.place.end
    severity = "blocker" if flag.fails and flag.finding.severity is Severity.CRITICAL else None
    key = f"{visible(flag.key)}: " if flag.key else ""
    return {
        "description": key + message(flag),
        "check_name": flag.rule,
        "fingerprint": flag.fingerprint,
        "severity": severity or _SEVERITIES[flag.finding.severity],
        "location": {
            "path": flag.path,
            "lines": {"begin": start.line, "end": end.line},
            "positions": {
                "begin": {"line": start.line, "column": start.column},
                "end": {"line": end.line, "column": end.column},
            },
        },
    }


def _troubles(inspection: Inspection) -> Iterator[dict[str, Any]]:
    for number, trouble in enumerate(troubles(inspection)):
        yield {
            "description": trouble.message,
            "check_name": trouble.kind,
            "fingerprint": sha256(f"{trouble.kind}\0{trouble.path}\0{number}".encode(errors="replace")).hexdigest(),
            "severity": "critical",
            "location": {"path": trouble.path, "lines": {"begin": trouble.line}},
        }
