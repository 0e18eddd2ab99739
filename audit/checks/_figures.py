"""Numbers as languages write them, and what each may be worth."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import zip_longest

from babel import Locale, UnknownLocaleError
from babel.numbers import get_decimal_symbol, get_group_symbol

from audit.checks import _numerals
from audit.checks._magnitudes import magnitude
from audit.language import base

NUMERAL = re.compile(r"\d+(?:[  \u2009\u202f.,'’\u066b\u066c，．]\d+)*")
_SIGNS = str.maketrans("\u00a0\u2009\u202f’\u066b\u066c，．", "   '.',.")
_MASKED = re.compile(
    r"""https?://\S+|\S{1,60}@\S{1,60}|<[^<>]{0,500}>|&\#?\w{1,8};|`[^`]{0,200}`
    |%(?:\d+\$)?[-+0\#]*\d*(?:\.\d+)?[hl]*[diouxXeEfFgGcs@]|%[1-9](?![\d%])|[\#$%]?\{[^{}]{0,80}\}
    |\#[0-9a-fA-F]{3,8}\b|\b(?!\d{1,3}(?:\.\d{3})+(?![\d.]))\d+(?:\.\d+){2,}\b|\b\d{1,2}[:h]\d{2}\b
    |(?<!\d)[+(]\d[\d ()/.-]{6,30}\d|\b\d+(?:[-/]\d+){2,}""",
    re.VERBOSE,
)
"""What has digits and is no number, or one in a way of its own: addresses, places, colours, versions, times, dates."""
_TIME = re.compile(r"\b(\d{1,2})[:h.](\d{2})\b")
_CHINESE = re.compile(r"[零〇一二三四五六七八九两兩十百千万萬亿億]{1,20}")
_DIGITS = dict(zip("零〇一二三四五六七八九两兩", (0, *range(10), 2, 2), strict=True))
_UNITS = {"十": 10, "百": 100, "千": 1000}
_GREAT = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}
_SUMMED = "万萬亿億兆千억만조천"
_LETTER = re.compile(r"\s?([mMbB])(?!\w)")
"""What may be a magnitude, or a unit: $5m, 5m."""
_BETWEEN = 8
"""Most characters between two numbers that may share a magnitude."""
_LETTERS = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
_ROMAN = re.compile(r"\b[IVXLC]{1,7}\b")


@dataclass(frozen=True, slots=True)
class Figure:
    """A number where it stands."""

    start: int
    end: int
    values: frozenset[float]
    """What it may be worth: "1.500" is 1500 or 1.5 in a language that writes neither so."""
    text: str
    """As it is written, its digits in ASCII, and its magnitude as a factor."""
    plain: bool = True
    """False in a code, or as a word: it explains other figures, and is not looked for itself."""


def figures(text: str, language: str | None) -> list[Figure]:
    """The numbers of a text in order, then those in words that are told apart."""
    code = base(language)
    covered = [match.span() for match in _MASKED.finditer(text)]
    found = _joined(_numerals_of(text, language, covered), text)
    return [*_shared(found), *_words(text, code)]


def _joined(found: Iterator[Figure], text: str) -> list[Figure]:
    """3亿5000万 is one number."""
    joined: list[Figure] = []
    for figure in found:
        last = joined[-1] if joined else None
        if (
            last
            and figure.start - last.end < 2
            and text[last.end - 1] in _SUMMED
            and max(figure.values) < max(last.values)
        ):
            values = frozenset(one + other for one in last.values for other in figure.values)
            joined[-1] = Figure(last.start, figure.end, values, f"{last.text}+{figure.text}", last.plain)
        else:
            joined.append(figure)
    return joined


def _shared(found: list[Figure]) -> Iterator[Figure]:
    """Of "5 to 6 million" the first may be worth five million too."""
    for one, other in zip_longest(found, found[1:]):
        factor = other.text.partition("·")[2] if other and other.start - one.end <= _BETWEEN else ""
        if factor and "·" not in one.text:
            values = one.values | {round(value * float(factor), 4) for value in one.values}
            yield Figure(one.start, one.end, values, one.text, one.plain)
        else:
            yield one


def _numerals_of(text: str, language: str | None, covered: list[tuple[int, int]]) -> Iterator[Figure]:
    for match in NUMERAL.finditer(text):
        for start, end in _parts(match):
            written = _ascii(text[start:end])
            factor, last = magnitude(text, end, base(language))
            values = frozenset(round(value * factor, 4) for value in _readings(written, language))
            letter = _LETTER.match(text, end) if factor == 1 else None
            values |= {value * (1e6 if letter[1] in "mM" else 1e9) for value in values} if letter else set()
            nearest = bisect_left(covered, (last, 0)) - 1  # the last that begins before this ends
            code = _is_code(text, start) or (nearest >= 0 and covered[nearest][1] > start)
            yield Figure(start, last, values, written if factor == 1 else f"{written}·{factor:g}", not code)


def _parts(match: re.Match[str]) -> Iterator[tuple[int, int]]:
    """A run of digits as the numbers that it holds: thousands stand in groups of three, or of two in India."""
    written = match[0].translate(_SIGNS)
    if re.fullmatch(r"\d{1,3}(?:([ ',.])(?:\d{2}\1)*\d{3}(?:\1\d{3})*)?(?:[.,]\d+)?|\d+[.,]\d+|\d+", written):
        yield match.span()
    elif re.fullmatch(r"\d{1,3}(?: \d{3})+.*", written, re.DOTALL) or " " not in written:
        yield from ((match.start() + part.start(), match.start() + part.end()) for part in re.finditer(r"\d+", written))
    else:
        for part in re.finditer(r"[^ ]+", written):
            yield match.start() + part.start(), match.start() + part.end()


def _ascii(written: str) -> str:
    return "".join(str(int(sign)) if sign.isdecimal() else sign for sign in written.translate(_SIGNS))


def _readings(written: str, language: str | None) -> Iterator[float]:
    """By the signs of the language; where it uses the sign for neither, as both."""
    signs = "".join(sign for sign in written if not sign.isdigit())
    digits = re.sub(r"\D", "", written)[:300]
    decimal, group = symbols(language)
    grouped = bool(re.fullmatch(r"[1-9]\d{0,2}(?:\D\d{2,3})*\D\d{3}", written)) and len(set(signs)) == 1
    if not signs or (grouped and (len(signs) > 1 or signs in (" ", "'", group))):
        yield float(digits)
    elif grouped and signs != decimal:
        yield float(digits)
        yield float(f"{digits[:-3]}.{digits[-3:]}")
    else:
        last = len(written) - 1 - max(written.rfind("."), written.rfind(","))
        yield float(f"{digits[: len(digits) - last]}.{digits[len(digits) - last :]}")


@cache
def symbols(language: str | None) -> tuple[str, str]:
    """The signs of decimals and of thousands; a blank for every kind of space, none for an unknown language."""
    try:
        locale = Locale.parse((language or "").replace("-", "_"))
    except (ValueError, UnknownLocaleError):
        return "", ""
    system = "latn"
    return (
        get_decimal_symbol(locale, numbering_system=system).translate(_SIGNS),
        get_group_symbol(locale, numbering_system=system).translate(_SIGNS),
    )


def _is_code(text: str, start: int) -> bool:
    """True after letters: MP3, UTF-8, COVID-19, v2.0; not where scripts put no blank before a number."""
    before = text[max(0, start - 2) : start]
    letter = before[-1:] if before[-1:] not in "-–" else before[:1]
    return before[-1:] in ("_", "/", "\\") or (letter.isalpha() and letter < "\u0590" and bool(letter))


def _words(text: str, language: str) -> Iterator[Figure]:
    """Times by both clocks, and numbers in English, Chinese and Roman letters."""
    found = [(match, _clock(match)) for match in _TIME.finditer(text)]
    found += [(match, {_chinese(match[0])}) for match in _CHINESE.finditer(text)]
    found += [(match, {_roman(match[0])}) for match in _ROMAN.finditer(text)]
    if language == "en":
        found += [(match, {_numerals.value(match[0])}) for match in _SPELT.finditer(text)]
    for match, values in found:
        yield Figure(match.start(), match.end(), frozenset(values), match[0], False)


_SPELT = re.compile(rf"\b{_numerals.NUMBER}", re.IGNORECASE)


def _clock(match: re.Match[str]) -> set[float]:
    hour, minute = int(match[1]), int(match[2]) / 100
    return {round(value + part, 2) for value in (hour, hour + 12, hour - 12) for part in (0, minute)}


def _chinese(written: str) -> float:
    total = section = digit = 0
    for sign in written:
        if sign in _DIGITS:
            digit = digit * 10 + _DIGITS[sign]
        elif sign in _UNITS:
            section, digit = section + (digit or 1) * _UNITS[sign], 0
        else:
            total, section, digit = (total + (section + digit or 1)) * _GREAT[sign], 0, 0
    return float(total + section + digit)


def _roman(written: str) -> float:
    values = [_LETTERS[sign] for sign in written]
    return float(sum(-one if one < two else one for one, two in zip(values, [*values[1:], 0], strict=True)))
