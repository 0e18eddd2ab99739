"""Two spellings of one name that no table knows.

Translation transliterates a name anew each time it meets it: Rasvozhayev in one paragraph, Razvozhayev in the next.
Compared is how words sound (b/p, d/t, g/k/kh/gh, s/z, f/v, i/y, doubled letters), and very strictly: both must be
capitalised where only names are, and have the same first name, or neither any. The rarer spelling is flagged where
it is much rarer, else both: which of them is right is not known. Names that only look alike (Tymoshenko, Timochenko;
but also Johnson, Johnston) are no claim: where a model answers questions it is asked whether they are one.

Hit:   Mikhail Rasvozhayev said ... Mikhail Razvozhayev added; fighting near Tokmag ... troops in Tokmak.
Clean: John Parker and Emma Barker; Maria and Mario; Russia and Russian; Tangshan and Dangshan; Stephen and Steven.
Languages: English, French, Spanish, Italian, Portuguese, Dutch (where only names are capitalised). Localized strings
tell no story together, and are skipped.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import islice

from babel import Locale
from rapidfuzz import fuzz, process

from audit.article import Article
from audit.checks._capitals import Name, names
from audit.checks._names import CANONICAL, KNOWN, TWO_PEOPLE
from audit.checks._sound import fold, plain
from audit.domain import Category, Claim, Severity
from audit.language import base

_ONLY_NAMES_ARE_CAPITALISED = {"en", "fr", "es", "it", "pt", "nl"}
# Syllables without clusters, as in Chinese and Japanese, where one sound more or less is another city.
_OPEN = re.compile(r"(?:(?:zh|ch|sh|ts|[b-df-hj-np-tv-z])?y?[aeiou]++(?:ng?(?![aeiou]))?)+")
_TITLES = {"President", "Minister", "Governor", "Mr", "Mrs", "Ms", "Dr", "General", "Judge", "Mayor", "Senator"}
_MUCH = 3
_ALIKE = 78
"""Likeness, 0 to 100 (2 x matching letters / all letters), from which two names may be one: Timoshenko and Tymochenko
have 80, Johnson and Johnston 93, which is why it takes somebody who has read the story to tell."""
_MOST = 12
"""Pairs asked about at most: a list of a hundred competitors is not a hundred doubts."""


def check(article: Article) -> Iterator[Claim]:
    """The places of names that sound the same."""
    by_sound: dict[str, dict[str, Name]] = defaultdict(dict)
    if base(article.target.language) in _ONLY_NAMES_ARE_CAPITALISED and not article.is_catalogue:
        for word, name in names(article).items():
            by_sound[fold(word)][word] = name
    for sound, forms in by_sound.items():
        if sound not in TWO_PEOPLE and sound not in CANONICAL and _are_one(forms):
            yield from _claims({form: len(name.spans) for form, name in forms.items()}, forms)


def doubts(article: Article) -> Iterator[Claim]:
    """Names that look alike, at the places of the rarer: claims that stand only if somebody else makes them too."""
    if base(article.target.language) not in _ONLY_NAMES_ARE_CAPITALISED or article.is_catalogue:
        return
    lands = set(Locale(base(article.target.language)).territories.values())
    every = {word: name for word, name in names(article).items() if word not in KNOWN | lands}
    for rarer, usual in islice(_lookalikes(sorted(every, key=lambda word: len(every[word].spans))), _MOST):
        why = f"Perhaps the same as “{usual}”."
        for span in every[rarer].spans:
            yield Claim("soundalikes", Category.INCONSISTENT_TERM, Severity.MAJOR, span, why, 0.2, usual)


def _lookalikes(words: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Pairs that are neither inflected forms of one word nor sounds that `check` judges; each word once."""
    for at, rarer in enumerate(words):
        near = process.extractOne(
            plain(rarer), {word: plain(word) for word in words[at + 1 :]}, scorer=fuzz.ratio, score_cutoff=_ALIKE
        )
        if near and not _inflected(plain(rarer), near[0]) and fold(rarer) != fold(near[2]):
            yield rarer, near[2]


def _inflected(one: str, other: str) -> bool:
    """True for Iran and Iranian, Smith and Smiths: one begins with the other."""
    return one.startswith(other) or other.startswith(one)


def _are_one(forms: dict[str, Name]) -> bool:
    """True unless only accents differ, the table knows them, or the words beside them tell two bearers apart."""
    if len({plain(form) for form in forms}) < 2 or KNOWN.issuperset(forms):
        return False
    if any(_OPEN.fullmatch(plain(form)) for form in forms):
        return False
    beside = [name.beside for name in forms.values()]
    return bool(set.intersection(*beside) - _TITLES) or not any(beside)


def _claims(counts: dict[str, int], forms: dict[str, Name]) -> Iterator[Claim]:
    usual = max(counts, key=lambda form: counts[form])
    right = usual if all(counts[form] * _MUCH <= counts[usual] for form in forms if form != usual) else None
    for form, name in forms.items():
        others = " and ".join(f"“{other}”" for other in forms if other != form)
        why = f"Also written {others} in this article."
        for span in name.spans if form != right else ():
            yield Claim("soundalikes", Category.INCONSISTENT_TERM, Severity.MAJOR, span, why, 0.6, right)
