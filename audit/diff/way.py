"""The way from one text to another one: where words stand in it, character by character."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from audit.article import Span


@dataclass(frozen=True, slots=True, order=True)
class Piece:
    """`length` characters at `here` are the same as those at `there` in the other text; none, and it is a place."""

    here: int
    there: int
    length: int


class Way:
    """From one text to another. No character leads to two places, and no two lead to one."""

    def __init__(self, here: str, there: str, pieces: Sequence[Piece]) -> None:
        self._here, self._there = here, there
        self._pieces = sorted(pieces)
        self._starts = [piece.here for piece in self._pieces]

    def images(self, span: Span) -> list[Span]:
        """Where the words of a span stand in the other text; an empty one has places, without words."""
        found = []
        for piece in self._near(span.start, span.end):
            start, end = max(span.start, piece.here), min(span.end, piece.here + piece.length)
            if start < end or not len(span):
                found.append(Span(piece.there + start - piece.here, piece.there + end - piece.here, span.side))
        return found

    def stands(self, span: Span) -> bool:
        """True where the other text has the same words, in one stretch; of an empty span, the same around it."""
        if not len(span):
            return self._stands_empty(span.start)
        images = self.images(span)
        if not images:
            return False
        start, end = min(image.start for image in images), max(image.end for image in images)
        wide = 4 * len(span) + 16  # words that were moved apart: no need to look at all that lies between
        return end - start <= wide and self._there[start:end].split() == span.of(self._here).split()

    def changed(self, span: Span) -> Iterator[tuple[str, bool]]:
        """The words of a span in stretches, each with whether the other text lacks it."""
        at = span.start
        for piece in self._near(span.start, span.end):
            start, end = max(span.start, piece.here), min(span.end, piece.here + piece.length)
            if start < end:
                yield from self._lacking(at, start)
                yield self._here[start:end], False
                at = end
        yield from self._lacking(at, span.end)

    def _lacking(self, start: int, end: int) -> Iterator[tuple[str, bool]]:
        words = self._here[start:end]
        first, last = len(words) - len(words.lstrip()), len(words.rstrip())
        parts = ((words[:first], False), (words[first:last], True), (words[max(first, last) :], False))
        yield from ((part, lacks) for part, lacks in parts if part)

    def _stands_empty(self, at: int) -> bool:
        """Nothing was put between the characters on either side, blanks aside, and they are the same as before."""
        text = self._here
        left = next((i for i in range(at - 1, -1, -1) if not text[i].isspace()), None)
        right = next((i for i in range(at, len(text)) if not text[i].isspace()), None)
        start = -1 if left is None else self._image(left)
        end = len(self._there) if right is None else self._image(right)
        return start is not None and end is not None and start < end and not self._there[start + 1 : end].strip()

    def _image(self, offset: int) -> int | None:
        return next((image.start for image in self.images(Span(offset, offset + 1))), None)

    def _near(self, start: int, end: int) -> Iterator[Piece]:
        """The pieces that touch a stretch, ascending."""
        at = max(0, bisect_right(self._starts, start) - 1)
        while at > 0 and self._pieces[at - 1].here + self._pieces[at - 1].length >= start:
            at -= 1
        for number in range(at, len(self._pieces)):
            piece = self._pieces[number]
            if piece.here > end:
                return
            if piece.here + piece.length >= start:
                yield piece
