"""The `audit` command: its subcommands, and the one place where errors become messages and exit codes."""

import sys
import traceback
from io import TextIOWrapper
from typing import Annotated

import typer

from audit.cli.apply import apply
from audit.cli.baseline import baseline_app
from audit.cli.batch import batch_app
from audit.cli.cache import cache_app
from audit.cli.check import check
from audit.cli.config import config_app
from audit.cli.corpus import corpus_app
from audit.cli.diff import diff
from audit.cli.doctor import doctor
from audit.cli.estimate import estimate
from audit.cli.eval import eval_app
from audit.cli.explain import explain
from audit.cli.gold import gold_app
from audit.cli.prompts import prompts_app
from audit.cli.review import review
from audit.cli.reviews import reviews_app
from audit.cli.run import run
from audit.errors import AuditError, ExitCode
from audit.version import __version__

EPILOG = (
    "Exit codes: 0 done · 1 findings at or above --fail-on, or a regression · 2 usage · "
    "3 incomplete, something was not audited · 4 not in the cache (--cache-only) · "
    "70 a defect of ours · 130 interrupted"
)

app = typer.Typer(
    help="Flags mistranslations and garbles in machine-translated text, and says what it could not audit.",
    epilog=EPILOG,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
_TEXTS, _MODELS, _KEPT = "Texts", "Models and prompts", "What is kept"

app.command(epilog=EPILOG, rich_help_panel=_TEXTS)(run)
app.command(epilog=EPILOG, rich_help_panel=_TEXTS)(check)
app.command(rich_help_panel=_TEXTS)(review)
app.add_typer(reviews_app, name="reviews", rich_help_panel=_TEXTS)
app.command(rich_help_panel=_TEXTS)(apply)
app.command(rich_help_panel=_TEXTS)(diff)
app.command(rich_help_panel=_TEXTS)(explain)
app.add_typer(corpus_app, name="corpus", rich_help_panel=_TEXTS)
app.command(rich_help_panel=_MODELS)(estimate)
app.command(rich_help_panel=_MODELS)(doctor)
app.add_typer(batch_app, name="batch", rich_help_panel=_MODELS)
app.add_typer(eval_app, name="eval", rich_help_panel=_MODELS)
app.add_typer(prompts_app, name="prompts", rich_help_panel=_MODELS)
app.add_typer(gold_app, name="gold", rich_help_panel=_KEPT)
app.add_typer(baseline_app, name="baseline", rich_help_panel=_KEPT)
app.add_typer(config_app, name="config", rich_help_panel=_KEPT)
app.add_typer(cache_app, name="cache", rich_help_panel=_KEPT)


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
