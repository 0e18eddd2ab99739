"""The keys that are tables: what may stand in them."""

import re
from collections.abc import Iterator
from fnmatch import filter as filtered
from typing import Any

from audit import registry
from audit.config.globs import wrong as wrong_glob
from audit.config.kinds import (
    AMOUNT,
    GLOBS,
    TEXTS,
    Kind,
    choice,
    each,
    is_text,
    listed,
    name_of,
    named,
    number,
    said,
    table,
)
from audit.config.toml import Mistake, Place, unknown
from audit.domain import Category, Severity

CHECKS = registry.names("audit.checks")
RULES = (*CHECKS, *(f"model/{category}" for category in Category))
"""What a finding can be known as: the check that made it, or the category that a model gave it."""

_PRICE = '[prices."gpt-5-mini"]'
_MONEY = number(of=": money for a million tokens")
_REQUIRED, _PRICES = ("input", "output"), dict.fromkeys(("input", "output", "cached_input"), _MONEY)
_WEIGHTS = dict.fromkeys(("minor", "major", "critical", "punctuation"), AMOUNT)
_PLACEHOLDER = re.compile(r"\{[^}]*\}?")

FAIL_ON = choice("critical", "major", "minor", "never")


def _checks(value: Any, place: Place) -> Iterator[Mistake]:
    yield from table(value, place, '[checks] with names = "on"')
    known = listed("", name_of(CHECKS), '["numbers"]')
    kinds = {"select": known, "ignore": known} | dict.fromkeys(CHECKS, choice("on", "off"))
    yield from each(value, place, kinds) if isinstance(value, dict) else ()


def _severity(value: Any, place: Place) -> Iterator[Mistake]:
    yield from table(value, place, '[severity] with rule = "minor"')
    kinds = dict.fromkeys(RULES, choice(*Severity))
    yield from each(value, place, kinds) if isinstance(value, dict) else ()


def _ignore(value: Any, place: Place) -> Iterator[Mistake]:
    if not isinstance(value, list):
        yield Mistake(place, f"ignore is {said(value)}; it must be a list of tables: write [[ignore]] above its keys")
        return
    kinds = {"rules": listed("", _is_rule, '["numbers"]'), "files": GLOBS, "keys": TEXTS}
    for count, entry in enumerate(value):
        here = (*place, count)
        if not isinstance(entry, dict):
            yield Mistake(here, f"{said(entry)} in ignore must be a table with rules, files or keys")
        elif not any(entry.get(key) for key in kinds):
            yield Mistake(here, f"{named(here)} would silence everything: give it rules, files or keys")
            yield from each(entry, here, kinds)
        else:
            yield from each(entry, here, kinds)


def _is_rule(value: Any) -> str:
    if fault := is_text(value):
        return fault
    return "" if filtered(RULES, value) else f"is no rule: {unknown(value, RULES)}"


def _weights(value: Any, place: Place) -> Iterator[Mistake]:
    yield from table(value, place, "{ minor = 1, major = 5 }")
    yield from each(value, place, _WEIGHTS) if isinstance(value, dict) else ()


def _profiles(value: Any, place: Place) -> Iterator[Mistake]:
    yield from table(value, place, "[profiles.ui]")
    kinds = {"files": GLOBS, "weights": WEIGHTS, "fail-on": FAIL_ON, "max-per-thousand-words": number()}
    for name, profile in value.items() if isinstance(value, dict) else ():
        yield from table(profile, (*place, name), f"[profiles.{name}]")
        yield from each(profile, (*place, name), kinds) if isinstance(profile, dict) else ()


def _source(value: Any, place: Place) -> Iterator[Mistake]:
    if isinstance(value, dict):
        for layout, source in value.items():
            here = (*place, layout)
            if "{lang}" not in layout:
                yield Mistake(here, f"{layout!r} in source lacks {{lang}}, which stands for the translation's language")
            for one in (layout, source):
                if fault := _layout_fault(one):
                    yield Mistake(here, f"{said(one)} in source {fault}")
            if isinstance(source, str) and "{name}" in source and "{name}" not in layout:
                yield Mistake(here, f"{source!r} has a {{name}} that {layout!r} does not give it")
    elif fault := _layout_fault(value):
        yield Mistake(place, f"source {fault}")


def _layout_fault(value: Any) -> str:
    if fault := is_text(value) or wrong_glob(value):
        return fault
    strange = [found for found in _PLACEHOLDER.findall(value) if found not in ("{lang}", "{name}")]
    if strange:
        return f"has {strange[0]!r} in it; there are {{lang}} and {{name}}"
    return "has a * in it: write {name} for what differs" if "*" in value else ""


def _prices(value: Any, place: Place) -> Iterator[Mistake]:
    yield from table(value, place, _PRICE)
    for name, entry in value.items() if isinstance(value, dict) else ():
        yield from _currency(entry, (*place, name)) if name == "currency" else _price(name, entry, (*place, name))


def _currency(value: Any, place: Place) -> Iterator[Mistake]:
    if not isinstance(value, str):
        yield Mistake(place, f'currency is {said(value)}; it must be text in quotes, as "USD"')


def _price(name: str, entry: Any, place: Place) -> Iterator[Mistake]:
    if not isinstance(entry, dict):
        yield Mistake(place, f"{name!r} is neither the currency nor a model's price, which is a table: {_PRICE}")
        return
    if dotted := [key for key, value in entry.items() if isinstance(value, dict)]:
        # TOML reads [prices.gpt-4.1] as a table "1" in a table "gpt-4"
        yield Mistake((*place, dotted[0]), f'a name with a dot in it needs quotes: [prices."{name}.{dotted[0]}"]')
        return
    yield from each(entry, place, _PRICES)
    if missing := [key for key in _REQUIRED if key not in entry]:
        yield Mistake(place, f"the price of {name!r} lacks {' and '.join(missing)}")


CHECKS_TABLE = Kind('a table: NAME = "on" or "off", or the lists select and ignore', _checks)
SEVERITY = Kind("a table: RULE = " + choice(*Severity).words, _severity)
IGNORE = Kind("tables [[ignore]] with rules, files, keys", _ignore)
WEIGHTS = Kind("a table: minor, major, critical, punctuation", _weights)
PROFILES = Kind("tables [profiles.NAME] with files, weights, fail-on, max-per-thousand-words", _profiles)
SOURCE = Kind("a path with {lang} and {name}, or a table of them", _source)
PRICES = Kind('tables [prices."MODEL"] with input, output, cached_input', _prices)
