"""Reviews made by hand: who says what of which finding."""

from collections.abc import Iterable
from dataclasses import replace

from audit.domain import Report, Severity
from audit.review.decision import Decision, Mark, Own, Review, Verdict
from audit.review.places import marks, opened

AT = "2026-01-02T03:04:05Z"


def said(
    report: Report,
    finding: int,
    verdict: str,
    suggestion: str | Own | None = Own.OWN,
    by: str = "ana",
    places: Iterable[int] | None = None,
    **more: object,
) -> list[Decision]:
    """One action: a decision for each mark of a finding, or of some of its places."""
    own = marks(report.article, report.findings[finding])
    chosen = own if places is None else [own[place] for place in places]
    return [
        Decision(mark, Verdict(verdict), by, AT, suggestion=suggestion, **more) for place in chosen for mark in place
    ]


def added(report: Report, wrong: str, suggestion: str | None, by: str = "ana", at: int = 0) -> list[Decision]:
    """An error that a reviewer has marked, the first from an offset on; it may cross segments."""
    at = report.article.target.text.index(wrong, at)
    end, decisions = at + len(wrong), []
    for segment in report.article.segments:
        start, close = max(at, segment.span.start), min(end, segment.span.end)
        if start < close:
            begin = segment.span.start
            mark = Mark(segment.id, start - begin, close - begin, "other/other", Severity.MINOR)
            decisions.append(Decision(mark, Verdict.ADD, by, AT, suggestion=suggestion))
    return decisions


def review(report: Report, *actions: Iterable[Decision]) -> Review:
    return replace(opened(report), decisions=tuple(one for action in actions for one in action))
