"""TOML with the lines of its keys, which the library does not tell."""

import re
import tomllib
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

Place = tuple[str | int, ...]
"""The way to a value: keys of tables, and numbers of entries in lists from 0."""

_AT = re.compile(r"\(at line (\d+), column \d+\)")


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong with a configuration, and where."""

    place: Place
    problem: str


@dataclass(frozen=True, slots=True)
class BadTomlError(Exception):
    """A text that is no TOML. Never leaves `audit.config`."""

    line: int
    problem: str


def parsed(text: str) -> dict[str, Any]:
    """What a text says. Raises BadTomlError."""
    try:
        return tomllib.loads(text)
    except ValueError as error:  # also where a number has more digits than Python reads
        told = _AT.search(str(error))
        line = int(told[1]) if told else text.rstrip().count("\n") + 1
        hint = _hint(str(error), text.split("\n")[line - 1])
        raise BadTomlError(line, f"{error}; {hint or 'this is not TOML, see https://toml.io'}") from error


def unknown(key: str, known: Sequence[str]) -> str:
    """What to say of a name that nobody knows: the one that was probably meant, else all that there are."""
    alike = get_close_matches(key.replace("_", "-").lower(), known, n=1, cutoff=0.7)
    return f"did you mean {alike[0]!r}?" if alike else f"known: {', '.join(known)}"


def line_of(text: str, place: Place) -> int:
    """The line, from 1, on which a value is written: the first up to which the file, read alone, contains it.

    Where a file is cut inside a value of several lines it cannot be read: such lines are passed over.
    """
    lines = text.split("\n")
    low, high, found = 1, len(lines), len(lines)
    while low <= high:
        middle = count = (low + high) // 2
        while (content := _beginning(lines, count)) is None and count < high:
            count += 1
        if content is not None and _contains(content, place):
            found, high = count, middle - 1
        else:
            low = count + 1
    return found


def _beginning(lines: Sequence[str], count: int) -> dict[str, Any] | None:
    with suppress(ValueError):
        return tomllib.loads("\n".join(lines[:count]))
    return None


def _contains(content: Any, place: Place) -> bool:
    for key in place:
        if isinstance(content, list):
            if not isinstance(key, int) or key >= len(content):
                return False
            content = content[key]
        elif isinstance(content, dict) and key in content:
            content = content[str(key)]
        else:
            return False
    return True


def _hint(problem: str, line: str) -> str:
    if "Illegal character" in problem or "Unterminated string" in problem or line.count('"') % 2:
        return "is a quotation mark missing?"
    if "Invalid value" in problem:
        return 'text needs quotes, as "en"'
    return ""
