"""Strings that nobody has translated yet, and strings of the source file that the translation lacks.

Users see them in the source language, or see nothing. A catalogue in the making is full of them, so each is minor.

Hit:   msgid "Save", msgstr "" | a plural form left empty | en.json has "menu.open", de.json has not
Clean: msgid "", msgstr "" | a string without source | en-GB lacks what it shares with en
Languages: all. Where source and translation are regions of one language, what is missing falls back by design.
"""

from collections.abc import Iterator

from audit.article import Article, Document, Span
from audit.domain import Category, Claim, Severity
from audit.language import base


def check(article: Article) -> Iterator[Claim]:
    """Empty strings at their places, then missing ones at theirs in the source file."""
    if article.source is None or not article.is_catalogue or _are_regions(article):
        return
    for pair in article.pairs:
        text = pair.target.text
        if (not text or text.isspace()) and pair.source is not None:
            yield _claim(pair.target.span, "Nobody has translated this.")
    if article.source_path != article.path:  # one file of both cannot lack any
        yield from _missing(article, article.source)


def _missing(article: Article, source: Document) -> Iterator[Claim]:
    """One claim a key: other languages have other plural forms, and other branches."""
    there = {segment.key for segment in article.segments}
    for segment in source.segments:
        if segment.key not in there and segment.text.strip():
            there.add(segment.key)
            yield _claim(segment.span, "The translation has no such string.")


def _are_regions(article: Article) -> bool:
    source = article.source.language if article.source else None
    return source is not None and base(source) == base(article.target.language)


def _claim(span: Span, why: str) -> Claim:
    return Claim("empty", Category.OMISSION, Severity.MINOR, span, why, 0.9)
