"""`audit baseline dismiss` and `undismiss`: one finding at a time, as `audit check` has shown it."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from audit.cli import options
from audit.cli.baseline_shared import By, checked, ordered, read, settings, write
from audit.errors import UsageError
from audit.gate import dismissal_file, record_file
from audit.gate.dismissals import Dismissal, merged
from audit.gate.picking import dismissable, fingerprints, is_fingerprint, labelled, of_fingerprint, picked
from audit.wording import count, visible

Inside = Annotated[
    list[str] | None,
    typer.Option("--in", metavar="PATH", help="Where to look; may be repeated (default: as `audit check` does)."),
]
Report = Annotated[
    Path | None,
    typer.Option("--report", metavar="FILE", help="Take the findings from this `--format jsonl` and check nothing."),
]


def dismiss(  # noqa: PLR0913, PLR0917  # a command's options are its parameters
    findings: Annotated[list[str], typer.Argument(help="Fingerprints, as check shows them in brackets; 6 digits do.")],
    reason: Annotated[str, typer.Option(help="Why they do not count.")],
    by: By = "",
    inside: Inside = None,
    report: Report = None,
    baseline: options.Baseline = None,
    llm: options.Llm = None,
    model: options.Model = None,
    base_url: options.BaseUrl = None,
    cache: options.CachePath = None,
    config: options.CheckConfig = None,
    isolated: options.Isolated = False,
) -> None:
    """Dismiss single findings: check again (answers of models are kept, so that costs nothing), or read a report."""
    wanted, said = ordered(inside, baseline, llm, config, isolated)
    if report:
        found, where = record_file.read(report), f"the findings of {report}"
    else:
        found = dismissable(checked(wanted, said, settings(said, model, base_url, cache)))
        where = "the findings of this check"
    new = [replace(entry, reason=reason, by=by) for entry in picked(findings, found, where)]
    entries = merged(dismissal_file.read(said.baseline) if said.baseline.exists() else (), new)
    write(said.baseline, entries)
    _tell("dismissed", new)
    typer.echo(f"{said.baseline}: {count(len(entries), 'dismissal')}")


def undismiss(  # noqa: PLR0913, PLR0917
    dismissals: Annotated[list[str], typer.Argument(help="Fingerprints, or words of what `audit baseline show` says.")],
    inside: Inside = None,
    baseline: options.Baseline = None,
    llm: options.Llm = None,
    model: options.Model = None,
    base_url: options.BaseUrl = None,
    cache: options.CachePath = None,
    config: options.CheckConfig = None,
    isolated: options.Isolated = False,
) -> None:
    """Have dismissed findings count again. Only to find a fingerprint everything is checked anew."""
    wanted, said = ordered(inside, baseline, llm, config, isolated)
    entries, known = read(said.baseline), None
    gone: list[Dismissal] = []
    for word in dismissals:
        found = labelled(word, entries)
        if not found and not is_fingerprint(word):
            raise UsageError(f"{word!r} is nothing that `audit baseline show` says of a dismissal, and no fingerprint")
        if not found and known is None:
            known = fingerprints(checked(wanted, said, settings(said, model, base_url, cache)))
        gone += found or of_fingerprint(word, known or {})
    kept = [entry for entry in entries if entry not in gone]
    write(said.baseline, kept)
    _tell("counts again", gone)
    typer.echo(f"{said.baseline}: {count(len(kept), 'dismissal')}")


def _tell(what: str, entries: list[Dismissal]) -> None:
    for entry in entries:
        typer.echo(visible(f"{what}: {entry.label}"))
