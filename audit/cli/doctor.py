"""`audit doctor`: what the configured model really does, and what to do where it does not."""

import json
from collections.abc import Sequence
from enum import StrEnum
from io import StringIO
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from audit.cli import options
from audit.cli.progress import Voice
from audit.config.read import read_config
from audit.errors import ExitCode
from audit.llm.choose import choose
from audit.llm.doctor.diagnosis import Diagnosis, Result, differences
from audit.llm.endpoint import DEFAULT_TERMS, Terms

_WIDTH = 80
_SCHEMA_VERSION = "1.0"
_LABELS = {Result.OK: ("ok", "green"), Result.NOTE: ("note", "yellow"), Result.FAIL: ("FAIL", "bold red")}


class Format(StrEnum):
    """For whom."""

    TEXT = "text"
    JSON = "json"


def doctor(  # noqa: PLR0913, PLR0917  # a command's options are its parameters
    format: Annotated[Format, typer.Option("--format", "-f", help="text; json.")] = Format.TEXT,  # noqa: A002  # the word every tool uses
    verbose: options.Verbose = False,
    model: options.Model = None,
    base_url: options.BaseUrl = None,
    allow_http: options.AllowHttp = False,
    timeout: options.Timeout = DEFAULT_TERMS.timeout,
    cache: options.CachePath = None,
    config: options.ConfigPath = None,
) -> None:
    """Examine the configured model: can it be reached, what does it accept, what does it really do.

    Sends a dozen short requests, none with a text of yours. Exit code 0: a run can use it; 3: it cannot.
    """
    terms = Terms(timeout=timeout, cache=options.cache_path(cache), config=read_config(config))
    choice = choose(model, base_url, options.environment(), allow_http)
    from audit.llm.doctor.examination import examine_each  # the client costs a second to import

    with Voice(quiet=False, verbose=verbose) as voice:
        diagnoses = examine_each(choice, terms, voice.log)
    console = Console(highlight=False)
    if format is Format.JSON:
        console.file.write(_json(diagnoses))
    elif console.is_terminal:
        _print(diagnoses, console)
    else:
        console.file.write(_text(diagnoses))
    raise typer.Exit(ExitCode.DONE if any(one.usable for one in diagnoses) else ExitCode.INCOMPLETE)


def _json(diagnoses: Sequence[Diagnosis]) -> str:
    """As `schemas/doctor.json` has it."""
    first, *others = map(_content, diagnoses)
    content = {"schema_version": _SCHEMA_VERSION, **first, "usable": any(one.usable for one in diagnoses)}
    more = {"replicas": others} if others else {}
    return json.dumps({**content, **more}, ensure_ascii=False, indent=2) + "\n"


def _content(diagnosis: Diagnosis) -> dict[str, Any]:
    checks = {
        check.name: {"result": check.result, "text": check.text, "value": check.value} for check in diagnosis.checks
    }
    return {
        "model": diagnosis.model,
        "endpoint": diagnosis.endpoint,
        "usable": diagnosis.usable,
        "checks": checks,
    }


def _text(diagnoses: Sequence[Diagnosis]) -> str:
    """Without colour, 80 columns wide whatever the terminal: the same in every pipe."""
    out = StringIO()
    _print(diagnoses, Console(file=out, width=_WIDTH, color_system=None, force_terminal=False))
    return "".join(f"{line.rstrip()}\n" for line in out.getvalue().splitlines())


def _print(diagnoses: Sequence[Diagnosis], console: Console) -> None:
    """One table an address; of several, a last line about them all."""
    several = len(diagnoses) > 1
    for diagnosis in diagnoses:
        place = f" at {diagnosis.endpoint}" if several else ""
        _print_one(diagnosis, place, console)
        if several:
            console.print()
    if several:
        usable = sum(one.usable for one in diagnoses)
        console.print(Text(f"usable at {usable} of {len(diagnoses)} addresses", style="bold"))
    if told := differences(diagnoses):
        console.print(Text(_visible(told), style="yellow"))


def _print_one(diagnosis: Diagnosis, place: str, console: Console) -> None:
    table = Table.grid(padding=(0, 2, 0, 0))
    for column in ("result", "name"):
        table.add_column(column, no_wrap=True)
    table.add_column("text", overflow="fold")
    for check in diagnosis.checks:
        table.add_row(Text(*_LABELS[check.result]), Text(check.name), Text(_visible(check.text)))
    console.print(table)
    name = _visible(diagnosis.model) or "the model"
    console.print(Text(f"{name}{place} is {'usable' if diagnosis.usable else 'not usable'}", style="bold"))


def _visible(text: str) -> str:
    """What an endpoint says, so that it cannot act on the terminal."""
    return "".join(each if each.isprintable() else ascii(each)[1:-1] for each in text)
