"""Suggestions, tried in the article."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.article import Article, Pair, Side, Span, Unit
from audit.corrected import tried
from audit.domain import Category, Claim, Finding, Severity
from tests.builders import article


def doubled(story: Article) -> Iterator[Claim]:
    """A check that objects to a word said twice."""
    for segment in story.segments:
        for found in re.finditer(r"\b(\w+) \1\b", segment.text):
            start = segment.span.start + found.start()
            span = Span(start, start + len(found[0]))
            assert span.of(story.target.text) == found[0], "a segment is not where it says"
            yield Claim("doubled", Category.REPETITION, Severity.MINOR, span, "Said twice.", 0.9, found[1])


def finding(story: Article, quote: str, suggestion: str | None, detector: str = "model", sure: float = 0.5) -> Finding:
    at = story.target.text.index(quote)
    span = Span(at, at + len(quote))
    return Finding(Category.OTHER, Severity.MAJOR, span, "Wrong.", sure, (detector,), suggestion)


def suggestions(story: Article, *findings: Finding) -> tuple[list[str | None], int]:
    """What is left of the suggestions, and how many notes there are."""
    found, notes = tried(story, findings, list(doubled(story)), [doubled])
    return [one.suggestion for one in found], len(notes)


STORY = article(["The man ran ran home.", "He was glad."], "It rained all day.")

# Quote, suggestion, detector -> is the suggestion still there?
TRIED = {
    "an innocent one": ("man", "boy", "model", True),
    "it mends what a check found": ("ran ran", "ran", "doubled", True),
    "it does not mend it": ("ran ran", "ran ran fast", "doubled", False),
    "it breaks something else": ("glad", "was was sad", "model", False),
    "it doubles a word beside it": ("glad", "was", "model", False),
    "it stands where another check objects anyway": ("ran home", "ran back", "model", True),
    "it deletes": (" all day", "", "model", True),
    "nothing is suggested": ("man", None, "model", False),
}


@pytest.mark.parametrize(("quote", "suggestion", "detector", "stands"), TRIED.values(), ids=TRIED)
def test_a_suggestion_that_a_check_objects_to_is_left_out(
    quote: str, suggestion: str | None, detector: str, stands: bool
) -> None:
    kept, notes = suggestions(STORY, finding(STORY, quote, suggestion, detector))
    assert kept == [suggestion if stands else None]
    assert notes == (not stands and suggestion is not None)


def test_suggestions_are_tried_together_in_their_places() -> None:
    findings = [
        finding(STORY, "The man", "Two very old men"),
        finding(STORY, "glad", "was"),
        finding(STORY, "rained", ""),
    ]
    assert suggestions(STORY, *findings) == (["Two very old men", None, ""], 1)


def test_of_two_that_overlap_the_surest_is_tried() -> None:
    sure, unsure = finding(STORY, "glad", "was", sure=0.9), finding(STORY, "was glad", "felt well", sure=0.2)
    assert suggestions(STORY, unsure, sure) == (["felt well", None], 1)


@pytest.mark.parametrize("place", ["He", "glad."])
def test_what_is_put_in_at_the_edge_of_a_segment_belongs_to_it(place: str) -> None:
    at = STORY.target.text.index(place) + (len(place) if place == "glad." else 0)
    one = Finding(Category.OMISSION, Severity.MAJOR, Span(at, at), "Missing.", 0.5, ("model",), " so so ")
    assert suggestions(STORY, one) == ([None], 1)


def test_words_of_the_source_are_left_alone() -> None:
    story = article("One.", source=["一。"])
    one = Finding(Category.OTHER, Severity.MAJOR, Span(0, 1, Side.SOURCE), "Wrong.", 0.5, ("model",), "二")
    assert suggestions(story, one) == (["二"], 0)


def test_the_source_stays_beside_its_translation() -> None:
    story = article("One one.", "Two.", source=["一。", "二。"])
    seen: list[Article] = []
    tried(story, [finding(story, "One one", "One")], [], [lambda new: seen.append(new) or ()])
    assert [(pair.target.text, pair.source.text) for pair in seen[0].pairs if pair.source] == [
        ("One.", "一。"),
        ("Two.", "二。"),
    ]


def strings(*texts: str) -> Article:
    """A catalogue; the first two are forms of one string."""
    story = article(*texts, source=["多" for _ in texts])
    segments = tuple(
        replace(segment, key=str(max(1, number)), unit=Unit()) for number, segment in enumerate(story.segments)
    )
    pairs = tuple(Pair(segment, pair.source) for segment, pair in zip(segments, story.pairs, strict=True))
    return replace(story, target=replace(story.target, segments=segments), pairs=pairs)


SHOP = strings("One apple", "Many apples", "Buy it now", "Go go home", "Leave")


def at(story: Article, number: int, start: int, end: int, suggestion: str) -> Finding:
    """A suggestion for some characters of the nth string, from 0."""
    first = story.pairs[number].target.span.start
    span = Span(first + start, first + end)
    return Finding(Category.OTHER, Severity.MAJOR, span, "Wrong.", 0.5, ("model",), suggestion)


def test_of_a_catalogue_only_strings_with_suggestions_are_looked_at_with_all_their_forms() -> None:
    seen: list[Article] = []
    tried(SHOP, [at(SHOP, 1, 0, 4, "Some"), at(SHOP, 4, 0, 5, "Exit")], [], [lambda new: seen.append(new) or ()])
    [new] = seen
    assert [pair.target.text for pair in new.pairs] == ["One apple", "Some apples", "Exit"]
    assert [segment.span.of(new.target.text) for segment in new.segments] == ["One apple", "Some apples", "Exit"]
    assert len(new.source.segments) == 3


def alike(story: Article) -> Iterator[Claim]:
    """A check that compares strings: it objects to the last one of a file in which few are long."""
    if sum(len(segment.text) > 5 for segment in story.segments) < 2:
        yield Claim("alike", Category.OTHER, Severity.MINOR, story.pairs[-1].target.span, "Too short.", 0.9)


def test_a_check_that_knows_better_with_all_strings_is_asked_again_with_them() -> None:
    kept, notes = tried(SHOP, [at(SHOP, 4, 0, 5, "Exit")], [], [alike])
    assert (kept[0].suggestion, notes) == ("Exit", ())
    short = strings("a", "b", "c", "Leave")
    assert tried(short, [at(short, 3, 0, 5, "Exit")], [], [alike])[0][0].suggestion is None


def test_a_suggestion_that_is_not_within_one_string_is_tried_in_all_of_them() -> None:
    span = Span(SHOP.pairs[2].target.span.end - 3, SHOP.pairs[3].target.span.start + 2)
    one = Finding(Category.OTHER, Severity.MAJOR, span, "Wrong.", 0.5, ("model",), "it it")
    seen: list[int] = []
    tried(SHOP, [one], [], [lambda new: seen.append(len(new.pairs)) or ()])
    assert set(seen) == {5}


WORDS = st.lists(st.sampled_from(["a", "a a", "b", "", " "]), min_size=1, max_size=6).map(tuple)
EDITS = st.lists(
    st.tuples(
        st.integers(0, 5),
        st.integers(0, 3),
        st.integers(0, 3),
        st.sampled_from(["a", "", "a a", " b ", "bbb b"]),
        st.sampled_from([0.1, 0.5, 0.9]),
    ),
    max_size=6,
)


@given(WORDS, EDITS)
def test_what_a_catalogue_says_is_what_prose_says_of_the_same_strings(texts: tuple[str, ...], edits: list) -> None:
    story = strings(*texts)
    findings = []
    for number, start, length, words, sure in edits:
        if number < len(texts) and start + length <= len(texts[number]):
            findings.append(replace(at(story, number, start, start + length, words), confidence=sure))
    prose = replace(story, pairs=tuple(replace(p, target=replace(p.target, unit=None)) for p in story.pairs))
    assert not prose.is_catalogue
    claims = list(doubled(story))
    assert tried(story, findings, claims, [doubled]) == tried(prose, findings, claims, [doubled])
