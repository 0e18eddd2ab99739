"""From the cells of one row to an article, or to what is wrong with them. The same for every format."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from audit.corpus.columns import Columns
from audit.corpus.inputs._cells import kind, number, plain, whole
from audit.corpus.story import Broken, Row, Story
from audit.errors import UsageError
from audit.project.tags import tag

NOT_UTF8 = "bytes that are not UTF-8: save it in that encoding"
HALF = "half of a surrogate pair, which is no character: mend what wrote it"

_UNKNOWN = frozenset({"und", "mul", "zxx", "mis"})
"""Tags that say that the language is not known (ISO 639-2, special codes)."""
_SHOWN = 20
"""Columns that a message names at most."""


class UnfitError(Exception):
    """What is wrong with a row; never leaves this package."""


@dataclass(frozen=True, slots=True)
class Table:
    """What the rows of one file have in common."""

    path: str
    columns: Columns
    names: tuple[str, ...]
    """The columns there are, in their order, as far as one can tell before reading all; empty: one cannot."""
    most: int
    """Characters of the longest text."""

    def row(self, at: int, place: str, cells: Mapping[str, Any], damage: str = HALF) -> Row:
        """The article of the row `at`, or why there is none. `damage`: what a lone surrogate in these cells means."""
        metadata, name, problem = _metadata(cells, self.columns.kept(tuple(cells))), place, ""
        try:
            name = self._id(cells, damage) if self.columns.id in {*self.names, *cells} else place
            return self._story(at, name, place, cells, metadata, damage)
        except UnfitError as error:
            problem = str(error)
        return Broken(at, name, place, problem, {key: text for key, text in metadata.items() if whole(text)})

    def _story(  # noqa: PLR0913, PLR0917  # what a row is made of
        self, at: int, name: str, place: str, cells: Mapping[str, Any], metadata: Mapping[str, str], damage: str
    ) -> Story:
        text = self._text(self.columns.text, cells, damage)
        if text is None:
            raise UnfitError(f"{_named(self.columns.text)} is missing or empty: there is no text to audit")
        source = self._text(self.columns.source, cells, damage)
        target_language = _language(self.columns.target_language, cells)
        source_language = _language(self.columns.source_language, cells)
        for column, value in metadata.items():
            if not whole(value):
                raise UnfitError(f"{_named(column)} has {damage}")
        return Story(at, name, text, place, source, target_language, source_language, metadata)

    def _id(self, cells: Mapping[str, Any], damage: str) -> str:
        value = cells.get(self.columns.id or "")
        if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool) and math.isfinite(value):
            return number(value)
        text = _words(self.columns.id or "", value, damage)
        if text is None or not text.strip():
            raise UnfitError(f"{_named(self.columns.id)} is missing or empty: give every row an id of its own")
        return text

    def _text(self, column: str | None, cells: Mapping[str, Any], damage: str) -> str | None:
        """None where there is nothing but white space."""
        text = _words(column, cells.get(column), damage) if column else None
        if text is None or not text.strip():
            return None
        if len(text) > self.most:
            raise UnfitError(
                f"{_named(column)} has {len(text):,} characters, more than {self.most:,}: split the article, or "
                "raise --max-chars"
            )
        return text


def table_of(path: str, columns: Columns, names: tuple[str, ...], most: int) -> Table:
    """What is known of a file before its first row; `names` and `most` as in `Table`.

    Raises UsageError where a column that must be there is missing, or one that is used is there twice.
    """
    if names:
        _check(path, names, columns)
    return Table(path, columns, names, most)


def _check(path: str, names: Sequence[str], columns: Columns) -> None:
    twice = sorted({name for name in names if names.count(name) > 1})
    there = ", ".join(map(_named, names[:_SHOWN])) + (f" and {len(names) - _SHOWN:,} more" if names[_SHOWN:] else "")
    for name, role in columns.needed():
        if name not in names:
            how = "name another with --metadata" if role == "metadata" else f"give its name with {_OPTIONS[role]}"
            raise UsageError(f"{path}: no column is called {_named(name)}: {how}; there are {there}")
    used = {columns.id, columns.text, columns.source, columns.target_language, columns.source_language}
    for name in twice:
        if name in used | set(columns.kept(tuple(names))):
            raise UsageError(f"{path}: two columns are called {_named(name)}: rename one of them")


_OPTIONS = {
    "id": "--id-column",
    "text": "--text-column",
    "source": "--source-column",
    "target language": "--target-lang-column",
    "source language": "--source-lang-column",
}


def _words(column: str | None, value: Any, damage: str) -> str | None:
    """A cell that must be text; None for one that is missing."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, bytes):
        value, damage = value.decode("utf-8", "surrogateescape"), NOT_UTF8
    if not isinstance(value, str):
        raise UnfitError(f"{_named(column)} is {kind(value)}, not text: write it as a string")
    if "\0" in value:
        raise UnfitError(f"{_named(column)} has NUL characters: it is binary or damaged, export it anew")
    if not whole(value):
        raise UnfitError(f"{_named(column)} has {damage}")
    return value


def _language(column: str | None, cells: Mapping[str, Any]) -> str | None:
    written = _words(column, cells.get(column), HALF) if column else None
    written = (written or "").strip()
    if not written or written.lower() in _UNKNOWN:
        return None
    found = tag(written, rare=True)
    if found is None:
        raise UnfitError(f'{_named(column)} says {written[:40]!r}, which is no language tag: write "en" or "pt-BR"')
    return found


def _metadata(cells: Mapping[str, Any], kept: Sequence[str]) -> dict[str, str]:
    """What is there, as text."""
    told = ((column, plain(cells.get(column))) for column in kept)
    return {column: text for column, text in told if text}


def _named(column: str | None) -> str:
    return f'"{column}"'
