"""The commands there are: where each lives, and its line of help. None is imported before it is called.

Whoever checks a file does not wait for what compares reports; and help is there at once.
"""

from dataclasses import dataclass
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup
from typer.main import get_group

TEXTS, MODELS, KEPT = "Texts", "Models and prompts", "What is kept"


@dataclass(frozen=True, slots=True)
class Command:
    """One name after `audit`: a function, or an app of several, in the module of its name."""

    name: str
    panel: str
    help: str
    """As the command itself says it, in its first sentences."""
    epilog: bool = False
    """True where the exit codes stand below its options."""


COMMANDS = (
    Command("run", TEXTS, "Audit articles: flagged sentences, a score, and what could not be audited.", True),
    Command(
        "check",
        TEXTS,
        "Check translations: the gate for a pull request. Deterministic checks always, "
        "a model where one is configured.",
        True,
    ),
    Command("review", TEXTS, "Review a report in the browser; each decision is saved at once. Ctrl-C ends it."),
    Command("reviews", TEXTS, "Review files: put those of one text together, and see who agrees."),
    Command("apply", TEXTS, "Write the corrected text, back into its format, and dismiss what reviewers rejected."),
    Command("diff", TEXTS, "Say what is new, fixed and unchanged between two reports, and how the score changed."),
    Command(
        "corpus",
        TEXTS,
        "Audit archives of articles into tables; audit corpus INPUT -o DIR is short for audit corpus run ...",
    ),
    Command("explain", TEXTS, "Say what a check or a prompt looks for."),
    Command(
        "estimate",
        MODELS,
        "Say how many requests and tokens an audit would take, and what it would cost; nothing is sent.",
    ),
    Command(
        "doctor",
        MODELS,
        "Examine the configured model: can it be reached, what does it accept, what does it really do.",
    ),
    Command(
        "batch",
        MODELS,
        "Questions that may wait a day, or go where there is no network: batches fill the cache of `audit run`.",
    ),
    Command(
        "eval",
        MODELS,
        "How well prompts and models do on a gold set; audit eval GOLD is short for audit eval run GOLD.",
    ),
    Command("prompts", MODELS, "What models are asked: list, show, render, lint and compare prompts."),
    Command("gold", KEPT, "Gold sets: articles with the errors that professionals marked. Check, import, export."),
    Command("baseline", KEPT, "Dismiss findings: they stay dismissed until the texts they are about change."),
    Command("config", KEPT, "The configuration: what is in effect, and what is wrong with it."),
    Command("cache", KEPT, "What models have answered: look at it, prune it, clear it."),
)


def loaded(command: Command, epilog: str = "") -> Any:
    """The command itself, imported: what Typer makes of its function or of its app."""
    module = import_module(f"audit.cli.{command.name}")
    around = typer.Typer(add_completion=False)
    if app := getattr(module, f"{command.name}_app", None):
        around.add_typer(app, name=command.name)
    else:
        around.command(name=command.name, epilog=epilog or None)(getattr(module, command.name))
        around.callback()(_announced)  # one command alone would be no group
    return get_group(around).commands[command.name]


def register(app: typer.Typer) -> None:
    """Give an app of the class `Deferred` the names and the help of all commands."""
    for command in COMMANDS:
        app.command(name=command.name, help=command.help, rich_help_panel=command.panel)(_announced)


def _announced() -> None:
    """Stands for a command until it is called."""


class Deferred(TyperGroup):
    """A group whose commands are imported when they are called."""

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        """The command that the first word names. Raises as Typer does where there is none."""
        name, _, rest = super().resolve_command(ctx, args)
        command = next(command for command in COMMANDS if command.name == name)
        return name, loaded(command, (self.epilog or "") if command.epilog else ""), rest
