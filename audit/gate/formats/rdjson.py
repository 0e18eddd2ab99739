"""rdjson of reviewdog: comments on the lines of a change, suggestions that are applied with a click.

Columns are UTF-8 bytes, from 1, ends exclusive: https://github.com/reviewdog/reviewdog/tree/master/proto/rdf
Where the line of a file is not known, the place is the line, and there is no suggestion: it would replace the line.
"""

from collections.abc import Sequence
from typing import Any

from audit.gate.formats._fixes import fix
from audit.gate.formats._json import dump
from audit.gate.formats._lines import Lines, byte_column, lines_of
from audit.gate.formats._words import NAME, Trouble, message, troubles
from audit.gate.inspection import Flag, Inspection, Level
from audit.view import Place
from audit.wording import visible

SUFFIX = ".json"

_SEVERITIES = {Level.ERROR: "ERROR", Level.WARNING: "WARNING", Level.NOTE: "INFO"}


def render(inspection: Inspection, lines: Lines | None = None) -> str:
    """What was not checked, then the findings. `lines` are those of the files, where the caller has them."""
    known = {**lines_of(inspection), **(lines or {})}
    diagnostics = [*map(_trouble, troubles(inspection)), *(_diagnostic(flag, known) for flag in inspection.flags)]
    return dump({"source": {"name": NAME}, "diagnostics": diagnostics}, indent=2) + "\n"


def _diagnostic(flag: Flag, lines: Lines) -> dict[str, Any]:
    exact = _bytes(flag.place, lines.get(flag.path, ()))
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


def _bytes(place: Place, lines: Sequence[str]) -> dict[str, Any] | None:
    start, end = byte_column(lines, place.start), byte_column(lines, place.end)
    if start is None or end is None:
        return None
    return {
        "start": {"line": place.start.line, "column": start},
        "end": {"line": place.end.line, "column": end},
    }


def _trouble(trouble: Trouble) -> dict[str, Any]:
    return {
        "message": trouble.message,
        "location": {"path": trouble.path, "range": {"start": {"line": trouble.line}}},
        "severity": "ERROR",
        "code": {"value": trouble.kind},
    }
