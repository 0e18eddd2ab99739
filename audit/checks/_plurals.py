"""Which plural forms a language has, from CLDR through babel."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from babel import Locale, UnknownLocaleError

from audit.article import Segment
from audit.language import base

_ORDER = ("zero", "one", "two", "few", "many", "other")
CATEGORIES = frozenset(_ORDER)
Family = tuple[str | None, str]
"""What the forms of one string share."""

_NUMBERS = range(201)
"""Whole numbers that interfaces count; beyond, CLDR has forms for millions that catalogues leave out."""


@dataclass(frozen=True, slots=True)
class Rules:
    """A language's plural categories, and which of the numbers 0 to 200 choose each that it needs."""

    categories: frozenset[str]
    numbers: Mapping[str, tuple[int, ...]]

    def missing(self, given: Collection[str], spelled: Collection[int]) -> Iterator[str]:
        """Categories that some number needs which has no form of its own."""
        for category, numbers in self.numbers.items():
            if category not in given and not (numbers and set(numbers) <= set(spelled)):
                yield category

    def surplus(self, given: Collection[str]) -> list[str]:
        """Categories that no number chooses; programs take "zero" for 0 in any language."""
        return [one for one in given if one in CATEGORIES - self.categories - {"zero", "other"}]


@cache
def rules(language: str | None, ordinal: bool) -> Rules | None:
    """The rules of a language tag ("pt-PT", "zh_TW"); None where CLDR does not know it."""
    locale = _locale(language)
    if locale is None:
        return None
    form = locale.ordinal_form if ordinal else locale.plural_form
    numbers: dict[str, tuple[int, ...]] = {"other": ()}
    for number in _NUMBERS:
        category = form(number)
        numbers[category] = (*numbers.get(category, ()), number)
    needed = {category: numbers[category] for category in _ORDER if category in numbers}
    return Rules(frozenset(form.tags) | {"other"}, needed)


def _locale(language: str | None) -> Locale | None:
    for tag in ((language or "und").replace("_", "-"), base(language)):
        try:
            return Locale.parse(tag, sep="-")
        except (UnknownLocaleError, ValueError):
            continue
    return None


def family(segment: Segment) -> Family:
    """What the forms of one string share: key and message, and in "iphone.one" the way before the category."""
    unit = segment.unit
    if unit is None or unit.message or not unit.form:
        return segment.key, unit.message if unit and unit.message else segment.id
    return segment.key, unit.form[: -len(category(unit.form))]


def category(form: str) -> str:
    """The last step of a form: "one" of "iphone.one" and of "days:one"."""
    return form.rpartition(".")[2].rpartition(":")[2]
