"""ICU messages that a program cannot fill in: broken braces, a lost "other", renamed arguments and choices.

"{count, plural, one {# file} other {# files}}" is code around words, and translation breaks it: "other" becomes
"andere", a brace is lost, an apostrophe before a brace ("l'{name}") quotes it, so that readers see "{name}". Told
where a file has such messages; what stands in simple braces is compared by `placeholders`. A choice that only agrees
in grammar may go: a plural without its number, a select.

Hit:   other {# files}} as andere {# Dateien}} | {count, plural, ...} as {Anzahl, plural, ...} | l'{name} for {name}
Clean: {n, plural, one {# file} other {# files}} as {n}個のファイル | few {# файла} added | {{name}} | l''{name}
Languages: all; files with messages in ICU's syntax.
"""

from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby

from audit.article import Article, Pair, Segment, Span
from audit.checks._icu import Original, Place, choices, differences, quoted
from audit.domain import Category, Claim, Severity
from audit.icu.message import MessageError, has_choice, parse


def check(article: Article) -> Iterator[Claim]:
    """Every message once, also where it is several units, one for each branch."""
    if not article.is_catalogue or not _has_messages(article):
        return
    for _, group in groupby(article.pairs, _identity):
        pairs = tuple(group)
        unit, text = pairs[0].target.unit, pairs[0].target.text
        expanded = bool(unit and unit.message)
        if expanded or "{" in text or (text.strip() and has_choice(_written(pairs[0].source))):
            yield from _message(pairs, expanded)


def _has_messages(article: Article) -> bool:
    documents = [article.target, article.source] if article.source else [article.target]
    return any(
        has_choice(document.text) or any(segment.unit and segment.unit.message for segment in document.segments)
        for document in documents
    )


def _identity(pair: Pair) -> tuple[str, str]:
    """What the branches of a message share; strings that are none are one each."""
    message = pair.target.unit.message if pair.target.unit else ""
    return (pair.target.key or "", message) if message else (pair.target.id, "")


def _written(segment: Segment | None) -> str:
    """A string as it stands in its file: the whole message of a branch."""
    if segment is None:
        return ""
    return segment.unit.message if segment.unit and segment.unit.message else segment.text


def _message(pairs: tuple[Pair, ...], expanded: bool) -> Iterator[Claim]:
    target, source = _written(pairs[0].target), next((_written(pair.source) for pair in pairs if pair.source), "")
    original = Original.of(source) if source else None
    if source and original is None:
        return  # no message in the source either
    choice = has_choice(target) or has_choice(source)
    try:
        message = parse(target)
    except MessageError as error:
        if choice:
            at = (min(error.offset, len(target)), min(error.offset + 1, len(target)))
            claim = _claim(pairs[0], at, Category.OTHER, f"No ICU message: {error.problem}.")
            yield replace(claim, severity=Severity.CRITICAL)
        return
    for selector, at, why, right in choices(message, original):
        yield _claim(_with(pairs, selector), None if expanded else at, Category.OTHER, why, right)
    if original is None:
        return
    for at, why, right in quoted(target, message, original) if not expanded else ():
        yield _claim(pairs[0], at, Category.OTHER, why, right)
    for place, why, right in differences(message, original, only_choices=expanded or not choice):
        category = Category.MISTRANSLATION if place else Category.OMISSION
        yield _claim(pairs[0], None if expanded else place, category, why, right)


def _with(pairs: tuple[Pair, ...], selector: str) -> Pair:
    """The branch that a selector leads to, else the first."""
    return next((pair for pair in pairs if pair.target.unit and selector in pair.target.unit.form), pairs[0])


def _claim(pair: Pair, at: Place | None, category: Category, why: str, right: str | None = None) -> Claim:
    """At a place in the string; at its end where the place is not in the unit."""
    end = len(pair.target.text)
    start, end = (offset + pair.target.span.start for offset in at or (end, end))
    suggestion = right if start < end else None
    return Claim("icu", category, Severity.MAJOR, Span(start, end), why, 0.95, suggestion)
