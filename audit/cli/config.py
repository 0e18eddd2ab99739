"""`audit config`: the configuration in effect, and whether a file can be used."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from audit.cli.table import Format, FormatOption, as_json
from audit.config.keys import KEYS
from audit.config.read import ConfigError, content, find
from audit.errors import ExitCode

_BARE = re.compile(r"[A-Za-z0-9_-]+")

config_app = typer.Typer(help="The configuration: what is in effect, and what is wrong with it.", no_args_is_help=True)

ConfigPath = Annotated[
    Path | None, typer.Option("--config", metavar="FILE", help="This file (default: the nearest one upwards).")
]
Isolated = Annotated[bool, typer.Option("--isolated", help="Read no configuration file.")]


@config_app.command()
def show(config: ConfigPath = None, isolated: Isolated = False, format: FormatOption = Format.TEXT) -> None:  # noqa: A002  # as in `run`
    """Print every key as it is in effect, as TOML that could be a configuration file."""
    path = config or (None if isolated else find())
    said = content(path) if path else {}
    if format is Format.JSON:
        typer.echo(as_json({key: said.get(key, declared.default) for key, declared in KEYS.items()}))
        return
    typer.echo(f"# {path}" if path else "# no configuration file: everything is as it is by default")
    typer.echo("\n".join(_lines(said)))


@config_app.command()
def validate(config: ConfigPath = None) -> None:
    """Say everything that is wrong with the configuration, line by line. Exit code 2 where anything is."""
    path = config or find()
    if path is None:
        typer.echo("no configuration file: there is no audit.toml, and no [tool.audit] in a pyproject.toml")
        return
    try:
        content(path)
    except ConfigError as error:
        typer.echo(str(error))
        raise typer.Exit(ExitCode.USAGE) from error
    typer.echo(f"{path}: nothing is wrong")


def _lines(said: Mapping[str, Any]) -> Iterator[str]:
    """TOML: what is set, what is as by default (so marked), and what is not set (as a comment); tables last."""
    tables = [key for key in KEYS if _is_table(said.get(key, KEYS[key].default))]
    for key, declared in KEYS.items():
        value = said.get(key, declared.default)
        if key not in tables:
            mark = "" if key in said else "  # default"
            yield f"#{key} is not set" if value is None else f"{key} = {_toml(value)}{mark}"
    for key in tables:
        yield from ("", *_table(key, said.get(key, KEYS[key].default), "" if key in said else "  # default"))


def _is_table(value: Any) -> bool:
    return isinstance(value, dict) or (isinstance(value, list) and any(isinstance(one, dict) for one in value))


def _table(name: str, value: Any, mark: str) -> Iterator[str]:
    """A table with what is in it in one line each, or one table after the other of a list."""
    for entries in value if isinstance(value, list) else [value]:
        yield f"[[{name}]]" if isinstance(value, list) else f"[{name}]{mark}"
        yield from (f"{_name(key)} = {_toml(one)}" for key, one in entries.items())


def _toml(value: Any) -> str:
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{_name(key)} = {_toml(one)}' for key, one in value.items())} }}" if value else "{}"
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, value))}]"
    # TOML's strings are JSON's, but for one character; so are its numbers
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _name(key: str) -> str:
    return key if _BARE.fullmatch(key) else _toml(key)
