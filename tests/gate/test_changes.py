"""Which segments have changed, told by what they say and not by where they stand."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit.article import Focus, Side, Span
from audit.gate.changes import Since, changed, focused
from audit.intake import read_article
from audit.project.siblings import Target
from tests.builders import article
from tests.gate.catalogues import po, write

STRINGS = [(f"Word {number}", f"Wort {number}") for number in range(8)]


def units(*entries: tuple[str, str]):
    return read_article(str(write("de.po", *entries)))


def changes(before, after) -> list[str]:
    """The texts of the segments of `after` that are to be judged."""
    focus = changed(after, before)
    return [segment.text for segment in after.segments if segment.id in focus.target]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=25)
@given(st.permutations(STRINGS))
def test_order_means_nothing(order):
    before = units(*STRINGS)
    assert changes(before, units(*order)) == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=25)
@given(st.sets(st.integers(0, 7)), st.permutations(STRINGS))
def test_exactly_what_was_edited_is_found(edited, order):
    before = units(*STRINGS)
    strings = [(source, f"{text}!" if int(source.split()[1]) in edited else text) for source, text in order]
    assert set(changes(before, units(*strings))) == {f"Wort {number}!" for number in edited}


@pytest.mark.parametrize(
    ("before", "after", "new"),
    [
        (["One.", "Two."], ["Two.", "One."], []),
        (["One.", "Two."], ["One.", "Two.", "Two."], ["Two."]),
        (["One  two."], ["One\ntwo."], []),
        (["One."], ["One!"], ["One!"]),
        (["One.", "Two."], ["One."], []),
        ([], ["One."], ["One."]),
    ],
)
def test_sentences_are_counted_by_their_words(before, after, new):
    assert changes(article(*before), article(*after)) == new


def test_another_source_is_a_change():
    before = article("One.", "Two.", source=["Eins.", "Zwei."])
    assert changes(before, article("One.", "Two.", source=["Eins.", "Drei."])) == ["Two."]
    assert changes(before, article("One.", "Two.")) == ["One.", "Two."]


def test_the_sources_of_what_changed_are_to_be_judged_too():
    before = article("One.", "Two.", source=["Eins.", "Zwei."])
    after = article("One.", "Two!", source=["Eins.", "Zwei."])
    assert changed(after, before) == Focus(frozenset({"s2"}), frozenset({"s2"}))


def test_a_span_is_judged_with_the_segment_it_lies_in():
    story = article("One.", "Two.", source=["Eins.", "Zwei."])
    after = type(story)(story.target, story.pairs, story.source, focus=Focus(frozenset({"s2"}), frozenset({"s1"})))
    told = [after.judges(Span(start, start + 1, side)) for side in (Side.TARGET, Side.SOURCE) for start in (0, 6, 7)]
    assert told == [False, True, True, True, True, False]


def test_a_file_that_nobody_touched_is_not_even_compared():
    path = write("de.po", *STRINGS)

    def content(_: Path) -> bytes:
        raise AssertionError("asked")

    read = focused(read_article("de.po"), Target(path), Since(frozenset(), content))
    assert read.focus == Focus(frozenset())
    assert list(read.judged) == []
    assert read.is_seen_only


@pytest.mark.parametrize("old", [None, b'msgid "open\n', b""])
def test_what_cannot_be_compared_is_judged_whole(old):
    path = write("de.po", *STRINGS)
    before = Since(frozenset({path.resolve()}), lambda _: old)
    read = focused(read_article("de.po"), Target(path), before)
    assert [segment.text for segment in read.judged] == [text for _, text in STRINGS]


def test_a_source_that_was_not_there_makes_everything_new():
    target = write("de.txt", *STRINGS)
    target.write_text("Ein Satz über Brot.\n", encoding="utf-8")
    Path("en.txt").write_text("A sentence about bread.\n", encoding="utf-8")
    held = {"de.txt": target.read_bytes(), "en.txt": None}
    before = Since(frozenset({Path("en.txt").resolve()}), lambda path: held[path.name])
    read = read_article("de.txt", "en.txt")
    assert focused(read, Target(target, Path("en.txt")), before).focus is None


def test_the_old_file_is_read_by_the_ending_of_its_name():
    path = write("de.po", *STRINGS, ("New", "Neu"))
    before = Since(frozenset({path.resolve()}), lambda _: po(*STRINGS).encode())
    read = focused(read_article("de.po"), Target(path), before)
    assert [segment.text for segment in read.judged] == ["Neu"]
