"""`audit corpus`: archives of articles into tables; `audit corpus summary` looks at them."""

import typer

from audit.cli.corpus_run import run
from audit.cli.corpus_summary import summary
from audit.cli.default_group import RUN, DefaultGroup

corpus_app = typer.Typer(
    cls=DefaultGroup,
    help="Audit archives of articles into tables; audit corpus INPUT -o DIR is short for audit corpus run ...",
    no_args_is_help=True,
)
corpus_app.command(name=RUN)(run)
corpus_app.command()(summary)
