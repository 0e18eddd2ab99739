"""Which finding the beginning of a fingerprint means."""

import pytest

from audit.errors import UsageError
from audit.gate.picking import Dismissable, picked

FINDINGS = {"aaaaaa1111111111": Dismissable(()), "aaaaaa2222222222": Dismissable((), "comment")}


@pytest.mark.parametrize(
    ("word", "says"),
    [
        ("aaaaaa", "aaaaaa may be aaaaaa1111111111 or aaaaaa2222222222: give more digits"),
        ("aaaaaa2", "aaaaaa2 is silenced already, by comment"),
        ("aaaaaa3", "aaaaaa3 is not among the findings"),
    ],
)
def test_what_means_none_or_several_or_does_not_stand_is_refused(word, says):
    with pytest.raises(UsageError) as raised:
        picked([word], FINDINGS, "the findings")
    assert str(raised.value).startswith(says)


def test_a_beginning_that_is_one_s_alone_will_do():
    assert picked(["AAAAAA1"], FINDINGS, "the findings") == ()
