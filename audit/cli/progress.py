"""What a run says while it works, on standard error: a bar on a terminal, a line now and then elsewhere."""

import time
from collections.abc import Callable
from contextlib import ExitStack
from types import TracebackType
from typing import Self

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TaskProgressColumn, TextColumn, TimeRemainingColumn

from audit.llm.model import Activity
from audit.view import money

_EVERY = 5.0
"""Seconds between two lines where there is no terminal."""


def complain(line: str) -> None:
    """Say what the user must know, on standard error."""
    typer.echo(f"audit: {line}", err=True)


class Voice:
    """Standard error of a run. `quiet` says errors only, `verbose` says every request and retry too."""

    def __init__(self, quiet: bool, verbose: bool, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._console = Console(stderr=True, highlight=False, soft_wrap=True)
        self._quiet, self._verbose = quiet, verbose
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            TaskProgressColumn(),
            TextColumn("{task.fields[activity]}"),
            TimeRemainingColumn(),
        )
        self._bars = Progress(*columns, console=self._console, transient=True)
        self._stages: dict[str, TaskID] = {}
        self._begun: dict[str, float] = {}
        self._last = clock()
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        if self._console.is_terminal and not self._quiet:
            self._bars.start()
            self._stack.callback(self._bars.stop)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._stack.close()

    def say(self, line: str) -> None:
        """A line the user should know."""
        if not self._quiet:
            self._print(line)

    def complain(self, line: str) -> None:
        """A line the user must know."""
        self._print(line)

    def log(self, line: str) -> None:
        """A line for those who look closely."""
        if self._verbose:
            self._print(line)

    def watch(self, stage: str, done: int, total: int, activity: Activity, more: str = "") -> None:
        """Progress of a stage, what else there is to say of it, and what the model is busy with."""
        if self._quiet:
            return
        if self._console.is_terminal:
            if stage not in self._stages:
                self._stages[stage] = self._bars.add_task(stage, total=total, activity="")
            said = ", ".join(filter(None, (more, described(activity))))
            self._bars.update(self._stages[stage], completed=done, total=total, visible=done < total, activity=said)
            return
        now = self._clock()
        begun = self._begun.setdefault(stage, now)
        if now - self._last > _EVERY:
            self._last = now
            left = f"about {(now - begun) / done * (total - done):,.0f} s left" if done and now > begun else ""
            self._print(", ".join(filter(None, (f"{stage}: {done:,} of {total:,}", more, described(activity), left))))

    def _print(self, line: str) -> None:
        self._console.print(f"audit: {line}", markup=False)


def described(activity: Activity) -> str:
    """What a model is busy with, in a few words; nothing for one that is not asked."""
    parts = [f"{activity.in_flight} in flight"] if activity.in_flight else []
    if activity.cached:
        parts.append(f"{activity.cached:,} from the cache")
    if activity.cost is None:
        parts.append("cost unknown")
    elif activity.cost:
        parts.append(f"{money(activity.cost, activity.currency)} spent")
    return ", ".join(parts)
