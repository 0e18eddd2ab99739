"""Rows written as each format has them, for tests of what reads them again."""

import csv
import gzip
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

Rows = Sequence[Mapping[str, object]]


def _names(rows: Rows) -> list[str]:
    return list(dict.fromkeys(name for row in rows for name in row))


def _json_lines(rows: Rows) -> bytes:
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


def _csv(path: Path, rows: Rows, delimiter: str) -> bytes:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, _names(rows), delimiter=delimiter)
        writer.writeheader()
        writer.writerows(rows)
    return path.read_bytes()


def written(path: Path, rows: Rows) -> str:
    """The path of a file with these rows, in the format of its name."""
    name = path.name.lower().removesuffix(".gz").removesuffix(".zst")
    if name.endswith(".parquet"):
        pq.write_table(pa.Table.from_pylist(list(rows), pa.schema(_schema(rows))), path)
        return str(path)
    data = _json_lines(rows) if name.endswith("jsonl") else _csv(path, rows, "\t" if name.endswith("tsv") else ",")
    pack: Mapping[str, Callable[[bytes], bytes]] = {
        ".gz": gzip.compress,
        ".zst": lambda plain: pa.compress(plain, codec="zstd", asbytes=True),
    }
    path.write_bytes(pack[path.suffix](data) if path.suffix in pack else data)
    return str(path)


def _schema(rows: Rows) -> list[pa.Field]:
    kinds = {name: next((row[name] for row in rows if row.get(name) is not None), "") for name in _names(rows)}
    return [pa.field(name, pa.scalar(value).type) for name, value in kinds.items()]
