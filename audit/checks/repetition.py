"""Loops: a phrase that comes again and again, as when a decoder cannot find its way out.

"I'm sorry I'm sorry I'm sorry" fills the place of what should have been said. Looked for are phrases of two words or
more that stand two and a half times in a row, a word that stands six times, syllables and characters without end, and
a sentence that stands three times in a row. What the source repeats may be repeated.

Hit:   sorry I'm sorry I'm sorry | the end of the world, the end of the world, the end of the world | 的时候的时候的时候
Clean: very, very, very good | again and again and again | 1, 2, 1, 2, 1, 2 | 哈哈哈哈哈哈哈哈哈 | %s, %s, %s, %s
Languages: all.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from audit.article import Article, Pair, Span
from audit.domain import Category, Claim, Severity
from audit.language import base

_TOKEN = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|\d+|[^\w\s.,;:!?'\"…–-]")
"""Words; numbers and markup too, which end a phrase."""
_PIVOTS = "and or of und oder von et ou de y o e i di del og och en van av af и та або или ve dan by to after on a"
_AND = frozenset(_PIVOTS.split())
"""Words that a phrase may well come again with: "again and again and again", "miliardi di miliardi di miliardi"."""
_FEWEST, _SAME = 5, 6
"""Words of a loop; copies of a single word in one."""
_LONGEST = 12
"""Words of a phrase."""
_ROUNDS, _ROUNDS_WITH_AND, _PAIR = 2.5, 3.5, 2
_UNSPACED = frozenset(("zh", "ja", "yue", "th", "lo", "km", "my", "bo"))
_CHARACTERS = re.compile(r"([\u0e00-\u0eff\u0f00-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]{3,20}?)\1{2,}")
_SYLLABLES = re.compile(r"((?![xX])[^\W\d_]{1,8}?)\1{9,}")
_LONG_WORD, _LONG_SENTENCE = 30, 20


def check(article: Article) -> Iterator[Claim]:
    """Loops within a segment, then segments in a row."""
    find = _loop_of_characters if base(article.target.language) in _UNSPACED else _loop
    for pair in article.pairs:
        place = find(pair.target.text)
        if place and not (pair.source and (_loop(pair.source.text) or _loop_of_characters(pair.source.text))):
            start = pair.target.span.start
            yield _claim(Span(start + place[0], start + place[1]), "The same again and again.")
    if not article.is_catalogue:
        yield from _sentences(article.pairs)


def _loop(text: str) -> tuple[int, int] | None:
    """Start and end of the first phrase that stands again and again."""
    tokens = text.split()
    if len(tokens) < _FEWEST or len(tokens) - len({*tokens}) < 2:  # quick, and nearly always so
        return _stutter(text) if len(text) >= _LONG_WORD <= max(map(len, tokens), default=0) else None
    words = list(_TOKEN.finditer(text))
    folded = [word[0].casefold() for word in words]
    for start, word in enumerate(folded):
        if word[0].isalpha() and word in folded[start + 1 : start + 1 + _LONGEST]:
            for length in range(1, _LONGEST + 1):
                end = _end(folded, start, length)
                if end:
                    return words[start].start(), words[end - 1].end()
    return None


def _end(words: list[str], start: int, length: int) -> int | None:
    """Where a loop of a phrase ends that begins here and has so many words; None where it is no loop."""
    phrase = words[start : start + length]
    rounds = _ROUNDS_WITH_AND if length == _PAIR and not _AND.isdisjoint(phrase) else _ROUNDS
    least = _SAME if length == 1 else max(_FEWEST, int(length * rounds + 0.5))
    if words[start : start + least - length] != words[start + length : start + least]:
        return None
    if len(words) < start + least or not _is_phrase(phrase):
        return None
    end = start + least
    while end < len(words) and words[end] == words[end - length]:
        end += 1
    return end


def _is_phrase(words: list[str]) -> bool:
    """True of different words, and of one that is no laughter; never of numbers and markup."""
    several = len({*words}) > 1 or (len(words) == 1 and len(words[0]) > len("ha"))
    return several and all(word[0].isalpha() for word in words)


def _loop_of_characters(text: str) -> tuple[int, int] | None:
    """In scripts without spaces: three characters or more, three times or more, not all the same."""
    if len(text) - len({*text}) < _SAME or len(text) - len({*pairwise(text)}) < _FEWEST:
        return None
    matches = (match for match in _CHARACTERS.finditer(text) if len({*match[1]}) > 1)
    return next((match.span() for match in matches), None)


def _stutter(text: str) -> tuple[int, int] | None:
    match = _SYLLABLES.search(text)
    return match.span() if match and len(match[0]) >= _LONG_WORD else None


def _sentences(pairs: tuple[Pair, ...]) -> Iterator[Claim]:
    """From the second copy to the last of a sentence that stands three times in a row."""
    first = 0
    for at in range(1, len(pairs) + 1):
        if at < len(pairs) and pairs[at].target.text == pairs[first].target.text:
            continue
        if at - first > 2 and len(pairs[first].target.text) >= _LONG_SENTENCE:
            span = Span(pairs[first + 1].target.span.start, pairs[at - 1].target.span.end)
            yield _claim(span, f"The same sentence {at - first} times in a row.")
        first = at


def _claim(span: Span, why: str) -> Claim:
    return Claim("repetition", Category.REPETITION, Severity.MAJOR, span, why, 0.8)
