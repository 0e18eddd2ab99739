"""What the commands of `audit baseline` share: the check that they make, and the file that they read and write."""

from collections.abc import Iterable, Sequence
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
from audit.gate.dismissals import Dismissal
from audit.llm.endpoint import Terms
from audit.settings import Settings

Reason = Annotated[str, typer.Option(help="Why the new entries do not count.")]
By = Annotated[str, typer.Option(help="Who says so.")]


def ordered(
    paths: list[str] | None, baseline: Path | None, llm: AskModel | None, config: Path | None, isolated: bool
) -> tuple[Wanted, Config]:
    """What is to be checked, and the configuration with what options say instead."""
    wanted = Wanted(paths=tuple(paths or ()), llm=llm, baseline=baseline)
    return wanted, configured(config, isolated, wanted)


def settings(config: Config, model: str | None, base_url: Sequence[str] | None, cache: str | None) -> Settings:
    """How it is to be checked: as `audit check` does without further options."""
    terms = Terms(cache=options.cache_path(cache), config=config)
    return Settings(model=model, base_url=base_url, canary=True, min_confidence=config.min_confidence, terms=terms)


def checked(wanted: Wanted, config: Config, settings: Settings) -> Result:
    """The check itself, with all that is to be said while it runs."""
    with Voice(quiet=False, verbose=False) as voice:
        return performed(wanted, config, settings, voice)


def read(path: Path) -> tuple[Dismissal, ...]:
    """The entries of a baseline that must be there."""
    if not path.exists():
        raise UsageError(f"{path} does not exist: `audit baseline create` makes it")
    return dismissal_file.read(path)


def write(path: Path, entries: Iterable[Dismissal]) -> None:
    """Write a baseline."""
    save(path, dismissal_file.text(entries))


def code(result: Result) -> ExitCode:
    """A baseline of what was not all checked is not complete either."""
    return ExitCode.DONE if result.inspection.complete else ExitCode.INCOMPLETE
