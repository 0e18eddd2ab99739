"""Fingerprints: what they stay the same through, and what changes them."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.article import Side, Span
from audit.domain import Category, Finding, Severity
from audit.gate.identity import Spot, spots
from audit.intake import read_article
from tests.builders import article
from tests.gate.catalogues import write

CHECKS = frozenset({"doubled", "empty"})
STRING = ("Bread and milk", "Brot und und Milch")


def finding(span: Span, *repeats: Span, detector: str = "doubled", **more: object) -> Finding:
    fields = {"category": Category.REPETITION, "severity": Severity.MINOR, "explanation": "Twice.", "confidence": 0.9}
    return Finding(span=span, repeats=repeats, detectors=(detector,), **{**fields, **more})


def spot(path: str = "de.po", quote: str = "und und", nth: int = 0, **more: object) -> Spot:
    """The nth place of a quote in a file."""
    read = read_article(path)
    at = -1
    for _ in range(nth + 1):
        at = read.target.text.index(quote, at + 1)
    [found] = spots(read, (finding(Span(at, at + len(quote)), **more),), CHECKS)
    return found


def test_a_finding_is_known_again_wherever_its_unit_stands():
    write("de.po", STRING)
    before = spot()
    write("de.po", ("New", "Neu"), ("Newer", "Neuer"), (*STRING, "a comment"))
    assert spot().fingerprint == before.fingerprint
    assert len(before.fingerprint) == 16
    assert before.fingerprint == "".join(c for c in before.fingerprint if c in "0123456789abcdef")


def test_a_models_words_and_category_are_no_part_of_it():
    write("de.po", STRING)
    one = spot(detector="window-source", category=Category.REPETITION, explanation="It is said twice.")
    other = spot(detector="strings-source", category=Category.GRAMMAR, explanation="A word too many.", confidence=0.4)
    assert one.rules != other.rules
    assert one.fingerprint == other.fingerprint
    assert one.fingerprint != spot().fingerprint


@pytest.mark.parametrize(
    ("path", "string"),
    [
        ("fr.po", STRING),
        ("de.po", ("Bread, milk", STRING[1])),
        ("de.po", (STRING[0], "Brot und und Butter")),
    ],
    ids=["file", "source and key", "translation"],
)
def test_what_it_is_made_of_changes_it(path, string):
    write("de.po", STRING)
    before = spot()
    write(path, string)
    assert spot(path).fingerprint != before.fingerprint


def test_the_same_words_in_one_unit_are_counted():
    write("de.po", ("a", "und und so und und"))
    read = read_article("de.po")
    places = [Span(0, 7), Span(11, 18)]
    together = [one.fingerprint for one in spots(read, (finding(*places),), CHECKS)]
    apart = [one.fingerprint for one in spots(read, tuple(map(finding, reversed(places))), CHECKS)]
    assert together == apart
    assert len(set(together)) == 2


@given(st.lists(st.sampled_from(["und und", "der der", ""]), max_size=12))
def test_no_two_places_have_the_same(words):
    text = ["x" + word for word in words] or ["x"]
    story = article(*text)
    found = tuple(finding(segment.span) for segment in story.segments)
    prints = [one.fingerprint for one in spots(story, (*found, *found), CHECKS)]
    assert len(prints) == len(set(prints)) == 2 * len(text)


def test_a_unit_that_nothing_translates_is_known_by_its_key():
    Path("en.properties").write_text("a=Bread\nb=Milk\n", encoding="utf-8")
    Path("de.properties").write_text("a=Brot\n", encoding="utf-8")
    read = read_article("de.properties", "en.properties")
    milk = read.source.segments[1]
    [missing] = spots(read, (finding(milk.span, detector="empty"),), CHECKS)
    assert (missing.segment, missing.source, missing.identity.unit) == (None, milk, "b")
    [there] = spots(read, (finding(read.source.segments[0].span),), CHECKS)
    assert (there.segment, there.identity.unit) == (read.pairs[0].target, "a")


def test_in_prose_what_is_left_out_stands_with_the_sentence_before_it():
    story = article("One.", "Three.", source=["Eins.", "Drei."])
    span = Span(2, 4, Side.SOURCE)
    [one] = spots(story, (finding(span),), CHECKS)
    assert (one.segment.text, one.source.text) == ("One.", "Eins.")


def test_an_article_of_nothing_has_no_places():
    assert list(spots(replace(article("One."), pairs=()), (), CHECKS)) == []
