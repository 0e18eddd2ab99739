"""The value of a cell, whatever a format makes of it: as text, and in the words of a message."""

import json
import math
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any


def plain(value: Any) -> str:
    """A cell of any type as text: dates as in ISO 8601, numbers without exponents, nested ones as JSON; "": nothing."""
    match value:
        case None:
            return ""
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case int() | float() | Decimal():
            return number(value)
        case datetime() | date() | time():
            return value.isoformat()
        case bytes():
            text = value.decode("utf-8", "surrogateescape")
            return text if whole(text) else value.hex()
        case list() | dict():
            return json.dumps(value, ensure_ascii=False, default=plain)
        case _:
            return str(value)


def number(value: float | Decimal) -> str:
    """A number without an exponent; "" for NaN, as some tables write what is missing."""
    if isinstance(value, int):
        return str(value)
    if math.isnan(value):
        return ""
    return f"{Decimal(repr(value)) if isinstance(value, float) else value:f}"


def whole(text: str) -> bool:
    """False for text with a lone surrogate, which no file can hold."""
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def kind(value: Any) -> str:
    """What a cell is that is no text, with its article."""
    match value:
        case bool():
            return "true or false"
        case int() | float() | Decimal():
            return "a number"
        case list() | tuple():
            return "a list"
        case dict():
            return "an object"
        case datetime() | date() | time():
            return "a date or time"
        case _:
            return f"of the type {type(value).__name__}"
