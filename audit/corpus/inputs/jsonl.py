"""JSON Lines: an object a line; plain, gzip, zstd."""

import json
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from typing import Any

from audit.corpus.columns import Columns
from audit.corpus.inputs._lines import PACKED, Line, lines
from audit.corpus.inputs._lost import LostError
from audit.corpus.inputs._row import HALF, NOT_UTF8, UnfitError, table_of
from audit.corpus.story import Broken, Row
from audit.errors import UsageError

SUFFIXES: tuple[str, ...] = tuple(
    f"{name}{packed}" for name in (".jsonl", ".ndjson", ".jsonlines") for packed in PACKED
)

_FIRST = 1_000
"""Rows that are looked at to see which columns there are."""
_MANY = 10
"""Broken rows that are no accident, where there is no other."""
_FIRST_BYTES = 16_000_000
_ESCAPED = 12
"""Bytes that a character takes at most: beyond the basic plane as two \\u escapes."""
_REST = 1 << 20
"""Bytes for what is no text."""


def fits(path: str) -> bool:
    """True for a file of this format."""
    return path.lower().endswith(SUFFIXES)


def rows(path: str, columns: Columns, most: int) -> Iterator[Row]:
    """An article a line; numbers from 0. A line longer than any article of `most` characters is passed over.

    Raises UsageError where none of the first thousand rows has a column that must be there, or none is an object;
    LostError as `lines` does.
    """
    longest = _ESCAPED * most + _REST
    table = table_of(path, columns, _names(path, longest), most)
    for at, line in enumerate(_filled(path, longest)):
        place = f"{path}:{line.number}"
        try:
            cells, damage = _cells(line, longest)
        except UnfitError as error:
            yield Broken(at, place, place, str(error))
        else:
            yield table.row(at, place, cells, damage)


def _names(path: str, longest: int) -> tuple[str, ...]:
    """Every column of the first rows, in the order in which they are met. Raises UsageError where all are broken."""
    found: dict[str, None] = {}
    size, wrong = 0, []
    with suppress(LostError):  # told where it is met again
        for line in islice(_filled(path, longest), _FIRST):
            size += len(line.data or b"")
            if size > _FIRST_BYTES:
                break
            try:
                found |= dict.fromkeys(_cells(line, longest)[0])
            except UnfitError as error:
                wrong.append(str(error))
    if not found and len(wrong) >= _MANY:
        raise UsageError(f"{path}:1: none of the first {len(wrong):,} lines is an article ({wrong[0]})")
    return tuple(found)


def _filled(path: str, longest: int) -> Iterator[Line]:
    return (line for line in lines(path, longest) if line.data is None or line.data.strip())


def _cells(line: Line, longest: int) -> tuple[dict[str, Any], str]:
    """The object of a line, and what a lone surrogate in it means. Raises UnfitError."""
    if line.data is None:
        raise UnfitError(f"the line is longer than {longest:,} bytes: split the article, or raise --max-chars")
    try:
        text, damage = line.data.decode(), HALF
    except UnicodeDecodeError:
        text, damage = line.data.decode("utf-8", "surrogateescape"), NOT_UTF8
    try:
        value = json.loads(text, object_pairs_hook=_object)
    except json.JSONDecodeError as error:
        raise UnfitError(
            f"not JSON ({error.msg.removesuffix(' at')} at character {error.colno}): write one object a line"
        ) from None
    except RecursionError:
        raise UnfitError("nested too deeply: write the article's columns side by side") from None
    except ValueError:  # Python's limit for digits
        raise UnfitError("a number of thousands of digits: write it as a string") from None
    if not isinstance(value, dict):
        raise UnfitError('not an object: write each article as {"id": ..., "text": ...}')
    return value, damage


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise UnfitError(f'two columns are called "{twice}": rename one of them')
    return found
