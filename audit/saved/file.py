"""Saved reports: JSON of every version, and the JSON inside an HTML report."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from audit import assets
from audit.domain import Report
from audit.errors import UsageError
from audit.saved.values import report_of
from audit.saved.versions import upgraded

_EMBEDDED = re.compile(r'<script type="application/json" id="report">(.*?)</script>', re.DOTALL)
_VERSION = re.compile(r"1\.\d{1,3}")
_GIVE = "give a report of `audit run --format json` or html"


def read_report(path: Path) -> Report:
    """The report in a file that `audit run --format json` or `html` wrote. Raises UsageError saying what is wrong."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}: {_GIVE}") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{path}: not UTF-8: {_GIVE}") from error
    return parse_report(text, str(path))


def parse_report(text: str, name: str) -> Report:
    """The report in the text of such a file; `name` is what messages call it. Raises UsageError."""
    embedded = _EMBEDDED.search(text)
    try:
        value = json.loads(embedded[1] if embedded else text)
    except (ValueError, RecursionError) as error:
        line = f":{error.lineno}" if isinstance(error, json.JSONDecodeError) and not embedded else ""
        raise UsageError(f"{name}{line}: this is no report: {_GIVE}") from error
    return report_of(_checked(value, name))


def _checked(value: Any, name: str) -> dict[str, Any]:
    """A report of the current version, that fits the schema, and whose places are in its texts."""
    schema = assets.schema("report")
    current = schema["properties"]["schema_version"]["const"]
    version = value.get("schema_version") if isinstance(value, dict) else None
    if not isinstance(version, str) or not _VERSION.fullmatch(version):
        said = "no version" if version is None else f"version {version!r}"
        raise UsageError(f"{name}: a report with {said}: this program reads versions 1.x (schemas/report.json)")
    if _minor(version) > _minor(current):
        raise UsageError(f"{name}: a report of version {version}: this program reads up to {current}; use a newer one")
    from jsonschema import Draft202012Validator  # 45 ms that --help does not need

    made = upgraded(value) | {"schema_version": current}
    if wrong := assets.misfit(Draft202012Validator(schema), made, "report"):
        raise UsageError(f"{name}: {wrong}")
    if astray := next(_astray(made), None):
        raise UsageError(f"{name}: {astray}: the file was changed by hand; write the report anew")
    return made


def _minor(version: str) -> int:
    return int(version.partition(".")[2])


def _astray(value: dict[str, Any]) -> Iterator[str]:
    """Places that are in no text, in words."""
    article = value["article"]
    lengths = {side: len(article[side]["text"]) if article[side] else 0 for side in ("target", "source")}
    rows = [(f"segment {row['id']}", row, "target") for row in value["segments"]]
    rows += [
        (f"segment {row['id']} of the source", row["source"], "source") for row in value["segments"] if row["source"]
    ]
    rows += [(f"finding {row['id']}", one, row["side"]) for row in value["findings"] for one in (row, *row["repeats"])]
    rows += [(f"source segment {row['id']}", row, "source") for row in (article["source"] or {}).get("segments", ())]
    for what, row, side in rows:
        if not row["start"] <= row["end"] <= lengths[side]:
            yield f"{what}: {row['start']} to {row['end']} is no place in the {side}"
