"""Tables of text (CSV, TSV; plain, gzip, zstd): the first row names the columns, quotes are as in RFC 4180.

Cells are separated by what makes sense of the header: comma, semicolon, tab or bar; in a .tsv by tabs.
"""

import csv
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from audit.corpus.columns import Columns
from audit.corpus.inputs._lines import PACKED, Line, lines
from audit.corpus.inputs._row import NOT_UTF8, table_of
from audit.corpus.story import Broken, Row
from audit.errors import UsageError

_TABS = tuple(f".tsv{packed}" for packed in PACKED)
SUFFIXES: tuple[str, ...] = (*(f".csv{packed}" for packed in PACKED), *_TABS)

_DELIMITERS = ",;\t|"
_BYTES = 4
"""A character in UTF-8, at most."""
_REST = 1 << 20
"""Bytes for what is no text."""
_TEXTS = 2
"""Of a row: an article and its source."""
_UNCLOSED = "unexpected end of data"
"""What Python's csv says where the file ends inside quotes."""


def fits(path: str) -> bool:
    """True for a file of this format."""
    return path.lower().endswith(SUFFIXES)


def rows(path: str, columns: Columns, most: int) -> Iterator[Row]:
    """An article a row below the header; numbers from 0. A row with its quotes out of order costs no other row.

    Raises UsageError where the header lacks a column that must be there, LostError as `lines` does.
    """
    longest = _TEXTS * _BYTES * most + _REST
    csv.field_size_limit(max(longest, csv.field_size_limit()))  # else 128 KiB; what is in memory `_Feed` limits
    feed = _Feed(lines(path, longest), longest)
    header, delimiter = _header(path, feed, columns)
    table = table_of(path, columns, tuple(header), most)
    for at, (number, cells) in enumerate(_records(feed, delimiter)):
        place = f"{path}:{number}"
        problem = cells if isinstance(cells, str) else _width(cells, len(header), delimiter)
        if isinstance(cells, str) or problem:
            yield Broken(at, place, place, problem)
        else:
            yield table.row(at, place, dict(zip(header, cells, strict=True)), NOT_UTF8)


@dataclass(slots=True)
class _Feed:
    """The lines that `csv.reader` draws: what one row has taken can be given back."""

    fresh: Iterator[Line]
    longest: int
    """Bytes, of a row."""
    again: deque[Line] = field(default_factory=deque)
    taken: list[Line] = field(default_factory=list)
    size: int = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self.again.popleft() if self.again else next(self.fresh)
        self.taken.append(line)
        self.size += len(line.data or b"")
        if line.data is None or self.size > self.longest:
            raise csv.Error(_UNCLOSED if len(self.taken) > 1 else "")
        return line.data.decode("utf-8", "surrogateescape") + "\n"

    def next_row(self) -> None:
        """What was taken belongs to the last row."""
        self.taken.clear()
        self.size = 0

    def give_back(self) -> None:
        """All but the first line: it alone is to blame, the others may be rows of their own."""
        self.again.extendleft(reversed(self.taken[1:]))

    def rewind(self) -> None:
        """All of it, to be read in another way."""
        self.again.extendleft(reversed(self.taken))
        self.next_row()


def _records(feed: _Feed, delimiter: str) -> Iterator[tuple[int, list[str] | str]]:
    """Line number and cells of every row that is not blank, or what is wrong with it."""
    reader = csv.reader(feed, delimiter=delimiter, strict=True)
    while True:
        feed.next_row()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            number = feed.taken[0].number
            yield number, _problem(str(error), feed)
            feed.give_back()
            reader = csv.reader(feed, delimiter=delimiter, strict=True)
            continue
        if cells:
            yield feed.taken[0].number, cells


def _problem(said: str, feed: _Feed) -> str:
    if feed.taken[0].data is None:
        return f"the line is longer than {feed.longest:,} bytes: split the article, or raise --max-chars"
    if said.startswith(_UNCLOSED):
        return "a quote that is not closed: close it, and write quotes inside a cell twice"
    return "text behind a closing quote, or one that is not closed: write quotes inside a cell twice"


def _width(cells: Sequence[str], width: int, delimiter: str) -> str:
    """What is wrong with the number of cells; empty where it is the header's."""
    if len(cells) == width:
        return ""
    if len(cells) < width:
        return f"too few cells, {len(cells)} where the header has {width}: leave none out, not even empty ones"
    sign = {"\t": "tabs", ",": "commas", ";": "semicolons", "|": "bars"}[delimiter]
    return f"too many cells, {len(cells)} where the header has {width}: put quotes around those that hold {sign}"


def _header(path: str, feed: _Feed, columns: Columns) -> tuple[list[str], str]:
    """The names of the columns and what separates them: what finds the text, else what finds most."""
    found: list[tuple[bool, int, int, list[str], str]] = []
    for sign in "\t" if path.lower().endswith(_TABS) else _DELIMITERS:
        names = _names(feed, sign)
        found.append((columns.text in names, len(names), len(feed.taken), names, sign))
        feed.rewind()
    *_, taken, names, sign = max(found, key=lambda one: one[:2])
    if not names and any(line.data and line.data.strip() for line in feed.again):
        raise UsageError(f"{path}:1: the names of the columns cannot be read: check their quotes")
    for _ in range(taken):
        feed.again.popleft()
    return names, sign


def _names(feed: _Feed, delimiter: str) -> list[str]:
    """The cells of the first row that is not blank; none where they cannot be told apart."""
    feed.next_row()
    with suppress(csv.Error):
        for cells in csv.reader(feed, delimiter=delimiter, strict=True):
            names = [cell.encode("utf-8", "surrogateescape").decode("utf-8", "replace").strip() for cell in cells]
            if any(names):
                return names
    return []
