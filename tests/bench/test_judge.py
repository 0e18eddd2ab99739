"""Findings in an article, as marks in the gold's segments: nothing moves, nothing gets lost."""

import pytest

from audit.article import Side, Span
from audit.bench.judge import judged, unjudged
from audit.domain import (
    Category,
    Coverage,
    Finding,
    Gap,
    Report,
    Score,
    Severity,
    Signature,
    Usage,
    Weights,
)
from audit.gold.annotation import GoldDocument, GoldSegment
from audit.measure.marks import Mark

# The article reads "One two. Three four.\n\nFive." : two segments of a paragraph, one of the next.
GOLD = GoldDocument(
    "d/mt",
    "d",
    "mt",
    "zh",
    "en",
    (
        GoldSegment("a", "One two.", "一二。", {}, 0),
        GoldSegment("b", "Three four.", "三四。", {}, 0),
        GoldSegment("c", "Five.", None, {}, 1),
    ),
)
ARTICLE = GOLD.article()


def finding(*spans: Span) -> Finding:
    first, *repeats = spans
    return Finding(Category.WRONG_TERM, Severity.MINOR, first, "Why.", 0.4, ("x", "y"), "words", tuple(repeats))


def report(*findings: Finding, gaps: tuple[Gap, ...] = ()) -> Report:
    signature = Signature("1", "m", {}, (), Weights(), "s")
    score = Score(0, 0, 0, {}, {})
    return Report(ARTICLE, findings, gaps, score, Coverage(3, 3), Usage(requests=2), signature, ("A note.",))


def test_the_article_is_as_the_table_below_takes_it():
    assert ARTICLE.target.text == "One two. Three four.\n\nFive."


PLACES = {
    "words of the first segment": ((4, 7), [("a", 4, 7)]),
    "words of the second": ((9, 14), [("b", 0, 5)]),
    "all of the last": ((22, 27), [("c", 0, 5)]),
    "across two segments": ((4, 14), [("a", 4, 8), ("b", 0, 5)]),
    "across all": ((0, 27), [("a", 0, 8), ("b", 0, 11), ("c", 0, 5)]),
    "empty, inside": ((12, 12), [("b", 3, 3)]),
    "empty, at the end of one": ((8, 8), [("a", 8, 8)]),
    "empty, before the first letter": ((0, 0), [("a", 0, 0)]),
    "the blank between two": ((8, 9), []),
}


@pytest.mark.parametrize(("place", "marks"), PLACES.values(), ids=PLACES)
def test_where_a_finding_lies_in_the_gold(place, marks):
    found = judged(GOLD, report(finding(Span(*place))))
    assert [(mark.segment, mark.start, mark.end) for mark in found.marks] == marks
    assert found.unplaced == (not marks)


def test_a_mark_says_what_the_finding_said():
    [mark] = judged(GOLD, report(finding(Span(4, 7)))).marks
    assert mark == Mark("a", 4, 7, Severity.MINOR, Category.WRONG_TERM, 0.4, ("x", "y"), "Why.", "words")


def test_a_finding_counts_at_each_of_its_places():
    found = judged(GOLD, report(finding(Span(4, 7), Span(22, 26))))
    assert [(mark.segment, mark.start) for mark in found.marks] == [("a", 4), ("c", 0)]


def test_what_lies_in_the_source_is_counted_apart():
    found = judged(GOLD, report(finding(Span(0, 2, Side.SOURCE)), finding(Span(0, 3))))
    assert (len(found.marks), found.unplaced) == (1, 1)


def test_gaps_have_the_names_of_the_gold_and_all_their_reasons():
    gaps = (Gap("x", ("s1", "s3"), "timed out"), Gap("y", ("s3",), "refused"), Gap("x", ("s3",), "timed out"))
    found = judged(GOLD, report(gaps=gaps))
    assert found.gaps == {"a": "x: timed out", "c": "x: timed out; y: refused"}
    assert not found.uncached
    assert judged(GOLD, report(gaps=(Gap("x", ("s1",), "not in the cache", uncached=True),))).uncached


def test_what_it_cost_and_what_it_said_is_kept():
    found = judged(GOLD, report())
    assert (found.usage.requests, found.notes) == (2, ("A note.",))


def test_a_document_nobody_was_asked_about_is_all_gaps():
    assert unjudged(GOLD, "no time").gaps == {"a": "no time", "b": "no time", "c": "no time"}
