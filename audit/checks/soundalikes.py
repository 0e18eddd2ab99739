"""Two spellings of one name that no table knows.

Translation transliterates a name anew each time it meets it: Rasvozhayev in one paragraph, Razvozhayev in the next.
Compared is how words sound (b/p, d/t, g/k/kh/gh, s/z, f/v, i/y, doubled letters), and very strictly: both must be
capitalised where only names are, and have the same first name, or neither any. The rarer spelling is flagged where
it is much rarer, else both: which of them is right is not known.

Hit:   Mikhail Rasvozhayev said ... Mikhail Razvozhayev added; fighting near Tokmag ... troops in Tokmak.
Clean: John Parker and Emma Barker; Maria and Mario; Russia and Russian; Tangshan and Dangshan; Stephen and Steven.
Languages: English, French, Spanish, Italian, Portuguese, Dutch (where only names are capitalised).
"""

import re
from collections import defaultdict
from collections.abc import Iterator

from audit.checks._capitals import Name, names
from audit.checks._names import CANONICAL, KNOWN, TWO_PEOPLE
from audit.checks._sound import fold, plain
from audit.domain import Article, Category, Claim, Severity
from audit.language import base

_ONLY_NAMES_ARE_CAPITALISED = {"en", "fr", "es", "it", "pt", "nl"}
# Syllables without clusters, as in Chinese and Japanese, where one sound more or less is another city.
_OPEN = re.compile(r"(?:(?:zh|ch|sh|ts|[b-df-hj-np-tv-z])?y?[aeiou]++(?:ng?(?![aeiou]))?)+")
_TITLES = {"President", "Minister", "Governor", "Mr", "Mrs", "Ms", "Dr", "General", "Judge", "Mayor", "Senator"}
_MUCH = 3


def check(article: Article) -> Iterator[Claim]:
    """The places of names that sound the same."""
    by_sound: dict[str, dict[str, Name]] = defaultdict(dict)
    if base(article.target.language) in _ONLY_NAMES_ARE_CAPITALISED:
        for word, name in names(article).items():
            by_sound[fold(word)][word] = name
    for sound, forms in by_sound.items():
        if sound not in TWO_PEOPLE and sound not in CANONICAL and _are_one(forms):
            yield from _claims({form: len(name.spans) for form, name in forms.items()}, forms)


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
