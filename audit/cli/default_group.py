"""A command group whose first word may be a subcommand, or else the first argument of `run`: `eval`, `corpus`."""

from typing import Any

from typer.core import TyperGroup

RUN = "run"


class DefaultGroup(TyperGroup):
    """What begins with no name of a subcommand is `run`; help shows both."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put the subcommand before the words, where it is left out."""
        named = not args or args[0] in {*self.commands, *ctx.help_option_names}
        return super().parse_args(ctx, args if named else [RUN, *args])

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """The subcommands, then the options of `run`."""
        super().format_help(ctx, formatter)
        command = self.commands[RUN]
        command.format_help(command.context_class(command, info_name=RUN, parent=ctx), formatter)
