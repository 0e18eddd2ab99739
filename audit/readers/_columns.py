"""What the columns of a table of strings are, by the names in its header."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from babel import Locale, localedata

_KEYS = ("key", "keys", "string key", "string id", "stringid", "identifier", "name", "resname", "id")
_SOURCES: tuple[str, ...] = (
    "source",
    "source text",
    "source string",
    "source term",
    "original",
    "original text",
    "original string",
)
_SOURCES += ("msgid", "text", "value", "string", "message")
_TARGETS: tuple[str, ...] = (
    "target",
    "target text",
    "target string",
    "target term",
    "translation",
    "translated",
    "translated text",
)
_TARGETS += ("translated string", "translation text", "msgstr")
_CONTEXTS = ("context", "msgctxt")
_NOTES: tuple[str, ...] = (
    "note",
    "notes",
    "comment",
    "comments",
    "description",
    "developer comment",
    "developer comments",
)
_NOTES += ("translator comment", "translator comments", "instructions")
_LENGTHS = ("max length", "maxlength", "max chars", "max characters", "character limit", "char limit", "limit")
_FUZZY = ("fuzzy",)

_CODE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z]{4})?(?:[-_](?:[A-Za-z]{2}|[0-9]{3}))?")
_SIDE = re.compile(r"(source|target|translation)[ _:(\[-]+([\w-]+?)[)\]]?", re.IGNORECASE)

_Text = tuple[int, str | None]


@dataclass(frozen=True, slots=True)
class Columns:
    """Column numbers from 0; None or empty where there is none."""

    key: int | None
    source: int | None
    source_language: str | None
    targets: tuple[tuple[int, str | None], ...]
    """Every translation and its language; the text itself where the table has no source."""
    contexts: tuple[int, ...]
    notes: tuple[int, ...]
    longest: int | None
    fuzzy: int | None
    sure: bool
    """True where all names are known, one is no language, and they are enough for a table of strings."""


def columns(names: Sequence[str]) -> Columns:
    """What a header's names say; of several columns of one kind the more telling name counts, then the first."""
    plain = [re.sub(r"[\W_]+", " ", name).strip().lower() for name in names]
    key = _first(plain, _KEYS)
    codes = {column: _language(name) for column, name in enumerate(names) if column != key}
    languages: list[_Text] = [(column, code) for column, code in codes.items() if code]
    named_sources = _side(names, "source") or _all(plain, _SOURCES)
    named_targets = _side(names, "target", "translation") or _all(plain, _TARGETS)
    source, targets = _texts(named_sources, named_targets, languages)
    contexts, notes = (tuple(column for column, _ in _all(plain, kind)) for kind in (_CONTEXTS, _NOTES))
    longest, fuzzy = _first(plain, _LENGTHS), _first(plain, _FUZZY)
    known = {key, longest, fuzzy, *contexts, *notes, *(column for column, _ in (*named_sources, *named_targets))}
    unknown = set(range(len(names))) - known - {column for column, _ in languages}
    sure = bool(targets and known - {None} and not unknown and (source or key is not None))
    number, language = source or (None, None)
    return Columns(key, number, language, tuple(targets), contexts, notes, longest, fuzzy, sure)


def _texts(sources: list[_Text], targets: list[_Text], languages: list[_Text]) -> tuple[_Text | None, list[_Text]]:
    """The source and all translations, of columns that are named as such and of those named by their language."""
    if targets:
        return next(iter(sources or languages), None), targets
    if sources and languages:
        return sources[0], languages
    if len(languages) > 1:
        return languages[0], languages[1:]
    return None, languages or (sources if len(sources) == 1 else [])


def _side(names: Sequence[str], *sides: str) -> list[_Text]:
    """Columns such as "source_en" or "Translation (de)"."""
    matches = [(column, _SIDE.fullmatch(name.strip())) for column, name in enumerate(names)]
    found = [(column, match[1].lower(), _language(match[2])) for column, match in matches if match]
    return [(column, code) for column, side, code in found if code and side in sides]


def _all(plain: Sequence[str], known: Sequence[str]) -> list[_Text]:
    found = [(known.index(name), column) for column, name in enumerate(plain) if name in known]
    return [(column, None) for _, column in sorted(found)]


def _first(plain: Sequence[str], known: Sequence[str]) -> int | None:
    return next((column for column, _ in _all(plain, known)), None)


def _language(name: str) -> str | None:
    """The code of a language, if that is what it is called: "de", "pt-BR", "German"."""
    name = name.strip()
    if _CODE.fullmatch(name) and localedata.exists(re.split("[-_]", name)[0].lower()):
        return name
    return _english().get(name.lower())


@cache
def _english() -> dict[str, str]:
    """English name of a language in lower case -> its code."""
    return {name.lower(): code for code, name in Locale("en").languages.items()}
