"""Plural rules of iOS and macOS (.stringsdict): a unit for every category, with the category as its form.

Key: the string's and the variable's ("%d files.files"); of variants by device or width, that of the variant
("greeting.iphone", "title.20"). The format (NSStringLocalizedFormatKey) is a unit under the string's key, unless it
is nothing but one variable ("%#@files@"). The comment before a key is its note. Left out: kinds of rules and values.
"""

import re
from collections.abc import Iterable, Iterator

from audit.article import Extract, Unit
from audit.readers._directives import ignored
from audit.readers._expat import records
from audit.readers._malformed import malformed
from audit.readers._spelling import Rewriting, in_empty, in_xml
from audit.readers._units import Units
from audit.readers._xml import Element, pieces, unmarked

SUFFIXES: tuple[str, ...] = (".stringsdict",)
CATALOGUE = True

_CATEGORIES = {"zero", "one", "two", "few", "many", "other"}
_KINDS = {"NSStringFormatSpecTypeKey", "NSStringFormatValueTypeKey"}
_VARIABLE = re.compile(r"\s*%(?:\d+\$)?#@[^@]*@\s*")


def sniff(text: str) -> bool:
    """True for a property list that names the kind of plural rule."""
    return "<plist" in text[:4096] and "NSStringPluralRuleType" in text


def read(text: str) -> Extract:
    """All strings. Raises InputError for what is not a property list, or has a value without a key."""
    units = Units(text)
    for name, value, comment in _entries(records(text, "plist", "a .stringsdict file", _is_entry)):
        for key, form, element, remarks in _strings(name, value, comment):
            unit = Unit(form, note=remarks.strip(), ignored=ignored(remarks))
            units.add(key, pieces(element, unmarked), unit)
    return units.extract()


def spellings(file: str, start: int, end: int, words: str) -> Iterator[str]:  # noqa: ARG001 - the contract of readers
    """As XML writes text."""
    yield from in_xml(file, start, words)


def rewritings(file: str, start: int, end: int, words: str) -> Iterator[Rewriting]:
    """In its element, where that is empty or missing."""
    if start == end:
        yield from in_empty(file, start, words)


def _is_entry(element: Element) -> bool:
    """True for the keys and values of the outermost <dict>."""
    outer = element.parent
    return outer is not None and outer.name == "dict" and outer.parent is not None and outer.parent.name == "plist"


def _entries(elements: Iterable[Element]) -> Iterator[tuple[str, Element, str]]:
    """Key, value, and the comments before either."""
    key: Element | None = None
    for element in elements:
        if element.name == "key":
            key = element
        elif key is None:
            raise malformed(element.file, element.start, f"<{element.name}> has no <key> before it: add its key")
        else:
            yield key.text().strip(), element, f"{key.comment}\n{element.comment}"
            key = None


def _strings(key: str, value: Element, comment: str) -> Iterator[tuple[str, str, Element, str]]:
    """Key, form, element and comments of every string in the entry of a key."""
    if value.name == "string":
        yield key, "", value, comment
    for name, inner, remarks in _entries(value.children) if value.name == "dict" else ():
        if name in _CATEGORIES and inner.name == "string":
            yield key, name, inner, f"{comment}\n{remarks}"
        elif name == "NSStringLocalizedFormatKey":
            if not _VARIABLE.fullmatch(inner.text()):
                yield key, "", inner, f"{comment}\n{remarks}"
        elif name not in _KINDS:
            yield from _strings(key if name.startswith("NSString") else f"{key}.{name}", inner, f"{comment}\n{remarks}")
