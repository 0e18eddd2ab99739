"""The same figure with a unit of another size.

"10 miles" as "10 km" is shorter by a third, and "5 million dollars" as "5 million euros" is another sum. Compared are
figures of the source with those of the translation that are worth the same: if they measure the same kind of thing in
another unit, one of the two is wrong. A figure that was converted with its unit is another figure, and right.

Hit:   "10 miles" as "10 km" | "30 minutes" as "30 Stunden" | "$5 million" as "5 Millionen Euro"
Clean: "10 miles" as "16 km" | "10 miles (16 km)" as "10 Meilen (16 km)" | "5 lb" as "5 Pfund" | "10 GB" as "10 Go"
Languages: those in the table below (some twenty); against a source text.
"""

import re
from collections.abc import Iterator

from audit.article import Article, Pair, Span
from audit.checks._measures import SIZES, Measure, measures
from audit.domain import Category, Claim, Severity

_DIGIT = re.compile(r"\d")
_ALIKE = 1.15
"""Units whose sizes differ by less are taken for one: a ton and a tonne."""


def check(article: Article) -> Iterator[Claim]:
    """Every pair with a number on both sides."""
    if article.source is None:
        return
    for pair in article.pairs:
        if pair.source is None or not _DIGIT.search(pair.target.text) or not _DIGIT.search(pair.source.text):
            continue
        wanted = measures(pair.source.text, article.source.language)
        given = measures(pair.target.text, article.target.language) if wanted else []
        for measure in given:
            same = [one for one in wanted if one.values & measure.values]
            if same and all(_clash(one, measure) for one in same) and not _is_said(same[0], given):
                yield _claim(pair, pair.source.text[same[0].start : same[0].end], measure)


def _clash(one: Measure, other: Measure) -> bool:
    """True where they measure the same kind of thing, and in no reading with the same unit."""
    couples = [(SIZES[a], SIZES[b]) for a in one.units for b in other.units]
    ratios = [max(a[1], b[1]) / min(a[1], b[1]) for a, b in couples if a[0] == b[0]]
    return bool(ratios) and min(ratios) > _ALIKE


def _is_said(one: Measure, given: list[Measure]) -> bool:
    """True where the translation has that figure with its own unit too."""
    return any(one.values & other.values and one.units & other.units for other in given)


def _claim(pair: Pair, unit: str, measure: Measure) -> Claim:
    at = pair.target.span.start
    span = Span(at + measure.start, at + measure.end)
    why = f"The source has “{unit}” with this figure."
    return Claim("units", Category.MISTRANSLATION, Severity.MAJOR, span, why, 0.85)
