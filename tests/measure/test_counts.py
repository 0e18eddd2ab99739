"""What is counted, by hand; that counts add up; and raters among themselves."""

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings

from audit.article import Side
from audit.domain import Category, Severity
from audit.errors import InputError
from audit.measure.counts import Counts, counted, raters_counted, total
from audit.measure.raters import against_others, one_rater, rater_names
from tests.measure.builders import FINDINGS, STORY, documents, error, gold, judged, mark, marks

# Against ann and bob, added. "The cat sat.": 3 + 3 characters are marked, ann marks 3, bob 7.
ALL = {
    "characters.marked": 2 * 6 + 2 * 2,
    "characters.gold": 3 + 7 + 3,
    "characters.both": 3 + 6,
    "characters.agreed": 3 * 0.5 + 3 * 1 + 3 * 0.5,
    "findings.marked": 2 * 3,
    "findings.right": 1 + 2,
    "errors.gold": 3,
    "errors.found": 2,
    "clean.segments": 1,  # the second
    "clean.flagged": 1,
    "clean_to_others.segments": 3,  # the second to each, the third to ann
    "clean_to_others.flagged": 2,
    "segments.both": 2,
    "segments.finding": 2,
    "segments.rater": 1,
    "segments.neither": 1,
}
MAJOR = {
    "characters.marked": 2 * 3,
    "characters.gold": 3,
    "findings.marked": 2,
    "errors.gold": 1,
    "clean.segments": 2,
    "clean_to_others.segments": 5,  # all but the first to ann
    "clean_to_others.flagged": 1,
    "segments.both": 1,
    "segments.finding": 1,
    "segments.neither": 4,
}
KINDS = {
    "severity.minor.findings": 4,
    "severity.minor.right": 2,
    "severity.minor.errors": 2,
    "severity.minor.found": 1,
    "severity.major.findings": 2,
    "severity.major.right": 1,
    "severity.major.errors": 1,
    "severity.major.found": 1,
    "category.accuracy/mistranslation.findings": 2,
    "category.accuracy/mistranslation.right": 2,
    "category.fluency/grammar.findings": 4,
    "category.fluency/grammar.right": 1,
    "family.accuracy.findings": 2,
    "family.accuracy.right": 2,
    "family.accuracy.errors": 1,
    "family.accuracy.found": 1,
    "family.fluency.findings": 4,
    "family.fluency.right": 1,
    "family.fluency.errors": 1,
    "family.fluency.found": 1,
    "family.style.errors": 1,
}
ONCE = {"segments": 3, "words": 9, "findings": 3}


def test_a_story_is_counted_against_each_rater() -> None:
    named = {f"all.{name}": n for name, n in ALL.items()} | {f"major.{name}": n for name, n in MAJOR.items()}
    assert counted(STORY, FINDINGS).numbers == named | KINDS | ONCE


def test_raters_are_counted_against_each_other() -> None:
    counts = raters_counted(STORY)
    found = {name.removeprefix("all."): n for name, n in counts.numbers.items() if name.startswith("all.")}
    assert found == {
        "characters.marked": 3 + 10,
        "characters.gold": 10 + 3,
        "characters.both": 3 + 3,
        "characters.agreed": 1.5 + 1.5,
        "findings.marked": 1 + 2,
        "findings.right": 1 + 1,
        "errors.gold": 2 + 1,
        "errors.found": 1 + 1,
        "clean.segments": 1 + 2,
        "clean.flagged": 1,  # by bob, the third
        "clean_to_others.segments": 1 + 2,
        "clean_to_others.flagged": 1,
        "segments.both": 2,
        "segments.finding": 1,
        "segments.rater": 1,
        "segments.neither": 2,
    }
    assert (counts["words"], counts["findings"], counts["segments"]) == (18, 3, 6)


def test_a_segment_is_clean_to_a_rater_where_none_of_the_others_marks_it() -> None:
    document = gold(("one two", {"ann": [error(0, 3)], "bob": [], "cay": []}))
    counts = raters_counted(document)
    assert (counts["all.clean.segments"], counts["all.clean.flagged"]) == (1, 1)
    counts = counted(document, [mark("1", 4, 7)])
    assert (counts["all.clean.segments"], counts["all.clean_to_others.segments"]) == (0, 1)
    assert counts["all.clean_to_others.flagged"] == 1


def test_a_rater_without_an_entry_has_not_judged() -> None:
    document = gold(("one", {"ann": []}), ("two", {"ann": [], "bob": [error(0, 3)]}))
    counts = counted(document, [mark("1", 0, 3)])
    assert counts["all.findings.marked"] == 1
    assert sum(counts[f"all.segments.{who}"] for who in ("both", "finding", "rater", "neither")) == 3
    assert [part.id for part in against_others(document, "bob").segments] == ["2"]
    assert counted(document, [])["all.clean_to_others.segments"] == 1  # the second, with bob left out


def test_segments_that_nobody_judged_count_for_density_only() -> None:
    counts = counted(gold(("one two", {})), [mark("1", 0, 3)])
    assert counts.numbers == {"words": 2, "findings": 1, "unjudged": 1}


def test_of_a_single_rater_only_the_density_remains() -> None:
    counts = raters_counted(gold(("one two", {"ann": [error(0, 3)]})))
    assert counts.numbers == {"words": 2, "findings": 1, "unjudged": 1}


def test_errors_in_the_source_are_told_and_otherwise_do_not_count() -> None:
    counts = counted(gold(("one two", {"ann": [error(0, 3, side=Side.SOURCE)]})), [mark("1", 0, 3)])
    assert counts["source_errors"] == 1
    assert (counts["all.errors.gold"], counts["all.findings.right"], counts["all.clean.flagged"]) == (0, 0, 1)


def test_a_suspicion_counts_but_is_not_major() -> None:
    document = gold(("one two", {"ann": [error(0, 3)]}))
    counts = counted(document, [mark("1", 0, 3, "neutral", Category.SUSPICIOUS)])
    assert (counts["all.findings.right"], counts["all.characters.agreed"]) == (1, 1.5)
    assert counts["major.findings.marked"] == 0


def test_an_empty_error_is_found_though_it_has_no_characters() -> None:
    counts = counted(gold(("one two", {"ann": [error(4, 4)]})), [mark("1", 4, 7)])
    assert (counts["all.errors.found"], counts["all.findings.right"], counts["all.characters.gold"]) == (1, 1, 0)


def test_a_finding_in_no_segment_is_an_error() -> None:
    with pytest.raises(InputError, match="segment 4"):
        counted(STORY, [mark("4", 0, 1)])


def test_one_rater_as_findings() -> None:
    assert rater_names(STORY) == ("ann", "bob")
    assert [(one.segment, one.start, one.end, one.category) for one in one_rater(STORY, "bob")] == [
        ("1", 4, 11, Category.GRAMMAR),
        ("3", 3, 6, Category.AWKWARD),
    ]
    assert {one.severity for one in one_rater(STORY, "bob")} == {Severity.MINOR}
    assert [dict(part.raters) for part in against_others(STORY, "bob").segments][1:] == [{"ann": ()}, {"ann": ()}]


def test_counts_travel_as_json() -> None:
    counts = counted(STORY, FINDINGS)
    assert Counts(json.loads(json.dumps(counts.numbers))) == counts


# -- any document ------------------------------------------------------------------------------------------------


@settings(deadline=None)
@given(judged(marks), judged(marks))
def test_counts_of_two_documents_are_added(one, other) -> None:
    assert counted(*one) + counted(*other) == total([counted(*other), counted(*one)])
    shifted = [replace(part, id=f"x{part.id}") for part in other[0].segments]
    both = replace(one[0], segments=(*one[0].segments, *shifted))
    moved = [replace(finding, segment=f"x{finding.segment}") for finding in other[1]]
    assert counted(both, [*one[1], *moved]) == counted(*one) + counted(*other)
    assert raters_counted(both) == raters_counted(one[0]) + raters_counted(other[0])


@settings(deadline=None)
@given(judged(marks))
def test_the_order_of_findings_does_not_matter(one) -> None:
    assert counted(one[0], one[1][::-1]) == counted(*one)


@settings(deadline=None)
@given(documents())
def test_between_two_raters_what_one_misses_is_what_the_other_marks_alone(document) -> None:
    counts = raters_counted(document)
    for track in ("all", "major"):
        assert counts[f"{track}.characters.marked"] == counts[f"{track}.characters.gold"]
        assert counts[f"{track}.findings.marked"] == counts[f"{track}.errors.gold"]
        assert counts[f"{track}.findings.right"] == counts[f"{track}.errors.found"]
        assert counts[f"{track}.segments.finding"] == counts[f"{track}.segments.rater"]


APART = [
    ("family", "findings", "findings.marked"),
    ("family", "right", "findings.right"),
    ("family", "errors", "errors.gold"),
    ("family", "found", "errors.found"),
    ("severity", "findings", "findings.marked"),
    ("severity", "right", "findings.right"),
    ("severity", "errors", "errors.gold"),
    ("severity", "found", "errors.found"),
    ("category", "findings", "findings.marked"),
    ("category", "right", "findings.right"),
]


@settings(deadline=None)
@given(judged(marks))
def test_kinds_are_all_there_is_counted_apart(one) -> None:
    counts = counted(*one)
    for kind, name, whole in APART:
        parts = (n for key, n in counts.numbers.items() if key.startswith(f"{kind}.") and key.endswith(f".{name}"))
        assert sum(parts) == counts[f"all.{whole}"]
