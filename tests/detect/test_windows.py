"""Which segments a request shows and which it asks about. Sentences are made of a length, which is all that counts."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.detect.windows import Window, stretches, windows
from audit.domain import Article, Pair
from tests.builders import article


def lengths(*paragraphs: Sequence[int]) -> Article:
    return article(*(["x" * length for length in paragraph] for paragraph in paragraphs))


def sizes(pairs: Sequence[Pair]) -> list[int]:
    return [len(pair.target.text) for pair in pairs]


# Paragraphs of sentences, a focus budget of 100, and the focus of each window.
FOCI = {
    "all in one": ([[30], [30], [40]], [[30, 30, 40]]),
    "up to the budget": ([[60], [40], [1]], [[60, 40], [1]]),
    "paragraphs are not cut where they fit": ([[60], [30, 30], [50]], [[60], [30, 30], [50]]),
    "... exactly": ([[40], [50, 50]], [[40], [50, 50]]),
    "a paragraph that fits nowhere is cut between sentences": ([[50, 40, 30]], [[50, 40], [30]]),
    "... and fills what is left of the window before": ([[40], [60, 60]], [[40, 60], [60]]),
    "a sentence that fits nowhere is alone": ([[30], [250], [30]], [[30], [250], [30]]),
    "two such sentences": ([[250, 250]], [[250], [250]]),
    "one sentence": ([[30]], [[30]]),
    "no sentence": ([], []),
}


@pytest.mark.parametrize(("paragraphs", "foci"), FOCI.values(), ids=FOCI)
def test_what_a_window_asks_about(paragraphs: list[list[int]], foci: list[list[int]]) -> None:
    assert [sizes(window.focus) for window in windows(lengths(*paragraphs), focus=100)] == foci


def test_a_source_counts_towards_the_budget() -> None:
    pairs = article("x" * 30, "x" * 30, "x" * 30, source=["字" * 30, None, "字" * 30])
    assert [sizes(window.focus) for window in windows(pairs, focus=100)] == [[30, 30], [30]]


def test_every_window_of_a_short_article_shows_all_of_it() -> None:
    story = lengths(*[[120, 80, 100]] * 30)
    assert len(list(windows(story))) == 6
    assert {window.context for window in windows(story)} == {story.pairs}


def test_a_long_article_is_shown_in_stretches_of_whole_paragraphs() -> None:
    found = list(windows(lengths([60], [30, 30], [50], [50]), focus=60, context=110))
    assert [(sizes(window.context), sizes(window.focus)) for window in found] == [
        ([60], [60]),
        ([30, 30, 50], [30, 30]),
        ([30, 30, 50], [50]),
        ([50], [50]),
    ]


def test_a_document_prompt_is_asked_about_each_stretch_as_a_whole() -> None:
    found = list(stretches(lengths([60], [30, 30], [50]), context=110))
    assert [(sizes(view.context), sizes(view.focus)) for view in found] == [([60],) * 2, ([30, 30, 50],) * 2]


STORIES = st.lists(st.lists(st.integers(1, 700), min_size=1, max_size=8), max_size=12)


@given(STORIES, st.integers(1, 800), st.integers(1, 2_000))
def test_every_segment_is_asked_about_once_in_order(paragraphs: list[list[int]], focus: int, context: int) -> None:
    story = lengths(*paragraphs)
    found = list(windows(story, focus, context))
    assert [pair for window in found for pair in window.focus] == list(story.pairs)
    for window in found:
        assert set(window.focus) <= set(window.context)
        assert len(window.focus) == 1 or sum(sizes(window.focus)) <= focus
        assert len(window.context) == 1 or sum(sizes(window.context)) <= context


@given(STORIES, st.integers(1, 800))
def test_a_paragraph_that_fits_is_in_one_window(paragraphs: list[list[int]], focus: int) -> None:
    found = list(windows(lengths(*paragraphs), focus))
    for number, paragraph in enumerate(paragraphs):
        holders = [window for window in found if any(pair.target.paragraph == number for pair in window.focus)]
        assert len(holders) == 1 or sum(paragraph) > focus


# -- what an edit costs ------------------------------------------------------------------------------------------


def asked(story: Article) -> set[tuple[object, ...]]:
    """What requests depend on: equal windows are answered from the cache."""
    return {
        tuple(tuple((pair.target.id, pair.target.text) for pair in pairs) for pairs in (window.context, window.focus))
        for window in windows(story)
    }


def story(length_of_edited: int = 120, edited: int = -1) -> Article:
    """200 sentences of 120 characters, two a paragraph: exactly twice what one request shows."""
    length = [length_of_edited if number == edited else 120 for number in range(200)]
    return lengths(*(length[first : first + 2] for first in range(0, 200, 2)))


def test_an_edited_sentence_changes_the_windows_of_its_stretch_only() -> None:
    """Measured: 9 of 18 windows, all that show the sentence: one shows 12,000 characters and asks about 1,440."""
    before = asked(story())
    changed = [len(asked(story(119, edited)) - before) for edited in range(200)]
    assert len(before) == 18
    assert set(changed) == {9}


def test_a_sentence_twice_as_long_moves_a_paragraph_into_the_next_stretch() -> None:
    """Measured: up to 19, all windows, where every stretch is full: they are packed one after another."""
    before = asked(story())
    assert max(len(asked(story(240, edited)) - before) for edited in range(200)) == 19


def test_halves_ask_about_the_same_view_in_two_parts() -> None:
    pairs = lengths([10, 20, 30]).pairs
    first, second = Window(pairs, pairs).halves()
    assert first.context == second.context == pairs
    assert (first.focus, second.focus) == (pairs[:1], pairs[1:])


def test_a_single_segment_has_no_halves() -> None:
    pairs = lengths([10, 20]).pairs
    assert Window(pairs, pairs[:1]).halves() == ()
