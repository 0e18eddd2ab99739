"""Translations that are too long for their place, cut short, or out of all proportion.

What is longer than the file allows is cut off on the screen. A sentence that ends in its middle was cut by a limit on
tokens or a broken export, and a text five times as long as its like says what the source does not. What is usual is
told by the file itself: the median ratio of lengths, and how far its strings stray from it.

Hit:   42 characters where 30 are allowed | "Your changes will be published within a day." -> "Ihre Änder"
Clean: Chinese a third as long as English | "OK" -> "Einverstanden" | a headline without full stop
Languages: all; what is usual is learnt from thirty strings, before that it is a guess by script.
"""

from collections.abc import Iterator
from math import inf, log
from statistics import median

from audit.article import Article, Pair, Span
from audit.checks._ends import CLOSERS, KINDS, LENIENT, ending
from audit.checks._scripts import script_of
from audit.domain import Category, Claim, Severity
from audit.language import base

_SHORTEST = 10
"""Characters of a source that say anything about a ratio."""
_ENOUGH = 30
_GUESS = {"Chinese or Japanese": log(0.4), "Korean": log(0.55)}
_LONG = 40
"""Characters of a source that anything can be seen in."""
_CUT, _SURELY_CUT, _BEYOND_DOUBT = log(0.62), log(0.42), log(0.25)
"""What is shorter than that, of its usual length, and has no end was cut; the second in a plural form and in a file
that often leaves ends out, the third in a language that does."""
_OF_ONE = {"zero", "one", "0", "=0", "=1"}
"""Plural forms that need not say the number, and say it shortly."""
_OFTEN = 0.1
_STRAY = 7.0
"""Deviations from the median that are beyond doubt; 3.5 is the usual bar (Iglewicz & Hoaglin 1993)."""
_SPREAD, _AT_LEAST = 0.15, log(2.5)
"""Smallest deviation, of log ratios, and smallest distance: a file of much the same strings measures no others."""


def check(article: Article) -> Iterator[Claim]:
    """Against the file's limits, then against the source."""
    if not article.is_catalogue:
        return
    for segment in article.segments:
        if segment.unit and segment.unit.longest is not None and len(segment.text) > segment.unit.longest:
            span = Span(segment.span.start + segment.unit.longest, segment.span.end)
            why = f"{len(segment.text)} characters where the file allows {segment.unit.longest}."
            yield Claim("length", Category.OTHER, Severity.MAJOR, span, why, 0.95)
    if article.source is not None:
        yield from _compared(article)


def _compared(article: Article) -> Iterator[Claim]:
    ratios = [
        (log(len(pair.target.text) / len(pair.source.text)), pair)
        for pair in article.pairs
        if pair.source is not None and len(pair.source.text) >= _SHORTEST and pair.target.text
    ]
    usual, spread = _usual([ratio for ratio, _ in ratios], script_of(article.target.language))
    language = base(article.target.language)
    cut = _SURELY_CUT if _is_loose([pair for _, pair in ratios], language) else _CUT
    cut = _BEYOND_DOUBT if language in LENIENT else cut
    far = max(_AT_LEAST, _STRAY * spread) if spread else inf
    for off, pair in ((ratio - usual, pair) for ratio, pair in ratios if not usual + cut < ratio < usual + far):
        if pair.source is None or len(pair.source.text) < _LONG or pair.target.text.isspace():
            continue
        form = pair.target.unit.form if pair.target.unit else ""
        short = form not in _OF_ONE and off < (min(cut, _SURELY_CUT) if form else cut)
        if short and _is_open(pair, language):
            end = Span(pair.target.span.end, pair.target.span.end)
            yield Claim("length", Category.OMISSION, Severity.MAJOR, end, "It ends in the middle.", 0.8)
        elif abs(off) > far:
            yield _outlier(pair, off)


def _usual(ratios: list[float], script: str | None) -> tuple[float, float]:
    """Median and scaled median absolute deviation of log ratios; a guess and 0 of too few."""
    if len(ratios) < _ENOUGH:
        return _GUESS.get(script or "", 0.0), 0.0
    middle = median(ratios)
    return middle, max(_SPREAD, 1.4826 * median(abs(ratio - middle) for ratio in ratios))


def _is_loose(pairs: list[Pair], language: str) -> bool:
    """True where the file leaves the ends of sentences out, more often than by a slip."""
    long = [pair for pair in pairs if pair.source and len(pair.source.text) >= _LONG]
    return sum(_is_open(pair, language) for pair in long) > max(1, _OFTEN * len(long))


def _is_open(pair: Pair, language: str) -> bool:
    """True where the source ends as sentences do, and the target in a letter, a comma, a placeholder."""
    if pair.source is None or KINDS.get(pair.source.text.rstrip()[-1:]) is None:
        return False
    last = pair.target.text.rstrip()[-1:]
    return last not in KINDS and last not in CLOSERS and ending(pair.target.text, language) is None


def _outlier(pair: Pair, off: float) -> Claim:
    span = pair.target.span
    if off > 0:
        why = "Far longer than what it translates, for this file."
        return Claim("length", Category.ADDITION, Severity.MAJOR, span, why, 0.6)
    why = "Far shorter than what it translates, for this file."
    return Claim("length", Category.OMISSION, Severity.MAJOR, Span(span.end, span.end), why, 0.6)
