# ruff: noqa: S608  # what is put into SQL is ours, or a literal
"""The tables of a corpus, opened for questions; the only module that knows DuckDB.

Memory is bounded: what does not fit is spilled to a temporary folder. Nothing is written to the corpus.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from audit.corpus.summary.manifest import Manifest, read_manifest
from audit.corpus.tables import TABLES
from audit.errors import InputError, UsageError

if TYPE_CHECKING:
    import duckdb

MEMORY = "512MB"
"""Of DuckDB's working memory."""
_LINK = "corpus"
_ASKED = ("articles", "findings", "gaps")

Row = Mapping[str, Any]


class Tables:
    """An open corpus; `articles`, `findings` and `gaps` are tables that SQL may name.

    `read` are the articles with a report, with a `stratum`, the key of `Manifest.design`.
    """

    def __init__(self, connection: "duckdb.DuckDBPyConnection", folder: Path, manifest: Manifest) -> None:
        self.manifest = manifest
        self._connection = connection
        self._folder = folder

    def ask(self, sql: str, values: Sequence[Any] = ()) -> list[Row]:
        """The rows of an answer by the names of their columns. Raises InputError where a table cannot be read."""
        import duckdb  # of an extra

        try:
            answer = self._connection.execute(sql, list(values))
            names = [column[0] for column in answer.description or ()]
            return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]
        except (duckdb.OperationalError, duckdb.DataError, duckdb.InvalidInputException) as error:
            raise InputError(f"{self._folder}: a table cannot be read: {self._said(error)}") from error

    def _said(self, error: Exception) -> str:
        line = str(error).splitlines()[0]
        head, found, rest = line.partition(f"{_LINK}{os.sep}part=")
        return f"part={rest} ({head[:40].split(':')[0]})" if found else line


@contextmanager
def opened(folder: Path, memory: str = MEMORY) -> Iterator[Tables]:
    """The corpus that `audit corpus` has written. Raises UsageError where there is none or DuckDB is missing."""
    try:
        import duckdb  # of an extra
    except ImportError as error:
        raise UsageError('a corpus is summed up by DuckDB: pip install "translation-audit[corpus]"') from error
    manifest = read_manifest(folder)
    with TemporaryDirectory(prefix="audit-") as room:
        Path(room, _LINK).symlink_to(folder.absolute())  # so that no letter of its name is a pattern
        settings: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": memory,
            "temp_directory": room,
            "preserve_insertion_order": False,
        }
        with duckdb.connect(":memory:", config=settings) as connection:
            connection.execute("SET enable_progress_bar = false")
            tables = Tables(connection, folder, manifest)
            _views(tables, Path(room, _LINK), folder)
            yield tables


def _views(tables: Tables, link: Path, folder: Path) -> None:
    if next(folder.glob("part=*/articles.parquet"), None) is None:
        raise UsageError(f"{folder}: no part of it is written yet: `audit corpus INPUT -o {folder}` goes on with it")
    for name in _ASKED:
        files = literal(str(link / "part=*" / f"{name}.parquet"))
        tables.ask(f"CREATE VIEW {name} AS SELECT * FROM read_parquet({files}, hive_partitioning = false)")
        held = {row["column_name"] for row in tables.ask(f"DESCRIBE {name}")}
        if lacking := [column for column in TABLES[name] if column not in held]:
            raise InputError(f"{folder}: {name} has no column {lacking[0]}: another version of audit wrote it")
    stratum = " || chr(31) || ".join(map(metadata, tables.manifest.by)) or "''"
    tables.ask(f"CREATE VIEW read AS SELECT *, {stratum} AS stratum FROM articles WHERE status <> 'unread'")


def literal(text: str) -> str:
    """A text in SQL."""
    return "'" + text.replace("'", "''") + "'"


def metadata(name: str) -> str:
    """The value of a column of the input, in SQL; "" where it is missing."""
    return f"coalesce(list_extract(map_extract(metadata, {literal(name)}), 1), '')"
