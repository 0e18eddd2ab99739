"""What a translating model said to whoever asked it, left in the translation.

"Here is the translation:" tells every reader that nobody read it. Phrases of a dozen languages, marks of a chat's
markup, notes in brackets that the source has not. Quoted ones are what the text is about, and what the source says may
be said.

Hit:   As an AI language model, I cannot ... | Übersetzung: Datei öffnen | Speichern (Hinweis: informell) | <|im_end|>
Clean: The bot wrote, "As an AI language model, I cannot." | "Translation:" where the source has it | Note: save first
Languages: English, German, French, Spanish, Portuguese, Italian, Dutch, Russian, Ukrainian, Polish, Turkish, Chinese,
Japanese, Korean, Arabic, in a text of any language.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache

from audit.article import Article, Pair, Span
from audit.checks._leakage import ANYWHERE, AT_START, NOTES, OF_NOTES, OF_TRANSLATION
from audit.domain import Category, Claim, Severity

_QUOTED = re.compile(r"[\"“„«‘「『'][^\"”“»’」』']{0,60}$")
_PROSE_START = 2
"""Segments of an article that a model's greeting may stand in."""


def check(article: Article) -> Iterator[Claim]:
    """One claim a phrase."""
    lowered = article.target.text.lower()
    anywhere, at_start, notes = ([cue for cue in table if cue in lowered] for table in (ANYWHERE, AT_START, NOTES))
    if not (anywhere or at_start or notes):
        return
    for at, pair in enumerate(article.pairs):
        begins = pair.source is not None if article.is_catalogue else at < _PROSE_START
        found = _spoken(pair.target.text, anywhere, ANYWHERE, begins=False)
        found += _spoken(pair.target.text, at_start, AT_START, begins=True) if begins else []
        found += _spoken(pair.target.text, notes, NOTES, begins=False) if pair.source else []
        for start, end in found[:1]:
            if not _has_it_too(pair, text=pair.target.text[start:end]):
                span = Span(pair.target.span.start + start, pair.target.span.start + end)
                why = "A model speaks here, not the author."
                yield Claim("leakage", Category.ADDITION, Severity.MAJOR, span, why, 0.9, "")


def _spoken(text: str, cues: list[str], table: Mapping[str, str], begins: bool) -> list[tuple[int, int]]:
    """Places of what a table's patterns say outside quotation marks; `begins`: at the beginning only."""
    lowered = text.lower()
    places = []
    for cue in cues:
        if cue in lowered:
            start = len(text) - len(text.lstrip("*_# \n"))
            match = _pattern(table[cue]).match(text, start) if begins else _pattern(table[cue]).search(text)
            if match and not _QUOTED.search(text[max(0, match.start() - 70) : match.start()]):
                places.append(match.span())
    return places


def _has_it_too(pair: Pair, text: str) -> bool:
    """True where the source says something of the kind, in whatever language."""
    if pair.source is None:
        return False
    source = pair.source.text
    if any(_spoken(source, list(table), table, begins=False) for table in (ANYWHERE, AT_START)):
        return True
    aside = text.startswith(("(", "（"))
    return text.casefold() in source.casefold() or bool((OF_NOTES if aside else OF_TRANSLATION).search(source))


@cache
def _pattern(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)
