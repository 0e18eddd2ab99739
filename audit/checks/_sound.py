"""How alike two spellings sound."""

import re
import unicodedata
from functools import lru_cache

_DIGRAPHS = {"ph": "f", "ck": "k", "kh": "g", "gh": "g", "zh": "ʒ", "sh": "ʃ", "ch": "ç", "h": ""}
_ALIKE = str.maketrans("ptkcqzvy", "bdgggsfi")


@lru_cache(10_000)  # of the words of an archive most are in the story before
def fold(word: str) -> str:
    """A word as it sounds to a careless ear: "bagmut" for Bakhmut, Baghmut and Pakmut."""
    sound = re.sub("|".join(_DIGRAPHS), lambda match: _DIGRAPHS[match[0]], plain(word)).translate(_ALIKE)
    return re.sub(r"(.)\1+", r"\1", sound)


def plain(word: str) -> str:
    """A word without case, accents and apostrophes."""
    return "".join(letter for letter in unicodedata.normalize("NFKD", word.casefold()) if letter.isalpha())
