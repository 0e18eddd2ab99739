"""One evaluation from gold file to exit code, as `audit eval` and `audit eval --watch` do it."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from audit.bench.baseline import Baseline, Held, regressions
from audit.bench.company import Company
from audit.bench.evaluate import Gold, admit, entrants, evaluate
from audit.bench.run import Run
from audit.bench.store import write_run
from audit.bench.subset import subset
from audit.bench.table import Table
from audit.bench.words import HEADLINE_WORDS, gain, number, verdict
from audit.cli.formats import Destination, write
from audit.cli.interrupts import interruptible
from audit.cli.outputs import save
from audit.cli.progress import Voice
from audit.errors import ExitCode
from audit.gold.files import digest, read_gold
from audit.llm.stop import Stop
from audit.settings import Settings
from audit.wording import count

REPORTERS = "audit.bench.reporters"
"""The forms of an evaluation."""


@dataclass(frozen=True, slots=True)
class Job:
    """What is to be evaluated, and what is to become of it."""

    gold: Path
    settings: Settings
    sets: tuple[str, ...]
    models: tuple[str, ...]
    samples: int
    with_source: bool
    only: tuple[str, ...]
    number: int | None
    seed: int
    environment: Mapping[str, str]
    formats: tuple[Destination, ...]
    output: Path | None
    baseline: Baseline | None
    tolerance: float
    fail_on_regression: bool


class Guard:
    """Lets Ctrl-C end whoever is at work in good order, and knows whether it has."""

    def __init__(self) -> None:
        self._stops: list[Stop] = []

    @property
    def interrupted(self) -> bool:
        """True after Ctrl-C."""
        return any(stop.interrupted for stop in self._stops)

    def guarded(self, stop: Stop) -> AbstractContextManager[None]:
        """Ctrl-C pulls the stop."""
        self._stops.append(stop)
        return interruptible(stop)


def evaluated(job: Job, guard: Guard, voice: Voice) -> Run:
    """Read the gold and have every contestant judge it. Raises UsageError where that cannot be done."""
    field = entrants(job.settings, job.sets, job.models, job.samples, job.environment)
    documents = subset(read_gold(job.gold), job.only, job.number, job.seed)
    gold = Gold(job.gold.name, digest(job.gold), documents, job.with_source)
    for model in admit(field, gold, job.environment):
        voice.say(f"model: {model}")
    return evaluate(gold, field, Company(job.environment, guard.guarded, voice.watch, voice.log, voice.say))


def keep(job: Job, run: Run) -> None:
    """Write the run file, where one is wanted."""
    if job.output:
        save(job.output, write_run(run))


def show(formats: Sequence[Destination], table: Table) -> None:
    """Write the table in the formats wanted."""
    write(REPORTERS, formats, lambda reporter: str(reporter.render(table)))


def outcome(job: Job, table: Table, voice: Voice) -> ExitCode:
    """Say what is missing and what has become worse; the gravest is the exit code."""
    codes = {ExitCode.DONE, _completeness(table, voice)}
    if job.baseline:
        held = regressions(job.baseline, table.run, job.tolerance)
        for name in table.run.samples.keys() - {one.name for one in held}:
            voice.say(f"baseline: {name} is not in it")
        worse = [one for one in held if _told(one, job, voice)]
        if worse and job.fail_on_regression:
            codes.add(ExitCode.FINDINGS)
    return max(codes)


def _completeness(table: Table, voice: Voice) -> ExitCode:
    judged = [one for entry in table.entries for sample in entry.samples for one in sample.judged.values()]
    for entry in table.entries:
        for reason, segments in entry.effort.gaps.items():
            voice.complain(f"incomplete: {entry.name}: no verdict on {count(segments, 'segment')}: {reason}")
    if any(one.uncached for one in judged):
        return ExitCode.UNCACHED
    return ExitCode.DONE if table.complete else ExitCode.INCOMPLETE


def _told(held: Held, job: Job, voice: Voice) -> bool:
    """Say how a contestant does beside the baseline; True where it has become worse."""
    for name, both in held.figures.items():
        values = f"{number(both.one.value)} → {number(both.other.value)}, {gain(both.difference)}"
        said = f"{held.name}: {HEADLINE_WORDS[name]}: {values}"
        if name in held.worse:
            voice.complain(f"regression: {said}, more than --tolerance {job.tolerance:g}")
        else:
            voice.say(f"baseline: {said}: {verdict(both.difference)}")
    return bool(held.worse)
