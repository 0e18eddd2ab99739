"""`audit baseline`: findings that somebody has looked at, and that count no longer."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from audit.cli import options
from audit.cli.checking import Wanted, configured, performed
from audit.cli.outputs import save
from audit.cli.progress import Voice
from audit.config.values import AskModel, Config
from audit.errors import ExitCode, UsageError
from audit.gate import dismissal_file
from audit.gate.check import Result
from audit.gate.dismissals import Dismissal, dismissal, merged
from audit.gate.inspection import Silence
from audit.llm.endpoint import Terms
from audit.settings import Settings
from audit.wording import count, visible

baseline_app = typer.Typer(help="Dismiss findings: they stay dismissed until the texts they are about change.")

Reason = Annotated[str, typer.Option(help="Why the new entries do not count.")]
By = Annotated[str, typer.Option(help="Who says so.")]


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
    wanted, said = _ordered(paths, baseline, llm, config, isolated)
    if said.baseline.exists() and not force:
        raise UsageError(f"{said.baseline} exists: `audit baseline update` keeps what it says, --force replaces it")
    result = _checked(replace(wanted, afresh=True), said, _settings(said, model, base_url, cache))
    entries = merged((), _new(result, reason, by))
    _write(said.baseline, entries)
    typer.echo(f"{said.baseline}: {count(len(entries), 'dismissal')}")
    raise typer.Exit(_code(result))


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
    wanted, said = _ordered(paths, baseline, llm, config, isolated)
    result = _checked(wanted, said, _settings(said, model, base_url, cache))
    kept = [entry for entry in _moved(_read(said.baseline), result) if entry not in result.idle]
    entries = merged(kept, _new(result, reason, by))
    _write(said.baseline, entries)
    added = len(set(entries) - set(kept))
    typer.echo(f"{said.baseline}: {count(len(entries), 'dismissal')}, {added:,} new, {len(result.idle):,} dropped")
    raise typer.Exit(_code(result))


@baseline_app.command()
def prune(
    paths: options.Paths = None,
    baseline: options.Baseline = None,
    config: options.CheckConfig = None,
    isolated: options.Isolated = False,
) -> None:
    """Drop what means nothing any more; nothing new is dismissed, no model is asked."""
    wanted, said = _ordered(paths, baseline, AskModel.NEVER, config, isolated)
    result = _checked(wanted, said, _settings(said, None, None, None))
    kept = [entry for entry in _moved(_read(said.baseline), result) if entry not in result.idle]
    _write(said.baseline, kept)
    typer.echo(f"{said.baseline}: {count(len(kept), 'dismissal')}, {len(result.idle):,} dropped")
    raise typer.Exit(_code(result))


@baseline_app.command()
def show(
    paths: options.Paths = None,
    baseline: options.Baseline = None,
    config: options.CheckConfig = None,
    isolated: options.Isolated = False,
) -> None:
    """List the dismissals with their reasons, and which of them mean nothing any more; no model is asked."""
    wanted, said = _ordered(paths, baseline, AskModel.NEVER, config, isolated)
    entries = _read(said.baseline)
    result = _checked(wanted, said, _settings(said, None, None, None))
    for entry in entries:
        stale = "stale: " if entry in result.idle else ""
        why = "; ".join(filter(None, (entry.reason, f"by {entry.by}" if entry.by else "")))
        typer.echo(visible(f"{stale}{entry.label}{f' ({why})' if why else ''}"))
    typer.echo(f"{said.baseline}: {count(len(entries), 'dismissal')}, {len(result.idle):,} stale")
    raise typer.Exit(_code(result))


def _ordered(
    paths: list[str] | None, baseline: Path | None, llm: AskModel | None, config: Path | None, isolated: bool
) -> tuple[Wanted, Config]:
    wanted = Wanted(paths=tuple(paths or ()), llm=llm, baseline=baseline)
    return wanted, configured(config, isolated, wanted)


def _settings(config: Config, model: str | None, base_url: str | None, cache: str | None) -> Settings:
    terms = Terms(cache=options.cache_path(cache), config=config)
    return Settings(model=model, base_url=base_url, canary=True, min_confidence=config.min_confidence, terms=terms)


def _checked(wanted: Wanted, config: Config, settings: Settings) -> Result:
    with Voice(quiet=False, verbose=False) as voice:
        return performed(wanted, config, settings, voice)


def _new(result: Result, reason: str, by: str) -> list[Dismissal]:
    """Entries for all that stands."""
    return [dismissal(one.spot.identity, reason, by) for one in result.places if one.silenced is None]


def _moved(entries: tuple[Dismissal, ...], result: Result) -> list[Dismissal]:
    """Entries under the names that their files have now."""
    now = {
        one.entry: one.spot.identity.file
        for one in result.places
        if one.entry and one.silenced and one.silenced.by is Silence.BASELINE
    }
    return [replace(entry, file=now.get(entry, entry.file)) for entry in entries]


def _read(path: Path) -> tuple[Dismissal, ...]:
    if not path.exists():
        raise UsageError(f"{path} does not exist: `audit baseline create` makes it")
    return dismissal_file.read(path)


def _write(path: Path, entries: Iterable[Dismissal]) -> None:
    save(path, dismissal_file.text(entries))


def _code(result: Result) -> ExitCode:
    """A baseline of what was not all checked is not complete either."""
    return ExitCode.DONE if result.inspection.complete else ExitCode.INCOMPLETE
