"""Languages as file and column names tell them."""

import re
from functools import cache
from pathlib import Path

from babel import Locale

from audit.gold.annotation import UNKNOWN

_PAIR = re.compile(r"(?<![^\W_])([a-z]{2})-?([a-z]{2})(?![^\W_])")
_NAMES = re.compile(r"([A-Z][a-z]+)-([A-Z][a-z]+)$")


def code(name: str) -> str | None:
    """The code of a language by its English name: "uk" for "Ukrainian"; None for a name that is none."""
    return _codes().get(name.strip().lower())


def pair(path: Path, document: str) -> tuple[str | None, str]:
    """Source and target language.

    As WMT names them at the end of a document ("talk.1:English-German"), else in a file ("mqm_ted_zhen.tsv",
    "news.zh-en.tsv"). Without either: None and UNKNOWN.
    """
    if named := _NAMES.search(document):
        return code(named[1]), code(named[2]) or UNKNOWN
    for found in reversed(_PAIR.findall(path.name)):
        if {*found} <= {*_codes().values()}:
            return found[0], found[1]
    return None, UNKNOWN


@cache
def _codes() -> dict[str, str]:
    """English name in lower case -> the shortest code that has it."""
    languages = Locale("en").languages
    return {languages[code].lower(): code for code in sorted(languages, key=len, reverse=True)}
