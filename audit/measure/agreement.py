"""How far reviewers agree, two at a time, on what both have judged. Pure; texts are added, then divided.

Errors: F1 by character as everywhere here (`figures`), one reviewer in the place of the findings, the other in that of
the gold, over the segments that both have judged (seen, or decided something in). It is the same either way round:
2 * both / (one's characters + the other's).

Findings: Cohen's kappa over the marks of the report that both have decided, each as an error or none (accepted and
edited are one). kappa = (p_o - p_e) / (1 - p_e); p_o is the share of marks on which they agree, p_e what would be by
chance, p_e = (share of errors of one * that of the other) + (the same of no errors); Cohen, "A Coefficient of Agreement
for Nominal Scales", 1960. It is not defined where p_e is 1: both say the same of everything. Errors that a reviewer
added are no findings of the report: their author has no choice of verdicts. A finding in several places has a mark in
each.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from audit.gold.annotation import GoldDocument
from audit.gold.reviewed import gold_of
from audit.measure.counts import Counts, counted, total
from audit.measure.figures import by_character
from audit.measure.raters import one_rater
from audit.measure.spans import Track, in_target
from audit.review.decision import Review


@dataclass(frozen=True, slots=True)
class Contingency:
    """Marks that two reviewers have decided, by what they hold them to be."""

    both: int
    """An error to both."""
    one: int
    """An error to the first only."""
    other: int
    """An error to the second only."""
    neither: int

    @property
    def marks(self) -> int:
        """All of them."""
        return self.both + self.one + self.other + self.neither

    @property
    def agreed(self) -> int:
        """Those on which they agree."""
        return self.both + self.neither

    @property
    def kappa(self) -> float | None:
        """-1 to 1; None where it is not defined. With counts: (n * agreed - chance) / (n * n - chance)."""
        errors = (self.both + self.one) * (self.both + self.other)
        chance = errors + (self.other + self.neither) * (self.one + self.neither)
        possible = self.marks**2 - chance
        return (self.marks * self.agreed - chance) / possible if possible else None


@dataclass(frozen=True, slots=True)
class Agreement:
    """Two reviewers beside each other. Figures are None where there is nothing to divide by."""

    reviewers: tuple[str, str]
    segments: int
    """That both have judged; figures of errors are over these."""
    errors: tuple[int, int]
    """That each of them marks in the translation there."""
    f1: float | None
    """By character, whatever the severity; 0 to 1."""
    f1_weighted: float | None
    """The same; a character counts half where one calls it major and the other does not."""
    f1_major: float | None
    """The same of errors that are major or worse, alone."""
    decided: Contingency


def agreements(reviews: Sequence[Review]) -> tuple[Agreement, ...]:
    """Each pair of reviewers of these texts, in the order in which they came; each text is one review."""
    names = dict.fromkeys(name for review in reviews for name in review.reviewers)
    return tuple(_agreement(reviews, pair) for pair in combinations(names, 2))


def _agreement(reviews: Sequence[Review], pair: tuple[str, str]) -> Agreement:
    shared = [_shared(gold_of(review), pair) for review in reviews]
    counts = total(_compared(document, pair) for document in shared)
    return Agreement(
        reviewers=pair,
        segments=sum(len(document.segments) for document in shared),
        errors=(_errors(shared, pair[0]), _errors(shared, pair[1])),
        f1=by_character(counts, Track.ALL).f1,
        f1_weighted=by_character(counts, Track.ALL, "agreed").f1,
        f1_major=by_character(counts, Track.MAJOR).f1,
        decided=_contingency(reviews, pair),
    )


def _shared(document: GoldDocument, pair: tuple[str, str]) -> GoldDocument:
    """The segments that both have judged."""
    return replace(document, segments=tuple(one for one in document.segments if {*pair} <= one.raters.keys()))


def _compared(document: GoldDocument, pair: tuple[str, str]) -> Counts:
    """What the first marks, against the second alone."""
    one, other = pair
    against = tuple(replace(segment, raters={other: segment.raters[other]}) for segment in document.segments)
    return counted(replace(document, segments=against), one_rater(document, one))


def _errors(documents: Iterable[GoldDocument], reviewer: str) -> int:
    return sum(len(in_target(segment.raters[reviewer])) for document in documents for segment in document.segments)


def _contingency(reviews: Iterable[Review], pair: tuple[str, str]) -> Contingency:
    found = Counter(said for review in reviews for said in _decided(review, pair))
    return Contingency(found[True, True], found[True, False], found[False, True], found[False, False])


def _decided(review: Review, pair: tuple[str, str]) -> Iterator[tuple[bool, bool]]:
    """Of each mark of the report that both have decided: is it an error to the one, and to the other?"""
    said = {(decision.reviewer, decision.mark): decision.is_error for decision in review.standing()}
    added = review.added
    for mark in dict.fromkeys(mark for _, mark in said):
        if mark not in added and all((name, mark) in said for name in pair):
            yield said[pair[0], mark], said[pair[1], mark]
