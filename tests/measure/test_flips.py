"""What came and went from one contestant to another."""

import pytest
from hypothesis import given, settings

from audit.article import Side
from audit.errors import InputError
from audit.measure.flips import Change, Flip, flips
from audit.measure.marks import Mark
from audit.measure.spans import Track
from tests.measure.builders import error, gold, judged, mark, marks

# Two raters; both mark "two" (4 to 7), ann alone "six" (8 to 11). Nobody marks the second segment.
DOCUMENT = gold(
    ("one two six ten", {"ann": [error(4, 7), error(8, 11, "minor")], "bob": [error(4, 7)]}),
    ("all is well", {"ann": [], "bob": []}),
    ("nobody has judged this", {}),
)
ONE, TWO, SIX, TEN = (mark("1", at, at + 3) for at in (0, 4, 8, 12))
WELL, NOBODY = mark("2", 7, 11), mark("3", 0, 6)
RIGHT, WRONG, LOST, DROPPED = Change

# Findings of the one and of the other; what changes: kind, segment, span (None: the segment's flag), raters.
FLIPS = {
    "nothing": ([TWO, WELL], [TWO, WELL], []),
    "a right one more": ([TWO], [TWO, SIX], [(RIGHT, "1", (8, 11), 1)]),
    "a wrong one more": ([TWO], [TWO, ONE], [(WRONG, "1", (0, 3), 0)]),
    "a right one less": ([TWO, SIX], [SIX], [(LOST, "1", (4, 7), 2)]),
    "a wrong one less": ([TWO, TEN], [TWO], [(DROPPED, "1", (12, 15), 0)]),
    "another": ([ONE], [TWO], [(RIGHT, "1", (4, 7), 2), (DROPPED, "1", (0, 3), 0)]),
    "the same, wider": ([TWO], [mark("1", 3, 9)], []),
    "wider, and only now right": (
        [ONE],
        [mark("1", 0, 7)],
        [(RIGHT, "1", (0, 7), 2), (DROPPED, "1", (0, 3), 0)],
    ),
    "a segment is flagged, rightly": ([], [TWO], [(RIGHT, "1", None, 2), (RIGHT, "1", (4, 7), 2)]),
    "rightly, but for wrong words": ([], [ONE], [(RIGHT, "1", None, 2), (WRONG, "1", (0, 3), 0)]),
    "a segment is flagged, wrongly": ([], [WELL], [(WRONG, "2", None, 0), (WRONG, "2", (7, 11), 0)]),
    "a segment is flagged no more": ([TWO], [], [(LOST, "1", None, 2), (LOST, "1", (4, 7), 2)]),
    "a false alarm less": ([WELL], [], [(DROPPED, "2", None, 0), (DROPPED, "2", (7, 11), 0)]),
    "nobody can tell": ([NOBODY], [], []),
    "segments in their order": (
        [WELL],
        [TWO],
        [(RIGHT, "1", None, 2), (RIGHT, "1", (4, 7), 2), (DROPPED, "2", None, 0), (DROPPED, "2", (7, 11), 0)],
    ),
}


@pytest.mark.parametrize(("one", "other", "expected"), FLIPS.values(), ids=FLIPS)
def test_what_changes(one: list[Mark], other: list[Mark], expected: list[tuple[object, ...]]) -> None:
    found = flips(DOCUMENT, one, other)
    assert [(f.change, f.segment, f.mark and (f.mark.start, f.mark.end), f.raters) for f in found] == expected
    assert {(f.document, f.of) for f in found} <= {("news/mt", 2)}


def test_a_flip_carries_the_finding() -> None:
    assert flips(DOCUMENT, [TWO], [TWO, SIX]) == (Flip("news/mt", "1", Change.NEWLY_RIGHT, SIX, 1, 2),)


def test_in_the_major_track_minor_errors_and_findings_do_not_count() -> None:
    minor = mark("1", 4, 7, "minor")
    changes = flips(DOCUMENT, [TWO], [minor, SIX], Track.MAJOR)
    assert [(f.change, f.mark) for f in changes] == [(WRONG, SIX), (LOST, TWO)]
    assert [f.change for f in flips(DOCUMENT, [TWO], [minor], Track.MAJOR)] == [LOST, LOST]


def test_what_becomes_major_is_new_in_the_major_track() -> None:
    minor = mark("1", 4, 7, "minor")
    assert [(f.change, f.mark) for f in flips(DOCUMENT, [minor], [TWO], Track.MAJOR)] == [(RIGHT, None), (RIGHT, TWO)]


def test_an_error_in_the_source_makes_no_finding_right() -> None:
    document = gold(("one two", {"ann": [error(0, 3, side=Side.SOURCE)]}))
    assert [f.change for f in flips(document, [], [ONE])] == [WRONG, WRONG]


def test_a_finding_in_no_segment_is_an_error() -> None:
    with pytest.raises(InputError, match="segment 8"):
        flips(DOCUMENT, [], [mark("8", 0, 1)])


@settings(deadline=None)
@given(judged(marks, marks))
def test_the_other_way_round_what_came_goes(one) -> None:
    document, before, after = one
    back = {RIGHT: LOST, WRONG: DROPPED, LOST: RIGHT, DROPPED: WRONG}
    there = [(back[flip.change], flip.segment, id(flip.mark), flip.raters) for flip in flips(document, before, after)]
    here = [(flip.change, flip.segment, id(flip.mark), flip.raters) for flip in flips(document, after, before)]
    assert sorted(there) == sorted(here)
    assert flips(document, before, before) == ()
