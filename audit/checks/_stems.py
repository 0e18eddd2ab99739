"""Whether a word is another one inflected, without a dictionary: by rule in English, by its beginning elsewhere."""

import re
from unicodedata import normalize

WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_MARKS = re.compile(r"[\u0300-\u036f]")
_SHORT = 4
"""Letters that a stem has at least; shorter words must be equal."""
_SUFFIX = 4
"""Letters that an ending has at most."""
_ENGLISH = re.compile(r"(?:s|es|'s|’s|s'|s’|ed|d|ing|ings|er|ers)?")


def plain(text: str) -> str:
    """Folded, without accents: "Häuser" begins like "Haus" then."""
    return _MARKS.sub("", normalize("NFD", text.casefold()))


def is_form(word: str, of: str, language: str) -> bool:
    """Both folded. "files" and "filing" of "file" in English; in others whatever has the stem and a short ending."""
    if word == of:
        return True
    if language == "en":
        return _is_english_form(word, of)
    if min(len(word), len(of)) < _SHORT:
        return False
    stem = max(_SHORT, len(of) - 2)
    return word[:stem] == of[:stem] and len(word) <= len(of) + _SUFFIX


def _is_english_form(word: str, of: str) -> bool:
    stems = {of}
    if of.endswith("e"):
        stems.add(of[:-1])  # filing, filed
    if of.endswith("y"):
        stems.add(of[:-1] + "i")  # queries
    if len(of) > 2:
        stems.add(of + of[-1])  # stopping
    return any(word.startswith(stem) and _ENGLISH.fullmatch(word, len(stem)) for stem in stems)


def has(rendering: str, text: str) -> bool:
    """True where every word of a rendering is in a text, inflected or in a compound; both plain."""
    return all(_stem(word) in text for word in WORD.findall(rendering)) if WORD.search(rendering) else rendering in text


def _stem(word: str) -> str:
    """What every form of a word has, nearly: short words whole, long ones without their ending."""
    return word if len(word) <= _SHORT else word[: max(_SHORT, len(word) - 2)]
