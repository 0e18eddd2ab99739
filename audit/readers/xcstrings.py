"""Apple string catalogues (.xcstrings): one file with the source and every translation.

An article has one target language, so one is read: the one asked for, or the only one. Where a file holds several,
`languages` names them, and keys say which one it is. Key: the catalogue's, "Cart", of several languages "Cart@de".
Forms: plural categories ("one"), devices ("iphone"), both ("iphone.other"), and substitutions with theirs
("files.one"). The source of a form is the source language's own, else its "other", else the string itself, else the
key. The comment is the note and may carry `audit: ignore`. What a state says other than "translated" is a flag, and
"fuzzy" with it; so is "stale" for what the code no longer uses. A string without a translation is an empty unit. Left
out: what says `"shouldTranslate": false`.
"""

from collections.abc import Iterable, Iterator, Mapping

from audit.article import Bitext, Unit
from audit.errors import InputError
from audit.readers._directives import ignored
from audit.readers._json import Atom, Member, Object, Text, Value, parse
from audit.readers._malformed import malformed
from audit.readers._spelling import in_json
from audit.readers._units import Piece, Units

SUFFIXES: tuple[str, ...] = (".xcstrings",)
CATALOGUE = True
MANY_LANGUAGES = True

_SNIFFED = 4096

Words = tuple[tuple[Piece, ...], frozenset[str]]
"""The pieces of a string, and its flags."""


def sniff(text: str) -> bool:
    """True for JSON that names a source language before its strings."""
    head = text[:_SNIFFED]
    return head.lstrip("\ufeff \t\r\n").startswith("{") and '"sourceLanguage"' in head and '"strings"' in head


def languages(text: str) -> tuple[str, ...]:
    """The languages that a catalogue is translated into, sorted. Raises InputError for what is none."""
    strings, source = _catalogue(text)
    return _languages(strings, source)


def read(text: str, language: str | None = None) -> Bitext:
    """The source and one translation, in step.

    Raises InputError for what is no catalogue, for a language that it is not translated into, and, without a
    language, for one with several.
    """
    strings, source = _catalogue(text)
    every = _languages(strings, source)
    language = _chosen(every, language)
    of_many = f"@{language}" if len(every) > 1 else ""
    sources, targets = Units(text), Units(text)
    for member in strings.members:
        entry = member.value
        if not isinstance(entry, Object):
            raise malformed(
                text,
                member.key.start if member.key else 0,
                f"the entry of “{member.name[:40]}” is no object: correct it",
            )
        if _says(entry, "shouldTranslate") == "false" or not (member.name.strip() or entry.get("localizations")):
            continue
        for form, original, words, unit in _pairs(member, entry, source, language):
            sources.add(member.name + of_many, original, Unit(form))
            targets.add(member.name + of_many, words, unit)
    return Bitext(sources.extract(source), targets.extract(language))


def spellings(file: str, start: int, end: int, words: str) -> Iterator[str]:  # noqa: ARG001 - the contract of readers
    """With JSON's escapes."""
    yield from in_json(file, words)


def _catalogue(text: str) -> tuple[Object, str]:
    """The strings of a catalogue, and its source language."""
    root = parse(text)
    strings = root.get("strings") if isinstance(root, Object) else None
    source = _says(root, "sourceLanguage") if isinstance(root, Object) else ""
    if not isinstance(root, Object) or not isinstance(strings, Object) or not source:
        raise InputError('line 1, column 1: no string catalogue: "sourceLanguage" and "strings" are expected')
    return strings, source


def _languages(strings: Object, source: str) -> tuple[str, ...]:
    entries = (member.value for member in strings.members)
    found = (_inner(entry, "localizations") for entry in entries if isinstance(entry, Object))
    return tuple(sorted({member.name for one in found if one for member in one.members} - {source}))


def _chosen(found: tuple[str, ...], language: str | None) -> str | None:
    """The language to read; one may be written "pt_BR" here and "pt-BR" there."""
    if language is not None:
        same = [one for one in found if one.replace("_", "-").lower() == language.replace("_", "-").lower()]
        if not same and found:
            raise InputError(f"no translation into {language}: it has {', '.join(found)}")
        return same[0] if same else language
    if len(found) > 1:
        raise InputError(f"translations into {', '.join(found)}: say which one with --target-language")
    return found[0] if found else None


def _pairs(
    member: Member, entry: Object, source: str, language: str | None
) -> Iterator[tuple[str, tuple[Piece, ...], tuple[Piece, ...], Unit]]:
    """Form, source, translation and unit of every string of an entry."""
    texts = _inner(entry, "localizations")
    originals = _forms(_inner(texts, source))
    translated = _forms(_inner(texts, language or ""))
    comment, stale = _says(entry, "comment"), _says(entry, "extractionState") == "stale"
    if not translated:
        if stale or language is None:
            return
        place = entry.start + 1
        translated = {"": (((("", place),)), frozenset({"new", "fuzzy"}))}
    for form, (words, flags) in translated.items():
        original = _source(originals, form) or (member.key.pieces if member.key else ())
        unit = Unit(form, flags=flags | ({"stale"} if stale else set()), note=comment, ignored=ignored(comment))
        yield form, original, words, unit


def _source(originals: Mapping[str, Words], form: str) -> tuple[Piece, ...]:
    """What a form translates."""
    usual = ".".join([*form.split(".")[:-1], "other"])
    first = next(iter(originals.values()), ((), frozenset()))
    return next((originals[one] for one in (form, usual, "other", "") if one in originals), first)[0]


def _forms(localization: Object | None) -> dict[str, Words]:
    """Form -> string of one language's entry."""
    return dict(_strings(localization, ())) if localization else {}


def _strings(value: Object, path: tuple[str, ...]) -> Iterator[tuple[str, Words]]:
    unit = _inner(value, "stringUnit")
    words = unit.get("value") if unit else None
    if unit and isinstance(words, Text):
        state = _says(unit, "state") or "translated"
        flags = frozenset() if state == "translated" else frozenset({state, "fuzzy"})
        yield ".".join(path), (words.pieces, flags)
    for kind in _members(_inner(value, "variations")):
        for variant in _members(kind.value):
            if isinstance(variant.value, Object):
                yield from _strings(variant.value, (*path, variant.name))
    for substitution in _members(_inner(value, "substitutions")):
        if isinstance(substitution.value, Object):
            yield from _strings(substitution.value, (*path, substitution.name))


def _members(value: Value | None) -> Iterable[Member]:
    return value.members if isinstance(value, Object) else ()


def _inner(value: Object | None, name: str) -> Object | None:
    found = value.get(name) if value else None
    return found if isinstance(found, Object) else None


def _says(value: Object, name: str) -> str:
    """A string or an atom as it reads; "" where there is none."""
    found = value.get(name)
    return str(found) if isinstance(found, Text) else found.words if isinstance(found, Atom) else ""
