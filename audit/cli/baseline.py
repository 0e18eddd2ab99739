"""`audit baseline`: findings that somebody has looked at, and that count no longer."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from audit.cli import options
from audit.cli.baseline_shared import By, Reason, checked, code, ordered, read, settings, write
from audit.cli.baseline_single import dismiss, undismiss
from audit.config.values import AskModel
from audit.errors import UsageError
from audit.gate.check import Result
from audit.gate.dismissals import Dismissal, dismissal, merged
from audit.gate.inspection import SHORT, Silence
from audit.gate.picking import fingerprints
from audit.wording import count, visible

baseline_app = typer.Typer(help="Dismiss findings: they stay dismissed until the texts they are about change.")
baseline_app.command()(dismiss)
baseline_app.command()(undismiss)


@baseline_app.command()
def create(  # noqa: PLR0913, PLR0917  # a command's options are its parameters
    paths: options.Paths = None,
    baseline: options.Baseline = None,
    reason: Reason = "",
    by: By = "",
    force: Annotated[bool, typer.Option("--force", help="Replace a baseline that is there.")] = False,
    llm: options.Llm = None,
    model: options.Model = None,
    base_url: options.BaseUrl = None,
    cache: options.CachePath = None,
    config: options.CheckConfig = None,
    isolated: options.Isolated = False,
) -> None:
    """Check, and dismiss all that stands."""
    wanted, said = ordered(paths, baseline, llm, config, isolated)
    if said.baseline.exists() and not force:
        raise UsageError(f"{said.baseline} exists: `audit baseline update` keeps what it says, --force replaces it")
    result = checked(replace(wanted, afresh=True), said, settings(said, model, base_url, cache))
    entries = merged((), _new(result, reason, by))
    write(said.baseline, entries)
    typer.echo(f"{said.baseline}: {count(len(entries), 'dismissal')}")
    raise typer.Exit(code(result))


@baseline_app.command()
def update(  # noqa: PLR0913, PLR0917
    paths: options.Paths = None,
    baseline: options.Baseline = None,
    reason: Reason = "",
    by: By = "",
    llm: options.Llm = None,
    model: options.Model = None,
    base_url: options.BaseUrl = None,
    cache: options.CachePath = None,
    config: options.CheckConfig = None,
    isolated: options.Isolated = False,
) -> None:
    """Check, dismiss what is new as well, and drop what means nothing any more."""
    wanted, said = ordered(paths, baseline, llm, config, isolated)
    result = checked(wanted, said, settings(said, model, base_url, cache))
    kept = _kept(said.baseline, result)
    entries = merged(kept, _new(result, reason, by))
    write(said.baseline, entries)
    added = len(set(entries) - set(kept))
    typer.echo(f"{said.baseline}: {count(len(entries), 'dismissal')}, {added:,} new, {len(result.idle):,} dropped")
    raise typer.Exit(code(result))


@baseline_app.command()
def prune(
    paths: options.Paths = None,
    baseline: options.Baseline = None,
    config: options.CheckConfig = None,
    isolated: options.Isolated = False,
) -> None:
    """Drop what means nothing any more; nothing new is dismissed, no model is asked."""
    wanted, said = ordered(paths, baseline, AskModel.NEVER, config, isolated)
    result = checked(wanted, said, settings(said, None, None, None))
    kept = _kept(said.baseline, result)
    write(said.baseline, kept)
    typer.echo(f"{said.baseline}: {count(len(kept), 'dismissal')}, {len(result.idle):,} dropped")
    raise typer.Exit(code(result))


@baseline_app.command()
def show(
    paths: options.Paths = None,
    baseline: options.Baseline = None,
    config: options.CheckConfig = None,
    isolated: options.Isolated = False,
) -> None:
    """List the dismissals with their reasons, and which of them mean nothing any more; no model is asked."""
    wanted, said = ordered(paths, baseline, AskModel.NEVER, config, isolated)
    entries = read(said.baseline)
    result = checked(wanted, said, settings(said, None, None, None))
    known = fingerprints(result)
    for entry in entries:
        stale = "stale: " if entry in result.idle else ""
        why = "; ".join(filter(None, (entry.reason, f"by {entry.by}" if entry.by else "")))
        found = f" [{known[entry][:SHORT]}]" if entry in known else ""
        typer.echo(visible(f"{stale}{entry.label}{f' ({why})' if why else ''}{found}"))
    typer.echo(f"{said.baseline}: {count(len(entries), 'dismissal')}, {len(result.idle):,} stale")
    raise typer.Exit(code(result))


def _new(result: Result, reason: str, by: str) -> list[Dismissal]:
    """Entries for all that stands."""
    return [dismissal(one.spot.identity, reason, by) for one in result.places if one.silenced is None]


def _kept(baseline: Path, result: Result) -> list[Dismissal]:
    """The entries that still mean something, under the names that their files have now."""
    now = {
        one.entry: one.spot.identity.file
        for one in result.places
        if one.entry and one.silenced and one.silenced.by is Silence.BASELINE
    }
    moved = (replace(entry, file=now.get(entry, entry.file)) for entry in read(baseline))
    return [entry for entry in moved if entry not in result.idle]
