"""Which segments one request shows, and which of them it asks about.

Models find a roughly fixed number of errors a call, so a request asks about a few focus segments; they judge better
with the article before them, so it shows all of it, or where it is long what stands around the focus.

Requests that are the same word for word are answered from the cache, so an edit should change few. An article is cut
where its own words say, not after so many characters from its beginning: the cuts stay when something before them
changes. How often they do not: benchmarks/windows.py.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from itertools import accumulate, pairwise

from audit.article import Article, Pair

FOCUS = 2_000
"""Characters of focus segments' translations a request, on average in news: sixteen sentences or so, all of a short
story; never more than twice this."""
LEAST, SHARE = 1_000, 3
"""With a source text a short article is asked about in smaller parts: thirds of it, but no fewer characters than so.
Against a source, fewer segments a request are judged better; without one they are not (docs/quality.md)."""
CONTEXT = 12_000
"""Longest article, in characters, that every request shows whole: about 2,000 words, twice a long news story.
One of more segments than that has on average is long too, however short they are: an edit would change them all."""

_SENTENCE = 125
"""Characters of an average sentence in English news."""
_STRING = 50
"""Characters of an average string of a program: some forty of them make a request."""
_NO_WORDS = re.compile(r"%[\w.$]*|\{[^{}]*\}|<[^<>]*>")
"""Placeholders and tags."""
_NEIGHBOURS = 5
"""Most segments that are shown on either side of the focus where an article is too long to be shown whole."""
_BESIDE = 2
"""Segments that are shown on either side of each one asked about, where only some of a long article are."""
_OPENING = 8
"""Characters of a segment by which the gap before it is known: a word or two. Only an edit of these can move a cut
by itself; fewer would be the same in too many segments."""


@dataclass(frozen=True, slots=True)
class Window:
    """A request's view of an article; `focus` is part of `context`."""

    context: tuple[Pair, ...]
    focus: tuple[Pair, ...]

    def halves(self) -> tuple["Window", ...]:
        """The same view, asked about in two halves; empty where the focus is a single segment."""
        return tuple(Window(self.context, half) for half in _halved(self.focus))

    def parted(self) -> tuple["Window", ...]:
        """Two views, each of one half of the focus and nothing else; empty where the focus is a single segment."""
        return tuple(Window(half, half) for half in _halved(self.focus))


def asked(article: Article) -> tuple[Pair, ...]:
    """What there is to ask about: all of an article; of a catalogue, what is translated and has a word in it."""
    if not article.is_catalogue:
        return article.pairs
    return tuple(pair for pair in article.pairs if any(map(str.isalpha, _NO_WORDS.sub("", pair.target.text))))


def windows(article: Article, focus: int | None = None, context: int = CONTEXT) -> Iterator[Window]:
    """Windows that ask about every segment exactly once, in order; `focus` None: about as many as suits the article.

    In an article of up to `context` characters each shows all of it, and an edit changes them all. In a long one
    each shows a few segments of its neighbours besides its own, and no segment is shown by more than two: a changed
    one changes two requests at most, unless it also moves a cut.

    Strings of a catalogue tell no story: each request shows its own and their neighbours, however few there are, so
    that a changed one leaves the others' answers in the cache. Where the article has a focus, only that is asked about.
    """
    pairs = asked(article)
    short = not article.is_catalogue and _is_short(pairs, context)
    if focus is None:
        thirds = max(LEAST, sum(map(_translated, pairs)) // SHARE)
        focus = thirds if short and article.source else FOCUS
    usual = _STRING if article.is_catalogue else _SENTENCE
    most = 3 * focus // (2 * usual)  # a part has two thirds of that on average
    parts = list(_parts(_focused(article, pairs), most, 2 * focus, _translated))
    if article.focus and not short:
        yield from (Window(_around(pairs, part), part) for part in parts)
        return
    if short:
        yield from (Window(pairs, part) for part in parts)
        return
    for before, part, after in zip(((), *parts), parts, (*parts[1:], ()), strict=False):
        closing = before[max(len(before) // 2, len(before) - _NEIGHBOURS) :]
        opening = after[: min(len(after) // 2, _NEIGHBOURS)]
        yield Window((*closing, *part, *opening), part)


def stretches(article: Article, context: int = CONTEXT) -> Iterator[Window]:
    """The article in a few views of at most `context` characters, each asked about as a whole; one where it fits.

    Where the article has a focus, those that show something of it.
    """
    pairs = asked(article)
    whole = _is_short(pairs, context)
    runs = iter([pairs]) if whole else _parts(pairs, context // _SENTENCE, context, _whole)
    return (Window(run, run) for run in runs if _focused(article, run))


def _focused(article: Article, pairs: tuple[Pair, ...]) -> tuple[Pair, ...]:
    """Those that are to be judged."""
    focus = article.focus
    return pairs if focus is None else tuple(pair for pair in pairs if pair.target.id in focus.target)


def _around(pairs: tuple[Pair, ...], part: tuple[Pair, ...]) -> tuple[Pair, ...]:
    """A part of an article, its segments maybe scattered, with what stands beside each of them."""
    ids = {pair.target.id for pair in part}
    places = (place for place, pair in enumerate(pairs) if pair.target.id in ids)
    shown = {near for place in places for near in range(place - _BESIDE, place + _BESIDE + 1)}
    return tuple(pairs[place] for place in sorted(shown) if 0 <= place < len(pairs))


def _parts(
    pairs: tuple[Pair, ...], count: int, size: int, measure: Callable[[Pair], int]
) -> Iterator[tuple[Pair, ...]]:
    """Runs of at most `count` segments and `size` characters, in order; a longer segment is alone.

    A run that is too long is cut at its best gap, and so are the pieces. Whether one is too long is told by the number
    of its segments, which stays when one of them is edited. Characters decide only at the extremes: up to a third of
    `size` stays whole, however many bullets that is, and nothing exceeds `size`.
    """
    ends = [0, *accumulate(measure(pair) for pair in pairs)]
    ranks = [_rank(*gap) for gap in pairwise(pairs)]  # that of the gap before segment n is at n - 1
    runs = [(0, len(pairs))] if pairs else []
    while runs:
        first, last = runs.pop()
        segments, length = last - first, ends[last] - ends[first]
        if segments == 1 or length <= size // 3 or (segments <= count and length <= size):
            yield pairs[first:last]
            continue
        least = max(1, 4 * min(segments, count) // 9)  # pieces are much alike, and there is still a choice of gaps
        gaps = range(first + least, last - least + 1)
        cut = min(gaps, key=lambda gap: (ranks[gap - 1], abs(2 * gap - first - last)))
        runs += [(cut, last), (first, cut)]


def _is_short(pairs: tuple[Pair, ...], context: int) -> bool:
    return len(pairs) * _SENTENCE <= context and _size(pairs) <= context


def _rank(before: Pair, after: Pair) -> tuple[bool, bytes, bytes]:
    """How good the gap between two segments is to cut at, lowest first: between paragraphs, then as a die falls.

    The die is thrown by the opening of the segment after the gap: it falls the same whatever changes around it, and
    a segment inserted or deleted there leaves all other gaps as they were. Where segments open alike it is thrown
    once more, by more of them.
    """
    inside, text = before.target.paragraph == after.target.paragraph, after.target.text
    return inside, sha256(text[:_OPENING].encode()).digest(), sha256(text[: 5 * _OPENING].encode()).digest()


def _halved(pairs: tuple[Pair, ...]) -> tuple[tuple[Pair, ...], ...]:
    """Two halves; empty where there is nothing to halve."""
    middle = len(pairs) // 2
    return (pairs[:middle], pairs[middle:]) if middle else ()


def _size(pairs: tuple[Pair, ...]) -> int:
    """Characters of segments and of their source."""
    return sum(map(_whole, pairs))


def _whole(pair: Pair) -> int:
    return len(pair.target.text) + (len(pair.source.text) if pair.source else 0)


def _translated(pair: Pair) -> int:
    return len(pair.target.text)
