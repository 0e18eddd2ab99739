"""Parquet: a row an article, read by row groups and batches."""

from collections.abc import Iterator
from typing import Any

from audit.corpus.columns import Columns
from audit.corpus.inputs._arrow import arrow
from audit.corpus.inputs._lost import LostError, reason
from audit.corpus.inputs._row import NOT_UTF8, Table, table_of
from audit.corpus.story import Broken, Row

SUFFIXES: tuple[str, ...] = (".parquet", ".pq")

_BATCH_BYTES = 1 << 18
_MOST_ROWS = 1_000
_BUFFER = 1 << 18
"""Bytes of a column that are read at a time, not all of a row group."""


_DAMAGED = (OSError, ValueError, TypeError, NotImplementedError, KeyError, IndexError, MemoryError)
"""What Arrow's errors are to Python."""


def fits(path: str) -> bool:
    """True for a file of this format."""
    return path.lower().endswith(SUFFIXES)


def rows(path: str, columns: Columns, most: int) -> Iterator[Row]:
    """An article a row; numbers from 0. What is lost of a row group is one broken row, and the next group goes on.

    Raises UsageError where a column is missing that must be there, LostError for a file that is not Parquet.
    """
    try:
        file = arrow("pyarrow.parquet").ParquetFile(
            path, buffer_size=_BUFFER, pre_buffer=False, page_checksum_verification=True
        )
    except _DAMAGED as error:
        raise LostError(path, f"cannot be read ({reason(error)}): check its permissions, or get it again") from error
    with file:
        table = table_of(path, columns, tuple(file.schema_arrow.names), most)
        first = 0
        for group in range(file.num_row_groups):
            count = file.metadata.row_group(group).num_rows
            yield from _group(file, group, first, count, table)
            first += count


def _group(file: Any, group: int, first: int, count: int, table: Table) -> Iterator[Row]:
    """The rows of a row group, `first` the number of its first."""
    at = first
    try:
        for batch in file.iter_batches(
            _batch(file, group), row_groups=[group], columns=list(_used(table)), use_threads=False
        ):
            for cells in _cells(batch):
                yield table.row(at, f"{table.path} row {at}", cells, NOT_UTF8)
                at += 1
        if at < first + count:
            raise OSError("the pages hold fewer rows than the file says")
    except _DAMAGED as error:
        place = f"{table.path} row {at}"
        lost = f"rows {at} to {first + count - 1} cannot be read ({reason(error)}): get the file again"
        yield Broken(at, place, place, lost)


def _batch(file: Any, group: int) -> int:
    """Rows that are read at a time."""
    about = file.metadata.row_group(group)
    return int(min(_MOST_ROWS, max(1, _BATCH_BYTES * about.num_rows // max(1, about.total_byte_size))))


def _used(table: Table) -> Iterator[str]:
    columns = table.columns
    used = {columns.id, columns.text, columns.source, columns.target_language, columns.source_language}
    return (name for name in table.names if name in used | set(columns.kept(table.names)))


def _cells(batch: Any) -> Iterator[dict[str, Any]]:
    for row in zip(*batch.columns, strict=True):
        yield dict(zip(batch.schema.names, map(_value, row), strict=True))


def _value(cell: Any) -> Any:
    """As Python has it; text as its bytes, since nothing else can tell of one cell that it is not UTF-8."""
    if hasattr(cell, "dictionary"):
        cell = cell.value
    if hasattr(cell, "as_buffer"):
        held = cell.as_buffer()
        return None if held is None else held.to_pybytes()
    try:
        return cell.as_py()
    except (ValueError, OverflowError, ImportError):  # nanoseconds, a time zone that this machine does not know
        return str(cell)
