"""What the names of folders tell of the rows below them, as Hive and Spark have it: "outlet=AP/year=2021/1.parquet"."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import PurePosixPath
from urllib.parse import unquote

from audit.corpus.columns import EVERY, Columns
from audit.corpus.story import Row
from audit.errors import UsageError

_MISSING = "__HIVE_DEFAULT_PARTITION__"


def partitions(name: str) -> dict[str, str]:
    """Column -> value, "" for a missing one, of a path below the input; empty where folders are called otherwise."""
    if "=" not in name:
        return {}
    pairs = (folder.partition("=") for folder in PurePosixPath(name).parts[:-1])
    return {unquote(key): "" if value == _MISSING else unquote(value) for key, sign, value in pairs if key and sign}


def without(columns: Columns, told: Mapping[str, str]) -> Columns:
    """The columns that a file has to have, where its folders tell these."""
    return replace(columns, metadata=tuple(name for name in columns.metadata if name not in told)) if told else columns


def check(path: str, columns: Columns, told: Mapping[str, str]) -> None:
    """Raises UsageError where articles in folders are to have metadata that these do not tell."""
    for name in columns.metadata:
        if name not in {EVERY, *told}:
            raise UsageError(
                f'{path}: articles in a folder have the metadata that its folders tell, as in "{name}=..." '
                f"(here: {', '.join(told) or 'none'}): leave out --metadata {name}, or write a table"
            )


def marked(row: Row, columns: Columns, told: Mapping[str, str]) -> Row:
    """A row with what its folders tell as metadata, of the columns that are to be kept; its own cells go first."""
    wanted = told if EVERY in columns.metadata else [name for name in columns.metadata if name in told]
    kept = {name: told[name] for name in wanted if told[name]}
    return replace(row, metadata={**kept, **row.metadata}) if kept else row
