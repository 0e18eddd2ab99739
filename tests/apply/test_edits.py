"""Edits of a text: what they make of it, which of them clash, and where places lie afterwards."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.apply.edits import Edit, Moves, clash, corrected, joined, trimmed
from audit.apply.encoded import encoded
from audit.apply.tidy import tidied
from audit.apply.ways import Splice
from audit.article import Span
from tests.builders import article

WORDS = st.text(alphabet="ab \n😀é", max_size=4)


@st.composite
def edited(draw) -> tuple[str, list[Edit]]:
    """A text of pieces that stay and pieces that are replaced; at least one stays between two that are replaced."""
    pieces = draw(st.lists(st.tuples(st.text(alphabet="xyz ß", min_size=1, max_size=5), WORDS, WORDS), max_size=6))
    text, edits = "", []
    for kept, old, new in pieces:
        text += kept
        edits.append(Edit(Span(len(text), len(text) + len(old)), new))
        text += old
    return text, edits


@given(edited())
def test_what_stays_stays_and_what_is_replaced_is_replaced(made):
    text, edits = made
    expected, at = "", 0
    for edit in edits:
        expected += text[at : edit.span.start] + edit.words
        at = edit.span.end
    assert corrected(text, reversed(edits)) == expected + text[at:]
    assert not any(clash(one, other) for one in edits for other in edits)


@given(edited())
def test_trimmed_edits_make_the_same_of_a_text(made):
    text, edits = made
    assert corrected(text, [trimmed(edit, text) for edit in edits]) == corrected(text, edits)


@given(edited())
def test_a_place_between_edits_is_found_again(made):
    text, edits = made
    then, moves = corrected(text, edits), Moves(edits)
    bounds = [0, *(edge for edit in edits for edge in (edit.span.start, edit.span.end)), len(text)]
    for start, end in zip(bounds[::2], bounds[1::2], strict=True):
        assert moves.of(Span(start, end)).of(then) == text[start:end]


@given(edited())
def test_a_replaced_place_is_what_came_in_its_stead(made):
    text, edits = made
    then, moves = corrected(text, edits), Moves(edits)
    for edit in edits:
        if len(edit.span):
            assert moves.of(edit.span).of(then) == edit.words


@given(edited(), st.sampled_from(["utf-8", "utf-16-le", "utf-16-be"]), st.booleans())
def test_bytes_follow_the_text(made, codec, marked):
    text, edits = made
    mark = "\ufeff".encode(codec) if marked else b""
    splices = [Splice(edit.span.start, edit.span.end, edit.words) for edit in edits]
    assert encoded(mark + text.encode(codec), text, codec, splices) == mark + corrected(text, edits).encode(codec)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ((0, 3), (2, 5), True),
        ((0, 2), (2, 5), False),
        ((2, 2), (2, 2), True),  # nobody knows which comes first
        ((2, 2), (2, 5), False),
        ((5, 5), (2, 5), False),
        ((3, 3), (2, 5), True),
        ((1, 2), (0, 5), True),
    ],
)
def test_clash(one, other, expected):
    first, second = Edit(Span(*one), "x"), Edit(Span(*other), "y")
    assert clash(first, second) is clash(second, first) is expected
    assert not clash(first, Edit(Span(*one), "x"))


def test_two_edits_of_one_place_are_an_error():
    with pytest.raises(ValueError, match="two edits of one place"):
        corrected("abcdef", [Edit(Span(0, 3), "x"), Edit(Span(2, 4), "y")])


@pytest.mark.parametrize(
    ("text", "wrong", "then"),
    [
        ("He was very good.", "very", "He was good."),
        ("Very good it is.", "Very", "good it is."),
        ("It is good really.", "really", "It is good."),
        ("It is good, really.", ", really", "It is good."),
        ("A wordless day", "less", "A word day"),
        ("It is not", "not", "It is"),
        ("It is not. So it goes. On.", "So it goes.", "It is not. On."),
    ],
)
def test_a_deletion_leaves_no_double_blank(text, wrong, then):
    whole = article(text)
    at = text.index(wrong)
    assert corrected(text, tidied([Edit(Span(at, at + len(wrong)), "")], whole)) == then


def test_deletions_that_follow_each_other_are_one():
    edits = [Edit(Span(4, 6), ""), Edit(Span(0, 4), ""), Edit(Span(6, 7), "x"), Edit(Span(8, 9), "")]
    assert joined(edits) == [Edit(Span(0, 6), ""), Edit(Span(6, 7), "x"), Edit(Span(8, 9), "")]


def test_a_deletion_leaves_alone_what_another_edit_is_about():
    whole = article("One two three four")
    assert corrected("One two three four", tidied([Edit(Span(4, 7), ""), Edit(Span(8, 13), "")], whole)) == "One four"
    inserted = [Edit(Span(4, 7), ""), Edit(Span(8, 8), "x")]
    assert corrected("One two three four", tidied(inserted, whole)) == "One  xthree four"
