"""`audit diff`: what two reports, or two folders of them, differ in."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from audit.cli.formats import Destination, Formats, Output, destinations, write
from audit.cli.run import FailOn
from audit.diff.compare import compare
from audit.diff.difference import Difference
from audit.diff.folder import Folders, line
from audit.diff.reporters import text as terminal
from audit.domain import Severity
from audit.errors import ExitCode, UsageError
from audit.saved.file import read_report

_PACKAGE = "audit.diff.reporters"
_REPORTS = "Reports of `audit run --format json` or html; or a folder of them."


def diff(
    old: Annotated[Path, typer.Argument(metavar="OLD", help=_REPORTS)],
    new: Annotated[Path, typer.Argument(metavar="NEW", help="What came after: the same kind of thing.")],
    format: Formats = None,  # noqa: A002  # the word every tool uses
    output: Output = None,
    fail_on_new: Annotated[FailOn, typer.Option(help="Exit with 1 at new findings this severe.")] = FailOn.NEVER,
) -> None:
    """Say what is new, fixed and unchanged between two reports, and how the score changed.

    Of one article audited twice, or of an article and what became of it: findings are known again by their rule and
    their words, wherever these stand now. Two folders are compared file by file.
    """
    wanted = destinations(_PACKAGE, format, output, (old, new))
    compared = _folders(old, new) if old.is_dir() and new.is_dir() else _files(old, new)
    _write(compared, wanted)
    _complain(compared)
    least, worst = None if fail_on_new is FailOn.NEVER else Severity(fail_on_new), compared.worst_new()
    raise typer.Exit(ExitCode.FINDINGS if least and worst and worst.rank >= least.rank else ExitCode.DONE)


def _files(old: Path, new: Path) -> Difference:
    for path, other in ((old, new), (new, old)):
        if path.is_dir():
            raise UsageError(f"{path} is a folder and {other} is none: give two reports, or two folders of reports")
    return compare(read_report(old), read_report(new), (str(old), str(new)))


def _folders(old: Path, new: Path) -> Folders:
    """Report by report: only one pair is in memory."""
    before, after = _reports(old), _reports(new)
    both = sorted(before.keys() & after.keys())
    if not both:
        raise UsageError(f"{old} and {new} have no report of the same name: nothing to compare")
    lines = (line(name, compare(read_report(before[name]), read_report(after[name]))) for name in both)
    only = (tuple(sorted(one.keys() - other.keys())) for one, other in ((before, after), (after, before)))
    return Folders((str(old), str(new)), tuple(lines), *only)


def _reports(folder: Path) -> dict[str, Path]:
    """The reports in a folder and below, by their place in it without the ending; JSON goes before pages."""
    for suffix in (".json", ".html"):
        found = sorted(path for path in folder.rglob(f"*{suffix}") if _is_report(path))
        if found:
            return {path.relative_to(folder).with_suffix("").as_posix(): path for path in found}
    raise UsageError(f"{folder}: no report in it: `audit run FILES -f json -o {folder}/` writes some")


def _is_report(path: Path) -> bool:
    """False for what other commands put beside reports: a baseline, reviews, the index."""
    if path.name.startswith(".") or path.name == "index.html":
        return False
    return not path.name.endswith(".review.json") or _has_findings(path)


def _has_findings(path: Path) -> bool:
    """True for a report with a name like a review's: of an article "story.review.txt"."""
    try:
        value = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(value, dict) and "findings" in value


def _write(compared: Difference | Folders, wanted: Sequence[Destination]) -> None:
    """Text in colour on a terminal; else what each format makes of it."""
    console = Console(highlight=False)
    if console.is_terminal and Destination("text", None) in wanted:
        terminal.write(compared, console)
        wanted = [one for one in wanted if one.path]
    name = "render_folders" if isinstance(compared, Folders) else "render"
    write(_PACKAGE, wanted, lambda reporter: str(getattr(reporter, name)(compared)))


def _complain(compared: Difference | Folders) -> None:
    """What a script that only looks at the exit code has to know: what may be new is not counted as new."""
    if isinstance(compared, Folders):
        number = sum(line.unjudged for line in compared.lines)
    else:
        number = len(compared.unjudged_before) + len(compared.unjudged_now)
    if number:
        noun = "finding was" if number == 1 else "findings were"
        typer.echo(f"audit: {number:,} {noun} not audited in one of the two: neither new nor fixed", err=True)
