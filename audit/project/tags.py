"""Language tags as folders and file names write them: "pt_BR", "zh-rTW", "b+sr+Latn", "sr@latin"."""

import re
from functools import cache

from babel import Locale, localedata

_TAG = re.compile(
    r"(?P<language>[a-z]{2,3}|[A-Z]{2})(?:[-_](?P<script>[A-Za-z]{4}))?(?:[-_](?P<region>[A-Za-z]{2}|\d{3}))?"
    r"(?:@(?P<modifier>[a-z]+))?"
)
_ANDROID = re.compile(r"(?P<plain>[a-z]{2,3})(?:-r(?P<region>[A-Z]{2}))?|b\+(?P<tag>\w+(?:\+\w+)*)")
_FORMER = {"in": "id", "iw": "he", "ji": "yi"}
"""What Android still calls Indonesian, Hebrew and Yiddish (java.util.Locale)."""
_MODIFIERS = {"latin": "Latn", "cyrillic": "Cyrl"}


@cache
def tag(written: str, rare: bool = False) -> str | None:
    """A tag as BCP 47 has it, "pt-BR", "sr-Latn"; None for what names no language, script and region that exist.

    `rare`: also languages of three letters that are hardly ever written, where it can be nothing but a language.
    """
    found = _TAG.fullmatch(written)
    if found is None:
        return None
    language, region = found["language"].lower(), (found["region"] or "").upper()
    script = (found["script"] or _MODIFIERS.get(found["modifier"] or "", "")).title()
    english = Locale("en")
    if (
        language not in (english.languages if rare else _languages())
        or (region and region not in english.territories)
        or (script and script not in english.scripts)
    ):
        return None
    return "-".join(filter(None, (language, script, region)))


def android(qualifier: str) -> str | None:
    """The language of a resource folder's qualifiers, "de", "zh-rTW", "b+sr+Latn"; None where they name none."""
    found = _ANDROID.fullmatch(qualifier)
    if found is None or qualifier == "car":  # a car's screen, though there is a language of that name
        return None
    if found["tag"]:
        return tag(found["tag"].replace("+", "-"))
    return tag("-".join(filter(None, (_FORMER.get(found["plain"], found["plain"]), found["region"]))))


def spellings(language: str) -> tuple[str, ...]:
    """How a folder or a file may write a tag, the likeliest first."""
    low = language.lower()
    return tuple(dict.fromkeys((language, language.replace("-", "_"), low, low.replace("-", "_"))))


def android_spellings(language: str) -> tuple[str, ...]:
    """How a resource folder may write a tag."""
    first, *others = language.split("-")
    plain = f"{first}-r{others[0]}" if len(others) == 1 and len(others[0]) == 2 else language
    return (plain, "b+" + language.replace("-", "+"))


def relatives(language: str) -> tuple[str, ...]:
    """The same language otherwise: without its region, or with the usual ones."""
    first, *others = language.split("-")
    if others:
        return (first,)
    return ("en-US", "en-GB") if first == "en" else (f"{first}-{first.upper()}",)


@cache
def _languages() -> frozenset[str]:
    """Those of two letters, and those of three for which there is data; others are more likely to be words."""
    short = {str(code) for code in Locale("en").languages if len(str(code)) == 2}
    return frozenset(short | {code.split("_")[0] for code in localedata.locale_identifiers()})
