"""Dates that are not those of the source, that no calendar has, or that fall on another weekday.

Looked at is only what cannot be mistaken: ISO dates, days with the name of a month, Chinese, Japanese and Korean dates,
and days and months with points. 03/04/2024 may be March or April, and is left alone; so is a date that is missing.

Hit:   "March 3, 2024" as "5. März 2024" | 31 June | Monday, 3 March 2024 (a Sunday)
Clean: "March 3" as "3. März 2024" | 29 February | Sunday, 3 March 2024 | 03/04/2024
Languages: all whose months babel knows; against a source text, or without one.
"""

import re
from collections.abc import Iterator

from audit.article import Article, Segment, Span
from audit.checks._dates import Day, days, weekday_name, weekdays
from audit.domain import Category, Claim, Severity
from audit.language import base

_DIGIT = re.compile(r"\d")
_BEFORE = re.compile(r"(?:[a-zа-я]{0,2})[,，.]?\s{0,2}(?:\w{1,5}\s)?$")
_AFTER = re.compile(r"\s?[(（,]?\s?")


def check(article: Article) -> Iterator[Claim]:
    """Every segment with a date."""
    language = base(article.target.language)
    other = base(article.source.language) if article.source else "und"
    for pair in article.pairs:
        if not _DIGIT.search(pair.target.text):
            continue
        given = days(pair.target.text, language)
        wanted = days(pair.source.text, other) if given and pair.source else []
        if given:
            yield from _impossible(pair.target, given, wanted)
            known = [day for day in wanted if pair.source and _clashes(pair.source.text, day, other)]
            yield from _on_another_weekday(pair.target, given, known, language)
            yield from _changed(pair.target, given, wanted, pair.source)


def _impossible(segment: Segment, given: list[Day], wanted: list[Day]) -> Iterator[Claim]:
    for day in given:
        if not day.possible and not any(day.agrees(other) for other in wanted):
            yield _claim(segment, (day.start, day.end), "No calendar has this day.", 0.9)


def _on_another_weekday(segment: Segment, given: list[Day], known: list[Day], language: str) -> Iterator[Claim]:
    """The name of a weekday beside a date with a year; what is `known` is the source's mistake."""
    for day in given:
        right = day.weekday
        if right is not None and not any(day.agrees(other) for other in known):
            for match in _clashes(segment.text, day, language):
                name = weekday_name(right, language)
                name = name.capitalize() if match[0][0].isupper() else name
                yield _claim(segment, match.span(), f"That day is a {weekday_name(right, 'en')}.", 0.6, name)


def _clashes(text: str, day: Day, language: str) -> list[re.Match[str]]:
    """The names of other weekdays beside a date."""
    pattern, numbers = weekdays(language)
    if pattern is None or day.weekday is None:
        return []
    found = pattern.finditer(text, max(0, day.start - 30), day.end + 20)
    return [match for match in found if _is_beside(match, day) and numbers[match[0].lower()] != day.weekday]


def _is_beside(match: re.Match[str], day: Day) -> bool:
    text = match.string
    before = match.end() <= day.start and _BEFORE.fullmatch(text, match.end(), day.start)
    return bool(before or _AFTER.fullmatch(text, day.end, max(day.end, match.start())))


def _changed(segment: Segment, given: list[Day], wanted: list[Day], source: Segment | None) -> Iterator[Claim]:
    """As many dates that the source lacks as dates of the source that are gone."""
    lost = [day for day in wanted if not any(day.agrees(other) for other in given)]
    new = [day for day in given if day.possible and not any(day.agrees(other) for other in wanted)]
    if source and len(lost) == len(new):
        for one, other in zip(lost, new, strict=True):
            why = f"The source has {source.text[one.start : one.end].rstrip('.')}."
            yield _claim(segment, (other.start, other.end), why, 0.9)


def _claim(segment: Segment, at: tuple[int, int], why: str, confidence: float, right: str | None = None) -> Claim:
    start, end = (segment.span.start + offset for offset in at)
    return Claim("dates", Category.MISTRANSLATION, Severity.MAJOR, Span(start, end), why, confidence, right)
