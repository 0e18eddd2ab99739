"""Translation memories (TMX): every `tu`, its source and one translation; key: its `tuid`, else the source text.

The source language is what the header or the unit says (`srclang`), else that of the unit's first variant. Of several
translations those in one language are read: that of the first variant which is not the source. A unit without one is
empty where its source ends. Inline elements read as `_inline` says. Left out: units without any variant.
"""

from collections.abc import Iterator

from audit.article import Bitext, Unit
from audit.readers._directives import ignored
from audit.readers._expat import begins, records
from audit.readers._inline import shown
from audit.readers._spelling import Rewriting, in_empty, in_xml
from audit.readers._units import Units
from audit.readers._xml import Element, pieces

SUFFIXES: tuple[str, ...] = (".tmx",)
CATALOGUE = True


def sniff(text: str) -> bool:
    """True where the first element is <tmx>."""
    return begins(text, "tmx")


def read(text: str) -> Bitext:
    """All units, and the languages of the first. Raises InputError for what is not TMX."""
    source, target = Units(text), Units(text)
    declared = original_language = language = ""
    for record in records(text, "tmx", "a TMX file", lambda element: element.name in ("header", "tu")):
        if record.name == "header":
            declared = record.attributes.get("srclang", "")
            continue
        variants = [child for child in record.children if child.name == "tuv"]
        if not variants:
            continue
        original = _of(variants, record.attributes.get("srclang", declared)) or variants[0]
        original_language = original_language or _language(original)
        others = [variant for variant in variants if variant is not original]
        language = language or (_language(others[0]) if others else "")
        _add(record, original, _of(others, language), source, target)
    return Bitext(source.extract(original_language or None), target.extract(language or None))


def spellings(file: str, start: int, end: int, words: str) -> Iterator[str]:  # noqa: ARG001 - the contract of readers
    """As XML writes text."""
    yield from in_xml(file, start, words)


def rewritings(file: str, start: int, end: int, words: str) -> Iterator[Rewriting]:
    """In a <seg>, where that is empty or missing."""
    if start == end:
        yield from in_empty(file, start, words, "seg")


def _add(record: Element, original: Element, translation: Element | None, source: Units, target: Units) -> None:
    words = pieces(original.child("seg"), shown, original.inside)
    key = record.attributes.get("tuid") or "".join(word for word, _ in words)
    note = "\n".join(child.text().strip() for child in record.children if child.name == "note")
    place = translation.inside if translation else original.end
    source.add(key, words)
    unit = Unit(note=note, ignored=ignored(f"{record.comment}\n{note}"))
    target.add(key, pieces(translation and translation.child("seg"), shown, place), unit)


def _language(variant: Element) -> str:
    return variant.attributes.get("xml:lang") or variant.attributes.get("lang", "")


def _of(variants: list[Element], language: str) -> Element | None:
    """The variant in a language, else in that language elsewhere ("de" for "de-AT")."""
    wanted = language.lower()
    same = (one for one in variants if _language(one).lower() == wanted)
    near = (one for one in variants if _base(_language(one)) == _base(wanted))
    return next(same, None) or next(near, None)


def _base(language: str) -> str:
    return language.replace("_", "-").split("-")[0].lower()
