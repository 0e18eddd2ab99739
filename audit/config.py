"""The only reader of the user's `audit.toml`: what a model's tokens cost. Prices are never fetched."""

import sys
import tomllib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from audit.errors import UsageError

_FILE = Path("audit.toml")
_REQUIRED, _OPTIONAL = ("input", "output"), ("cached_input",)
_EXAMPLE = '[prices."gpt-5-mini"]'


@dataclass(frozen=True, slots=True)
class Price:
    """What a model's tokens cost: money for a million of them."""

    input: float
    output: float
    cached_input: float | None = None
    """Of prompt tokens that the endpoint had in its cache; None: as `input`."""


@dataclass(frozen=True, slots=True)
class Config:
    """What the configuration file says; all of it may be left out."""

    prices: Mapping[str, Price] = field(default_factory=dict)
    """By the model's name; a name that ends in * stands for all that begin so."""
    currency: str = ""
    """Of all prices, as "USD"; only shown."""


def read_config(path: Path | None) -> Config:
    """The configuration in a file; None: in ./audit.toml, empty where there is none.

    Raises UsageError naming file, line and what to do.
    """
    if path is None:
        if not _FILE.exists():
            return Config()
        path = _FILE
    text = _text(path)
    try:
        return _config(tomllib.loads(text))
    except _MistakeError as mistake:
        raise UsageError(f"{path}:{_line(text, mistake.place)}: {mistake}") from mistake
    except ValueError as error:  # of tomllib; also where a number has more digits than Python reads
        raise UsageError(f"{path}: {error}; this is not TOML, see https://toml.io") from error


def price_of(config: Config, model: str) -> Price | None:
    """What a model costs: by its own name, else by the longest beginning of it that is priced; None: not known."""
    if model in config.prices:
        return config.prices[model]
    beginnings = [name for name in config.prices if name.endswith("*") and model.startswith(name[:-1])]
    return config.prices[max(beginnings, key=len)] if beginnings else None


class _MistakeError(Exception):
    """What is wrong with the value of a key; never leaves this module."""

    def __init__(self, place: Sequence[str], problem: str) -> None:
        super().__init__(problem)
        self.place = place


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")  # some editors begin every file with a byte order mark
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}: is the path of the configuration file right?") from error
    except UnicodeDecodeError as error:
        line = 1 + error.object.count(b"\n", 0, error.start)
        raise UsageError(f"{path}:{line}: this is not UTF-8: save the file in that encoding") from error


def _config(content: Mapping[str, Any]) -> Config:
    for key in content:
        if key != "prices":
            raise _MistakeError([key], f"unknown key {key!r}; known: ['prices']")
    prices = content.get("prices", {})
    if not isinstance(prices, dict):
        raise _MistakeError(["prices"], f"prices must be tables, one a model, as {_EXAMPLE}")
    currency = prices.get("currency", "")
    if not isinstance(currency, str):
        raise _MistakeError(["prices", "currency"], f'currency is {currency!r}; it must be text in quotes, as "USD"')
    return Config({name: _price(name, entry) for name, entry in prices.items() if name != "currency"}, currency)


def _price(name: str, entry: Any) -> Price:
    place = ["prices", name]
    if not isinstance(entry, dict):
        raise _MistakeError(
            place, f"{name!r} is neither the currency nor a model's price, which is a table: {_EXAMPLE}"
        )
    for key, value in entry.items():
        if isinstance(value, dict):  # TOML reads [prices.gpt-4.1] as a table "1" in a table "gpt-4"
            raise _MistakeError([*place, key], f'a name with a dot in it needs quotes: [prices."{name}.{key}"]')
        if key not in _REQUIRED + _OPTIONAL:
            known = sorted(_REQUIRED + _OPTIONAL)
            raise _MistakeError([*place, key], f"unknown key {key!r} in the price of {name!r}; known: {known}")
        if not _is_amount(value):
            must = "it must be a number from 0, without quotes: money for a million tokens"
            raise _MistakeError([*place, key], f"{key} is {value!r}; {must}")
    if missing := [key for key in _REQUIRED if key not in entry]:
        raise _MistakeError(place, f"the price of {name!r} lacks {missing}")
    return Price(**{key: float(value) for key, value in entry.items()})


def _is_amount(value: Any) -> bool:
    # the upper bound: TOML knows inf, and integers that no float can hold
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= sys.float_info.max


def _line(text: str, place: Sequence[str]) -> int:
    """The line, from 1, on which a key is written: the first up to which the file, read alone, contains it."""
    lines = text.split("\n")
    for count in range(1, len(lines)):
        with suppress(tomllib.TOMLDecodeError):  # it may end inside a value that has several lines
            if _contains(tomllib.loads("\n".join(lines[:count])), place):
                return count
    return len(lines)


def _contains(content: Any, place: Sequence[str]) -> bool:
    for key in place:
        if not isinstance(content, dict) or key not in content:
            return False
        content = content[key]
    return True
