"""`audit corpus summary`: what the tables of a corpus say."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from audit import registry
from audit.cli.outputs import save
from audit.corpus.summary.summarise import Wanted, summarise
from audit.corpus.summary.summary import Summary
from audit.errors import ExitCode, UsageError
from audit.score import ENOUGH_WORDS

_PACKAGE = "audit.corpus.summary.reporters"


class Period(StrEnum):
    """How dates are put together."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


def summary(  # noqa: PLR0913, PLR0917  # a command's options are its parameters
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="What `audit corpus INPUT -o DIR` has written.")],
    by: Annotated[
        list[str] | None,
        typer.Option(
            metavar="COLUMN",
            help="Metadata to look at the corpus by, or languages; may be repeated (default: what has few values).",
        ),
    ] = None,
    period: Annotated[Period | None, typer.Option(help="How dates are put together (default: by their range).")] = None,
    worst: Annotated[int, typer.Option(min=0, help="Worst articles and recurring errors that are listed.")] = 20,
    enough_words: Annotated[
        int, typer.Option(min=1, help="Fewest words of an article among the worst by points per 1,000 words.")
    ] = ENOUGH_WORDS,
    format: Annotated[  # noqa: A002  # the word every tool uses
        list[str] | None, typer.Option("--format", "-f", help="text, json, markdown, html; NAME=FILE; may be repeated.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="File for the one format without its own.")
    ] = None,
) -> None:
    """Sum up a corpus: errors per 1,000 words with intervals, worst articles, recurring errors, trend.

    Of a sample the intervals say what the whole corpus is like. Ends with 3 where something was not audited.
    """
    wanted = _destinations(format or ["text"], output, folder)
    asked = Wanted(tuple(by or ()), period.value if period else None, worst, enough_words)
    made = summarise(folder, asked)
    for one in wanted:
        _write(made, one)
    complete = made.finished and made.coverage.complete
    raise typer.Exit(ExitCode.DONE if complete else ExitCode.INCOMPLETE)


@dataclass(frozen=True, slots=True)
class _Destination:
    format: str
    path: Path | None


def _destinations(formats: Sequence[str], output: Path | None, folder: Path) -> tuple[_Destination, ...]:
    """What was asked for. Raises UsageError for what there is not, and where tables would be overwritten."""
    wanted = tuple(_parsed(formats, output))
    paths = [one.path for one in wanted]
    if paths.count(None) > 1:
        raise UsageError("only one format can go to standard output: give the others a file, as --format json=FILE")
    for path in filter(None, paths):
        if paths.count(path) > 1:
            raise UsageError(f"{path} would hold several formats: give each a file, as --format json=FILE")
        if path.is_dir():
            raise UsageError(f"{path} is a folder: give a file, as -o {path / 'summary.html'}")
        inside = (
            path.resolve().relative_to(folder.resolve()) if path.resolve().is_relative_to(folder.resolve()) else None
        )
        if inside and (len(inside.parts) > 1 or inside.name in {"manifest.json", "runs.jsonl"}):
            raise UsageError(f"{path} is a place of the corpus itself: write to another file")
    return wanted


def _parsed(formats: Sequence[str], output: Path | None) -> Iterator[_Destination]:
    known = registry.names(_PACKAGE)
    for wanted in formats:
        name, _, path = wanted.partition("=")
        if name not in known:
            raise UsageError(f"no format {name!r}; there are: {', '.join(known)}")
        yield _Destination(name, Path(path) if path else output)


def _write(made: Summary, destination: _Destination) -> None:
    text: str = registry.load(_PACKAGE, destination.format, "render").render(made)
    if destination.path is None:
        typer.echo(text, nl=False)
    else:
        save(destination.path, text)
