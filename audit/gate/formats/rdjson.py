"""rdjson of reviewdog: comments on the lines of a change, suggestions that are applied with a click.

Columns are UTF-8 bytes, from 1, ends exclusive: https://github.com/reviewdog/reviewdog/tree/master/proto/rdf
Where the line of a file is not known, the place is the line, and there is no suggestion: it would replace the line.
"""

from typing import Any

from audit.article import Location
from audit.gate.formats._fixes import fix
from audit.gate.formats._json import dump
from audit.gate.formats._words import NAME, Trouble, message, troubles
from audit.gate.inspection import Flag, Inspection, Level
from audit.wording import visible

SUFFIX = ".json"

_SEVERITIES = {Level.ERROR: "ERROR", Level.WARNING: "WARNING", Level.NOTE: "INFO"}


def render(inspection: Inspection) -> str:
    """What was not checked, then the findings."""
    diagnostics = [*map(_trouble, troubles(inspection)), *map(_diagnostic, inspection.flags)]
    return dump({"source": {"name": NAME}, "diagnostics": diagnostics}, indent=2) + "\n"


def _diagnostic(flag: Flag) -> dict[str, Any]:
    exact = _bytes(flag)
    whole = {"start": {"line": flag.place.start.line}, "end": {"line": flag.place.end.line}}
    key = f"{visible(flag.key)}: " if flag.key else ""
    made: dict[str, Any] = {
        "message": key + message(flag),
        "location": {"path": flag.path, "range": exact or whole},
        "severity": _SEVERITIES[flag.level],
        "code": {"value": flag.rule},
    }
    if exact and (words := fix(flag)) is not None:
        made["suggestions"] = [{"range": exact, "text": words}]
    return made


def _bytes(flag: Flag) -> dict[str, Any] | None:
    """The range in bytes; None where the lines are not known, or are others by now."""
    start, end, lines = flag.place.start, flag.place.end, flag.lines
    if len(lines) != end.line - start.line + 1 or start.column > len(lines[0]) + 1 or end.column > len(lines[-1]) + 1:
        return None
    return {"start": _position(start, lines[0]), "end": _position(end, lines[-1])}


def _position(at: Location, line: str) -> dict[str, int]:
    return {"line": at.line, "column": len(line[: at.column - 1].encode("utf-8", "replace")) + 1}


def _trouble(trouble: Trouble) -> dict[str, Any]:
    return {
        "message": trouble.message,
        "location": {"path": trouble.path, "range": {"start": {"line": trouble.line}}},
        "severity": "ERROR",
        "code": {"value": trouble.kind},
    }
