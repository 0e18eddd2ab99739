"""What the value of a key may be, and what is said of one that it may not be."""

import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from babel import Locale

from audit.config import globs
from audit.config.toml import Mistake, Place, unknown
from audit.language import base

_LONGEST = 60
_TAG = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")


@dataclass(frozen=True, slots=True)
class Kind:
    """A type of values. `words` say it in the documentation; `wrong` is nothing for a value that fits."""

    words: str
    wrong: Callable[[Any, Place], Iterator[Mistake]]


def leaf(words: str, problem: Callable[[Any], str]) -> Kind:
    """A single value; `problem` begins with a verb, and is empty where there is none."""

    def wrong(value: Any, place: Place) -> Iterator[Mistake]:
        if fault := problem(value):
            yield Mistake(place, f"{named(place)} {fault}")

    return Kind(words, wrong)


def listed(words: str, problem: Callable[[Any], str], example: str) -> Kind:
    """A list of single values."""

    def wrong(value: Any, place: Place) -> Iterator[Mistake]:
        if not isinstance(value, list):
            yield Mistake(place, f"{named(place)} is {said(value)}; it must be a list, as {example}")
            return
        for number, one in enumerate(value):
            if fault := problem(one):
                yield Mistake((*place, number), f"{said(one)} in {named(place)} {fault}")

    return Kind(words, wrong)


def choice(*names: str) -> Kind:
    """One of a few words."""
    words = " or ".join(f'"{name}"' for name in names)

    def problem(value: Any) -> str:
        if isinstance(value, str) and value in names:
            return ""
        return f"is {said(value)}; it must be {words}"

    return leaf(words, problem)


def number(most: float = sys.float_info.max, of: str = "") -> Kind:
    """A number from 0 to `most`; `of` says what it counts."""
    words = f"a number from 0{f' to {most:g}' if most < sys.float_info.max else ''}"

    def problem(value: Any) -> str:
        # the upper bound: TOML knows inf, and integers that no float can hold
        fits = isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= most
        return "" if fits else f"is {said(value)}; it must be {words}, without quotes{of}"

    return leaf(words, problem)


def name_of(known: tuple[str, ...]) -> Callable[[Any], str]:
    """What is wrong with a name of which all are known."""

    def problem(value: Any) -> str:
        return "" if value in known else f"is unknown: {unknown(str(value), known)}"

    return problem


def said(value: Any) -> str:
    """A value in a message: not all of it, where it is long."""
    words = repr(value)
    return words if len(words) <= _LONGEST else f"{words[:_LONGEST]}..."


def named(place: Place) -> str:
    """A place in words: the key, with the tables it is in."""
    return ".".join(str(part + 1 if isinstance(part, int) else part) for part in place)


def table(value: Any, place: Place, example: str) -> Iterator[Mistake]:
    """A mistake where a value is no table."""
    if not isinstance(value, dict):
        yield Mistake(place, f"{named(place)} is {said(value)}; it must be a table, as {example}")


def each(value: Any, place: Place, kinds: dict[str, Kind]) -> Iterator[Mistake]:
    """The mistakes of a table with known keys."""
    for key, one in value.items():
        if key in kinds:
            yield from kinds[key].wrong(one, (*place, key))
        else:
            yield Mistake((*place, key), f"unknown key {key!r} in {named(place)}: {unknown(key, tuple(kinds))}")


def is_text(value: Any) -> str:
    """What is wrong with a text."""
    return "" if isinstance(value, str) and value.strip() else f"is {said(value)}; it must be text in quotes"


def _is_glob(value: Any) -> str:
    return is_text(value) or globs.wrong(value)


def _is_language(value: Any) -> str:
    if fault := is_text(value):
        return fault
    known = _TAG.fullmatch(value) and base(value) in Locale("en").languages
    return "" if known else f'is {said(value)}, which is no language: write a code, as "en" or "pt-BR"'


LANGUAGE = leaf("a language code", _is_language)
TEXT = leaf("text", is_text)
TEXTS = listed("a list of texts", is_text, '["NAME"]')
GLOBS = listed("a list of globs", _is_glob, '["locales/**/*.json"]')
PATHS = listed("a list of paths", is_text, '["glossary.csv"]')
AMOUNT = number()
SHARE = number(1)
