"""What a model is asked where only some of an article is to be judged: that, with what stands beside it in sight."""

from collections.abc import Iterable
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from audit.article import Article, Focus
from audit.detect.detection import coverage
from audit.detect.windows import Window, stretches, windows
from audit.pipeline import Auditor
from audit.settings import Settings
from tests.builders import article

SHORT = article(*(f"Sentence number {number} of a short story." for number in range(20)))
LONG = article(*(f"Sentence number {number} of a long story that nobody reads to its end." for number in range(400)))


def focused(story: Article, numbers: Iterable[int]) -> Article:
    """The story with these of its segments to be judged, from 1."""
    return replace(story, focus=Focus(frozenset(f"s{number}" for number in numbers)))


def ids(pairs: Iterable) -> list[int]:
    return [int(pair.target.id[1:]) for pair in pairs]


def one(story: Article) -> Window:
    [window] = windows(story)
    return window


def test_a_short_story_is_shown_whole():
    window = one(focused(SHORT, [3, 17]))
    assert (ids(window.focus), len(window.context)) == ([3, 17], 20)


def test_of_a_long_one_two_segments_on_either_side():
    window = one(focused(LONG, [1, 100, 102, 400]))
    assert ids(window.focus) == [1, 100, 102, 400]
    assert ids(window.context) == [1, 2, 3, 98, 99, 100, 101, 102, 103, 104, 398, 399, 400]


def test_nothing_to_judge_is_nothing_to_ask():
    for story in (SHORT, LONG):
        assert list(windows(focused(story, []))) == list(stretches(focused(story, []))) == []


def test_a_document_prompt_sees_the_stretches_that_hold_some_of_it():
    every = [ids(window.focus) for window in stretches(LONG)]
    some = [ids(window.focus) for window in stretches(focused(LONG, [5]))]
    assert some == [run for run in every if 5 in run]
    assert len(some) < len(every)


@given(st.sets(st.integers(1, 400)))
def test_everything_that_is_to_be_judged_is_asked_about_once(numbers):
    every = list(windows(focused(LONG, numbers)))
    assert [number for window in every for number in ids(window.focus)] == sorted(numbers)
    assert all({*ids(window.focus)} <= {*ids(window.context)} for window in every)


def test_without_a_focus_all_is_asked_about_as_ever():
    assert [ids(w.focus) for w in windows(LONG)] != []
    assert sum(len(w.focus) for w in windows(LONG)) == 400


def test_checks_read_everything_and_speak_of_what_is_to_be_judged():
    story = article("This is the the bread.", "This is the the milk and the water.", "Nobody came.")
    with Auditor(Settings(llm=False), {}) as auditor:
        whole, part, none = (auditor.audit(one) for one in (story, focused(story, [2]), focused(story, [])))
    assert [len(report.findings) for report in (whole, part, none)] == [len(whole.findings), 1, 0]
    assert len(whole.findings[0].spans) + len(whole.findings[1:]) == 2
    assert part.coverage.segments == 1
    assert coverage(focused(story, []), ()).segments == 0
