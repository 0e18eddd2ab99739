"""What two texts' places have in common, and what they lack of each other."""

import re
from collections import Counter
from collections.abc import Iterator

from audit.checks._placeholders import NO_NUMBER, ZERO, Place

_OF_ONE = {"zero", "one", "two"}
_FORMAT = re.compile(r"^\{[^{}]*[:,]")
_WIDE = str.maketrans("％｛｝（）＄", "%{}()$")


def is_percentage(place: Place, text: str, other: str, wanted: list[Place]) -> bool:
    """True for "50%discount", for Turkish "%50", and for what looks like a place where the source has none."""
    if place.text[0] != "%" or not (place.ordered or place.text[1:].isdigit()):
        return False
    number = re.match(r"%(\d+)", place.text)
    after_digit = place.start > 0 and text[place.start - 1].isdigit()
    shown = number is not None and bool(re.search(rf"(?<!\d){number[1]}\s?%", other))
    return after_digit or shown or not any(one.text[0] == "%" for one in wanted)


def numbered(wanted: list[Place], given: list[Place]) -> list[Place]:
    """The source's places; numbered as the translation's are, where it says "%1$s" for "%s"."""
    if not any(re.match(r"%\d+\$", place.text) for place in given):
        return wanted
    order = {place: number for number, place in enumerate(_ordered(wanted), 1)}
    return [
        Place(one.text, one.start, f"%{order[one]}$", one.kind, number=one.number) if one in order else one
        for one in wanted
    ]


def difference(ones: list[Place], others: list[Place]) -> list[Place]:
    """Places of the first that the others lack: by name, or as many as there are too few of."""
    names, rest = {place.identity for place in others}, Counter(place.identity for place in others if place.ordered)
    lacking = []
    for place in ones:
        if place.ordered:
            rest[place.identity] -= 1
        if place.identity not in names or (place.ordered and rest[place.identity] < 0):
            lacking.append(place)
    return lacking


def clashes(wanted: list[Place], given: list[Place]) -> Iterator[tuple[Place, Place]]:
    """Places filled with the same value as another type: of one name, or by their order. Python's %s takes any."""
    for one, other in zip(_ordered(wanted), _ordered(given), strict=False):
        if one.kind != other.kind:
            yield one, other
            return
    types = {place.identity: place for place in wanted if place.kind and not place.ordered}
    for place in given:
        other = types.get(place.identity, place)
        if place.kind not in (other.kind, "", "r") and not (place.kind == "s" and place.identity[1] == "("):
            yield other, place
    yield from _without_format(wanted, given)


def _without_format(wanted: list[Place], given: list[Place]) -> Iterator[tuple[Place, Place]]:
    """{price:.2f} as {price}. Another format is no mistake: dates are written so."""
    formatted = {place.identity: place for place in given if _FORMAT.search(place.text)}
    bare = {place.identity: place for place in given if place.identity not in formatted}
    for place in wanted:
        if place.identity in bare and _FORMAT.search(place.text):
            yield place, bare.pop(place.identity)


def without_number(places: list[Place], form: str, language: str) -> list[Place]:
    """Without the number that a plural form for one number need not say; nothing for a form that says there is none."""
    if form in ZERO.get(language, ("zero", "=0")):
        return []
    if form in _OF_ONE or form[0] == "=" or form in NO_NUMBER.get(language, "0"):
        number = next((place for place in places if place.number), places[0] if len(places) == 1 else None)
        return [place for place in places if place is not number]
    return places


def damaged(place: str, text: str) -> tuple[int, int] | None:
    """Where a place stands with blanks in it, in other letters, or with full-width signs."""
    loose = r"\s*".join(re.escape(character) for character in place)
    match = re.search(loose, text.translate(_WIDE), re.IGNORECASE)
    return match.span() if match else None


def _ordered(places: list[Place]) -> list[Place]:
    return [place for place in places if place.ordered]
