"""Claims become findings: claims about the same words are one finding with several votes, repeats are one group."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from types import MappingProxyType

from audit.article import Article, Side, Span
from audit.domain import Category, Claim, Finding
from audit.merge.pool import Panel, confidence, major, severity

_WHOLE_SEGMENT = {Category.BOILERPLATE, Category.UNTRANSLATED}
"""What is said of a whole line says it of everything in it."""
_SAME_EVERYWHERE = {
    Category.SPELLING,
    Category.INCONSISTENT_TERM,
    Category.WRONG_TERM,
    Category.BOILERPLATE,
    Category.ENCODING,
}
"""The same words are the same error wherever they stand; in other categories the correction must agree too."""
_LENGTHS_APART = 4
"""Claims whose lengths differ more than this many times are about different things: a choice, not measured yet."""


_NOBODY: Panel = MappingProxyType({})


def merge(article: Article, claims: Iterable[Claim], panel: Panel = _NOBODY) -> tuple[Finding, ...]:
    """Findings in the order of the text. Every claim is in exactly one of them; `panel` says who has judged what."""
    findings = [_finding(group, _heard(article, group, panel)) for group in _groups(claims)]
    return tuple(sorted(_repeats_joined(article, findings), key=lambda finding: finding.span))


@dataclass(slots=True)
class _Group:
    """Claims about the same words; `lead` is the one with the most authority."""

    lead: Claim
    claims: list[Claim]


def _groups(claims: Iterable[Claim]) -> list[_Group]:
    """Claims of most authority found the groups, the others join the first of these that they agree with."""
    groups: dict[tuple[str, int], list[_Group]] = {}
    every: list[_Group] = []
    for claim in sorted(claims, key=_authority):
        near = {id(group): group for cell in _cells(claim.span) for group in groups.get(cell, ())}
        agreed = (group for group in near.values() if _agree(group.lead, claim))
        if group := min(agreed, key=lambda group: _authority(group.lead), default=None):
            group.claims.append(claim)
            continue
        group = _Group(claim, [claim])
        every.append(group)
        for cell in _cells(claim.span):
            groups.setdefault(cell, []).append(group)
    return every


def _cells(span: Span) -> list[tuple[str, int]]:
    """Stretches of the text a span touches: only claims that share one can overlap."""
    return [(span.side, cell) for cell in range(span.start // 256, max(span.start, span.end) // 256 + 1)]


def _authority(claim: Claim) -> tuple[bool, float, int, Span, str]:
    """Sort key: errors before suspicions, the surer first, the graver first, then the text's order."""
    return (
        claim.category is Category.SUSPICIOUS,
        -claim.confidence,
        -claim.severity.rank,
        claim.span,
        claim.detector,
    )


def _agree(lead: Claim, claim: Claim) -> bool:
    one, other = lead.span, claim.span
    if one.start == other.start and one.end == other.end and one.side is other.side:
        return True
    shorter, longer = sorted((len(one), len(other)))
    if one.overlap(other) * 2 < shorter or not shorter:
        return False
    vague = Category.SUSPICIOUS in {lead.category, claim.category}
    return longer <= _LENGTHS_APART * shorter or vague or lead.category in _WHOLE_SEGMENT


def _heard(article: Article, group: _Group, panel: Panel) -> frozenset[str]:
    """Whose opinion was heard on a group's words: on all of the segment in which they begin, or on just these."""
    span = group.lead.span
    segment = article.segment_at(span.start) if span.side is Side.TARGET else None
    asked = panel.get(segment.id, frozenset()) if segment else frozenset()
    return asked | {claim.detector for claim in group.claims if claim.shown}


def _finding(group: _Group, opinions: frozenset[str]) -> Finding:
    lead = group.lead
    chance = major(group.claims, opinions)
    suggestions = (c.suggestion for c in group.claims if c.span == lead.span and c.suggestion is not None)
    return Finding(
        category=lead.category,
        severity=severity(group.claims, chance),
        span=lead.span,
        explanation=lead.explanation,
        confidence=confidence(group.claims, opinions),
        detectors=tuple(sorted({claim.detector for claim in group.claims})),
        suggestion=lead.suggestion if lead.suggestion is not None else next(suggestions, None),
        major=chance,
    )


def _repeats_joined(article: Article, findings: Iterable[Finding]) -> list[Finding]:
    """Findings of the same error in several places, joined; the first place in the text leads."""
    alike: dict[tuple[object, ...], list[Finding]] = {}
    for finding in sorted(findings, key=lambda finding: finding.span):
        alike.setdefault(_sameness(article, finding), []).append(finding)
    return [_joined(group) for group in alike.values()]


def _sameness(article: Article, finding: Finding) -> tuple[object, ...]:
    words = article.quote(finding.span).casefold()
    if not words.strip():
        return (finding.span,)
    same = (finding.category, finding.span.side, words)
    if finding.category in _SAME_EVERYWHERE:
        return same
    return (finding.span,) if finding.suggestion is None else (*same, finding.suggestion)


def _joined(group: list[Finding]) -> Finding:
    first = group[0]
    if len(group) == 1:
        return first
    return replace(
        first,
        severity=max((finding.severity for finding in group), key=lambda severity: severity.rank),
        confidence=max(finding.confidence for finding in group),
        detectors=tuple(sorted({name for finding in group for name in finding.detectors})),
        suggestion=next((finding.suggestion for finding in group if finding.suggestion is not None), None),
        repeats=tuple(finding.span for finding in group[1:]),
        major=max((finding.major for finding in group if finding.major is not None), default=None),
    )
