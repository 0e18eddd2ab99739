"""Qt Linguist (.ts): every `message`; key: context and source ("MainWindow|Open"), with the comment that tells two
apart where there is one ("MainWindow|Open|menu"), or the message's id.

Plural forms are units named by their number, as in Qt; variants by length likewise ("variant 1" is the second). What
is unfinished has that flag, and "fuzzy" too where it has words. Left out: what is obsolete or vanished.
"""

import re
from collections.abc import Iterator

from audit.article import Bitext, Unit
from audit.readers._directives import ignored
from audit.readers._expat import begins, records
from audit.readers._spelling import Rewriting, in_empty, in_xml
from audit.readers._units import Piece, Units
from audit.readers._xml import Element, pieces, unmarked

SUFFIXES: tuple[str, ...] = (".ts",)
CATALOGUE = True

_WHAT = "a file of Qt Linguist (TypeScript has the same suffix)"
_BYTE = re.compile(r"x([0-9a-fA-F]{1,4})|(\d{1,5})")
_REMARKS = ("comment", "extracomment", "translatorcomment")


def sniff(text: str) -> bool:
    """True where the first element is <TS>."""
    return begins(text, "TS")


def read(text: str) -> Bitext:
    """All messages that are in use. Raises InputError for what is not Qt's, as TypeScript."""
    source, target = Units(text), Units(text)
    context = ""
    languages: tuple[str, str] | None = None
    for record in records(text, "TS", _WHAT, lambda element: element.name in ("name", "message")):
        languages = languages or (record.inherited("sourcelanguage"), record.inherited("language"))
        if record.name == "name":
            context = record.text()
            continue
        for form, words, unfinished in _forms(record):
            original = _source(record)
            key = _key(record, context, original)
            source.add(key, original)
            target.add(key, words, _unit(record, form, unfinished, any(word for word, _ in words)))
    one, other = (language.replace("_", "-") for language in languages or ("", ""))
    return Bitext(source.extract(one or None), target.extract(other or None))


def spellings(file: str, start: int, end: int, words: str) -> Iterator[str]:  # noqa: ARG001 - the contract of readers
    """As XML writes text."""
    yield from in_xml(file, start, words)


def rewritings(file: str, start: int, end: int, words: str) -> Iterator[Rewriting]:
    """In a <translation>, where that is empty or missing."""
    if start == end:
        yield from in_empty(file, start, words, "translation")


def _forms(message: Element) -> Iterator[tuple[str, list[Piece], bool]]:
    """Name and words of every form of the translation, and whether it is unfinished; none of one out of use."""
    original, translation = message.child("source"), message.child("translation")
    kind = translation.attributes.get("type", "") if translation else "unfinished"
    if kind in ("obsolete", "vanished"):
        return
    place = original.end if original else message.inside
    plural = message.attributes.get("numerus") == "yes"
    for number, form in enumerate(_inner(translation, "numerusform")):
        for length, variant in enumerate(_inner(form, "lengthvariant")):
            names = (str(number) if plural else "", f"variant {length}" if length else "")
            yield " ".join(filter(None, names)), pieces(variant, _shown, place), kind == "unfinished"


def _inner(element: Element | None, name: str) -> list[Element | None]:
    """The children of this name, else the element itself."""
    children = element.children if element else []
    return [child for child in children if child.name == name] or [element]


def _source(message: Element) -> list[Piece]:
    """The words to translate, and where they end: the next form begins at the same place in the file again."""
    source = message.child("source")
    return [*pieces(source, _shown, message.inside), ("", source.close if source else message.inside)]


def _shown(element: Element) -> Iterator[Piece]:
    """A control character, which Qt writes as <byte value="x1b"/>; the text of anything else."""
    value = _BYTE.fullmatch(element.attributes.get("value", "")) if element.name == "byte" else None
    if value is None:
        yield from unmarked(element)
    else:
        yield chr(int(value[1], 16) if value[1] else int(value[2])), element.start


def _key(message: Element, context: str, original: list[Piece]) -> str:
    comment = message.child("comment")
    parts = (context, "".join(words for words, _ in original), comment.text() if comment else "")
    return message.attributes.get("id") or "|".join(filter(None, parts))


def _unit(message: Element, form: str, unfinished: bool, filled: bool) -> Unit:
    remarks = (message.child(name) for name in _REMARKS)
    note = "\n".join(remark.text().strip() for remark in remarks if remark)
    flags = {"unfinished", "fuzzy"} if unfinished and filled else {"unfinished"} if unfinished else ()
    return Unit(form, flags=frozenset(flags), note=note, ignored=ignored(f"{message.comment}\n{note}"))
