"""One file a format: `rows(path, columns, most)`, `SUFFIXES` and `fits(path)`. All of them stream.

path ──> lines, batches, files ──> cells ──> Story | Broken
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from audit.corpus.columns import Columns
from audit.corpus.inputs import folder
from audit.corpus.inputs._lost import LostError
from audit.corpus.inputs._named import Input, inputs
from audit.corpus.inputs._partitions import check, marked, partitions, without
from audit.corpus.story import Broken, Row, Story
from audit.errors import UsageError


def rows(paths: Sequence[str], columns: Columns, most: int) -> Iterator[Row]:
    """Every row of files, globs and folders, one at a time; numbers count over all of them, from 0.

    What the folders of the input tell ("outlet=AP/year=2021/part-0.parquet") is metadata too. `most`: characters of
    the longest text. What is lost of a file is one broken row, and other files go on; so is a
    file without a column that must be there, once another has had it. Raises UsageError for paths that mean nothing,
    for columns that the first file lacks, and where there is no row at all.
    """
    found = inputs(paths)
    several = len(paths) > 1
    number, stories = 0, 0
    for one in found:
        first = number
        for row in _rows(one, columns, most, lost_is_fatal=not stories):
            number = first + row.number + 1
            stories += isinstance(row, Story)
            told = partitions(row.id if one.format is folder else one.name)
            if row.number == 0 and one.format is folder:
                check(one.path, columns, told)
            yield _placed(marked(row, columns, told), first, several and one.format is folder)
    if number == 0:
        raise UsageError(f"{', '.join(paths)}: there is no row to audit: check that the right input was given")


def _rows(one: Input, columns: Columns, most: int, lost_is_fatal: bool) -> Iterator[Row]:
    at = 0
    try:
        for row in one.format.rows(one.path, without(columns, partitions(one.name)), most):
            yield row
            at = row.number + 1
    except LostError as error:
        yield Broken(at, error.place, error.place, error.why)
    except UsageError as error:
        if lost_is_fatal or at:
            raise
        yield Broken(at, one.path, one.path, str(error).removeprefix(f"{one.path}: "))


def _placed(row: Row, first: int, whole: bool) -> Row:
    """A row of a file as one of the input; `whole`: of several folders of articles, where the place is the id."""
    if whole and isinstance(row, Story):
        return replace(row, number=first + row.number, id=row.place)
    return replace(row, number=first + row.number) if first else row


def fingerprint(paths: Sequence[str]) -> str:
    """SHA-256, hex, over names below the input, sizes in bytes and times of change in nanoseconds.

    What a run that goes on compares; the input may have been moved, but not changed. Raises UsageError as `rows` does.
    """
    digest = hashlib.sha256()
    for one in inputs(paths):
        for path, name in folder.files(one.path, []) if one.format is folder else ((one.path, one.name),):
            about = Path(path).stat()
            digest.update(f"{name}\0{about.st_size}\0{about.st_mtime_ns}\n".encode("utf-8", "surrogateescape"))
    return digest.hexdigest()
