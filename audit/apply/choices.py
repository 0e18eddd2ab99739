"""What each reviewer says of each place of a finding: decisions, which are made mark by mark, put together. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from audit.article import Article, Side, Span
from audit.domain import Finding, Report
from audit.review.decision import Decision, Mark, Own, Review, Verdict
from audit.review.places import marks
from audit.wording import quoted

_Said = Mapping[Mark, Mapping[str, Decision]]
"""Of each mark: reviewer -> decision."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What one reviewer says of one place."""

    reviewer: str
    is_error: bool
    span: Span
    """The stretch that is wrong, as the reviewer left it."""
    words: str | None = None
    """What it should read; "" where it should go; None where nothing is proposed."""
    open: bool = False
    """True where the reviewer has said nothing of words: another's do not contradict."""
    comment: str = ""
    torn: bool = False
    """True where the pieces of one place were decided differently."""

    @property
    def gist(self) -> object:
        """What two reviewers must share to agree."""
        return (self.span, self.words, self.torn) if self.is_error else self.torn

    def __str__(self) -> str:
        """For people: "Ana: ‹Bakhmut›", "Ben rejects it"."""
        if self.torn:
            return f"{self.reviewer} decides differently on parts of it"
        if not self.is_error:
            return f"{self.reviewer} rejects it"
        if self.words is None:
            return f"{self.reviewer} accepts it and proposes nothing"
        return f"{self.reviewer}: ‹{quoted(self.words)}›" if self.words else f"{self.reviewer}: delete it"


@dataclass(frozen=True, slots=True)
class Place:
    """A place that somebody may have decided on; `finding` is None for what the report lacks."""

    span: Span
    finding: Finding | None
    choices: tuple[Choice, ...]


def places(report: Report, review: Review) -> Iterator[Place]:
    """Every place of every finding, then what reviewers have added, or say of findings that this report lacks."""
    article, said = report.article, _said(review)
    known: set[Mark] = set()
    for finding in report.findings:
        for span, own in zip(finding.spans, marks(article, finding), strict=True):
            known.update(own)
            yield Place(span, finding, tuple(_choices(article, own, said, finding)))
    for own in _chains(article, {mark: by for mark, by in said.items() if mark not in known}):
        yield Place(_span(article, own), None, tuple(_choices(article, own, said, None)))


def _said(review: Review) -> dict[Mark, dict[str, Decision]]:
    said: dict[Mark, dict[str, Decision]] = {}
    for decision in review.standing():
        said.setdefault(decision.mark, {})[decision.reviewer] = decision
    return said


def _choices(article: Article, own: Sequence[Mark], said: _Said, finding: Finding | None) -> Iterator[Choice]:
    """Of every reviewer who has decided on all marks of a place."""
    by_mark = [said.get(mark, {}) for mark in own]
    for reviewer in by_mark[0] if by_mark else ():
        if all(reviewer in by for by in by_mark):
            yield _choice(article, reviewer, [by[reviewer] for by in by_mark], finding)


def _choice(article: Article, reviewer: str, pieces: Sequence[Decision], finding: Finding | None) -> Choice:
    span = _span(article, [piece.final for piece in pieces])
    proposed = {piece.suggestion for piece in pieces}
    comment = next(filter(None, (piece.comment for piece in pieces)), "")
    if len({piece.is_error for piece in pieces}) > 1 or len(proposed) > 1:
        return Choice(reviewer, True, span, torn=True)
    if not pieces[0].is_error:
        return Choice(reviewer, False, span, comment=comment)
    words = proposed.pop()
    if isinstance(words, Own):
        own = finding.suggestion if finding else None
        return Choice(reviewer, True, span, own, open=own is None, comment=comment)
    return Choice(reviewer, True, span, words, comment=comment)


def _span(article: Article, own: Sequence[Mark]) -> Span:
    """From the beginning of the first mark to the end of the last."""
    starts = {pair.target.id: pair for pair in article.pairs}
    places = []
    for mark in own:
        pair = starts[mark.segment]
        segment = pair.target if mark.side is Side.TARGET or pair.source is None else pair.source
        places.append((segment.span.start + mark.start, segment.span.start + mark.end))
    return Span(places[0][0], max(places[0][0], places[-1][1]), own[0].side)


def _chains(article: Article, said: _Said) -> Iterator[tuple[Mark, ...]]:
    """Marks that belong together: what one reviewer has added in one stroke across the end of a segment."""
    order = {pair.target.id: number for number, pair in enumerate(article.pairs)}
    lengths = {pair.target.id: len(pair.target.text) for pair in article.pairs}
    found: dict[tuple[Mark, ...], None] = {}
    decisions = [decision for by in said.values() for decision in by.values()]
    for _, group in groupby(sorted(decisions, key=_stroke), key=_stroke):
        chain: list[Mark] = []
        for mark in sorted((one.mark for one in group), key=lambda one: (order[one.segment], one.start, one.end)):
            last = chain[-1] if chain else None
            goes_on = last and order[mark.segment] == order[last.segment] + 1 and mark.start == 0
            if not (last and goes_on and last.end == lengths[last.segment]):
                found |= {tuple(chain): None} if chain else {}
                chain = []
            chain.append(mark)
        found |= {tuple(chain): None}
    return iter(found)


def _stroke(decision: Decision) -> tuple[str, ...]:
    """The same for all decisions of one action, and for a decision that adds nothing its own."""
    mark, added = decision.mark, decision.verdict is Verdict.ADD
    own = "" if added else f"{mark.segment} {mark.start} {mark.end}"
    return decision.reviewer, decision.at, mark.side, mark.category, mark.severity, str(decision.suggestion), own
