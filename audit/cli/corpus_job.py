"""One corpus from its first article to the exit code: who audits it, what is said meanwhile and at the end."""

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import typer

from audit.cli.interrupts import interruptible
from audit.cli.progress import Voice
from audit.domain import Severity
from audit.errors import ExitCode, UsageError
from audit.llm.model import Activity
from audit.llm.stop import Stop
from audit.pipeline import Auditor
from audit.wording import SEVERITY_WORDS, count

if TYPE_CHECKING:
    from audit.corpus.run import Engine, Job, Result
    from audit.corpus.story import Part
    from audit.corpus.tables import Audited

_STAGE = "auditing (articles)"


@dataclass(frozen=True, slots=True)
class Machine:
    """Where a corpus is audited."""

    engine: str
    cores: int | None
    address: str | None
    """Of a cluster."""


def performed(job: "Job", machine: Machine, decides: bool, voice: Voice) -> ExitCode:
    """Audit what is not audited yet; say what there is. `decides`: findings that fail change the exit code."""
    from audit.corpus.run import Listener, run

    stop, progress = Stop(), _Progress(voice)
    with Auditor(job.work.settings, job.work.environment) as auditor:  # impossible settings are said before all else
        said = f"{auditor.choice}" if auditor.choice else "none (--no-llm); nothing leaves this machine"
        voice.say(f"model: {said}")
    engine = _engine(machine, job, stop, progress, voice)
    about = {"engine": machine.engine, "cores": machine.cores}
    with interruptible(stop):
        result = run(job, engine, about, stop, Listener(voice.say, progress.moved))
    for line in _lines(result, job):
        typer.echo(line)
    return _code(result, job, decides, stop, voice)


class _Progress:
    """What a run says while it works."""

    def __init__(self, voice: Voice) -> None:
        self._voice, self._begun = voice, time.monotonic()
        self._done, self._left, self._gaps = 0, 0, 0
        self._activity = Activity()

    def moved(self, done: int, left: int, gaps: int) -> None:
        """So much is done of what is left to this run."""
        self._begun = self._begun if done else time.monotonic()
        self._done, self._left, self._gaps = done, left, gaps
        self._show()

    def busy(self, activity: Activity) -> None:
        """What the model does."""
        self._activity = activity
        self._show()

    def _show(self) -> None:
        seconds = time.monotonic() - self._begun
        parts = [f"{self._done / seconds:,.1f} articles/s"] if self._done and seconds else []
        parts += [f"{count(self._gaps, 'article')} with gaps"] if self._gaps else []
        self._voice.watch(_STAGE, self._done, self._left, self._activity, ", ".join(parts))


def _engine(machine: Machine, job: "Job", stop: Stop, progress: _Progress, voice: Voice) -> "Engine":
    from audit.corpus.work import Watch

    watch = Watch(progress.busy, voice.log, voice.say)
    if machine.engine == "local" and machine.address:
        raise UsageError("--address is a cluster's: say --engine ray too")

    def engine(parts: "Iterator[Part]") -> "Iterator[Audited]":
        if machine.engine == "ray":
            from audit.corpus.engines import ray

            return ray.run(parts, job.work, machine.cores, machine.address, stop, watch)
        from audit.corpus.engines import local

        return local.run(parts, job.work, machine.cores, stop, watch)

    return engine


def _lines(result: "Result", job: "Job") -> Iterator[str]:
    """What there is, and where."""
    totals = result.totals
    parts = [f"{totals[status]:,} {status}" for status in ("audited", "incomplete", "unread") if totals[status]]
    if totals["failing"]:
        parts.append(f"{totals['failing']:,} below standard")
    whole = "" if result.complete else f" of {result.rows:,}"
    articles = count(totals["articles"], "article") if not whole else f"{totals['articles']:,}{whole} articles"
    yield f"{articles}: {', '.join(parts) or 'none is done'}"
    yield f"{totals['words']:,} words, {_errors(totals)}"
    yield f"tables: {job.folder}/part=*/{{articles,findings,segments,gaps}}.parquet"


def _errors(totals: Mapping[str, int]) -> str:
    found = {severity: totals[severity.value] for severity in SEVERITY_WORDS if severity is not Severity.NEUTRAL}
    said = ", ".join(f"{number:,} {SEVERITY_WORDS[severity]}" for severity, number in found.items())
    return f"errors: {said}; {totals['neutral']:,} places worth a look"


def _code(result: "Result", job: "Job", decides: bool, stop: Stop, voice: Voice) -> ExitCode:
    if not result.complete:
        voice.complain(
            f"not finished: {stop.reason or 'no reason is known'}; the same command goes on where this ended"
        )
        if stop.interrupted:
            return ExitCode.INTERRUPTED
        return ExitCode.UNCACHED if job.work.settings.terms.cache_only else ExitCode.INCOMPLETE
    totals = result.totals
    if gaps := totals["incomplete"] + totals["unread"]:
        voice.complain(f"incomplete: {count(gaps, 'article')}: the table of gaps says what was not audited, and why")
        return ExitCode.INCOMPLETE
    return ExitCode.FINDINGS if decides and totals["failing"] else ExitCode.DONE
