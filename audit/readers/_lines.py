"""Where the lines of a file begin: LF, CR LF and CR end one, as editors count."""

import re

LINE_END = re.compile(r"\r\n?|\n")


def line_starts(text: str, end: int | None = None) -> tuple[int, ...]:
    """The offsets at which lines begin, the first at 0; `end`: only those up to there."""
    ends = LINE_END.finditer(text) if end is None else LINE_END.finditer(text, 0, end)
    return (0, *(found.end() for found in ends))
