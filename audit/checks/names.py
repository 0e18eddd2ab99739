"""A well-known name spelt in two ways, or spelt wrong.

Translation transliterates a name anew each time it meets it, and readers take Kiev and Kyiv for two cities. Of an
old and a current form the old one is flagged, of equally good ones the rarer; a form explained beside the other, or
inside a longer name, is nobody's mistake. Names that only sound like a famous one (Makhivka) are misspelt.

Hit:   Kyiv said it would answer. Later Kiev declined to comment. | A college in Makhivka was hit.
Clean: Kyiv, formerly spelt Kiev. | Peking University is in Beijing. | Iran and Iraq; Russia and Russians.
Languages: English. Localized strings tell no story together, and are skipped.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from audit.article import Article, Span
from audit.checks._names import CANONICAL, FORM, GLOSS, KNOWN, RENAMED, SPELLINGS
from audit.checks._sound import fold, plain
from audit.domain import Category, Claim, Severity
from audit.language import base

_WORD = re.compile(r"(?<![\w’'-])[^\W\d_]{5,20}(?!\w)")
_NEAR = 40
"""Most characters between two forms that are explained to each other."""
_Places = dict[str, list[Span]]


def check(article: Article) -> Iterator[Claim]:
    """Variants by the table, then misspellings by sound."""
    if base(article.target.language) == "en" and not article.is_catalogue:
        yield from _variants(_places(article, FORM), article.target.text)
        yield from _misspelt(_places(article, _WORD))


def _places(article: Article, pattern: re.Pattern[str]) -> _Places:
    places: _Places = defaultdict(list)
    for segment in article.segments:
        for match in pattern.finditer(segment.text):
            if pattern is _WORD or not _is_part(match):
                start = segment.span.start
                places[match[0]].append(Span(start + match.start(), start + match.end()))
    return places


def _is_part(match: re.Match[str]) -> bool:
    """True inside a longer name, which keeps its own spelling: Peking University, Bombay High Court, Dynamo Kiev."""
    text, end = match.string, match.end()
    before = text[max(0, match.start() - 24) : match.start()]
    return bool(re.match(r" [A-Z]", text[end : end + 2]) or re.search(r"[a-z,] [A-Z]\w+ $", before))


def _variants(places: _Places, text: str) -> Iterator[Claim]:
    for group in RENAMED + SPELLINGS:
        used = [form for form in group if form in places]
        if len(used) > 1 and not _explained([places[form] for form in used], text):
            kept = used[0] if group in RENAMED else max(used, key=lambda form: len(places[form]))
            why = f"“{kept}” elsewhere in this article."
            for span in (span for form in used if form != kept for span in places[form]):
                yield Claim("names", Category.INCONSISTENT_TERM, Severity.MINOR, span, why, 0.7, kept)


def _explained(forms: list[list[Span]], text: str) -> bool:
    """True where one form is explained by another: "Mumbai, formerly Bombay"."""
    spans = sorted((span, form) for form, spans in enumerate(forms) for span in spans)
    between = [
        text[a.end : b.start] for (a, one), (b, two) in pairwise(spans) if one != two and b.start - a.end < _NEAR
    ]
    return any(len(words) < 3 or GLOSS.search(words) for words in between)


def _misspelt(places: _Places) -> Iterator[Claim]:
    wrong: dict[str, list[str]] = defaultdict(list)
    for word in places:
        name = CANONICAL.get(fold(word)) if word.istitle() and word.lower() not in places else None
        if name and word not in KNOWN and plain(word) != plain(name):
            wrong[name].append(word)
    for name, words in wrong.items():
        varied = len(words) > 1 or name in places
        why = f"“{name}” is spelt in {len(words) + (name in places)} ways here." if varied else f"It is spelt “{name}”."
        category = Category.INCONSISTENT_TERM if varied else Category.SPELLING
        for span in (span for word in words for span in places[word]):
            yield Claim("names", category, Severity.MAJOR, span, why, 0.7, name)
