"""The places of something rare in a text, with the pair each stands in: one search of it all, not one a segment."""

import re
from collections.abc import Iterator

from audit.article import Article, Pair


def by_segment(pattern: re.Pattern[str], article: Article) -> Iterator[tuple[Pair, list[re.Match[str]]]]:
    """Pairs whose target holds a match, in order, with their matches; offsets are those of the whole text.

    For patterns of a single character, or that cannot reach over the blank lines between units.
    """
    pairs, at = article.pairs, 0
    found: list[re.Match[str]] = []
    for match in pattern.finditer(article.target.text):
        start = match.start()
        if found and start >= pairs[at].target.span.end:
            yield pairs[at], found
            found = []
        while at < len(pairs) - 1 and pairs[at].target.span.end <= start:
            at += 1
        if pairs[at].target.span.start <= start and match.end() <= pairs[at].target.span.end:
            found.append(match)
    if found:
        yield pairs[at], found
