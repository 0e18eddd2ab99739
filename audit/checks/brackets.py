"""Brackets that are opened and not closed, or closed and not opened.

Half a pair is what an edit or a cut leaves behind, and the reader looks for the other half.

Hit:   "Size (in MB)" -> "Größe (in MB" | "[beta" | "（见下文"
Clean: a) first, 1) second | :-) | the source has half a pair too | fullwidth （…）, and （…) mixed
Languages: all. Localized strings only: in prose a bracket may span sentences.
"""

import re
from collections.abc import Iterator, Sequence

from audit.article import Article, Span
from audit.checks._by_segment import by_segment
from audit.domain import Category, Claim, Severity

_BRACKET = re.compile(r"[()\[\]（）【】「」《》]")
_PARTNER = {")": "(", "]": "[", "）": "(", "】": "【", "」": "「", "》": "《"}
_HALF = {"（": "("}
_ALONE = re.compile(r"(?:(?:^|\s)(?:[^\W\d_]|\d{1,2}|[ivx]{1,4})|[:;]['-]?)[()]$")
"""a) and :-) need no partner."""


def check(article: Article) -> Iterator[Claim]:
    """One claim a bracket without partner, where the source has none such."""
    if not article.is_catalogue or article.source is None:
        return
    for pair, found in by_segment(_BRACKET, article):
        if pair.source is None:
            continue
        alone = _alone(found)
        if alone and not _alone(list(_BRACKET.finditer(pair.source.text))):
            for match in alone:
                span = Span(*match.span())
                why = "A bracket without its partner."
                yield Claim("brackets", Category.PUNCTUATION, Severity.MINOR, span, why, 0.6)


def _alone(brackets: Sequence[re.Match[str]]) -> list[re.Match[str]]:
    opened: list[re.Match[str]] = []
    alone: list[re.Match[str]] = []
    for match in brackets:
        partner = _PARTNER.get(match[0])
        if partner is None:
            opened.append(match)
        elif opened and _HALF.get(opened[-1][0], opened[-1][0]) == partner:
            opened.pop()
        else:
            alone.append(match)
    return [one for one in alone + opened if not _ALONE.search(one.string[max(0, one.start() - 5) : one.end()])]
