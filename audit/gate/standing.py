"""What stands of a report: without the findings that do not count, under the profile of its file."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from audit.article import Span
from audit.config.globs import profile_of, relative
from audit.config.values import Config, Profile
from audit.domain import Finding, Report, Standard
from audit.gate.dismissals import Dismissals
from audit.gate.flags import rated
from audit.gate.identity import spots
from audit.gate.inspection import Silence
from audit.gate.silence import Heard, heard
from audit.score import score
from audit.wording import count

_STDIN = "-"


@dataclass(frozen=True, slots=True)
class Rules:
    """By what findings are weighed, and which do not count."""

    config: Config
    root: Path
    """What the baseline's paths are relative to."""
    dismissals: Dismissals
    checks: frozenset[str]
    """Names of the checks that ran."""


def standing(report: Report, rules: Rules) -> Report:
    """A report with nothing in it that a comment, the configuration or the baseline silences, and with its standard.

    A finding that is silenced in some of its places keeps the others. Notes say how much was left out, and where that
    is written. The article keeps the path it has; a relative one is of the working folder.
    """
    config, path = rules.config, report.article.path
    name, place = (path, path) if path == _STDIN else (_below(path, rules.root), relative(Path(path), config.root))
    findings = rated(report.findings, config.severity, rules.checks)
    named = replace(report.article, path=name)
    places = [heard(spot, place, config, rules.dismissals) for spot in spots(named, findings, rules.checks)]
    profile = profile_of(config, place) if path != _STDIN else config.profile
    left = tuple(_left(findings, places))
    return replace(
        report,
        findings=left,
        score=score(report.article, left, profile.weights),
        signature=replace(report.signature, weights=profile.weights),
        notes=(*report.notes, *_notes(places, config)),
        standard=_standard(profile),
    )


def _below(path: str, root: Path) -> str:
    """What a file is called in a baseline: relative to the root, with "/", links followed."""
    return relative(Path(path).resolve(), root.resolve())


def _standard(profile: Profile) -> Standard:
    return Standard(profile.fail_on, profile.max_per_thousand_words, profile.name)


def _left(findings: Sequence[Finding], places: Sequence[Heard]) -> Iterator[Finding]:
    """Findings with those of their places that nobody has silenced, in their order."""
    spans: defaultdict[int, list[Span]] = defaultdict(list)
    for one in places:
        if one.silenced is None:
            spans[id(one.spot.finding)].append(one.spot.span)
    for finding in findings:
        if own := spans[id(finding)]:
            yield replace(finding, span=own[0], repeats=tuple(own[1:]))


def _notes(places: Sequence[Heard], config: Config) -> Iterator[str]:
    """How many findings are left out, wholly or in some of their places, and where that is written."""
    by = Counter(silence for silence, _ in {(one.silenced.by, id(one.spot.finding)) for one in places if one.silenced})
    file = config.path.name if config.path else ""
    where = {
        Silence.BASELINE: f"dismissed in {config.baseline.name} (`audit baseline show` lists them)",
        Silence.CONFIGURATION: f"silenced by an `ignore` in {file}",
        Silence.COMMENT: "silenced by a comment in the file",
    }
    for silence, words in where.items():
        if number := by[silence]:
            yield f"{count(number, 'finding')} {'is' if number == 1 else 'are'} left out of report and score: {words}."
