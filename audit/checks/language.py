"""Sentences in another language than the article, or than the file's other strings.

What was not translated says nothing to the reader it was translated for. A sentence counts only when it is long and
surely another language, by a wide margin; names, quotations and neighbours (Danish and Norwegian) stay. It costs
a language model's look, some 50 microseconds, at each sentence that no small words ("und", "les") vouch for.

Hit:   Die Regierung will das Gesetz noch in diesem Jahr ändern. (in English) | a string in German in a French file
Clean: He studied at the Université libre de Bruxelles. | "Je ne regrette rien" | short labels | PostgreSQL, SpatiaLite
Languages: the hundred and thirty that py3langid knows.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from audit.article import Article, Pair
from audit.checks._function_words import function_words, rivals
from audit.checks._inert import without_inert
from audit.checks._kin import are_kin
from audit.checks._scripts import foreign_letter
from audit.domain import Category, Claim, Severity
from audit.language import base, name, probabilities

_CODES = (
    "ace af am an ar ary arz as az ba bcl be bg bn br bs ca crh cs cy da de dz el en eo es et eu ext fa fi fo fr "
    "fuv fy ga gcf gcr gd gl gom gu gug guw ha he hi hr ht hu hy id ig is it ja jv ka kab kik kk km kn ko ku ky "
    "la lb lg lij ln lo lt ltg lv mg mk ml mn mr ms mt my nb ne nl nn no nso oc om or pa pl ps pt qu ro ru rw sa "
    "sdh se si sk sl sn so sq sr st sv sw ta te tg th tk tl tr tt ug uk ur uz vec vi vo wa wuu xh yo yue zh zu "
)
_KNOWN = frozenset(_CODES.split())
_SURE, _WORDS, _LETTERS = 0.98, 6, 30
_SURE_ALONE, _MARGIN = 0.9, 1000
"""For a localized string: its probability, and how many times that of the language expected."""
_FEW, _FEW_LETTERS = 4, 25
"""Of a localized string: it is looked at alone, and has fewer words."""
_VOUCHED = 2
"""Small words of its own language that tell a string is in it."""
_OWN_LETTERS = re.compile(r"[\u0370-\u03ff\u0530-\u05ff\u0900-\u1fff\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7a3]")
"""Of scripts that tell their language, nearly: all but Latin, Cyrillic, Arabic."""
_CYRILLIC = re.compile("[а-я]")
_SHORT = 1_000
"""Characters of a sentence whose language is kept in mind: an article is checked again with its suggestions tried."""


def check(article: Article) -> Iterator[Claim]:
    """One claim a sentence or string, over all of it."""
    own = base(article.target.language)
    if own not in _KNOWN:
        return
    script = foreign_letter(article.target)
    source = base(article.source.language) if article.source else "und"
    everywhere = function_words(source) | function_words("en" if own != "en" else None)
    vouching, others = function_words(own) - everywhere, [words - everywhere for words in rivals(own)]
    # Languages in Cyrillic letters are kin, nearly all of them: only other letters can give another away.
    clear = _CYRILLIC if are_kin(own, "ru") else _OWN_LETTERS
    alone = article.is_catalogue
    for pair in article.pairs:
        if alone and not _is_worth_a_look(pair, vouching, others, clear):
            continue
        text = pair.target.text
        look = _kept if len(text) <= _SHORT else _other_language
        other = None if script.search(text) else look(text, own, alone)
        if other:
            rest = "file" if alone else "article"
            why = f"In {name(other)}, unlike the rest of the {rest}."
            yield Claim("language", Category.UNTRANSLATED, Severity.MAJOR, pair.target.span, why, 0.8)


def _is_worth_a_look(
    pair: Pair, vouching: frozenset[str], others: list[frozenset[str]], clear: re.Pattern[str]
) -> bool:
    """True unless the letters tell the language, or its small words, of which no other language has more."""
    text = pair.target.text
    if len(text) < _FEW_LETTERS or (pair.source is not None and pair.source.text == text):
        return False  # the latter is for the check "untranslated" to judge
    if clear.search(text):
        return False
    words = text.casefold().split()
    vouched = len(vouching.intersection(words))
    return vouched < _VOUCHED or any(len(other.intersection(words)) > vouched for other in others)


def _other_language(text: str, own: str, alone: bool) -> str | None:
    if alone:
        text = without_inert(text)
    words = text.split()
    few, letters = (_FEW, _FEW_LETTERS) if alone else (_WORDS, _LETTERS)
    lower = sum(word[0].islower() for word in words)
    if len(words) < few or sum(map(str.isalpha, text)) < letters or lower * 2 < len(words) or text[0] in '"“„«‘':
        return None
    ranked = probabilities(text)
    found = next(iter(ranked), own)
    bar = max(_SURE_ALONE, _MARGIN * ranked.get(own, 0.0)) if alone else _SURE
    return found if found != own and ranked[found] >= bar and not are_kin(found, own) else None


_kept = lru_cache(1_000)(_other_language)
