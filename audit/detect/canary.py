"""An error planted in a request: a model that does not mark it has not looked, and is not believed.

An article can ask the model that judges it to report nothing, and then an empty answer looks like a clean article. So
a sentence with its words in reverse order, in any language an error that nobody overlooks, is put among the segments
asked about. What it copies and where it stands follow from the words of the segments: the same request every time, so
that the cache answers it.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from audit.article import Pair, Span
from audit.detect.ground import find
from audit.detect.windows import Window

MISSED = "the model missed an error planted in this request"

_ID = "canary"
_UNSPACED = re.compile(r"[\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
"""Scripts without spaces between words: Thai, Lao, Tibetan, Burmese, Khmer, kana, Han."""
_ENOUGH = 8
"""Words (in a script without spaces, characters) whose reverse order nobody overlooks: four names are still a list."""


@dataclass(frozen=True, slots=True)
class Canary:
    """A planted sentence. `pair` has no place in the article, `copied` is the one it was made of."""

    pair: Pair
    copied: Pair
    place: int
    """How many segments of the request stand before it."""

    @property
    def name(self) -> str:
        """What the request calls it."""
        return f"s{self.place + 1}"

    def among(self, context: Sequence[Pair]) -> tuple[Pair, ...]:
        """The segments that a request shows, with it in its place."""
        return (*context[: self.place], self.pair, *context[self.place :])

    def is_marked(self, content: Mapping[str, Any]) -> bool:
        """True where an answer marks words of it."""
        errors = (error for entry in content["segments"] if entry["id"] == self.name for error in entry["errors"])
        return any(find(error["quote"], self.pair.target.text) for error in errors)

    def removed(self, content: Mapping[str, Any]) -> Mapping[str, Any]:
        """An answer without what it says of the planted sentence."""
        return {**content, "segments": [entry for entry in content["segments"] if entry["id"] != self.name]}


def plant(window: Window, again: bool) -> Canary | None:
    """What is planted in a window, among its focus; another one where it is asked about again.

    None where nothing in the window can be put in another order: where it shows single characters only.
    """
    number = _number(window.focus) + again
    long = [pair for pair in window.focus if len(_pieces(pair.target.text)[0]) >= _ENOUGH]
    copied = long[number % len(long)] if long else max(window.context, key=lambda pair: len(pair.target.text))
    text = reversed_order(copied.target.text)
    if text == copied.target.text:
        return None
    pair = replace(copied, target=replace(copied.target, id=_ID, text=text, span=Span(0, 0)))
    gap = number // len(long or [copied]) % (len(window.focus) + 1)
    place = window.context.index(window.focus[max(0, gap - 1)]) + bool(gap)
    return Canary(pair, copied, place)


def reversed_order(text: str) -> str:
    """The words of a text from last to first, or its characters: in a script without spaces, and where words do not do.

    The text itself where it is the same both ways.
    """
    pieces, between = _pieces(text)
    turned = between.join(reversed(pieces))
    return turned if turned != text else text[::-1]


def _pieces(text: str) -> tuple[list[str], str]:
    """What a text is made of, and what stands between two pieces."""
    unspaced = len(_UNSPACED.findall(text))
    return (list(text), "") if 2 * unspaced > sum(map(str.isalpha, text)) else (text.split(), " ")


def _number(focus: Sequence[Pair]) -> int:
    """A large number that follows from the words asked about."""
    words = "\n".join(pair.target.text for pair in focus)
    return int.from_bytes(sha256(words.encode()).digest()[:8])
