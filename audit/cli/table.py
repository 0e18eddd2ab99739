"""What the small commands print: an aligned table for people, JSON for programs."""

import json
from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated, Any

import typer
from rich.cells import cell_len


class Format(StrEnum):
    """For whom a command prints."""

    TEXT = "text"
    JSON = "json"


FormatOption = Annotated[Format, typer.Option("--format", "-f", help="For people, or for programs.")]


def aligned(rows: Sequence[Sequence[str]]) -> str:
    """Rows of cells as lines, two blanks between columns: the first column to the left, the others to the right.

    The same on a terminal and in a pipe; never wrapped, never cut.
    """
    widths = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(_line(row, widths) for row in rows)


def as_json(value: Any) -> str:
    """A JSON document to be printed."""
    return json.dumps(value, ensure_ascii=False, indent=2)


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    first, *others = [" " * (width - cell_len(cell)) for cell, width in zip(row, widths, strict=True)]
    cells = [row[0] + first, *(blanks + cell for blanks, cell in zip(others, row[1:], strict=True))]
    return "  ".join(cells).rstrip()
