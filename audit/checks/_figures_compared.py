"""Which numbers of one text another lacks, and what else may explain that."""

import re

from babel.numbers import format_decimal

from audit.checks._dates import days
from audit.checks._figures import Figure, symbols
from audit.checks._magnitudes import has_magnitude
from audit.checks._measures import SIZES, Measure, measures
from audit.language import base

Languages = tuple[str | None, str | None]
"""Of the source and of the target."""
_WORDS = re.compile(
    r"(?i)\b(?:half|twice|double|both|first|second|third|once|couple|dozen|single|quarter|decade|century)"
)
_CLOCK = re.compile(r"\d\s?(?:[ap]\.?\s?m\b|Uhr|h\b|час|o.clock|点|點|時|时|시)")
_NEARLY = 1.12
"""Two measures that differ by this factor at most are one, rounded."""
_OTHER_YEARS = {"th", "fa", "ar", "ja", "am", "ne", "ps", "my", "km", "lo"}
"""Languages of other calendars."""
_YEAR = re.compile(r"[12]\d{3}")
SPELLS = {"en", "zh", "ja"}
"""Source languages of which numbers in words are known."""
FEW = 20
"""Missing numbers of one text that are looked at."""


def lacking(ones: list[Figure], others: list[Figure]) -> list[Figure]:
    """Figures of the first that are worth none of the others, and are written like none."""
    values = {value for figure in others for value in figure.values}
    values |= {100 * (value - 1) for value in values if 10 < value < 23}  # the 19th century: 1800-talet
    values |= {1900 + value for value in values if 10 <= value < 100}  # the '80s
    texts = {figure.text for figure in others}
    return [one for one in ones if one.plain and not one.values & values and one.text not in texts]


def unexplained(extra: list[Figure], missing: list[Figure], source: str, languages: Languages) -> list[Figure]:
    """The numbers that the source does not say in words, and neither by another clock or calendar."""
    said = base(languages[0]) not in SPELLS or bool(_WORDS.search(source))
    lost = {value for figure in missing[:FEW] for value in figure.values}
    other_years = base(languages[1]) in _OTHER_YEARS and any(_YEAR.fullmatch(figure.text) for figure in missing[:FEW])
    lost |= {value + 12 for value in lost if value <= 12} if _CLOCK.search(source) else set()
    return [
        one
        for one in extra
        if not (said and may_be_words(one))
        and not one.values & lost
        and not (other_years and _YEAR.fullmatch(one.text))
    ]


def is_converted(source: str, target: str, languages: Languages) -> bool:
    """True where a measure of the source stands in the translation in another unit: 10 miles, 16 km."""
    wanted, given = measures(source, languages[0])[:FEW], measures(target, languages[1])[:FEW]
    return any(_is_same(one, other) for one in wanted for other in given)


def _is_same(one: Measure, other: Measure) -> bool:
    for a in one.units - other.units:
        for b in (b for b in other.units if SIZES[a][0] == SIZES[b][0]):
            pairs = [(value, result) for value in one.values for result in other.values]
            if SIZES[a][0] == "money":  # rates change
                return True
            if SIZES[a][0] == "temperature":
                return any(min(abs(v * 1.8 + 32 - r), abs(r * 1.8 + 32 - v)) < 2 for v, r in pairs)
            sizes = [sorted((v * SIZES[a][1], r * SIZES[b][1])) for v, r in pairs]
            if any(larger <= smaller * _NEARLY for smaller, larger in sizes):
                return True
    return False


def may_be_elsewhere(figure: Figure, target: str, language: str) -> bool:
    """True for a number that may stand in words, or be a year of another calendar."""
    years = language in _OTHER_YEARS and any(1000 < value < 2200 for value in figure.values)
    return years or may_be_words(figure) or has_magnitude(target, language)


def written(figure: Figure, language: str | None) -> str | None:
    """The number as the target's language writes it, with thousands apart where the source has them so.

    None where it would not be the same digits: 5,000.50 is no 5.000,5.
    """
    if len(figure.values) > 1 or figure.end - figure.start != len(figure.text) or not any(symbols(language)):
        return None
    grouped = not re.match(r"\d{4}", figure.text)
    locale = str(language).replace("-", "_")
    number = str(format_decimal(max(figure.values), locale=locale, decimal_quantization=False, group_separator=grouped))
    return number if re.sub(r"\D", "", number) == re.sub(r"\D", "", figure.text) else None


def may_be_words(figure: Figure) -> bool:
    """True for what many languages spell out."""
    return all(value <= 25 or (value <= 100 and value % 5 == 0) or value in (1e3, 1e4, 1e6) for value in figure.values)


def undated(
    missing: list[Figure], extra: list[Figure], texts: tuple[str, str], languages: tuple[str | None, str | None]
) -> tuple[list[Figure], list[Figure]]:
    """Without the numbers of dates, where each text has as many of these: they are compared as dates."""
    dates = [days(text, base(language)) for text, language in zip(texts, languages, strict=True)]
    if len(dates[0]) != len(dates[1]):
        return missing, extra
    lost, new = (
        [one for one in left if not any(day.start <= one.start < day.end for day in own)]
        for left, own in zip((missing, extra), dates, strict=True)
    )
    return lost, new


def is_gloss(figure: Figure, text: str) -> bool:
    """True for a number that explains: in brackets, or as the exponent of a large number's name."""
    before = text[: figure.start]
    return before.rfind("(") > before.rfind(")") or before.endswith("^")
