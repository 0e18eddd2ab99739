"""Records of a check (`--format jsonl`), read again for what dismisses the findings in them."""

import json
from pathlib import Path
from typing import Any

from audit.errors import UsageError
from audit.gate.dismissal_file import entry, fault
from audit.gate.picking import Dismissable

_MEND = "make the report anew with `audit check --format jsonl=FILE`"


def read(path: Path) -> dict[str, Dismissable]:
    """The findings by fingerprint. Raises UsageError naming file and line."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}: is the path of the report right?") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{path}: this is no report of a check: {_MEND}") from error
    found = {}
    for number, line in enumerate(text.split("\n"), 1):
        record = _record(line, f"{path}:{number}") if line.strip() else {}
        if record.get("type") == "finding":
            found[str(record.get("fingerprint"))] = _dismissable(record, f"{path}:{number}")
    return found


def _record(line: str, where: str) -> dict[str, Any]:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{where}: this is no record of a check ({error}): {_MEND}") from error
    if not isinstance(record, dict):
        raise UsageError(f"{where}: this is no record of a check: {_MEND}")
    return record


def _dismissable(record: dict[str, Any], where: str) -> Dismissable:
    rows, silenced = record.get("dismissals"), record.get("silenced")
    if not isinstance(rows, list) or not rows:
        raise UsageError(f"{where}: the record does not say what dismisses it: {_MEND}")
    if wrong := next(filter(None, map(fault, rows)), ""):
        raise UsageError(f"{where}: {wrong}: {_MEND}")
    by = silenced.get("by") if isinstance(silenced, dict) else ""
    return Dismissable(tuple(map(entry, rows)), str(by or ""))
