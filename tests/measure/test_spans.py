"""Which findings and errors touch, which count, and what is no finding of a document."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.article import Side, Span
from audit.domain import Severity
from audit.errors import InputError
from audit.measure.spans import Track, by_segment, in_target, touches
from tests.measure.builders import FINDINGS, STORY, error, mark

PLACES = st.tuples(st.integers(0, 8), st.integers(0, 8)).map(lambda ends: error(min(ends), max(ends)))

TOUCHES = {
    "the same": ((2, 5), (2, 5), True),
    "one character": ((2, 5), (4, 9), True),
    "inside": ((0, 9), (3, 4), True),
    "side by side": ((2, 5), (5, 9), False),
    "apart": ((2, 5), (6, 9), False),
    "empty, inside": ((3, 3), (2, 5), True),
    "empty, at the start": ((2, 2), (2, 5), True),
    "empty, at the end": ((5, 5), (2, 5), True),
    "empty, beyond": ((6, 6), (2, 5), False),
    "both empty, at one place": ((3, 3), (3, 3), True),
    "both empty, apart": ((3, 3), (4, 4), False),
}


@pytest.mark.parametrize(("one", "other", "expected"), TOUCHES.values(), ids=TOUCHES)
def test_what_touches(one: tuple[int, int], other: tuple[int, int], expected: bool) -> None:
    assert touches(error(*one), error(*other)) is expected
    assert touches(error(*other), error(*one)) is expected


@given(PLACES, PLACES)
def test_places_with_words_touch_where_they_share_a_character(one, other) -> None:
    if one.start < one.end and other.start < other.end:
        assert touches(one, other) is (Span(one.start, one.end).overlap(Span(other.start, other.end)) > 0)


def test_the_major_track_is_of_major_and_critical_errors() -> None:
    every = [error(0, 1, severity) for severity in ("neutral", "minor", "major", "critical")]
    assert Track.ALL.of(every) == tuple(every)
    assert [one.severity for one in Track.MAJOR.of(every)] == [Severity.MAJOR, Severity.CRITICAL]


def test_errors_in_the_source_are_not_in_the_target() -> None:
    here, there = error(0, 1), error(0, 1, side=Side.SOURCE)
    assert in_target([here, there]) == (here,)


def test_findings_by_segment() -> None:
    assert by_segment(STORY, FINDINGS) == {"1": FINDINGS[:2], "2": FINDINGS[2:], "3": ()}


def test_a_finding_elsewhere_is_an_error() -> None:
    with pytest.raises(InputError, match=r"document news/mt: a finding is in segment 9, which .* not have; measure"):
        by_segment(STORY, [mark("9", 0, 1)])
