"""Rows written as each format has them, and read again."""

import csv
import gzip
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from audit.corpus.columns import Columns
from audit.corpus.inputs import rows
from audit.corpus.story import Broken, Row

Rows = Sequence[Mapping[str, object]]
EVERY = Columns(metadata=("*",))
MOST = 1_000


def _names(table: Rows) -> list[str]:
    return list(dict.fromkeys(name for row in table for name in row))


def _json_lines(table: Rows) -> bytes:
    return "".join(json.dumps(row) + "\n" for row in table).encode()


def _csv(path: Path, table: Rows, delimiter: str) -> bytes:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, _names(table), delimiter=delimiter)
        writer.writeheader()
        writer.writerows(table)
    return path.read_bytes()


def written(path: Path, table: Rows) -> str:
    """The path of a file with these rows, in the format of its name."""
    name = path.name.lower().removesuffix(".gz").removesuffix(".zst")
    if name.endswith(".parquet"):
        pq.write_table(pa.Table.from_pylist(list(table), pa.schema(_schema(table))), path)
        return str(path)
    data = _json_lines(table) if name.endswith("jsonl") else _csv(path, table, "\t" if name.endswith("tsv") else ",")
    pack: Mapping[str, Callable[[bytes], bytes]] = {
        ".gz": gzip.compress,
        ".zst": lambda plain: pa.compress(plain, codec="zstd", asbytes=True),
    }
    path.write_bytes(pack[path.suffix](data) if path.suffix in pack else data)
    return str(path)


def _schema(table: Rows) -> list[pa.Field]:
    kinds = {name: next((row[name] for row in table if row.get(name) is not None), "") for name in _names(table)}
    return [pa.field(name, pa.scalar(value).type) for name, value in kinds.items()]


def read(*paths: object, columns: Columns = EVERY, most: int = MOST) -> list[Row]:
    return list(rows([str(path) for path in paths], columns, most))


def reasons(found: list[Row]) -> dict[str, str]:
    """Place, and what is wrong there; empty for an article."""
    return {row.place: row.reason if isinstance(row, Broken) else "" for row in found}
