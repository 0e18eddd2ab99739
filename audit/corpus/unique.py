"""Exactly one row an article: the second row of an id is a broken one."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from hashlib import blake2b

from audit.corpus.story import Broken, Row

_TABLE = "CREATE TABLE ids (id BLOB PRIMARY KEY, row INTEGER) WITHOUT ROWID"
_TAKE = "INSERT OR IGNORE INTO ids VALUES (?, ?)"
_CACHE = "PRAGMA cache_size = -16000"
"""16 MB; what is more lies in a temporary file of SQLite's, gone when this ends, however it ends."""
_UNSAFE = ("PRAGMA journal_mode = OFF", "PRAGMA synchronous = OFF", _CACHE)


def unique(rows: Iterable[Row]) -> Iterator[Row]:
    """The rows, each id once. A further row of an id is broken and called by its place; it names the first one.

    Memory does not grow with their number: ids are kept as hashes of 128 bits, about 40 bytes each, on the disk.
    """
    with closing(sqlite3.connect("", isolation_level=None, check_same_thread=False)) as ids:
        for setting in _UNSAFE:
            ids.execute(setting)
        ids.execute(_TABLE)
        ids.execute("BEGIN")
        for row in rows:
            first = _first(ids, row.id, row.number)
            yield row if first == row.number else _again(ids, row, first)


def _first(ids: sqlite3.Connection, name: str, number: int) -> int:
    """The number of the row that has taken this id; this one where none has."""
    key = blake2b(name.encode(), digest_size=16).digest()
    if ids.execute(_TAKE, (key, number)).rowcount:
        return number
    return int(ids.execute("SELECT row FROM ids WHERE id = ?", (key,)).fetchone()[0])


def _again(ids: sqlite3.Connection, row: Row, first: int) -> Broken:
    place = row.place if _first(ids, row.place, row.number) == row.number else f"{row.place} (row {row.number})"
    said = f'the id "{row.id}" stands in row {first} too, counted from 0: give every article an id of its own'
    if isinstance(row, Broken):
        said = f"{row.reason}; {said}"
    return Broken(row.number, place, row.place, said, row.metadata)
