"""Checkstyle's XML: what Jenkins, reviewdog and many others read."""

from collections import defaultdict
from xml.etree.ElementTree import Element

from audit.gate.formats._words import NAME, message, troubles
from audit.gate.formats._xml import add, legal, write
from audit.gate.inspection import Inspection, Level
from audit.wording import visible

SUFFIX = ".xml"

_SEVERITIES = {Level.ERROR: "error", Level.WARNING: "warning", Level.NOTE: "info"}


def render(inspection: Inspection) -> str:
    """A `file` for every file in which there is something, an `error` for everything. Columns are code points."""
    errors: defaultdict[str, list[Element]] = defaultdict(list)
    for trouble in troubles(inspection):
        errors[trouble.path].append(_error(trouble.line, 1, "error", trouble.message, trouble.kind))
    for flag in inspection.flags:
        start, key = flag.place.start, f"{visible(flag.key)}: " if flag.key else ""
        said = key + message(flag)
        errors[flag.path].append(_error(start.line, start.column, _SEVERITIES[flag.level], said, flag.rule))
    root = Element("checkstyle", version="10.0")
    for path in sorted(errors):
        add(root, "file", name=path).extend(errors[path])
    return write(root)


def _error(line: int, column: int, severity: str, said: str, rule: str) -> Element:
    attributes = {"line": str(line), "column": str(column), "severity": severity}
    return Element("error", attributes | {"message": legal(said), "source": legal(f"{NAME}.{rule}")})
