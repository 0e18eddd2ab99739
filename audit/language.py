"""Which language a text is in, and what that language is called. Codes are ISO 639-1 ("en", "zh")."""

from functools import cache
from typing import TYPE_CHECKING

from babel import Locale

if TYPE_CHECKING:  # the model takes half a second to load: only when a text is looked at
    from py3langid.langid import LanguageIdentifier

_ENOUGH = 20_000
"""Characters that decide the language of an article; reading more changes nothing."""


def detect(text: str) -> tuple[str, float]:
    """The most probable language and its probability among the 97 known ones; ("und", 0.0) without letters."""
    if not any(character.isalpha() for character in text):
        return "und", 0.0
    language, probability = _identifier().classify(text[:_ENOUGH])
    return str(language), float(probability)


def probabilities(text: str) -> dict[str, float]:
    """Probability of every known language, most probable first."""
    return {str(language): float(p) for language, p in _identifier().rank(text[:_ENOUGH])}


def base(code: str | None) -> str:
    """The language of a tag without region or script: "pt" for "pt-BR"; "und" for None."""
    return (code or "und").replace("_", "-").split("-")[0].lower()


def name(code: str | None) -> str:
    """English name of a language: "Chinese" for "zh", "an unknown language" for None. The code where it has none."""
    language = base(code)
    return "an unknown language" if language == "und" else Locale("en").languages.get(language, language)


@cache
def _identifier() -> "LanguageIdentifier":
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier: LanguageIdentifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    return identifier
