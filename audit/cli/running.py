"""The run itself: every article audited, reported, recorded; the gravest outcome is the exit code."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from audit.cli import options
from audit.cli.folder import Folder, moment
from audit.cli.interrupts import interruptible
from audit.cli.outputs import Destination, write
from audit.cli.progress import Voice
from audit.domain import Report
from audit.errors import ExitCode, InputError
from audit.gate.standing import Rules, standing
from audit.llm.model import Activity
from audit.llm.stop import Stop
from audit.pipeline import Auditor
from audit.project.articles import Named
from audit.settings import Settings
from audit.wording import count


@dataclass(frozen=True, slots=True)
class Job:
    """What a run is to do."""

    articles: tuple[Named, ...]
    source: str | None
    """The source text of the only one."""
    settings: Settings
    wanted: tuple[Destination, ...]
    rules: Rules
    decides: bool
    """True where what is found changes the exit code."""


def performed(job: Job, voice: Voice) -> ExitCode:
    """Audit every article; one that cannot be read does not stop the others. The gravest outcome is the exit code."""
    codes, stop = {ExitCode.DONE}, Stop()
    folders = tuple(_folders(job.wanted))
    verdicts: Counter[bool | None] = Counter()
    if len(job.articles) > 1:
        stop.on_pull(lambda: None)  # heeded between two articles, also where no model is asked
    auditor = Auditor(job.settings, options.environment(), voice.watch, voice.log, stop, voice.say)
    with auditor, interruptible(stop):
        voice.say(
            f"model: {auditor.choice}" if auditor.choice else "model: none (--no-llm); nothing leaves this machine"
        )
        for number, named in enumerate(job.articles):
            _watch(job, voice, number)
            report = _audited(named, job, auditor, stop, voice, folders)
            if report is None:
                codes.add(ExitCode.INCOMPLETE)
                continue
            _keep(report, named, job.wanted, folders)
            verdicts[report.passes] += 1
            codes.add(_code(report, job.decides, voice))
    _watch(job, voice, len(job.articles))
    for folder in folders:
        folder.finish(voice.say)
    if len(job.articles) > 1:
        voice.say(_sum(verdicts, len(job.articles)))
    return max(codes)


def _folders(wanted: Sequence[Destination]) -> Iterator[Folder]:
    """The folders that pages go to, each once."""
    run, seen = moment(datetime.now(UTC)), set()
    for one in wanted:
        folder = one.folder
        if one.format == "html" and folder is not None and "{name}" not in str(folder) and folder not in seen:
            seen.add(folder)
            yield Folder(one, folder, run)


def _audited(  # noqa: PLR0913, PLR0917  # who is asked, and who is told
    named: Named, job: Job, auditor: Auditor, stop: Stop, voice: Voice, folders: Sequence[Folder]
) -> Report | None:
    """What stands of the report; None for an article that cannot be read."""
    try:
        if stop.interrupted:
            raise InputError(f"{named.path}: interrupted before it was its turn")
        return standing(auditor.run(named.path, job.source), job.rules)
    except InputError as error:
        voice.complain(f"not audited: {error}")
        for folder in folders:
            folder.miss(named.path, str(error))
        return None


def _keep(report: Report, named: Named, wanted: Sequence[Destination], folders: Sequence[Folder]) -> None:
    """Write a report everywhere, then its lines in the histories: what they say is there."""
    for destination in wanted:
        write(report, destination, named.name)
    for folder in folders:
        folder.record(report, named)


def _watch(job: Job, voice: Voice, done: int) -> None:
    """Where standard output shows the reports themselves, they are progress enough."""
    if len(job.articles) > 1 and all(one.path for one in job.wanted):
        voice.watch("auditing (articles)", done, len(job.articles), Activity())


def _code(report: Report, decides: bool, voice: Voice) -> ExitCode:
    if uncached := [gap for gap in report.gaps if gap.uncached]:
        for gap in uncached:
            voice.complain(gap.reason)
        return ExitCode.UNCACHED
    if not report.coverage.complete:
        done, every = report.coverage.audited, report.coverage.segments
        voice.complain(
            f"incomplete: {report.article.path}: {done} of {every} segments audited; {report.gaps[0].reason}"
        )
        return ExitCode.INCOMPLETE
    return ExitCode.FINDINGS if decides and report.passes is False else ExitCode.DONE


def _sum(verdicts: Counter[bool | None], articles: int) -> str:
    """All of a run on one line: "14 articles: 1 fails, 12 pass, 1 could not be audited"."""
    failing, passing, undecided = verdicts[False], verdicts[True], verdicts[None]
    unread = articles - verdicts.total()
    parts = [
        f"{failing:,} {'fails' if failing == 1 else 'fail'}",
        f"{passing:,} {'passes' if passing == 1 else 'pass'}",
    ]
    parts += [f"{undecided:,} undecided"] if undecided else []
    parts += [f"{unread:,} could not be audited"] if unread else []
    return f"{count(articles, 'article')}: {', '.join(parts)}"
