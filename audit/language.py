"""Which language a text is in, and what that language is called. Codes are ISO 639-1 ("en", "zh")."""

from functools import cache
from typing import TYPE_CHECKING

from babel import Locale, UnknownLocaleError, localedata

from audit.errors import UsageError

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


def tag(code: str) -> str:
    """A language of a reader as standards tag it (BCP 47): "pt-BR" for "pt_br". Raises UsageError for no language."""
    try:
        if code == "root":  # what all languages have in common, to CLDR
            raise UnknownLocaleError(code)
        return str(Locale.parse(code.strip().replace("-", "_"))).partition("@")[0].replace("_", "-")
    except (UnknownLocaleError, ValueError, TypeError) as error:
        meant = ", ".join(f"{one} ({full_name(one)})" for one in _called(code)) or "de, ar, zh, pt-BR"
        raise UsageError(f"no language {code!r}: give a code, as {meant}") from error


def full_name(tag: str) -> str:
    """English name of a language with its script or region: "Portuguese (Brazil)" for "pt-BR"."""
    return Locale.parse(tag, sep="-").get_display_name("en") or tag


def _called(name: str) -> list[str]:
    """Codes of the languages of that name, in English or in the language itself."""
    names = {code: {Locale("en").languages.get(code), Locale(code).get_display_name()} for code in _codes()}
    return [code for code, known in names.items() if name.casefold() in {one.casefold() for one in known if one}]


def _codes() -> list[str]:
    return sorted(code for code in localedata.locale_identifiers() if code.isalpha() and code != "root")


@cache
def _identifier() -> "LanguageIdentifier":
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier: LanguageIdentifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    return identifier
