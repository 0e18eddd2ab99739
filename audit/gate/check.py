"""A check of files, in order: read, compare with what was, audit, silence, judge."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from audit.article import Article, Term
from audit.config.globs import profile_of, relative
from audit.config.values import Config
from audit.detect.detection import coverage
from audit.domain import Gap, Report
from audit.errors import InputError, UsageError
from audit.gate.changes import Since, focused
from audit.gate.dismissals import Dismissal, Dismissals
from audit.gate.flags import Bar, inspected, rated
from audit.gate.identity import spots
from audit.gate.ignores import idle_ignores
from audit.gate.inspection import Inspected, Inspection, Unread
from audit.gate.lines import with_lines
from audit.gate.rules import ran, rules
from audit.gate.silence import Heard, heard, idle_comments, idle_entries
from audit.intake import read_article
from audit.llm.stop import Stop
from audit.pipeline import Auditor
from audit.project.siblings import Target
from audit.settings import Settings
from audit.version import __version__

Glossary = Callable[[str | None, str | None], tuple[Term, ...]]
"""The terms for a pair of languages: of the source, of the translation."""
Progress = Callable[[int, int], None]
"""Told how many files are done, of how many."""

_LINE = re.compile(r"\bline (\d+)|:(\d+):")
_ASSUMED = "en"
"""What files that hold their source are written from, where neither they nor anybody says it."""
_INTERRUPTED = "interrupted before it was its turn"


def no_terms(_source: str | None, _target: str | None) -> tuple[Term, ...]:
    """The glossary of those who have none."""
    return ()


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be checked, and against what."""

    targets: tuple[Target, ...]
    config: Config
    root: Path
    """What the paths in an inspection are relative to."""
    glossary: Glossary = no_terms
    dismissals: tuple[Dismissal, ...] = ()
    before: Since | None = None
    """The revision since which only changes count; None: everything counts."""
    whole: bool = False
    """True where all that the configuration means is checked, so that what silences nothing there is idle."""
    unasked: str = ""
    """Why no model can be asked, though one must be: everything is a gap then."""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """An inspection, and what a baseline is made of."""

    inspection: Inspection
    places: tuple[Heard, ...]
    idle: tuple[Dismissal, ...]
    """Entries of the baseline that mean nothing any more."""


@dataclass(slots=True)
class _Findings:
    """What has been found out so far."""

    files: list[Inspected] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    places: list[Heard] = field(default_factory=list)
    stale: list[str] = field(default_factory=list)


def check(task: Task, auditor: Auditor, stop: Stop, progress: Progress) -> Result:
    """Check every target; one that cannot be read does not stop the others. Raises UsageError.

    Where the stop is pulled the file in hand is finished, and the others are not checked.
    """
    stop.on_pull(lambda: None)  # heeded between two files, also where no model is asked
    found = _Findings()
    names = [_name(target.path, task.root) for target in task.targets]
    checks = frozenset(ran(auditor.settings.without))
    dismissals = Dismissals(task.dismissals, _gone(task))
    for number, (target, name) in enumerate(zip(task.targets, names, strict=True)):
        progress(number, len(names))
        try:
            if stop.interrupted:
                raise InputError(f"{target.path}: {_INTERRUPTED}")
            report = _audited(_article(target, name, task, auditor), task, auditor)
        except InputError as error:
            found.unread.append(_unread(name, str(error)))
            continue
        _judge(report, target, task, dismissals, checks, found)
    progress(len(names), len(names))
    return _result(task, auditor, dismissals, checks, found)


def _article(target: Target, name: str, task: Task, auditor: Auditor) -> Article:
    """The article of a target, with its glossary, and with a focus where only changes count."""
    article = _read(target, auditor.settings)
    if task.before:
        article = focused(article, target, task.before)
    source_path = _name(Path(article.source_path), task.root) if article.source_path else None
    source_language = article.source.language if article.source else None
    terms = task.glossary(source_language, article.target.language)
    return replace(article, path=name, source_path=source_path, terms=terms)


def _read(target: Target, settings: Settings) -> Article:
    path, source = str(target.path), str(target.source) if target.source else None
    languages = settings.target_language or target.language, settings.source_language or target.source_language
    try:
        return read_article(path, source, *languages, assumed=_ASSUMED)
    except UsageError as error:  # a source that was found beside it cannot be one; the other files can be checked
        raise InputError(str(error)) from error


def _audited(article: Article, task: Task, auditor: Auditor) -> Report:
    report = auditor.audit(article)
    if not task.unasked:
        return report
    every = tuple(segment.id for segment in article.judged)
    gaps = (Gap("model", every, task.unasked),) if every else ()
    return replace(report, gaps=gaps, coverage=coverage(article, gaps))


def _judge(  # noqa: PLR0913, PLR0917  # what is judged, and by what
    report: Report, target: Target, task: Task, dismissals: Dismissals, checks: frozenset[str], found: _Findings
) -> None:
    config, article = task.config, report.article
    path = relative(target.path, config.root)
    findings = rated(report.findings, config.severity, checks)
    places = [heard(spot, path, config, dismissals) for spot in spots(article, findings, checks)]
    file = inspected(report, places, Bar(profile_of(config, path), config.fail_on_model))
    files = {article.source_path or "": target.source or target.path, article.path: target.path}
    found.files.append(replace(file, flags=with_lines(file.flags, files), silenced=with_lines(file.silenced, files)))
    found.places += places
    found.stale += idle_comments(article, places, checks, bool(report.signature.prompts))


def _result(task: Task, auditor: Auditor, dismissals: Dismissals, checks: frozenset[str], found: _Findings) -> Result:
    config = task.config
    articles = [file.report.article for file in found.files]
    idle = tuple(idle_entries(dismissals, articles, found.places, checks))
    stale = [*found.stale, *(f"the baseline’s entry {entry.label} matches nothing any more" for entry in idle)]
    if task.whole and not found.unread:
        stale += idle_ignores(config, articles, found.places, _paths(task), checks)
    exceeded = tuple(_exceeded(found.files, task))
    inspection = Inspection(
        files=tuple(found.files),
        unread=tuple(found.unread),
        stale=tuple(stale),
        notes=(*task.notes, *exceeded),
        rules=rules(ran(auditor.settings.without), auditor.choice is not None),
        limit=config.profile.max_per_thousand_words if not config.profiles else None,
        exceeded=exceeded,
        version=__version__,
    )
    return Result(inspection, tuple(found.places), idle)


def _exceeded(files: Sequence[Inspected], task: Task) -> Iterator[str]:
    """Profiles whose files together have more MQM points than they may."""
    if not task.config.profiles:
        return
    by_profile = defaultdict(list)
    paths = _paths(task)
    for file in files:
        by_profile[profile_of(task.config, paths[file.path])].append(file)
    for profile, own in by_profile.items():
        points, most = Inspection(tuple(own)).per_thousand_words, profile.max_per_thousand_words
        if most is not None and points > most:
            what = f"the files of profile {profile.name}" if profile.name else "files of no profile"
            yield f"{what} have {points:,.1f} MQM points per 1,000 words where {most:g} are allowed"


def _paths(task: Task) -> dict[str, str]:
    """What the configuration calls the files: by what they are called outside."""
    return {_name(target.path, task.root): relative(target.path, task.config.root) for target in task.targets}


def _name(path: Path, root: Path) -> str:
    """What a file is called outside: relative to the root, with "/", links followed."""
    return relative(path.resolve(), root.resolve())


def _gone(task: Task) -> frozenset[str]:
    """Files of the baseline that are no more."""
    return frozenset(name for name in {entry.file for entry in task.dismissals} if not (task.root / name).exists())


def _unread(name: str, reason: str) -> Unread:
    line = _LINE.search(reason)
    return Unread(name, reason, int(line[1] or line[2]) if line else 1)
