"""`audit reviews merge | show`: what several reviewers say of one text, put together and beside each other."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from audit.cli.reviews_shown import told, values
from audit.cli.table import Format, FormatOption, as_json
from audit.errors import UsageError
from audit.review.decision import Review
from audit.review.file import read_review
from audit.review.keep import write_review
from audit.review.merge import merged, obstacle
from audit.wording import count

_Files = Annotated[list[Path], typer.Argument(metavar="FILE", help="Review files.")]

reviews_app = typer.Typer(
    help="Review files: put those of one text together, and see who agrees.", no_args_is_help=True
)


@reviews_app.command()
def merge(
    files: _Files,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="File for the review of all.")],
    force: Annotated[bool, typer.Option("--force", help="Replace a file that exists.")] = False,
    format: FormatOption = Format.TEXT,  # noqa: A002  # as in `run`
) -> None:
    """Put reviews of one text into one file, every decision once, and say where they differ."""
    reviews = [read_review(path) for path in files]
    for path, review in zip(files[1:], reviews[1:], strict=True):
        if why := obstacle(reviews[0], review):
            raise UsageError(f"{path}: {why} than {files[0]}: merge reviews of one text")
    if output.exists() and not force:
        raise UsageError(f"{output} exists: name another file, or say --force to replace it")
    made = merged(reviews)
    try:
        write_review(output, made)
    except OSError as error:
        raise UsageError(f"cannot write {output}: {error.strerror}") from error
    if format is Format.TEXT:
        typer.echo(f"{output}: {count(len(made.decisions), 'decision')} of {count(len(made.reviewers), 'reviewer')}\n")
    _show((made,), format)


@reviews_app.command()
def show(files: _Files, format: FormatOption = Format.TEXT) -> None:  # noqa: A002
    """Say who has decided and read how much, where they differ, and how far they agree; nothing is written."""
    _show(_by_text(files), format)


def _show(reviews: Sequence[Review], wanted: Format) -> None:
    typer.echo(as_json(values(reviews)) if wanted is Format.JSON else told(reviews))


def _by_text(files: Sequence[Path]) -> tuple[Review, ...]:
    """One review of each text. Raises UsageError where one text is in two segmentations."""
    found: dict[str, tuple[Path, Review]] = {}
    for path in files:
        review = read_review(path)
        first, known = found.get(review.digest, (path, review))
        if why := obstacle(known, review):
            raise UsageError(f"{path}: {why} than {first}: show them apart")
        found[review.digest] = first, merged((known, review))
    return tuple(review for _, review in found.values())
