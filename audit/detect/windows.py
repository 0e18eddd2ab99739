"""Which segments one request shows, and which of them it asks about.

Models spend a roughly fixed quota of errors a call, so a request asks about a few focus segments; they judge better
with the whole article before them, so it shows as much of it as the budget allows.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from audit.domain import Article, Pair

FOCUS = 1_500
"""Characters of focus segments a request: about eight sentences."""
CONTEXT = 12_000
"""Characters of an article shown in every request: about 2,000 words, twice a long news story."""


@dataclass(frozen=True, slots=True)
class Window:
    """A request's view of an article; `focus` is part of `context`."""

    context: tuple[Pair, ...]
    focus: tuple[Pair, ...]

    def halves(self) -> tuple["Window", ...]:
        """The same view, asked about in two halves; empty where the focus is a single segment."""
        middle = len(self.focus) // 2
        parts = (self.focus[:middle], self.focus[middle:])
        return tuple(Window(self.context, part) for part in parts) if middle else ()


def windows(article: Article, focus: int = FOCUS, context: int = CONTEXT) -> Iterator[Window]:
    """Windows that ask about every segment exactly once.

    An article beyond the context budget is shown in stretches of whole paragraphs, each on its own, so that an edit
    changes the requests of one stretch only (of later ones too where it moves a paragraph into the next).
    """
    for stretch in _packed(_paragraphs(article.pairs), context):
        for part in _packed(_paragraphs(stretch), focus):
            yield Window(stretch, part)


def stretches(article: Article, context: int = CONTEXT) -> Iterator[Window]:
    """The article in as few views as the budget allows, each asked about as a whole."""
    for stretch in _packed(_paragraphs(article.pairs), context):
        yield Window(stretch, stretch)


def _paragraphs(pairs: tuple[Pair, ...]) -> Iterator[tuple[Pair, ...]]:
    for _, group in groupby(pairs, key=lambda pair: pair.target.paragraph):
        yield tuple(group)


def _packed(paragraphs: Iterator[tuple[Pair, ...]], budget: int) -> Iterator[tuple[Pair, ...]]:
    """Paragraphs joined up to the budget; one that exceeds it alone is cut between segments."""
    packed: list[Pair] = []
    size = 0
    for paragraph in paragraphs:
        length = sum(map(_size, paragraph))
        pieces = [paragraph] if length <= budget else [(pair,) for pair in paragraph]
        for piece in pieces:
            length = sum(map(_size, piece))
            if packed and size + length > budget:
                yield tuple(packed)
                packed, size = [], 0
            packed += piece
            size += length
    if packed:
        yield tuple(packed)


def _size(pair: Pair) -> int:
    return len(pair.target.text) + (len(pair.source.text) if pair.source else 0)
