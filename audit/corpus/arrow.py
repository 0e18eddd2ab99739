"""The rows of a part as Arrow has them. No I/O."""

import sys
from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from audit.corpus.tables import TABLES

_TYPES: Mapping[str, pa.DataType] = {
    "string": pa.string(),
    "int": pa.int64(),
    "float": pa.float64(),
    "bool": pa.bool_(),
    "strings": pa.list_(pa.string()),
    "pairs": pa.map_(pa.string(), pa.string()),
}
SCHEMAS: Mapping[str, pa.Schema] = {
    table: pa.schema([
        pa.field(name, _TYPES[kind], nullable=kind not in {"int", "strings"}) for name, kind in columns.items()
    ])
    for table, columns in TABLES.items()
}  # fmt: skip
"""The tables as Parquet has them."""


class _Absent:
    """For whom pandas is not installed."""

    @staticmethod
    def find_spec(name: str, _path: object = None, _target: object = None) -> None:
        """Raises ImportError for pandas; knows nothing of other modules."""
        if name == "pandas":
            raise ImportError(name)


def spare_pandas() -> None:
    """Have Arrow do without pandas in this process.

    Where it is installed (a cluster needs it), Arrow loads it to ask whether a list is one of its own: 40 MB, for
    nothing. It asks once, with the first array.
    """
    if "pandas" in sys.modules:
        return
    sys.meta_path.insert(0, _Absent)
    try:
        pa.array([0])
    finally:
        sys.meta_path.remove(_Absent)


def table(name: str, rows: tuple[dict[str, Any], ...]) -> pa.Table:
    """The table of this name. Half characters, which a model may say and a file be called by, are spelled out."""
    schema = SCHEMAS[name]
    kinds = TABLES[name]
    columns = [[_cell(row[column], kinds[column]) for row in rows] for column in schema.names]
    try:
        arrays = [pa.array(cells, kind) for cells, kind in zip(columns, schema.types, strict=True)]
    except UnicodeEncodeError:
        arrays = [pa.array(_spelled(cells), kind) for cells, kind in zip(columns, schema.types, strict=True)]
    return pa.Table.from_arrays(arrays, schema=schema)


def _cell(value: Any, kind: str) -> Any:
    return list(value.items()) if kind == "pairs" and value is not None else value


def _spelled(value: Any) -> Any:
    """Text that no file can hold, spelled out."""
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode()
    return type(value)(map(_spelled, value)) if isinstance(value, list | tuple) else value
