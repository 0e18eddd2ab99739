"""Plain text: a paragraph is a run of lines that are not blank."""

import re
from collections.abc import Iterator

from audit.article import Block, Extract, SourceMap, Span
from audit.readers._lines import line_starts

SUFFIXES: tuple[str, ...] = (".txt", ".text")

# Possessive ("\r\n" is never half a blank line) and atomic, so that a million blank lines take linear time.
_BLANK_LINES = re.compile(r"(?:\r\n?+|\n)(?:[^\S\r\n]*+(?:\r\n?+|\n))++")


def sniff(text: str) -> bool:  # noqa: ARG001 - the contract of readers
    """False: any text can be plain text, so nothing proves it; it is what remains."""
    return False


def read(text: str) -> Extract:
    """The text itself, a block for each paragraph (its line breaks kept), located where it stands."""
    blocks: list[Block] = []
    start = 0
    for gap in _BLANK_LINES.finditer(text):
        blocks += _paragraph(text, start, gap.start())
        start = gap.end()
    blocks += _paragraph(text, start, len(text))
    return Extract(text, tuple(blocks), SourceMap(((0, 0),), line_starts(text)))


def spellings(file: str, start: int, end: int, words: str) -> Iterator[str]:  # noqa: ARG001 - the contract of readers
    """As they are."""
    yield words


def _paragraph(text: str, start: int, end: int) -> list[Block]:
    """Its block without the white space around it; none where there is nothing else."""
    words = text[start:end].rstrip()
    leading = len(words) - len(words.lstrip())
    return [Block(Span(start + leading, start + len(words)))] if words else []
