"""`audit doctor`: what the configured model really does, and what to do where it does not."""

import json
from enum import StrEnum
from io import StringIO
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from audit.cli import options
from audit.cli.progress import Voice
from audit.config.read import read_config
from audit.errors import ExitCode
from audit.llm.choose import choose
from audit.llm.doctor.diagnosis import Diagnosis, Result
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
    from audit.llm.doctor.examination import examine  # the client costs a second to import

    with Voice(quiet=False, verbose=verbose) as voice:
        diagnosis = examine(choice, terms, voice.log)
    console = Console(highlight=False)
    if format is Format.JSON:
        console.file.write(_json(diagnosis))
    elif console.is_terminal:
        _print(diagnosis, console)
    else:
        console.file.write(_text(diagnosis))
    raise typer.Exit(ExitCode.DONE if diagnosis.usable else ExitCode.INCOMPLETE)


def _json(diagnosis: Diagnosis) -> str:
    """As `schemas/doctor.json` has it."""
    checks = {
        check.name: {"result": check.result, "text": check.text, "value": check.value} for check in diagnosis.checks
    }
    content = {
        "schema_version": _SCHEMA_VERSION,
        "model": diagnosis.model,
        "endpoint": diagnosis.endpoint,
        "usable": diagnosis.usable,
        "checks": checks,
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _text(diagnosis: Diagnosis) -> str:
    """Without colour, 80 columns wide whatever the terminal: the same in every pipe."""
    out = StringIO()
    _print(diagnosis, Console(file=out, width=_WIDTH, color_system=None, force_terminal=False))
    return "".join(f"{line.rstrip()}\n" for line in out.getvalue().splitlines())


def _print(diagnosis: Diagnosis, console: Console) -> None:
    table = Table.grid(padding=(0, 2, 0, 0))
    for column in ("result", "name"):
        table.add_column(column, no_wrap=True)
    table.add_column("text", overflow="fold")
    for check in diagnosis.checks:
        table.add_row(Text(*_LABELS[check.result]), Text(check.name), Text(_visible(check.text)))
    console.print(table)
    name = _visible(diagnosis.model) or "the model"
    console.print(Text(f"{name} is {'usable' if diagnosis.usable else 'not usable'}", style="bold"))


def _visible(text: str) -> str:
    """What an endpoint says, so that it cannot act on the terminal."""
    return "".join(each if each.isprintable() else ascii(each)[1:-1] for each in text)
