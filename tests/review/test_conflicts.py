"""Where reviewers contradict each other, and where they only seem to."""

import pytest

from audit.domain import Severity
from audit.review.conflicts import conflicts

from .logs import BARKS, CAT, EUROS, NIGHT, decided, review

CONFLICTS = {
    "an error or none": ([decided("anna", "accept"), decided("ben", "reject")], ("verdict",)),
    "severity": ([decided("anna", "accept"), decided("ben", "edit", severity=Severity.MINOR)], ("severity",)),
    "category": ([decided("anna", "edit", category="style/awkward"), decided("ben", "accept")], ("category",)),
    "suggestion": (
        [decided("anna", "edit", suggestion="meows"), decided("ben", "edit", suggestion="purrs")],
        ("suggestion",),
    ),
    "delete it, or leave it": (
        [decided("anna", "edit", suggestion=""), decided("ben", "edit", suggestion=None)],
        ("suggestion",),
    ),
    "place": ([decided("anna", "edit", start=4, end=13), decided("ben", "accept")], ("place",)),
    "all of it": (
        [
            decided("anna", "edit", start=4, end=13, category="a", severity=Severity.MINOR, suggestion="dog barks"),
            decided("ben", "accept"),
            decided("carla", "reject"),
        ],
        ("verdict", "place", "severity", "category", "suggestion"),
    ),
    "what was added is no error to another": ([decided("anna", "add"), decided("ben", "reject")], ("verdict",)),
}


@pytest.mark.parametrize(("log", "about"), CONFLICTS.values(), ids=CONFLICTS)
def test_a_conflict_says_what_it_is_about_and_who_says_what(log, about):
    (found,) = conflicts(review(*log))
    assert (found.mark, found.about, found.decisions) == (BARKS, about, tuple(log))


PEACE = {
    "the same": [decided("anna", "accept"), decided("ben", "accept", second=1)],
    "the same in other words": [decided("anna", "accept"), decided("ben", "edit", severity=Severity.MAJOR)],
    "other reasons": [decided("anna", "reject", comment="Idiom."), decided("ben", "reject", comment="A joke.")],
    "what would be proposed if it were one": [decided("anna", "reject", suggestion="a"), decided("ben", "reject")],
    "a change of mind": [decided("anna", "accept"), decided("ben", "reject"), decided("ben", "accept")],
    "undecided again": [decided("anna", "accept"), decided("ben", "reject"), decided("ben", "clear")],
    "one alone": [decided("anna", "accept"), decided("anna", "reject")],
    "added by one": [decided("anna", "add", CAT), decided("ben", "accept", BARKS)],
}


@pytest.mark.parametrize("log", PEACE.values(), ids=PEACE)
def test_no_conflict(log):
    assert conflicts(review(*log)) == ()


def test_conflicts_come_in_the_order_of_the_text():
    marks = [EUROS, NIGHT, BARKS, CAT]
    log = [decided(who, said, mark) for mark in marks for who, said in (("anna", "accept"), ("ben", "reject"))]
    assert [one.mark for one in conflicts(review(*log))] == [CAT, BARKS, NIGHT, EUROS]
