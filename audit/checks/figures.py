"""Numbers that are not those of the source.

5,000 becomes 50 000 and million billion, and nothing else in the sentence tells. Numbers are compared by what they are
worth, however the two languages write them: separators, digits of other scripts, magnitudes, order. A small number may
be written in letters, so one that is only missing is not reported; nor what stands in codes, addresses and times.

Hit:   "5,000 people" as "50 000 personnes" | "$3.5 million" as "3,5 Milliarden Dollar" | German "12,500 Leute"
Clean: 5,000.5 as 5 000,5 | 350万 as 3.5 million | three files as 3 Dateien | 10 miles as 16 km | 3 pm as 15 Uhr
Languages: all, against a source text.
"""

import re
from collections.abc import Iterator

from audit.article import Article, Pair, Span
from audit.checks._figures import figures
from audit.checks._figures_compared import (
    FEW,
    SPELLS,
    is_converted,
    is_gloss,
    lacking,
    may_be_elsewhere,
    may_be_words,
    undated,
    unexplained,
    written,
)
from audit.checks._figures_copied import copied, misread
from audit.checks._magnitudes import is_scaled
from audit.domain import Category, Claim, Severity
from audit.language import base

_DIGITS = re.compile(r"\d+")
_NEAR = 2
"""Segments of prose to each side in which a number may have gone."""


def check(article: Article) -> Iterator[Claim]:
    """Every pair whose digits differ, or are multiplied."""
    source_language = base(article.source.language) if article.source else "und"
    signs = misread(article.source.language, article.target.language) if article.source else None
    for index, pair in enumerate(article.pairs):
        if pair.source is None or not pair.target.text:
            continue
        wanted, given = _DIGITS.findall(pair.source.text), _DIGITS.findall(pair.target.text)
        if not wanted and not given:
            continue
        for start, end, right in copied(pair.source.text, pair.target.text, signs):
            yield _claim(pair, (start, end), "Here this sign sets decimals apart.", 0.6, right)
        if sorted(wanted) != sorted(given) or is_scaled(pair.source.text, source_language):
            near = () if article.is_catalogue else article.pairs[max(0, index - _NEAR) : index + _NEAR + 1]
            yield from _compare(article, pair, near)


def _compare(article: Article, pair: Pair, near: tuple[Pair, ...]) -> Iterator[Claim]:
    source, target = pair.source.text if pair.source else "", pair.target.text
    languages = article.source.language if article.source else None, article.target.language
    wanted, given = figures(source, languages[0]), figures(target, languages[1])
    around = [figure for one in near if one.source for figure in figures(one.source.text, languages[0])]
    beside = [figure for one in near for figure in figures(one.target.text, languages[1])]
    missing = lacking(wanted, given + beside)
    extra = unexplained(lacking(given, wanted + around), missing, source, languages)
    if missing or extra:
        if is_converted(source, target, languages):
            return
        missing, extra = undated(missing, extra, (source, target), languages)
    left = missing[:FEW]
    for figure in extra if left else ():
        lost = min(left, key=lambda one: abs(len(one.text) - len(figure.text)), default=None)
        if lost:
            left.remove(lost)
            right = written(lost, languages[1]) if len(missing) == len(extra) == 1 else None
            why = f"The source has {source[lost.start : lost.end]}."
            yield _claim(pair, (figure.start, figure.end), why, 0.9, None if right == figure.text else right)
    for figure in extra if not missing else ():
        if not (may_be_words(figure) or is_gloss(figure, target)) and base(languages[0]) in SPELLS:
            yield _claim(pair, (figure.start, figure.end), "The source does not have this number.", 0.6)
    once = {figure.text: figure for figure in missing[:FEW]}.values()
    for figure in once if not extra and not near else ():
        if not may_be_elsewhere(figure, target, base(languages[1])):
            why = f"{source[figure.start : figure.end]} of the source is missing."
            yield _claim(pair, (len(target), len(target)), why, 0.7)


def _claim(pair: Pair, at: tuple[int, int], why: str, confidence: float, right: str | None = None) -> Claim:
    start, end = (pair.target.span.start + offset for offset in at)
    category = Category.OMISSION if start == end else Category.MISTRANSLATION
    return Claim("figures", category, Severity.MAJOR, Span(start, end), why, confidence, right)
