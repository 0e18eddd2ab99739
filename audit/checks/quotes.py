"""Quotation marks of another language than the text's, and marks without a partner.

A German reader takes “ for the end of a quotation, and an English one » for an arrow. Straight marks are at home
everywhere, and where a language puts up with two pairs both are right. A text that uses the wrong pair throughout is
told once.

Hit:   Er sagte “nein” (in German) | He said „no“ | Cliquez sur « Enregistrer. | Press "Save
Clean: „nein“, »nein« | « non », “non” | "no" | 5" wide | צה"ל | ’tis
Languages: pairs in the two dozen of the table; partners in all, in localized strings only, against the source.
"""

import re
from collections.abc import Iterator

from audit.article import Article, Span
from audit.checks._by_segment import by_segment
from audit.checks._quotes import RIGHT, WRONG
from audit.domain import Category, Claim, Severity
from audit.language import base

_PAIR = re.compile(r"(?<!\w)([“„«»”])([^“”„«»\n]{1,300})([“”„«»])(?!\w)")
_MARK = re.compile(r"[“”„‟«»「」『』]|\"(?!(?<=[\u05d0-\u05ea]\")[\u05d0-\u05ea])(?!(?<=\d\")(?:\s|$))")
"""Double ones; not in a Hebrew abbreviation, not of inches."""
_FEW = 3


def check(article: Article) -> Iterator[Claim]:
    """Foreign pairs, each mark for itself; then marks without partner."""
    yield from _foreign(article, base(article.target.language))
    if article.is_catalogue and article.source is not None:
        for pair, marks in by_segment(_MARK, article):
            if len(marks) % 2 and pair.source is not None and len(_MARK.findall(pair.source.text)) % 2 == 0:
                why = "A quotation mark without its partner."
                yield _claim(Span(*marks[-1].span()), why, None, 0.5)


def _foreign(article: Article, language: str) -> Iterator[Claim]:
    wrong = WRONG.get(language)
    if wrong is None:
        return
    pairs = list(_PAIR.finditer(article.target.text))
    foreign = [match for match in pairs if match[1] + match[3] in wrong]
    more = ""
    if len(foreign) > max(_FEW, len(pairs) // 2):  # the way of the text, though it is the wrong one
        more = f" So are {len(foreign) - 1} more."
        foreign = foreign[:1]
    for match in foreign:
        for group, right in ((1, RIGHT[language][0]), (3, RIGHT[language][1])):
            if match[group] != right:
                why = f"The mark of another language: here it is {'…'.join(RIGHT[language])}.{more}"
                yield _claim(Span(*match.span(group)), why, right, 0.4)


def _claim(span: Span, why: str, right: str | None, confidence: float) -> Claim:
    return Claim("quotes", Category.PUNCTUATION, Severity.MINOR, span, why, confidence, right)
