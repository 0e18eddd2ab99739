"""The `audit` command: its subcommands, and the one place where errors become messages and exit codes."""

import sys
import traceback
from io import TextIOWrapper
from typing import Annotated

import typer

from audit.cli.commands import Deferred, register
from audit.errors import AuditError, ExitCode
from audit.version import __version__

EPILOG = (
    "Exit codes: 0 done · 1 findings at or above --fail-on, or a regression · 2 usage · "
    "3 incomplete, something was not audited · 4 not in the cache (--cache-only) · "
    "70 a defect of ours · 130 interrupted"
)

app = typer.Typer(
    cls=Deferred,
    help="Flags mistranslations and garbles in machine-translated text, and says what it could not audit.",
    epilog=EPILOG,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
register(app)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"audit {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and exit.", callback=_print_version, is_eager=True)
    ] = False,
) -> None:
    """Flags mistranslations and garbles in machine-translated text, and says what it could not audit."""


def main() -> None:
    """Run the command line; never a traceback for what a user can mend."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # a terminal that cannot show a character gets its escape, not a crash
            stream.reconfigure(errors="backslashreplace")
    try:
        app()
    except AuditError as error:
        typer.echo(f"audit: {error}", err=True)
        sys.exit(error.exit_code)
    except BrokenPipeError:  # the reader of our output has had enough (`audit ... | head`)
        sys.stderr.close()
        sys.exit(ExitCode.DONE)
    except Exception as error:  # Python's own exit code for a crash is 1, which means findings here
        traceback.print_exc()
        typer.echo(f"audit: a defect of ours, please report it with the lines above: {error!r}", err=True)
        sys.exit(ExitCode.INTERNAL)
