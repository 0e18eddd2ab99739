"""`audit corpus summary`: what the tables of a corpus say."""

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from audit.cli.formats import Destination, Formats, Output, destinations, write
from audit.corpus.summary.summarise import Wanted, summarise
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
    format: Formats = None,  # noqa: A002  # the word every tool uses
    output: Output = None,
) -> None:
    """Sum up a corpus: errors per 1,000 words with intervals, worst articles, recurring errors, trend.

    Of a sample the intervals say what the whole corpus is like. Ends with 3 where something was not audited.
    """
    wanted = destinations(_PACKAGE, format, output)
    _refuse(wanted, folder)
    asked = Wanted(tuple(by or ()), period.value if period else None, worst, enough_words)
    made = summarise(folder, asked)
    write(_PACKAGE, wanted, lambda reporter: str(reporter.render(made)))
    complete = made.finished and made.coverage.complete and not (made.sampled and made.sampled.missed)
    raise typer.Exit(ExitCode.DONE if complete else ExitCode.INCOMPLETE)


def _refuse(wanted: Sequence[Destination], folder: Path) -> None:
    """Raises UsageError for a place of the corpus itself."""
    top = folder.resolve()
    for path in (one.path for one in wanted if one.path):
        place = path.resolve()
        inside = place.relative_to(top).parts if place.is_relative_to(top) else ()
        if len(inside) > 1 or set(inside) & {"manifest.json", "runs.jsonl"}:
            raise UsageError(f"{path} is a place of the corpus itself: write to another file")
