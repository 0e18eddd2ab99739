"""For programs: the whole summary, as `schemas/corpus-summary.json` promises it."""

import json
from dataclasses import asdict
from typing import Any

from audit.corpus.summary.summary import Summary
from audit.version import __version__

SUFFIX = ".json"
SCHEMA_VERSION = "1.0"
_PLACES = 6
"""Of figures that are no whole numbers."""


def render(summary: Summary) -> str:
    """The summary as JSON."""
    content = {"schema_version": SCHEMA_VERSION, "version": __version__, **_rounded(asdict(summary))}
    text = json.dumps(content, ensure_ascii=False, indent=2)
    return text.encode("utf-8", "backslashreplace").decode("utf-8") + "\n"


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return int(value) if value.is_integer() else round(value, _PLACES)
    if isinstance(value, dict):
        return {key: _rounded(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(one) for one in value]
    return value
