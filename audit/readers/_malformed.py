"""How readers say where a file is broken."""

from audit.errors import InputError
from audit.readers._lines import line_starts


def malformed(text: str, offset: int, problem: str) -> InputError:
    """The error for an offset in a file: "line 3, column 5: a quote is missing: ..."; both from 1, in code points."""
    starts = line_starts(text, offset)
    return InputError(f"line {len(starts)}, column {offset - starts[-1] + 1}: {problem}")
