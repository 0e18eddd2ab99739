"""From a report to what is known outside: places, rules and fingerprints, what fails, what is silenced."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from audit.article import Article, Segment, Side
from audit.config.values import FailOnModel, Profile
from audit.domain import Finding, Report, Severity
from audit.gate.inspection import Flag, Inspected, Silenced
from audit.gate.rules import is_model, rules_of
from audit.gate.silence import Heard
from audit.score import score
from audit.view import place


@dataclass(frozen=True, slots=True)
class Bar:
    """What a file is scored by, and what in it fails."""

    profile: Profile
    fail_on_model: FailOnModel = FailOnModel.NEVER

    def fails(self, finding: Finding, rule: str) -> bool:
        """True for what is severe enough; for what only a model has found, where that may fail at all."""
        least = self.profile.fail_on
        if least is None or finding.severity is Severity.NEUTRAL or finding.severity.rank < least.rank:
            return False
        if not is_model(rule):
            return True
        confirmed = len(finding.detectors) > 1
        return self.fail_on_model is FailOnModel.ANY or (self.fail_on_model is FailOnModel.CONFIRMED and confirmed)


def inspected(report: Report, places: Sequence[Heard], bar: Bar) -> Inspected:
    """A file as it is reported. `places` are all of its findings', in the order of the text.

    A finding in several units is one for each of them, and one whose places are partly silenced is one of what stands
    and one of what does not. Only what stands is scored, and what repeats as the weights say, however it is reported.
    """
    article = report.article
    every = [_flag(article, group, bar) for group in _grouped(places, by_unit=article.is_catalogue)]
    every.sort(key=lambda flag: _order(flag, article))
    flags = tuple(flag for flag in every if flag.silenced is None)
    silenced = tuple(flag for flag in every if flag.silenced)
    standing = [one for one in places if one.silenced is None]
    unchanged = frozenset[str]()
    if article.focus:
        unchanged = frozenset(segment.id for segment in article.segments) - article.focus.target
    report = replace(
        report,
        findings=tuple(flag.finding for flag in (*flags, *silenced)),
        score=score(_judged(article), [_finding(group) for group in _grouped(standing)], bar.profile.weights),
        signature=replace(report.signature, weights=bar.profile.weights),
    )
    return Inspected(article.path, report, flags, silenced, unchanged)


def rated(
    findings: Iterable[Finding], severities: Mapping[str, Severity], checks: frozenset[str]
) -> tuple[Finding, ...]:
    """Findings of models as severe as the configuration says for their rule; the pipeline has done so for checks."""
    rules = ((finding, rules_of(finding, checks)[0]) for finding in findings)
    return tuple(
        replace(finding, severity=severities[rule]) if is_model(rule) and rule in severities else finding
        for finding, rule in rules
    )


def _flag(article: Article, group: Sequence[Heard], bar: Bar) -> Flag:
    first, silenced = group[0].spot, group[0].silenced
    rule, finding = first.rules[0], _finding(group)
    side = first.span.side
    return Flag(
        finding=finding,
        rule=rule,
        path=(article.source_path or article.path) if side is Side.SOURCE else article.path,
        place=place(article, first.span),
        repeats=tuple(place(article, one.spot.span) for one in group[1:]),
        segment=first.segment,
        source=first.source,
        quote=first.identity.quote,
        fingerprint=first.fingerprint,
        fails=silenced is None and bar.fails(finding, rule),
        silenced=silenced,
        identities=tuple(one.spot.identity for one in group),
    )


def _grouped(places: Iterable[Heard], by_unit: bool = False) -> list[list[Heard]]:
    """Places that are reported as one finding, in the order of the first of each."""
    groups: dict[tuple[int, Silenced | None, Segment | None], list[Heard]] = {}
    for one in places:
        unit = one.spot.segment if by_unit else None
        groups.setdefault((id(one.spot.finding), one.silenced, unit), []).append(one)
    return list(groups.values())


def _finding(group: Sequence[Heard]) -> Finding:
    """A finding with these of its places."""
    spans = [one.spot.span for one in group]
    return replace(group[0].spot.finding, span=spans[0], repeats=tuple(spans[1:]))


def _order(flag: Flag, article: Article) -> tuple[bool, int, int]:
    """As the file has it; what stands in another file comes last."""
    return flag.path != article.path, flag.place.start.line, flag.place.start.column


def _judged(article: Article) -> Article:
    """The article with nothing in it but what was to be judged: only its words count."""
    focus = article.focus
    if focus is None:
        return article
    return replace(article, pairs=tuple(pair for pair in article.pairs if pair.target.id in focus.target))
