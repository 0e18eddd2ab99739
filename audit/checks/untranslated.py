"""Strings that nobody has translated: the target is the source.

What was copied and never translated reaches the user in a language of somebody else. Names, codes, addresses,
placeholders and words that two languages share are no such thing: a sentence shows itself by its small words ("the",
"of"), a label by words that this file translates everywhere else, or that no other language writes like that.

Hit:   "Please check your e-mail address." in French | "Delete" in German
Clean: OK, E-mail, Status, Version, Menu | GitHub Pages | https://example.org | %(count)d × %(price)s | UTF-8
Languages: sentences from the languages whose small words are known (some twenty), labels from all; regions of one
language ("en" and "en-GB") and neighbours (Danish and Norwegian) are left alone.
"""

from collections import Counter
from collections.abc import Iterator

from audit.article import Article, Pair
from audit.checks._function_words import function_words
from audit.checks._inert import words
from audit.checks._kin import are_kin
from audit.checks._untranslated import ENGLISH
from audit.domain import Category, Claim, Severity
from audit.language import base

_SENTENCE = 3
"""Words that make a sentence if one of them is a small one."""
_OFTEN = 3
"""Other strings that must have translated a word."""
_AROUND = " .:!?…\n\t"


def check(article: Article) -> Iterator[Claim]:
    """One claim a string, over all of it."""
    if article.source is None or are_kin(article.source.language, article.target.language):
        return
    copies = [(pair.target, found) for pair in article.pairs if (found := _copied(pair))]
    if not copies:
        return
    language = article.source.language
    small = function_words(language) - function_words(article.target.language)
    sure = ENGLISH - function_words(article.target.language) if base(language) == "en" else frozenset[str]()
    known = sure | _translated(article, {word.casefold() for _, found in copies for word in found})
    for segment, found in copies:
        confidence = _confidence(found, small, sure, known)
        if confidence:
            severity = Severity.MAJOR if len(found) > 1 else Severity.MINOR
            why = "The same as the source: not translated."
            yield Claim("untranslated", Category.UNTRANSLATED, severity, segment.span, why, confidence)


def _copied(pair: Pair) -> list[str]:
    """The words of a target that says what its source says; none of any other."""
    if pair.source is None:
        return []
    text, source = pair.target.text, pair.source.text
    if text != source:
        if text[:2].casefold() != source[:2].casefold() or abs(len(text) - len(source)) > 1:
            return []
        if text.strip(_AROUND).casefold() != source.strip(_AROUND).casefold():
            return []
    return [word for word in words(text) if not word.isupper()]


def _confidence(found: list[str], small: frozenset[str], sure: frozenset[str], known: frozenset[str]) -> float:
    """0 where the words may well be the same in both languages."""
    lowered = [word.casefold() for word in found]
    content = any(word.islower() and word not in small and len(word) >= _SENTENCE for word in found)
    if len(found) >= _SENTENCE and content and not small.isdisjoint(lowered):
        return 0.9
    if len(found) == 1:
        return 0.5 if lowered[0] in sure else 0.0
    if all(
        word[0].isupper() or word in small for word in found
    ):  # GitHub Pages, Read the Docs: only where nothing is left of a name
        return 0.7 if known.union(small).issuperset(lowered) else 0.0
    return 0.0 if known.isdisjoint(lowered) else 0.7


def _translated(article: Article, candidates: set[str]) -> set[str]:
    """Those that every other string of the file translates, and that several do."""
    translated, kept = Counter[str](), Counter[str]()
    for pair in article.pairs:
        if pair.source is None or not pair.target.text or pair.target.text == pair.source.text:
            continue
        for word in candidates.intersection(pair.source.text.casefold().split()):
            (kept if word in pair.target.text.casefold() else translated)[word] += 1
    return {word for word, times in translated.items() if times >= _OFTEN and not kept[word]}
