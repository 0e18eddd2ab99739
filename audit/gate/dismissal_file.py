"""The file of a baseline: JSON, sorted, one entry a line, so that a change of it reads well in a review."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from audit.article import Side
from audit.errors import UsageError
from audit.gate.dismissals import Dismissal

VERSION = 1
_TEXTS = ("file", "unit", "rule", "quote", "source", "target")
_NUMBERS = ("at", "length")
_OPTIONAL = ("side", "reason", "by")
_MEND = "mend it, or write the file anew with `audit baseline create --force`"


def read(path: Path) -> tuple[Dismissal, ...]:
    """The entries of a baseline. Raises UsageError naming file and line."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        content = json.loads(text)
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}: is the path of the baseline right?") from error
    except json.JSONDecodeError as error:
        raise UsageError(f"{path}:{error.lineno}: {error.msg}: {_MEND}") from error
    except (ValueError, RecursionError) as error:  # not UTF-8; brackets without end
        raise UsageError(f"{path}: this is no baseline ({error}): {_MEND}") from error
    if not isinstance(content, dict) or not isinstance(content.get("dismissals"), list):
        raise UsageError(f'{path}:1: a baseline is an object with "version" and "dismissals": {_MEND}')
    if content.get("version") != VERSION:
        raise UsageError(f"{path}:1: version {content.get('version')!r} of a baseline is not known, only {VERSION}")
    rows = content["dismissals"]
    for number, row in enumerate(rows):
        if wrong := fault(row):
            raise UsageError(f"{path}:{_line(text, number)}: {wrong}: {_MEND}")
    return tuple(map(entry, rows))


def text(entries: Iterable[Dismissal]) -> str:
    """The file's content; schemas/dismissals.json describes it."""
    rows = ",\n".join(json.dumps(as_row(entry), ensure_ascii=False) for entry in sorted(entries))
    safe = rows.encode("utf-8", "replace").decode()  # half a surrogate pair cannot be written
    return f'{{"version": {VERSION}, "dismissals": [\n{safe}\n]}}\n' if rows else _EMPTY


_EMPTY = f'{{"version": {VERSION}, "dismissals": []}}\n'


def as_row(entry: Dismissal) -> dict[str, Any]:
    """An entry as the file has it."""
    row: dict[str, Any] = {name: getattr(entry, name) for name in ("file", "unit", "rule", "quote", "at", "length")}
    row |= {"side": entry.side} if entry.side is Side.SOURCE else {}
    row |= {"source": entry.source, "target": entry.target}
    return row | {name: said for name in ("reason", "by") if (said := getattr(entry, name))}


def entry(row: dict[str, Any]) -> Dismissal:
    """A row in which there is no fault."""
    return Dismissal(**{**row, "side": Side(row.get("side", Side.TARGET))})


def fault(row: Any) -> str:
    """What is wrong with a row; empty where nothing is."""
    if not isinstance(row, dict):
        return "an entry is an object"
    if missing := [name for name in (*_TEXTS, *_NUMBERS) if name not in row]:
        return f"the entry lacks {missing[0]!r}"
    if unknown := sorted(set(row) - {*_TEXTS, *_NUMBERS, *_OPTIONAL}):
        return f"unknown key {unknown[0]!r} in an entry"
    if wrong := [name for name in (*_TEXTS, *_OPTIONAL) if not isinstance(row.get(name, ""), str)]:
        return f"{wrong[0]!r} must be text"
    if wrong := [name for name in _NUMBERS if not _is_count(row[name])]:
        return f"{wrong[0]!r} must be a whole number from 0"
    return "" if row.get("side", "target") in {"source", "target"} else "'side' is source or target"


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _line(text: str, number: int) -> int:
    """The line, from 1, on which an entry begins; the library does not tell."""
    decoder, start, at = json.JSONDecoder(), 0, text.index("[", text.index('"dismissals"'))
    for _ in range(number + 1):
        at += 1
        while text[at] in " \t\r\n,":
            at += 1
        start = at
        at = decoder.raw_decode(text, at)[1] - 1
    return text.count("\n", 0, start) + 1
