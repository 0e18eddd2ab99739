"""Marks of punctuation that are wrong wherever they stand: twice in a row, or off the word they belong to."""

import re
from collections.abc import Iterator

from audit.article import Article
from audit.language import base

# Each begins with the mark and looks back from there: marks are rare, and found at once.
_TWICE = re.compile(r"(?<![,;.\w/])[,;]{2}(?![,;])|(?<=\w)(?:,,|;;|\.\.|,\.)(?=\s|$)|(?<!。)。。(?!。)")
_TWO = (",,", ";;", "..", ",.", "。。")
_OFF = re.compile(r"[,.;:!?](?<=[^\W\d_][ \u00a0].)(?=\s|$)")
_ON = re.compile(r"[,.;:!?](?<=[^\W\d_].)(?=\s|$)")
_FRENCH_OFF = re.compile(r"[;:!?](?<=[^\W\d_][ \u00a0\u202f].)(?=\s|$)")
_FRENCH_ON = re.compile(r"[;:!?](?<=[^\W\d_].)(?=\s|$)")
_RARE = 0.1
"""Share of its marks that a text sets otherwise by a slip; beyond, it is its way."""
_FEW = 2

Place = tuple[int, int, str, str]
"""Start and end in the text, what is wrong, what should stand there."""


def loose_marks(article: Article) -> list[Place]:
    """In the order of their kinds."""
    text = article.target.text
    found = list(_twice(text))
    if base(article.target.language) in ("fr", "br"):
        return found + _french(article)
    off = [match.start() for match in _OFF.finditer(text)]
    if off and (len(off) <= _FEW or len(off) <= _RARE * len(_ON.findall(text))):
        found += [(at - 1, at, "A blank before the mark.", "") for at in off]
    return found


def _twice(text: str) -> Iterator[Place]:
    for two in _TWO:
        at = text.find(two)
        while at >= 0:
            match = _TWICE.match(text, at)
            if match:
                yield at, match.end(), "The mark stands twice.", match[0][-1]
            at = text.find(two, match.end() if match else at + 1)


def _french(article: Article) -> list[Place]:
    """French has a blank before ; : ! ? unless it is Canadian or Swiss: what the text does nearly always is its way."""
    text, tag = article.target.text, (article.target.language or "").replace("_", "-").lower()
    if not tag.startswith("fr") or tag in ("fr-ca", "fr-ch"):
        return []
    on = [match.start() for match in _FRENCH_ON.finditer(text)]
    if not on or len(on) > _RARE * len(_FRENCH_OFF.findall(text)):
        return []
    return [(at, at, "French has a no-break space before this mark.", "\u00a0") for at in on]
