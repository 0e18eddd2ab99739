"""Which segments a request shows and which it asks about, and how many requests an edit changes."""

from collections.abc import Callable, Sequence
from statistics import mean
from zlib import crc32

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.article import Article, Pair
from audit.detect.windows import Window, stretches, windows
from tests.builders import article


def lengths(*paragraphs: Sequence[int]) -> Article:
    """Sentences are made of a length. All begin alike, so that a run is cut in its middle, between paragraphs first."""
    return article(*(["x" * length for length in paragraph] for paragraph in paragraphs))


def sizes(pairs: Sequence[Pair]) -> list[int]:
    return [len(pair.target.text) for pair in pairs]


def places(story: Article, pairs: Sequence[Pair]) -> tuple[int, int]:
    """Where a run of segments begins and ends in an article."""
    first = story.pairs.index(pairs[0])
    assert story.pairs[first : first + len(pairs)] == tuple(pairs)
    return first, first + len(pairs)


# Paragraphs of sentences, a focus budget of 500 (six average sentences at most), and the focus of each window.
FOCI = {
    "up to six sentences": ([[100] * 6], [[100] * 6]),
    "... up to twice the budget": ([[160] * 6], [[160] * 6]),
    "more are cut": ([[100] * 8], [[100] * 4, [100] * 4]),
    "... and cut again": ([[100] * 16], [[100] * 4] * 4),
    "between paragraphs where that is possible": ([[100] * 2, [100] * 5], [[100] * 2, [100] * 5]),
    "... and leaves no crumb": ([[100], [100] * 7], [[100] * 4] * 2),
    "many bullets stay together": ([[30]] * 11, [[30] * 11]),
    "few long sentences do not": ([[400] * 3], [[400], [400] * 2]),
    "a sentence that fits nowhere is alone": ([[100], [1200], [100]], [[100], [1200], [100]]),
    "two such sentences": ([[1200, 1200]], [[1200], [1200]]),
    "one sentence": ([[30]], [[30]]),
    "no sentence": ([], []),
}


@pytest.mark.parametrize(("paragraphs", "foci"), FOCI.values(), ids=FOCI)
def test_what_a_window_asks_about(paragraphs: list[list[int]], foci: list[list[int]]) -> None:
    assert [sizes(window.focus) for window in windows(lengths(*paragraphs), focus=500)] == foci


def test_a_source_counts_towards_what_is_shown_and_not_towards_what_is_asked_about() -> None:
    story = article(["x" * 100] * 6, source=["字" * 100, None, *["字" * 100] * 4])
    assert [len(window.focus) for window in windows(story, focus=500)] == [6]
    assert [len(view.focus) for view in stretches(story, context=1_100)] == [6]
    assert [len(view.focus) for view in stretches(story, context=1_099)] == [3, 3]


# A short article of 100-character sentences, with a source or not -> how many are asked about at a time.
PARTS = {
    "a short story is asked about whole": (20, False, [20]),
    "... with its source as well": (12, True, [12]),
    "... unless it is not that short": (21, True, [10, 11]),
    "a longer one is asked about in parts": (60, False, [15, 15, 15, 15]),
    "... with its source in smaller ones": (40, True, [10, 10, 10, 10]),
}


@pytest.mark.parametrize(("sentences", "with_source", "parts"), PARTS.values(), ids=PARTS)
def test_how_much_of_a_short_article_is_asked_about_at_a_time(
    sentences: int, with_source: bool, parts: list[int]
) -> None:
    story = article(["x" * 100] * sentences, source=["y" * 100] * sentences if with_source else None)
    assert [len(window.focus) for window in windows(story)] == parts
    assert {window.context for window in windows(story)} == {story.pairs}


def test_every_window_of_a_short_article_shows_all_of_it() -> None:
    story = lengths(*[[120, 80, 150]] * 32)
    assert len(list(windows(story))) == 4
    assert {window.context for window in windows(story)} == {story.pairs}


# What windows of a long article show and what they ask about, as places of its 100-character sentences.
VIEWS = {
    "half of each neighbour": (
        24,
        500,
        [((0, 9), (0, 6)), ((3, 15), (6, 12)), ((9, 21), (12, 18)), ((15, 24), (18, 24))],
    ),
    "five segments at most": (36, 1_500, [((0, 23), (0, 18)), ((13, 36), (18, 36))]),
    "a single one to the window after it": (3, 40, [((0, 1), (0, 1)), ((0, 2), (1, 2)), ((1, 3), (2, 3))]),
}


@pytest.mark.parametrize(("sentences", "focus", "views"), VIEWS.values(), ids=VIEWS)
def test_what_a_window_of_a_long_article_shows(sentences: int, focus: int, views: list[object]) -> None:
    story = lengths([100] * sentences)
    found = windows(story, focus, context=250)
    assert [(places(story, window.context), places(story, window.focus)) for window in found] == views


# Paragraphs of sentences, a context budget of 1,000 (eight average sentences), and the size of each stretch.
STRETCHES = {
    "a short article is one": ([[120] * 8], [8]),
    "one of many segments is not short": ([[40] * 16], [8, 8]),
    "... unless it is very short": ([[20] * 16], [16]),
    "a long one is cut": ([[100] * 16], [8, 8]),
    "... between paragraphs": ([[100] * 7, [100] * 4], [7, 4]),
    "no sentence": ([], []),
}


@pytest.mark.parametrize(("paragraphs", "counts"), STRETCHES.values(), ids=STRETCHES)
def test_a_document_prompt_is_asked_about_each_stretch_as_a_whole(
    paragraphs: list[list[int]], counts: list[int]
) -> None:
    found = list(stretches(lengths(*paragraphs), context=1_000))
    assert [(len(view.context), len(view.focus)) for view in found] == [(count, count) for count in counts]


# Sentences that begin alike or not, in paragraphs.
SENTENCES = st.builds("{:x<{}}".format, st.text("abc", max_size=3), st.integers(1, 700))
STORIES = st.lists(st.lists(SENTENCES, min_size=1, max_size=8), max_size=12).map(lambda texts: article(*texts))


@given(STORIES, st.integers(1, 2_000), st.integers(0, 4_000))
def test_every_segment_is_asked_about_once_in_order(story: Article, focus: int, context: int) -> None:
    found = list(windows(story, focus, context))
    assert [pair for window in found for pair in window.focus] == list(story.pairs)
    for window in found:
        first, last = places(story, window.focus)
        shown_first, shown_last = places(story, window.context)
        assert shown_first <= first < last <= shown_last
        assert len(window.focus) == 1 or sum(sizes(window.focus)) <= 2 * focus
    if sum(sizes(story.pairs)) <= context:
        assert all(window.context == story.pairs for window in found)
    else:
        assert all(len(window.context) - len(window.focus) <= 10 for window in found)
        assert all(sum(pair in window.context for window in found) <= 2 for pair in story.pairs)


@given(STORIES, st.integers(1, 4_000))
def test_stretches_cover_an_article_once_and_fit_where_they_can(story: Article, context: int) -> None:
    found = list(stretches(story, context))
    assert [pair for view in found for pair in view.focus] == list(story.pairs)
    for view in found:
        assert view.context == view.focus
        assert len(view.focus) == 1 or sum(sizes(view.focus)) <= context


@given(STORIES, st.integers(1, 2_000), st.data())
def test_new_words_of_the_same_length_move_no_cut(story: Article, focus: int, data: st.DataObject) -> None:
    texts: list[list[str]] = [[] for _ in range(12)]
    for segment in story.segments:
        kept = data.draw(st.integers(40, 700))  # the opening stays
        texts[segment.paragraph].append(f"{segment.text[:kept]:y<{len(segment.text)}}")
    edited = article(*texts)
    before, after = ([places(one, window.focus) for window in windows(one, focus)] for one in (story, edited))
    assert before == after


# -- what an edit costs ------------------------------------------------------------------------------------------

COMMON = """
    a about after against agency all also and are as at bank before billion budget but by call case city company could
    court day deal election energy five for former from government group had has have he her his house in into is it
    its last law leader market member million minister month more new not of on one other over party people per police
    power president price public rate report said she since south state support tax ten than that the their they to
    trade two union vote war was week were which who will with without work would year
"""
WORDS = COMMON.split()


def sentence(number: int) -> str:
    """One of any number of sentences: 8 to 34 words, about 115 characters."""
    words = [WORDS[crc32(f"{number} {place}".encode()) % len(WORDS)] for place in range(8 + crc32(b"%d" % number) % 27)]
    return " ".join(words).capitalize() + "."


def told(sentences: Sequence[tuple[str, int]]) -> Article:
    """Sentences, each with the number of its paragraph."""
    paragraphs: dict[int, list[str]] = {}
    for text, paragraph in sentences:
        paragraphs.setdefault(paragraph, []).append(text)
    return article(*paragraphs.values())


def asked(story: Article) -> set[tuple[object, ...]]:
    """What the requests of a window prompt and of a document prompt depend on: equal ones are in the cache."""
    return {
        tuple(tuple(pair.target.text for pair in pairs) for pairs in (view.context, view.focus))
        for views in (windows(story), stretches(story))
        for view in views
    }


NEWS = [(sentence(number), min(number // 2, 50)) for number in range(200)]
"""200 sentences: fifty paragraphs of two, then a long one."""
UNEDITED = asked(told(NEWS))


def cost(before: int, after: int, *texts: str, paragraph: int) -> int:
    """Requests that change where the sentences from `before` up to `after` give way to others."""
    edited = [*NEWS[:before], *((text, paragraph) for text in texts), *NEWS[after:]]
    return len(asked(told(edited)) - UNEDITED)


def test_how_a_long_article_is_asked_about() -> None:
    story = told(NEWS)
    found = list(windows(story))
    assert (len(found), len(list(stretches(story)))) == (13, 3)
    foci = [sum(sizes(window.focus)) for window in found]
    assert (min(foci), round(mean(foci)), max(foci)) == (1016, 1735, 2576)


def words(edit: Callable[[list[str]], list[str]]) -> Callable[[str], list[str]]:
    return lambda text: [" ".join(edit(text.split()))]


# A sentence -> the sentences in its place; requests that change, on average and at most; at how many of the 200 places
# more than three do. Measured; dearer edits touch a cut's opening words, or make a run too long to stay whole.
EDITS = {
    "a word": (words(lambda w: [*w[:4], "never", *w[5:]]), 2.6, 3, 0),
    "the last word": (words(lambda w: [*w[:-1], "never."]), 2.6, 3, 0),
    "a third longer": (words(lambda w: [*w[:4], *w[: len(w) // 3], *w[4:]]), 2.6, 3, 0),
    "a third shorter": (words(lambda w: [*w[:4], *w[4 + len(w) // 3 :]]), 2.6, 3, 0),
    "the first word": (words(lambda w: ["Never", *w[1:]]), 2.62, 4, 4),
    "another sentence": (words(lambda w: w[::-1]), 2.67, 6, 9),
    "cut in two": (lambda text: [text[:40], text[40:]], 2.6, 3, 0),
    "one inserted": (lambda text: [text[::-1], text], 2.58, 5, 5),
    "deleted": (lambda _: [], 2.58, 4, 5),
}


@pytest.mark.parametrize(("edit", "on_average", "most", "dearer"), EDITS.values(), ids=EDITS)
def test_what_an_edited_sentence_costs(
    edit: Callable[[str], list[str]], on_average: float, most: int, dearer: int
) -> None:
    costs = [cost(place, place + 1, *edit(text), paragraph=number) for place, (text, number) in enumerate(NEWS)]
    assert (round(mean(costs), 2), max(costs), sum(cost > 3 for cost in costs)) == (on_average, most, dearer)


def test_what_a_new_paragraph_costs() -> None:
    paragraph = [sentence(number) for number in range(1_000, 1_003)]
    costs = [cost(place, place, *paragraph, paragraph=-1) for place in range(0, 101, 2)]
    assert (round(mean(costs), 1), max(costs)) == (3, 4)


# -- halves ------------------------------------------------------------------------------------------------------


def test_halves_ask_about_the_same_view_in_two_parts() -> None:
    pairs = lengths([10, 20, 30]).pairs
    first, second = Window(pairs, pairs).halves()
    assert first.context == second.context == pairs
    assert (first.focus, second.focus) == (pairs[:1], pairs[1:])


def test_parts_show_what_they_ask_about_and_no_more() -> None:
    pairs = lengths([10, 20, 30]).pairs
    assert Window(pairs, pairs).parted() == (Window(pairs[:1], pairs[:1]), Window(pairs[1:], pairs[1:]))


def test_a_single_segment_is_not_divided() -> None:
    pairs = lengths([10, 20]).pairs
    assert Window(pairs, pairs[:1]).halves() == Window(pairs[:1], pairs[:1]).parted() == ()
