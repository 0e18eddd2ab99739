"""Strings with escapes, as pieces that know where they are written."""

import re
from collections.abc import Callable, Iterator

from audit.readers._units import Piece


def unescaped(
    text: str, start: int, end: int, escape: re.Pattern[str], meaning: Callable[[re.Match[str]], str]
) -> Iterator[Piece]:
    """The pieces of `text[start:end]`: words as they are written, and what every escape in them means.

    There is always a piece, and an escape at the end is followed by an empty one, so that ends are located too.
    """
    at = start
    for match in escape.finditer(text, start, end):
        if at < match.start():
            yield text[at : match.start()], at
        if words := meaning(match):
            yield words, match.start()
        at = match.end()
    yield text[at:end], at


def character(*units: str) -> str:
    """The character of one UTF-16 code unit or of a surrogate pair, in hexadecimal; U+FFFD for half a pair."""
    code = b"".join(int(unit, 16).to_bytes(2, "big") for unit in units)
    return code.decode("utf-16-be", errors="replace")
