"""`--format NAME[=FILE]` of commands that say one thing in several forms, each a file of a package."""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Annotated

import typer

from audit import registry
from audit.cli.outputs import save
from audit.errors import UsageError

Formats = Annotated[
    list[str] | None, typer.Option("--format", "-f", help="text, json, markdown, html; NAME=FILE; may be repeated.")
]
Output = Annotated[Path | None, typer.Option("--output", "-o", help="File for the one format without its own.")]


@dataclass(frozen=True, slots=True)
class Destination:
    """One format and the file it goes to; None is standard output."""

    format: str
    path: Path | None


def destinations(
    package: str, formats: Sequence[str] | None, output: Path | None = None, kept: Sequence[Path] = ()
) -> tuple[Destination, ...]:
    """What was asked for; text on standard output where nothing was. `kept` are files that must not be written over.

    Raises UsageError for a format that is not in the package, and where two would be mixed.
    """
    known = registry.names(package)
    wanted = [_destination(one, output) for one in formats or ["text"]]
    for one in wanted:
        if one.format not in known:
            raise UsageError(f"no format {one.format!r}; there are: {', '.join(known)}")
    paths = [one.path for one in wanted]
    if paths.count(None) > 1:
        raise UsageError("only one format can go to standard output: give the others a file, as --format json=FILE")
    for path in filter(None, paths):
        _refuse(path, paths, kept)
    return tuple(wanted)


def write(package: str, wanted: Sequence[Destination], rendered: Callable[[ModuleType], str]) -> None:
    """Write what each format makes of something. Raises UsageError where a file cannot be written."""
    for one in wanted:
        text = rendered(registry.load(package, one.format, "render"))
        if one.path is None:
            typer.echo(text, nl=False)
        else:
            save(one.path, text)


def _destination(wanted: str, output: Path | None) -> Destination:
    name, _, path = wanted.partition("=")
    return Destination(name, Path(path) if path else output)


def _refuse(path: Path, paths: Sequence[Path | None], kept: Sequence[Path]) -> None:
    """Raises UsageError for a place where something would be lost."""
    if paths.count(path) > 1:
        raise UsageError(f"{path} would hold several formats: give each a file, as --format json=FILE")
    if path.is_dir():
        raise UsageError(f"{path} is a folder: give a file in it")
    if os.path.realpath(path) in map(os.path.realpath, kept):
        raise UsageError(f"{path} is read by this command: write to another file")
