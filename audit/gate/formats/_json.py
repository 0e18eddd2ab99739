"""JSON that any parser takes and any terminal may show."""

import json
from typing import Any

from audit.gate.formats._acts import ACTS, HALF


def dump(value: Any, indent: int | None = None) -> str:
    """JSON in which characters that act are escapes, so that values stay as they are and do nothing on the way.

    Half a surrogate pair becomes text that spells it.
    """
    separators = (",", ":") if indent is None else None
    text = json.dumps(value, ensure_ascii=False, indent=indent, separators=separators, allow_nan=False)
    text = ACTS.sub(lambda match: json.dumps(match[0])[1:-1], text)
    return HALF.sub(lambda match: f"\\\\u{ord(match[0]):04x}", text)
