"""`audit eval`: how well prompts and models do on a gold set, and whether a change has made them better."""

import typer

from audit.cli.default_group import RUN, DefaultGroup
from audit.cli.eval_files import bless, compare, show
from audit.cli.eval_run import run

eval_app = typer.Typer(
    cls=DefaultGroup,
    help="How well prompts and models do on a gold set; audit eval GOLD is short for audit eval run GOLD.",
    no_args_is_help=True,
)
eval_app.command(name=RUN)(run)
eval_app.command()(show)
eval_app.command()(compare)
eval_app.command()(bless)
