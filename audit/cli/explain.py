"""`audit explain`: what each detector looks for, from its own file."""

import inspect
from typing import Annotated

import typer

from audit import assets, registry
from audit.errors import UsageError


def explain(
    name: Annotated[str | None, typer.Argument(help="A check or prompt; without it, all of them.")] = None,
) -> None:
    """Say what a check or a prompt looks for."""
    checks = registry.discover("audit.checks", "check")
    prompts = assets.prompt_names()
    if name in checks:
        typer.echo(inspect.getdoc(checks[name]))
    elif name in prompts:
        prompt = assets.prompt(name)
        typer.echo(f"{prompt.description}.\n")
        typer.echo("\n\n".join(f"# {role}\n{text}" for role, text in prompt.sections))
    elif name is not None:
        raise UsageError(f"no check or prompt {name!r}; there are: {', '.join([*checks, *prompts])}")
    else:
        rows = {check: (inspect.getdoc(module) or "").splitlines()[0] for check, module in checks.items()}
        rows |= {prompt: f"(prompt) {assets.prompt(prompt).description}" for prompt in prompts}
        width = max(map(len, rows))
        for row, description in rows.items():
            typer.echo(f"{row:{width}}  {description}")
