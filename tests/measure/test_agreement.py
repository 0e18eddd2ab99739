"""How far reviewers agree, counted on paper."""

import pytest

from audit.domain import Severity
from audit.measure.agreement import Contingency, agreements

from ..review.logs import BARKS, CAT, EUROS, NIGHT, decided, review

KAPPA = {
    "the example of every textbook": (Contingency(20, 5, 10, 15), 0.4),  # p_o 35/50, p_e .5 * .6 + .5 * .4 = .5
    "as by chance": (Contingency(1, 1, 1, 1), 0),
    "worse than by chance": (Contingency(0, 2, 2, 0), -1),
    "always alike, both ways": (Contingency(3, 0, 0, 1), 1),
    "one always says the same": (Contingency(1, 0, 1, 0), 0),  # p_o 1/2, p_e 1/2
    "both always say the same": (Contingency(4, 0, 0, 0), None),
    "nothing": (Contingency(0, 0, 0, 0), None),
}


@pytest.mark.parametrize(("table", "kappa"), KAPPA.values(), ids=KAPPA)
def test_kappa(table, kappa):
    assert table.kappa == (None if kappa is None else pytest.approx(kappa))


def test_two_reviewers_of_one_text():
    """In "s1" (anna: "barks" 5, major; ben: "cat barks" 9, minor) they share 5; in "s2" anna has "night" 5 alone; "s3"
    only anna has seen. So both 5 of 10 and 9: F1 10 / 19, weighted half of it; of major errors ben has none.
    """
    made = review(
        decided("anna", "accept", BARKS),
        decided("ben", "edit", BARKS, start=4, end=13, severity=Severity.MINOR),
        decided("anna", "accept", NIGHT),
        decided("ben", "reject", NIGHT),
        decided("anna", "accept", EUROS),
        decided("anna", "reject", CAT),
        decided("ben", "reject", CAT),
        seen={"anna": ("s1", "s2", "s3"), "ben": ("s1",)},
    )
    (found,) = agreements([made])
    assert (found.reviewers, found.segments, found.errors) == (("anna", "ben"), 2, (2, 1))
    assert found.f1 == pytest.approx(10 / 19)
    assert found.f1_weighted == pytest.approx(5 / 19)
    assert found.f1_major == 0
    # barks: an error to both; night: to anna; cat: to neither; euros: not decided by ben
    assert found.decided == Contingency(both=1, one=1, other=0, neither=1)
    assert (found.decided.marks, found.decided.agreed) == (3, 2)
    assert found.decided.kappa == pytest.approx(0.4)  # p_o 2/3, p_e 2/3 * 1/3 + 1/3 * 2/3 = 4/9


def test_major_errors_are_compared_alone():
    """Both mark "barks" as major; "cat" (3) is anna's alone, and minor."""
    made = review(decided("anna", "accept", BARKS), decided("ben", "accept", BARKS), decided("anna", "add", CAT))
    (found,) = agreements([made])
    assert found.f1 == pytest.approx(10 / 13)
    assert found.f1_major == 1
    assert found.decided == Contingency(1, 0, 0, 0)
    assert found.decided.kappa is None


def test_what_somebody_added_is_no_finding_that_was_decided():
    made = review(decided("anna", "add", CAT), decided("ben", "accept", CAT))
    (found,) = agreements([made])
    assert found.decided.marks == 0
    assert found.f1 == 1


def test_texts_are_added_then_divided():
    """One text: 5 of 5 and 5; the other: 0 of 5 and 0."""
    one = review(decided("anna", "accept"), decided("ben", "accept"))
    other = review(decided("anna", "accept", NIGHT), decided("ben", "reject", NIGHT), digest="1" * 64)
    (found,) = agreements([one, other])
    assert found.segments == 2
    assert found.f1 == pytest.approx(10 / 15)
    assert found.decided == Contingency(1, 1, 0, 0)


def test_what_nobody_marks_has_no_figure():
    (found,) = agreements([review(seen={"anna": ("s1", "s2"), "ben": ("s2",)})])
    assert (found.segments, found.errors) == (1, (0, 0))
    assert (found.f1, found.f1_weighted, found.f1_major, found.decided.kappa) == (None, None, None, None)


def test_each_with_each():
    made = review(*(decided(name, "accept") for name in ("anna", "ben", "carla")))
    assert [one.reviewers for one in agreements([made])] == [("anna", "ben"), ("anna", "carla"), ("ben", "carla")]
    assert agreements([review(decided("anna", "accept"))]) == ()
