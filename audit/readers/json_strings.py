"""JSON with strings (.json, .arb): i18next, Vue, FormatJS, Chrome's messages.json, Flutter's ARB, or any other.

Every string that is a value is a unit; its key is the way to it ("menu.file.open", "days.0"). Plural forms share a key:
{"one": ..., "other": ...}, i18next's "item_one" and "item_other" (where there is an "item_other") and its older "item"
and "item_plural". A message of ICU with a plural or select is a unit a branch, with what stands around it. ARB's
"@key", and `description` beside a `message`, `defaultMessage` or `string`, are notes; "@@locale" is the language.
Comments before a key or behind its value are notes too. Left out: numbers, true, false, null, "@@..." and "$schema".
"""

import re
from collections.abc import Iterator

from audit.article import Extract
from audit.readers._around import Around
from audit.readers._icu import add_message
from audit.readers._json import Array, Atom, Member, Object, Text, Value, parse
from audit.readers._plurals import CATEGORIES, is_plural
from audit.readers._spelling import in_json
from audit.readers._units import Units

SUFFIXES: tuple[str, ...] = (".json", ".arb", ".jsonc")
CATALOGUE = True

_BEGINNING = re.compile(r'\ufeff?\s*\{\s*(?:"(?:[^"\\]|\\.){0,200}"\s*:|\}\s*\Z)')
_SUFFIX = re.compile(rf"(.+)_({'|'.join(CATEGORIES)}|plural)", re.DOTALL)

_MESSAGES = ("message", "defaultMessage", "string")
"""Where Chrome, FormatJS and Transifex put the string of a key, beside what describes it."""
_NOTES = ("description", "developer_comment", "context")
_DETAILS = frozenset({*_NOTES, "placeholders", "id", "character_limit"})


def sniff(text: str) -> bool:
    """True for an object with a first key, unless it is an Apple string catalogue."""
    return _BEGINNING.match(text) is not None and '"sourceLanguage"' not in text[:4096]


def read(text: str) -> Extract:
    """All strings; none of a report of this program. Raises InputError for what is no JSON."""
    root = parse(text)
    units = Units(text)
    for string, around in _strings(root, Around()):
        add_message(units, around.key, string.pieces, around.unit)
    declared = root.get("@@locale") if isinstance(root, Object) else None
    return units.extract(str(declared) if isinstance(declared, Text) else None)


def spellings(file: str, start: int, end: int, words: str) -> Iterator[str]:  # noqa: ARG001 - the contract of readers
    """With JSON's escapes."""
    yield from in_json(file, words)


def _strings(value: Value, around: Around) -> Iterator[tuple[Text, Around]]:
    """Every string to be translated in a value."""
    if isinstance(value, Text):
        yield value, around
    elif isinstance(value, Object | Array) and (error := around.refuse_endless(value.file, value.start)):
        raise error
    elif isinstance(value, Array):
        for item in value.members:
            yield from _strings(item.value, around.inner(item.name, item.comment))
    elif isinstance(value, Object) and not _is_report(value, around):
        main = None if around.key else _message_name(value)
        for member, name, form in _members(value, bool(around.key)):
            inner = around.inner(name, member.comment, form)
            if main and isinstance(member.value, Object):
                string = member.value.get(main)
                yield from _strings(string, _described(inner, member.value)) if string else ()
            else:
                about = value.get(f"@{member.name}")
                yield from _strings(member.value, _described(inner, about) if isinstance(about, Object) else inner)


def _members(value: Object, inside: bool) -> Iterator[tuple[Member, str, str]]:
    """What an object holds to translate: each with its key and its plural form; "" is that of the object."""
    names = {member.name for member in value.members}
    plural = inside and is_plural(names) and all(isinstance(member.value, Text) for member in value.members)
    for member in value.members:
        if plural:
            yield member, "", member.name
        elif isinstance(member.value, Text) and (inside or not _is_about_file(member.name)):
            yield member, *_form(member.name, names)
        elif isinstance(member.value, Object | Array) and not _is_note(member, names, inside):
            yield member, member.name, ""


def _form(name: str, names: set[str]) -> tuple[str, str]:
    """The key and plural form that i18next means by a name, among those beside it."""
    if f"{name}_plural" in names:
        return name, "one"
    suffixed = _SUFFIX.fullmatch(name)
    if suffixed and suffixed[2] == "plural" and suffixed[1] in names:
        return suffixed[1], "other"
    if suffixed and suffixed[2] != "plural" and f"{suffixed[1]}_other" in names:
        return suffixed[1], suffixed[2]
    return name, ""


def _described(around: Around, value: Object) -> Around:
    """With what an object says about a string: ARB's "@key", Chrome's description."""
    notes = [str(text) for name in _NOTES if isinstance(text := value.get(name), Text)]
    limit = value.get("character_limit")
    longest = int(limit.words) if isinstance(limit, Atom) and limit.words.isdecimal() else None
    return around.said("\n".join(notes), longest)


def _is_about_file(name: str) -> bool:
    return name.startswith("@@") or name == "$schema"


def _is_note(member: Member, names: set[str], inside: bool) -> bool:
    """True for ARB's "@key", and for what is like it deeper in a file."""
    return member.name.startswith("@") and (not inside or member.name[1:] in names)


def _is_report(value: Object, around: Around) -> bool:
    """True for a report of this program, which quotes what it has audited."""
    return not around.key and {"schema_version", "signature"} <= {member.name for member in value.members}


def _message_name(root: Object) -> str | None:
    """Under which name all entries of a file have their string; None where it is no such file."""
    entries = [member.value for member in root.members if not _is_about_file(member.name)]
    for name in _MESSAGES if entries else ():
        if all(isinstance(entry, Object) and _is_entry(entry, name) for entry in entries):
            return name
    return None


def _is_entry(entry: Object, name: str) -> bool:
    return isinstance(entry.get(name), Text) and all(m.name in _DETAILS or m.name == name for m in entry.members)
