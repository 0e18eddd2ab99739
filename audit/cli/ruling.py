"""From options and configuration to what an article has to meet, what does not count, and what ends a run with 1."""

from dataclasses import asdict, replace
from math import inf
from pathlib import Path

from audit.config.read import content
from audit.config.values import Config, Profile
from audit.domain import Severity, Weights
from audit.errors import UsageError
from audit.gate.dismissal_file import read
from audit.gate.dismissals import Dismissals
from audit.gate.rules import ran
from audit.gate.standing import Rules
from audit.project.git import work_tree

NEVER = "never"
_STANDARDS = ("fail-on", "max-per-thousand-words")


def ruled(config: Config, fail_on: str | None, weights: str | None, baseline: Path | None) -> Config:
    """The configuration with what options say instead. Raises UsageError."""

    def told(profile: Profile) -> Profile:
        if fail_on is not None:
            profile = replace(profile, fail_on=None if fail_on == NEVER else Severity(fail_on))
        return profile if weights is None else replace(profile, weights=parse_weights(weights, profile.weights))

    return replace(
        config,
        profile=told(config.profile),
        profiles=tuple(map(told, config.profiles)),
        baseline=baseline or config.baseline,
    )


def decides(config: Config, fail_on: str | None) -> bool:
    """True where what is found changes the exit code: --fail-on says so, else what the configuration's file says.

    A file that says nowhere what fails, and no file, leave it at 0: to fail is for those who have asked for it.
    """
    if fail_on is not None:
        return fail_on != NEVER
    if config.path is None:
        return False
    said = content(config.path)
    return any(key in table for table in (said, *said.get("profiles", {}).values()) for key in _STANDARDS)


def rules(config: Config, baseline: Path | None, no_baseline: bool) -> Rules:
    """What findings are weighed and silenced by. Raises UsageError for a baseline that cannot be used.

    None is no mistake, unless it was asked for by name.
    """
    if baseline and no_baseline:
        raise UsageError("--baseline and --no-baseline contradict each other: leave out one of them")
    wanted = not no_baseline and (baseline is not None or config.baseline.exists())
    entries = read(config.baseline) if wanted else ()
    root = (work_tree(Path()) if entries else None) or Path.cwd()
    gone = frozenset(name for name in {entry.file for entry in entries} if not (root / name).exists())
    return Rules(config, root, Dismissals(entries, gone), frozenset(ran(config.off)))


def parse_weights(text: str, base: Weights) -> Weights:
    """MQM weights from "minor=1,major=5"; what it leaves out is as in `base`. Raises UsageError."""
    points: dict[str, float] = {name: value for name, value in asdict(base).items() if name != "count_repeats"}
    known = set(points)
    for part in filter(None, text.split(",")):
        name, _, value = part.partition("=")
        try:
            points[name.strip()] = float(value)
        except ValueError as error:
            raise UsageError(f"--weights: {part!r} is not a name=number") from error
    if unknown := set(points) - known:
        raise UsageError(f"--weights: no weight {min(unknown)!r}; there are minor, major, critical, punctuation")
    if not all(0 <= value < inf for value in points.values()):
        raise UsageError("--weights: points are numbers from 0 up")
    return Weights(points["minor"], points["major"], points["critical"], points["punctuation"], base.count_repeats)
