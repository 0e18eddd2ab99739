"""What `audit check` and `audit baseline` share: from options and configuration to a check, and what is said of it."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cache, partial
from pathlib import Path

from audit import registry
from audit.cli import options
from audit.cli.interrupts import interruptible
from audit.cli.progress import Voice
from audit.config.read import read_config
from audit.config.tables import RULES
from audit.config.values import AskModel, Config, Ignore
from audit.domain import Usage
from audit.errors import InputError, UsageError
from audit.gate.asking import asking
from audit.gate.changes import Since, since
from audit.gate.check import Result, Task, check
from audit.gate.dismissal_file import read
from audit.gate.dismissals import Dismissal
from audit.gate.rules import MODEL, is_model
from audit.intake import languages
from audit.llm.model import Activity
from audit.llm.stop import Stop
from audit.pipeline import Auditor
from audit.project.git import work_tree
from audit.project.glossary.read import read_glossary
from audit.project.paths import expand
from audit.project.revision import base
from audit.project.siblings import Target, target, targets
from audit.settings import Settings
from audit.view import money
from audit.wording import count

AUTO = "auto"
"""The revision that a pull request is compared with."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the options of a check say. None and empty: what the configuration says."""

    paths: tuple[str, ...] = ()
    source: str | None = None
    glossary: tuple[Path, ...] = ()
    changed_since: str | None = None
    baseline: Path | None = None
    afresh: bool = False
    """True: whatever a baseline says."""
    llm: AskModel | None = None
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()


def configured(path: Path | None, isolated: bool, wanted: Wanted) -> Config:
    """The configuration, with what options say instead. Raises UsageError."""
    config = read_config(path, isolated)
    chosen, ignored = _rules(wanted.select), _rules(wanted.ignore)
    off = frozenset(registry.names("audit.checks")) - chosen if chosen else config.off
    llm = wanted.llm or config.llm
    if wanted.llm is None and (MODEL in ignored or (chosen and not any(map(is_model, chosen)))):
        llm = AskModel.NEVER
    silent = tuple(Ignore(rules=(rule,)) for rule in sorted(ignored) if is_model(rule) and rule != MODEL)
    return replace(
        config,
        off=off | {rule for rule in ignored if not is_model(rule)},
        ignore=(*config.ignore, *silent),
        llm=llm,
        glossary=(*config.glossary, *wanted.glossary),
        baseline=wanted.baseline or config.baseline,
    )


def performed(wanted: Wanted, config: Config, settings: Settings, voice: Voice) -> Result:
    """The check itself, with all that is to be said while it runs. Raises UsageError."""
    environment = options.environment()
    decided = asking(config.llm, settings.model, settings.base_url, environment)
    settings = replace(
        settings,
        llm=decided.llm,
        without=config.off,
        severities={rule: severity for rule, severity in config.severity.items() if not is_model(rule)},
        weights=config.profile.weights,
    )
    always = config.llm is AskModel.ALWAYS and not decided.llm
    task = _task(wanted, config, decided.why, always, settings.target_language)
    stop = Stop()
    auditor = Auditor(settings, environment, voice.watch, voice.log, stop, voice.say)
    with auditor, interruptible(stop):
        voice.say(f"model: {auditor.choice}" if auditor.choice else "model: none; nothing leaves this machine")
        for note in task.notes:
            voice.say(note)
        watch = partial(voice.watch, "checking (files)", activity=Activity())
        result = check(task, auditor, stop, watch)
    _tell(result, voice)
    return result


def _dismissals(wanted: Wanted, config: Config) -> tuple[Dismissal, ...]:
    """The entries of the baseline; none where the file is not there, unless it was asked for by name."""
    if wanted.afresh or not (wanted.baseline or config.baseline.exists()):
        return ()
    return read(config.baseline)


def _task(wanted: Wanted, config: Config, why: str, always: bool, language: str | None) -> Task:
    found, notes = _targets(wanted, config)
    if language is None:
        found = tuple(one for each in found for one in _in_each_language(each))
    top = work_tree(Path()) or Path.cwd()  # what paths outside are relative to
    return Task(
        targets=found,
        config=config,
        root=top,
        glossary=cache(partial(read_glossary, config.glossary)),
        dismissals=_dismissals(wanted, config),
        before=_since(wanted.changed_since, top),
        whole=not (wanted.paths or wanted.source or wanted.changed_since),
        unasked=why if always else "",
        notes=(*((why,) if why else ()), *notes),
    )


def _targets(wanted: Wanted, config: Config) -> tuple[tuple[Target, ...], tuple[str, ...]]:
    paths = expand(wanted.paths, config, config.root)
    if wanted.source is None:
        found, notes = targets(paths, config, config.root)
        return found, (*notes, *(() if found else ("nothing was checked: no file here is a translation",)))
    options.one_source(wanted.source, [str(path) for path in paths])
    return tuple(replace(target(path, config, config.root), source=Path(wanted.source)) for path in paths), ()


def _in_each_language(one: Target) -> Iterator[Target]:
    """A target, once for each translation that its file holds."""
    found: tuple[str, ...] = ()
    if one.language is None:
        with suppress(InputError):  # the check says so
            found = languages(str(one.path))
    yield from (replace(one, language=language) for language in found or (one.language,))


def _since(revision: str | None, top: Path) -> Since | None:
    if revision is None:
        return None
    if revision == AUTO and (revision := base(options.environment()) or "") == "":
        raise UsageError(
            "--changed-since auto: this is no pull request (neither GITHUB_BASE_REF nor CI_MERGE_REQUEST_DIFF_BASE_SHA "
            "is set): give a revision, as --changed-since origin/main"
        )
    return since(top, revision)


def _rules(names: Sequence[str]) -> frozenset[str]:
    """Rules by name, "model" for all of models. Raises UsageError for one that does not exist."""
    every = (*RULES, MODEL)
    for name in names:
        if name not in every:
            alike = get_close_matches(name, every, n=1)
            hint = f"did you mean {alike[0]!r}?" if alike else f"there are: {', '.join(every)}"
            raise UsageError(f"no rule {name!r}: {hint}")
    return frozenset(names)


def _tell(result: Result, voice: Voice) -> None:
    """What was not checked, what is stale, what it has cost."""
    inspection = result.inspection
    for one in inspection.unread:
        voice.complain(f"not checked: {one.reason}")
    for file in inspection.files:
        if not file.report.coverage.complete:
            done, every = file.report.coverage.audited, file.report.coverage.segments
            voice.complain(f"incomplete: {file.path}: {done} of {every} units judged; {file.report.gaps[0].reason}")
        for note in file.report.notes:
            voice.log(f"{file.path}: {note}")
    for stale in inspection.stale:
        voice.say(stale)
    if any(file.report.signature.prompts for file in inspection.files):
        usage = sum((file.report.usage for file in inspection.files), Usage())
        spent = f", {money(usage.cost, usage.currency)}" if usage.cost else ""
        voice.say(f"{count(usage.requests, 'request')}, {usage.cached:,} answered by the cache{spent}")
