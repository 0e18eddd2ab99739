"""The text of a catalogue as it grows, unit by unit, and where each piece of it stands in the file."""

from collections.abc import Iterable

from audit.article import Block, Extract, SourceMap, Span, Unit
from audit.readers._lines import line_starts

_BETWEEN = "\n\n"
_PLAIN = Unit()

Piece = tuple[str, int]
"""Words as they read, and the offset in the file at which they begin; within a piece both run in step.

"caf\\u00e9s" in JSON is three pieces: "caf", "é" and "s".
"""


class Units:
    """Collects the units of one side of a file, in the order in which they are added."""

    def __init__(self, file: str) -> None:
        """`file` is the whole text of the file, which offsets point into."""
        self._line_starts = line_starts(file)
        self._pieces: list[str] = []
        self._blocks: list[Block] = []
        self._anchors: list[tuple[int, int]] = []
        self._length = 0

    def add(self, key: str, pieces: Iterable[Piece], unit: Unit = _PLAIN) -> None:
        """A unit; one without words still needs a piece, ("", offset), that says where they would stand."""
        if self._blocks:
            self._pieces.append(_BETWEEN)
            self._length += len(_BETWEEN)
        start = self._length
        for words, offset in pieces:
            if self._anchors and self._anchors[-1][0] == self._length:  # of an empty piece before this one
                self._anchors.pop()
            self._anchors.append((self._length, offset))
            self._pieces.append(words)
            self._length += len(words)
        self._blocks.append(Block(Span(start, self._length), key, unit))

    def extract(self, language: str | None = None) -> Extract:
        """All units as an extract; `language` is what the file declares."""
        source_map = SourceMap(tuple(self._anchors) or ((0, 0),), self._line_starts)
        return Extract("".join(self._pieces), tuple(self._blocks), source_map, language)
