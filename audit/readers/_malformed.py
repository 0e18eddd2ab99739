"""How readers say where a file is broken."""

import re

from audit.errors import InputError

_LINE_END = re.compile(r"\r\n?|\n")


def malformed(text: str, offset: int, problem: str) -> InputError:
    """The error for an offset in a file: "line 3, column 5: a quote is missing: ..."; both from 1, in code points."""
    starts = [0, *(end.end() for end in _LINE_END.finditer(text, 0, offset))]
    return InputError(f"line {len(starts)}, column {offset - starts[-1] + 1}: {problem}")
