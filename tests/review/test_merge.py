"""Reviews put together: nothing is lost, nothing counts twice, and what counted in one still counts."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.article import Side
from audit.review.decision import Decision, SegmentText
from audit.review.merge import continued, merged, obstacle

from .logs import BARKS, CAT, EUROS, NIGHT, decided, review

YES, NO, CLEAR = decided("anna", "accept"), decided("anna", "reject", second=5), decided("anna", "clear", second=9)
BEN = decided("ben", "accept", second=3)

MERGED = {
    "of two people, in the order of time": ((YES, NO), (BEN,), (YES, BEN, NO)),
    "a copy that went on": ((YES,), (YES, NO), (YES, NO)),
    "two copies that went on": ((YES, NO), (YES, BEN), (YES, BEN, NO)),
    "the same file twice": ((YES, NO), (YES, NO), (YES, NO)),
    "nothing and something": ((), (YES,), (YES,)),
    "other ways to write the same time": (
        (replace(YES, at="2026-11-23T11:00:07+01:00"),),
        (replace(BEN, at="2026-11-23T10:00:06.5Z"),),
        (replace(BEN, at="2026-11-23T10:00:06.5Z"), replace(YES, at="2026-11-23T11:00:07+01:00")),
    ),
    "a clock that was set back": (
        (NO, YES),
        (decided("ben", "accept", second=4),),
        (decided("ben", "accept", second=4), NO, YES),
    ),
}


@pytest.mark.parametrize(("one", "other", "log"), MERGED.values(), ids=MERGED)
def test_logs_become_one_log(one, other, log):
    assert merged((review(*one), review(*other))).decisions == log


def test_what_a_reviewer_said_last_still_counts_though_the_clock_was_wrong():
    assert [one.verdict for one in merged((review(NO, YES), review(BEN))).standing()] == ["accept", "accept"]
    assert [one.verdict for one in merged((review(BEN), review(NO, YES))).standing()] == ["accept", "accept"]


def test_three_are_merged_as_two_and_one():
    three = review(YES), review(BEN), review(NO)
    assert merged(three) == merged((merged(three[:2]), three[2]))
    assert merged(three).decisions == (YES, BEN, NO)


decisions = st.builds(
    decided,
    st.sampled_from(["anna", "ben"]),
    st.sampled_from(["accept", "reject", "edit", "clear"]),
    st.sampled_from([CAT, BARKS, NIGHT, EUROS]),
    st.integers(0, 200),
)


@given(st.lists(st.lists(decisions, max_size=6), min_size=1, max_size=3))
def test_nothing_is_lost_and_nothing_is_made_up(logs: list[list[Decision]]):
    made = merged([review(*log) for log in logs]).decisions
    assert set(made) == {decision for log in logs for decision in log}
    assert len(made) == len(set(made))


@given(st.lists(decisions, max_size=8, unique=True), st.lists(decisions, max_size=8, unique=True))
def test_the_order_of_each_review_stays(one: list[Decision], other: list[Decision]):
    log = merged((review(*one), review(*(row for row in other if row not in one)))).decisions
    for own in (one, [row for row in other if row not in one]):
        assert [row for row in log if row in own] == own


# -- who has read what -----------------------------------------------------------------------------------------------

SEEN = {
    "what both say is put together": ((YES,), {"anna": ("s1",)}, {"anna": ("s2", "s1"), "ben": ("s3",)}, ("s1", "s2")),
    "what is undecided again is not vouched for": ((YES, CLEAR), {"anna": ("s1", "s2")}, {}, ("s2",)),
    "decided anew, it is": ((YES, CLEAR, decided("anna", "reject", second=11)), {"anna": ("s1",)}, {}, ("s1",)),
    "of another's decision it says nothing": ((decided("ben", "clear"),), {"anna": ("s1",)}, {}, ("s1",)),
    "an error of one's own that was taken back was no finding": (
        (decided("anna", "add", CAT), decided("anna", "clear", CAT, 1)),
        {"anna": ("s1",)},
        {},
        ("s1",),
    ),
}


@pytest.mark.parametrize(("log", "one", "other", "anna"), SEEN.values(), ids=SEEN)
def test_segments_are_vouched_for(log, one, other, anna):
    assert merged((review(*log, seen=one), review(seen=other))).seen["anna"] == anna


def test_what_goes_on_replaces_what_the_same_reviewer_vouched_for():
    before = review(YES, seen={"anna": ("s1", "s2"), "ben": ("s3",)})
    assert continued(before, [NO, YES], {"anna": ("s1",)}) == review(YES, NO, seen={"anna": ("s1",), "ben": ("s3",)})
    assert continued(before, [CLEAR], {}).seen == {"anna": ("s2",), "ben": ("s3",)}


# -- what goes together ----------------------------------------------------------------------------------------------

MORE = (*review().segments[:2], SegmentText("s3", "Twelve euros."))
OBSTACLES = {
    "another text": ({"digest": "1" * 64}, "it is a review of another text"),
    "fewer segments": ({"segments": review().segments[:2]}, "in other segments"),
    "other words": ({"segments": MORE}, "in other segments"),
}


@pytest.mark.parametrize(("changed", "says"), OBSTACLES.values(), ids=OBSTACLES)
def test_reviews_of_other_texts_are_not_merged(changed, says):
    assert says in obstacle(review(), review(**changed))
    with pytest.raises(ValueError, match=says):
        merged((review(), review(**changed)))


def with_source(text: str | None):
    first, *others = review().segments
    return review(segments=(replace(first, source=text), *others))


def test_one_of_them_may_know_the_source_and_its_language():
    made = merged((with_source(None), replace(with_source("Le chat aboie."), source_language="fr", path="other.txt")))
    assert (made.path, made.source_language) == ("story.txt", "fr")
    assert made.segments[0].text(Side.SOURCE) == "Le chat aboie."
    assert obstacle(with_source("Le chat aboie."), with_source("Le chien aboie."))
