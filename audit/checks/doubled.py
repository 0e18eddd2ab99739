"""A word or a short phrase written twice in a row.

Decoders of translation models loop, and editors forget half of a change: "the the", "in the city in the city". The
second copy can go. Doubling that is grammar or emphasis is known per language and left alone, as are names.

Hit:   He went to the the market. | They live in the city in the city.
Clean: She had had enough. | Vous vous trompez. | Alle, die die Tür öffnen | Duran Duran; very very good; more and more
Languages: those in the table below; languages in which doubling is grammar (Indonesian, Turkish, Hindi) and scripts
without spaces are skipped.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from audit.article import Article, Segment, Span
from audit.checks._doubled import FINE, NO_VERBS, PIVOTS, RELATIVE
from audit.domain import Category, Claim, Severity
from audit.language import base

_WORD = re.compile(r"(?<![\w.@/])[^\W\d_]++(?:['’-][^\W\d_]++)*+(?!\w)")
_PART = re.compile(r"\w+")
_LONGEST = 6


def check(article: Article) -> Iterator[Claim]:
    """Doubled words first, then phrases of up to six words."""
    fine = FINE.get(base(article.target.language))
    if fine is not None:
        allowed = {*fine.split()}
        for segment in article.segments:
            parts = _PART.findall(segment.text.casefold())
            if len(parts) > len({*parts}):  # quick: in a short string no word stands twice anywhere
                yield from _doubled(segment, allowed)


def _doubled(segment: Segment, fine: set[str]) -> Iterator[Claim]:
    words = list(_WORD.finditer(segment.text))
    folded = [word[0].casefold() for word in words]
    at = 0
    while at < len(words):
        again = folded[at] in folded[at + 1 : at + 1 + _LONGEST]  # quick, and rarely true
        lengths = range(1, _LONGEST + 1) if again else ()
        length = next((n for n in lengths if folded[at : at + n] == folded[at + n : at + 2 * n]), 0)
        copies = words[at : at + 2 * length]
        if length and _is_slip(copies, fine):
            start, end = copies[0].start(), copies[-1].end()
            once = segment.text[start : copies[length - 1].end()]
            span = Span(segment.span.start + start, segment.span.start + end)
            yield Claim("doubled", Category.REPETITION, Severity.MINOR, span, f"“{once}” stands twice.", 0.9, once)
            at += 2 * length
        else:
            at += 1


def _is_slip(words: list[re.Match[str]], fine: set[str]) -> bool:
    text, first, second = words[0].string, words[0][0], words[len(words) // 2][0]
    if any(text[one.end() : two.start()] not in (" ", "  ", "\n", "\u00a0") for one, two in pairwise(words)):
        return False
    if all(word[0][0].isupper() for word in words):
        return False  # Duran Duran, New York New York
    if first.casefold() not in NO_VERBS.split() and RELATIVE.search(
        text[max(0, words[0].start() - 40) : words[0].start()]
    ):
        return False
    if len(words) > 2:
        return len(words) > 4 or (
            first != words[1][0] and not {first.casefold(), words[1][0].casefold()} & {*PIVOTS.split()}
        )
    # "Will will attend": only the first word of a sentence may have a capital of its own.
    single = len(first) < 2 and first != "a"
    return not single and first.casefold() not in fine and (first == second or words[0].start() == 0)
