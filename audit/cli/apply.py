"""`audit apply`: what reviewers decided over a report, carried out on the file that it is about."""

from pathlib import Path
from typing import Annotated

import typer

from audit.apply.carried import Carried, carried, carried_text, located
from audit.apply.corrections import NOTHING_PROPOSED, Corrections, combined, corrections
from audit.apply.dismissed import dismissals
from audit.apply.original import Original, opened
from audit.apply.readings import Content, readings
from audit.cli import options
from audit.cli.apply_file import checked_output, put, stored
from audit.cli.baseline_shared import write
from audit.config.read import read_config
from audit.config.values import Config
from audit.domain import Report
from audit.gate import dismissal_file
from audit.gate.dismissals import Dismissal, merged
from audit.project.git import work_tree
from audit.review.file import read_review
from audit.saved.file import read_report
from audit.wording import count, visible

_STDIN = _STDOUT = "-"

ReportFile = Annotated[
    Path, typer.Argument(metavar="REPORT", help="As `audit run --format json` or html wrote it.", show_default=False)
]
Reviews = Annotated[
    list[Path], typer.Option("--review", metavar="FILE", help="What reviewers decided over it; may be repeated.")
]
Reviewer = Annotated[str | None, typer.Option(metavar="NAME", help="Only what this reviewer decided.")]
Output = Annotated[
    str | None, typer.Option("--output", "-o", metavar="FILE", help="The corrected file; - is standard output.")
]
InPlace = Annotated[bool, typer.Option("--in-place", help="Correct the audited file itself.")]
Force = Annotated[bool, typer.Option("--force", help="Replace a file that is there.")]
Audited = Annotated[
    str | None, typer.Option("--file", metavar="FILE", help="Where the audited file is (default: as the report says).")
]
NoBaseline = Annotated[
    bool, typer.Option("--no-baseline", help="Dismiss nothing.", rich_help_panel="What is dismissed")
]
Baseline = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        help="Where rejected findings go (default: .audit-baseline.json).",
        rich_help_panel="What is dismissed",
    ),
]


def apply(  # noqa: PLR0913, PLR0917  # a command's options are its parameters
    report: ReportFile,
    review: Reviews,
    reviewer: Reviewer = None,
    output: Output = None,
    in_place: InPlace = False,
    force: Force = False,
    file: Audited = None,
    baseline: Baseline = None,
    no_baseline: NoBaseline = False,
    config: options.CheckConfig = None,
    isolated: options.Isolated = False,
) -> None:
    """Write the corrected text, back into its format, and dismiss what reviewers rejected."""
    said = read_config(config, isolated)
    entries = None if no_baseline else baseline or said.baseline
    kept = dismissal_file.read(entries) if entries and entries.exists() else ()
    read = read_report(report)
    wanted = corrections(read, combined([read_review(one) for one in review], read, reviewer))
    path = file or read.article.path
    target = checked_output(path, output, in_place, force)
    original = None if path == _STDIN else opened(path, read.article)
    made = carried(original, wanted) if original else carried_text(read.article, wanted)
    new = _finish(read, wanted, original, made, target, in_place, said if entries else None)
    if entries and new:
        write(entries, merged(kept, new))
    _tell(read, wanted, path, target, bool(entries) and (bool(new) or not wanted.rejected))


def _finish(  # noqa: PLR0913, PLR0917  # what there is, what is made of it, and where it goes
    report: Report,
    wanted: Corrections,
    original: Original | None,
    made: Carried,
    target: Path | None,
    in_place: bool,
    config: Config | None,
) -> tuple[Dismissal, ...]:
    """Write the corrected file; what to dismiss in it, and in the one that was audited if it is still there."""
    if original is None:
        put(made.data, target)
        return ()
    with stored(made, original, target) as draft:
        new: tuple[Dismissal, ...] = ()
        if wanted.rejected and config:
            contents = [] if in_place else [Content(Path(original.path), Path(original.path))]
            contents.append(Content(target or Path(original.path), draft, made.edits))
            top = work_tree(Path()) or Path.cwd()
            known = [one for each in contents for one in readings(each, report.article, config, top)]
            new = dismissals(wanted.rejected, known, frozenset(report.signature.checks))
        put(made.data, target, draft)
    return new


def _tell(report: Report, wanted: Corrections, path: str, target: Path | None, dismissed: bool) -> None:
    """What is left to do, a line each, then what was done on one line; beside the text where that is printed."""
    name = "standard input" if path == _STDIN else path
    for one in wanted.left:
        place = located(name, report.article, one.span)
        typer.echo(visible(f"left to do: {place}: {one.reason} ({one.category})"), err=True)
    if wanted.rejected and not dismissed and path == _STDIN:
        typer.echo("nothing was dismissed: standard input has no name that a baseline could know it by", err=True)
    proposed = sum(one.reason == NOTHING_PROPOSED for one in wanted.left)
    rejected = len({one.finding for one in wanted.rejected})
    parts = {
        f"{rejected:,} {'dismissed' if dismissed else 'rejected'}": rejected,
        f"{proposed:,} {NOTHING_PROPOSED}": proposed,
        f"{len(wanted.left) - proposed:,} in the source text": len(wanted.left) - proposed,
        f"{wanted.undecided:,} undecided": wanted.undecided,
        f"{wanted.unknown:,} rejected that the report does not have": wanted.unknown,
    }
    listed = [count(len(wanted.edits), "correction"), *(words for words, number in parts.items() if number)]
    typer.echo(visible(f"{target or 'standard output'}: {'; '.join(listed)}"), err=target is None)
