"""`audit eval show | compare | bless`: what can be done with the run files that `audit eval -o` has written."""

from pathlib import Path
from typing import Annotated

import typer

from audit.bench.baseline import write_baseline
from audit.bench.comparison import compare as compared
from audit.bench.comparison import pick
from audit.bench.store import read_run
from audit.bench.table import table
from audit.cli.eval_job import REPORTERS
from audit.cli.formats import Formats, destinations, write
from audit.cli.outputs import save
from audit.errors import UsageError

_RunFile = Annotated[Path, typer.Argument(metavar="RUN", help="A run file.")]


def show(run: _RunFile, format: Formats = None) -> None:  # noqa: A002  # the word every tool uses
    """Show the table of a run again, in any format."""
    wanted = destinations(REPORTERS, format)
    made = table(read_run(run))
    write(REPORTERS, wanted, lambda reporter: str(reporter.render(made)))


def compare(
    run_a: Annotated[Path, typer.Argument(metavar="RUN_A", help="A run file: the one to hold against.")],
    run_b: Annotated[Path, typer.Argument(metavar="RUN_B", help="Another, or the same.")],
    contestant: Annotated[
        list[str] | None,
        typer.Option(help="Which one, where a run has several; given twice: first that of RUN_A, then that of RUN_B."),
    ] = None,
    format: Formats = None,  # noqa: A002  # the word every tool uses
) -> None:
    """Say whether the second is better than the first, worse, or neither for certain, and what has changed."""
    names: list[str | None] = [*(contestant or [])] or [None]
    if len(names) > 2:
        raise UsageError("--contestant is given at most twice: first that of RUN_A, then that of RUN_B")
    wanted = destinations(REPORTERS, format)
    one, other = read_run(run_a), read_run(run_b)
    made = compared(one, pick(one, names[0], str(run_a)), other, pick(other, names[-1], str(run_b)))
    write(REPORTERS, wanted, lambda reporter: str(reporter.render_comparison(made)))


def bless(
    run: _RunFile,
    output: Annotated[Path, typer.Option("--output", "-o", help="File for the baseline.")] = Path("baseline.json"),
) -> None:
    """Make a run the baseline: figures and counts without a word of the gold, to be kept in git."""
    made = read_run(run)
    for one in made.contestants:
        if any(judged.gaps for judged in one.judged.values()):
            raise UsageError(f"{run}: {one.name} has segments without a verdict: run it again, then bless it")
    save(output, write_baseline(made))
    typer.echo(f"{output}: {', '.join(made.samples)} on {len(made.documents):,} documents of {made.gold_name}")
