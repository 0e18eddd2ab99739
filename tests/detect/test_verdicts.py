"""What counts as a verdict on a segment: an item of its own, and where it marks errors, words that can be found."""

from typing import Any

import pytest

from audit.detect.verdicts import LEFT_OUT, MISQUOTED, UNKNOWN, missing
from tests.builders import article, error, says

FOCUS = dict(zip(("s1", "s2"), article("Shares rose.", "The bank fell.").pairs, strict=True))
FOUND, LOST = error("rose"), error("plummeted")

# Items of an answer; what has no verdict where each segment is listed, and where only those with errors are.
ANSWERS: dict[str, tuple[list[Any], dict[str, str], dict[str, str]]] = {
    "each listed, none wrong": ([("s1", []), ("s2", [])], {}, {}),
    "nothing": ([], {"s1": LEFT_OUT, "s2": LEFT_OUT}, {}),
    "one left out": ([("s1", [])], {"s2": LEFT_OUT}, {}),
    "words that are there": ([("s1", [FOUND]), ("s2", [])], {}, {}),
    "words that are not": ([("s1", [LOST]), ("s2", [])], {"s1": MISQUOTED}, {"s1": MISQUOTED}),
    "some of them": ([("s1", [LOST, FOUND]), ("s2", [])], {}, {}),
    "listed twice, found once": ([("s1", [LOST]), ("s1", [FOUND]), ("s2", [])], {}, {}),
    "words of another segment": ([("s1", []), ("s2", [FOUND])], {"s2": MISQUOTED}, {"s2": MISQUOTED}),
    "an unknown one": ([("s1", []), ("s2", []), ("s9", [FOUND])], {}, {"s1": UNKNOWN, "s2": UNKNOWN}),
    "an unknown one without errors": ([("s1", []), ("s2", []), ("s9", [])], {}, {}),
}


@pytest.mark.parametrize(("items", "listing_all", "listing_errors"), ANSWERS.values(), ids=ANSWERS)
def test_what_is_left_without_a_verdict(
    items: list[Any], listing_all: dict[str, str], listing_errors: dict[str, str]
) -> None:
    content = says(*items).content
    assert missing(FOCUS, True, content) == listing_all
    assert missing(FOCUS, False, content) == listing_errors
