"""What two sequences of words have in common, and what counts as a word."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Indel

_WORD = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]"  # scripts without spaces
    r"|(?:(?![\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff])\w)+|[^\w\s]"
)
_LARGEST = 400_000_000
"""Cells of a comparison: the library keeps a bit for each, so 50 MB at most."""


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of two sequences in which both are the same: where it begins in each, and how long it is."""

    one: int
    other: int
    length: int


def words(text: str) -> Iterator[tuple[int, int]]:
    """Where the words and the signs of a text begin and end; a character each in scripts without spaces."""
    return (match.span() for match in _WORD.finditer(text))


def blocks(one: Sequence[str], other: Sequence[str]) -> list[Block]:
    """The longest common subsequence in stretches, ascending; none where that would take too much memory.

    Of several that are as long the same one is taken whichever sequence comes first.
    """
    if len(one) * len(other) > _LARGEST:
        return []
    first, second = sorted((list(one), list(other)))
    found = [code for code in Indel.opcodes(first, second) if code.tag == "equal"]
    places = ((code.src_start, code.dest_start, code.src_end - code.src_start) for code in found)
    if first == list(one):
        return [Block(*place) for place in places]
    return [Block(start, at, length) for at, start, length in places]
