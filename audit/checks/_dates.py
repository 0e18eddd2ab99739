"""Dates as languages write them, where it is unmistakable which day is meant."""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from babel import Locale, UnknownLocaleError

_NUMERIC = re.compile(
    r"""(?<![\d.-])(?P<y1>\d{4})-(?P<m1>\d{2})-(?P<d1>\d{2})(?![\d-])
    |(?<!\d)(?:(?P<y2>\d{4})\s?[年년]\s?)?(?P<m2>\d{1,2})\s?[月월]\s?(?P<d2>\d{1,2})\s?[日일号號]
    |(?<![\d.])(?P<d3>\d{1,2})\.\s?(?P<m3>\d{1,2})\.\s?(?P<y3>\d{4})(?![\d.])""",
    re.VERBOSE,
)
"""2024-03-05, 2024年3月5日, 5.3.2024."""
_ORDINAL = r"(?:st|nd|rd|th|er|º|ª|\.|-?е|-?го)?"
_OF = r"\s{1,3}(?:(?:de|of|d['’]|del)\s?)?"


@dataclass(frozen=True, slots=True)
class Day:
    """A date where it stands; a month and year where it says no day, a day and month where it says no year."""

    start: int
    end: int
    year: int | None
    month: int
    day: int | None

    @property
    def possible(self) -> bool:
        """False for 31 June; 29 February stands in some years."""
        return self.day is None or 1 <= self.day <= monthrange(self.year or 2000, self.month)[1]

    @property
    def weekday(self) -> int | None:
        """0 for Monday; None where the date leaves it open."""
        known = self.year and self.day and self.possible
        return date(self.year, self.month, self.day).weekday() if known and self.year and self.day else None

    def agrees(self, other: "Day") -> bool:
        """True where one may say what the other says."""
        return self.month == other.month and (
            (self.year is None or other.year is None or self.year == other.year)
            and (self.day is None or other.day is None or self.day == other.day)
        )


def days(text: str, language: str) -> list[Day]:
    """The dates of a text in order; `language` is its base code."""
    found = [_day(match, *_numbers(match)) for match in _NUMERIC.finditer(text)]
    found += _with_names(text, language)
    return sorted((day for day in found if day), key=lambda day: day.start)


def _numbers(match: re.Match[str]) -> tuple[str | None, str, str]:
    """Year, month and day of whichever way of writing it was."""
    way = "1" if match["m1"] else "2" if match["m2"] else "3"
    return match[f"y{way}"], match[f"m{way}"], match[f"d{way}"]


def _with_names(text: str, language: str) -> Iterator[Day | None]:
    pattern, numbers = _months(language)
    for match in pattern.finditer(text) if pattern else ():
        name = match["a"] or match["b"] or match["c"]
        day = match["da"] or match["db"]
        yield _day(match, match["ya"] or match["yb"] or match["yc"], str(numbers[name.lower()]), day)


def _day(match: re.Match[str], year: str | None, month: str, day: str | None) -> Day | None:
    """None for what is no date: a 13th month, a year of another age, a day beyond all months."""
    if not 1 <= int(month) <= 12 or (year and not 1000 <= int(year) < 3000) or (day and not 1 <= int(day) <= 31):
        return None
    return Day(match.start(), match.end(), int(year) if year else None, int(month), int(day) if day else None)


@cache
def _months(language: str) -> tuple[re.Pattern[str] | None, dict[str, int]]:
    """What finds "3 March 2024", "March 3, 2024" and "March 2024", and the numbers of the months by their names."""
    numbers = _names(language, "months")
    if not numbers:
        return None, {}
    names = "|".join(re.escape(name) for name in sorted(numbers, key=len, reverse=True))
    pattern = (
        rf"(?<![\d.,])(?P<da>\d{{1,2}}){_ORDINAL}{_OF}(?P<a>{names})(?!\w)(?:\.?,?{_OF}(?P<ya>\d{{4}})(?!\d))?"
        rf"|(?<!\w)(?P<b>{names})\.?\s(?P<db>\d{{1,2}})(?!\d|[.,:]\d){_ORDINAL}(?:,?\s(?P<yb>\d{{4}})(?!\d))?"
        rf"|(?<!\w)(?P<c>{names})\.?,?{_OF}(?P<yc>\d{{4}})(?!\d)"
    )
    return re.compile(pattern, re.IGNORECASE), numbers


@cache
def weekdays(language: str) -> tuple[re.Pattern[str] | None, dict[str, int]]:
    """What finds the name of a weekday, and its number (0 for Monday)."""
    numbers = _names(language, "days")
    names = "|".join(re.escape(name) for name in sorted(numbers, key=len, reverse=True))
    return (re.compile(rf"(?<![a-z\u00e0-\u04ff])(?:{names})", re.IGNORECASE), numbers) if numbers else (None, {})


def weekday_name(number: int, language: str) -> str:
    """What a weekday (0 for Monday) is called."""
    return str(Locale.parse(language).days["format"]["wide"][number])


def _names(language: str, kind: str) -> dict[str, int]:
    """Names, in lower case, to numbers; abbreviations of months too. Nothing for a language unknown to babel."""
    try:
        data = getattr(Locale.parse(language), kind)
    except (ValueError, UnknownLocaleError):
        return {}
    widths = ("wide", "abbreviated") if kind == "months" else ("wide",)
    tables = [data[context][width] for context in ("format", "stand-alone") for width in widths]
    found = [(str(name).lower().rstrip("."), number) for table in tables for number, name in table.items()]
    return {name: number for name, number in found if len(name) > 2 and not any(sign.isdigit() for sign in name)}
