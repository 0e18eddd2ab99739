"""The capitalised words of an article that are hardly anything but names."""

import re
from collections import defaultdict
from dataclasses import dataclass, field

from audit.article import Article, Span

_WORD = re.compile(r"(?<!\w)[^\W\d_]{1,30}(?!\w)")
_SHORTEST = 5


@dataclass(slots=True)
class Name:
    """Where a capitalised word stands."""

    spans: list[Span] = field(default_factory=list)
    beside: set[str] = field(default_factory=set)
    """Capitalised words next to it: first names, titles, the "Prix" of a Grand Prix."""
    inside: bool = False
    """Seen after a lower-case word, where a capital means something."""


def names(article: Article) -> dict[str, Name]:
    """Names by their spelling; words that also occur in lower case, and what only headlines capitalise, are none."""
    found: dict[str, Name] = defaultdict(Name)
    ordinary: set[str] = set()
    for segment in article.segments:
        words = list(_WORD.finditer(segment.text))
        ordinary |= {word[0].title() for word in words if word[0].islower()}
        headline = sum(word[0].islower() for word in words) * 2 < len(words)
        for before, word, after in zip([None, *words], words, [*words[1:], None], strict=False):
            if word[0].istitle() and len(word[0]) >= _SHORTEST:
                name = found[word[0]]
                name.spans.append(Span(segment.span.start + word.start(), segment.span.start + word.end()))
                name.beside |= {near[0] for near in (before, after) if near and _touch(word, near)}
                name.inside |= not headline and before is not None and before[0].islower()
    for name in found.values():
        name.beside -= ordinary
    return {word: name for word, name in found.items() if word not in ordinary and (name.inside or name.beside)}


def _touch(one: re.Match[str], other: re.Match[str]) -> bool:
    return other[0].istitle() and one.string[min(one.end(), other.end()) : max(one.start(), other.start())] == " "
