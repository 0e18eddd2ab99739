"""From decisions to edits: what stands, what contradicts, what is left."""

from dataclasses import replace

import pytest

from audit.apply.corrections import IN_THE_SOURCE, NOTHING_PROPOSED, combined, corrections
from audit.apply.edits import corrected
from audit.article import Article, Pair, Side, Span
from audit.domain import Category, Coverage, Finding, Report, Score, Severity, Signature, Usage, Weights
from audit.errors import UsageError
from tests import builders
from tests.apply.reviewing import added, review, said

TEXT = ["Pakmut is a city.", "He was fine was fine.", "Pakmut again, the the end."]
SIGNATURE = Signature("1", "none", {}, ("doubled",), Weights(), "s")


def finding(article: Article, quote: str, suggestion: str | None, *more: str, side: Side = Side.TARGET) -> Finding:
    """A finding at the first place of a quote, and at those after it for each further quote."""
    text, spans, at = article.document(side).text, [], 0
    for one in (quote, *more):
        at = text.index(one, at)
        spans.append(Span(at, at + len(one), side))
        at += len(one)
    return Finding(
        Category.OTHER, Severity.MAJOR, spans[0], "Wrong.", 0.9, ("doubled",), suggestion, repeats=tuple(spans[1:])
    )


def report(*findings: tuple[object, ...], source: list[str] | None = None, **more: object) -> Report:
    article = builders.article(TEXT, source=source)
    made = tuple(finding(article, *one, **more) for one in findings)
    return Report(article, made, (), Score(1, 0, 0, {}, {}), Coverage(3, 3), Usage(), SIGNATURE)


def text_after(made: Report, *actions: object) -> str:
    result = corrections(made, review(made, *actions))
    assert result.conflicts == ()
    return corrected(made.article.target.text, result.edits).strip()


CITY = ("Pakmut", "Bakhmut", "Pakmut")


def test_an_accepted_suggestion_applies_to_every_place_that_was_accepted():
    made = report(CITY)
    assert text_after(made, said(made, 0, "accept")) == (
        "Bakhmut is a city. He was fine was fine. Bakhmut again, the the end."
    )
    assert text_after(made, said(made, 0, "accept", places=[1])).startswith("Pakmut is a city. ")
    assert corrections(made, review(made, said(made, 0, "accept", places=[1]))).undecided == 1


def test_an_edit_is_the_reviewers_words_and_place():
    made = report(CITY)
    assert text_after(made, said(made, 0, "edit", "Bachmut", places=[0])).startswith("Bachmut is a city.")
    assert text_after(made, said(made, 0, "edit", "It", places=[0], start=0, end=9)).startswith("It a city.")
    assert text_after(made, said(made, 0, "edit", "", places=[0])).startswith("is a city.")


def test_the_last_of_several_decisions_counts_and_what_is_cleared_is_undecided():
    made = report(CITY)
    actions = said(made, 0, "reject"), said(made, 0, "accept"), said(made, 0, "clear", places=[0])
    assert text_after(made, *actions) == "Pakmut is a city. He was fine was fine. Bakhmut again, the the end."


def test_a_place_across_segments_is_one_edit():
    made = report(("city. He", "town: he"))
    assert len(said(made, 0, "accept")) == 2
    assert text_after(made, said(made, 0, "accept")).startswith("Pakmut is a town: he was fine")
    result = corrections(made, review(made, said(made, 0, "accept")[:1]))
    assert (result.edits, result.undecided) == ((), 1)
    torn = corrections(made, review(made, said(made, 0, "accept")[:1], said(made, 0, "reject")[1:]))
    assert [one.said for one in torn.conflicts] == [("ana decides differently on parts of it",)]


def test_what_a_reviewer_adds_is_written_too():
    made = report(CITY)
    assert text_after(made, added(made, "again", "once more")).endswith("Pakmut once more, the the end.")
    assert text_after(made, added(made, "city. He", "town: he")).startswith("Pakmut is a town: he was fine")


def test_what_has_no_suggestion_is_left_to_do():
    made = report(("the end", None))
    result = corrections(made, review(made, said(made, 0, "accept"), added(made, "again", None)))
    assert (result.edits, [one.reason for one in result.left]) == ((), [NOTHING_PROPOSED] * 2)
    proposed = corrections(made, review(made, said(made, 0, "edit", None)))
    assert [one.category for one in proposed.left] == [Category.OTHER]


def test_what_is_in_the_source_is_left_to_do():
    made = report(("Stadt", "city"), source=["Eine Stadt.", "Gut.", "Ende."], side=Side.SOURCE)
    result = corrections(made, review(made, said(made, 0, "accept")))
    assert (result.edits, [one.reason for one in result.left]) == ((), [IN_THE_SOURCE])


def test_what_a_review_says_of_a_source_needs_a_report_that_has_it():
    made = report(("Stadt", "city"), source=["Eine Stadt.", "Gut.", "Ende."], side=Side.SOURCE)
    own = review(made, said(made, 0, "accept"))
    alone = tuple(Pair(pair.target) for pair in made.article.pairs)
    bare = replace(made, article=replace(made.article, source=None, pairs=alone), findings=())
    with pytest.raises(UsageError, match="it decides on a source text, and this report has none"):
        combined([own], bare)


def test_rejected_places_are_told_with_reason_and_name():
    made = report(CITY)
    result = corrections(made, review(made, said(made, 0, "reject", places=[1], comment="a name")))
    assert [(one.span.start, one.reason, one.by) for one in result.rejected] == [(40, "a name", "ana")]


@pytest.mark.parametrize(
    ("ana", "ben", "conflict"),
    [
        (("accept",), ("accept",), None),
        (("accept",), ("edit", "Bakhmut"), None),
        (("accept",), ("reject",), ("ana: ‹Bakhmut›", "ben rejects it")),
        (("accept",), ("edit", "Bachmut"), ("ana: ‹Bakhmut›", "ben: ‹Bachmut›")),
        (("edit", ""), ("edit", None), ("ana: delete it", "ben accepts it and proposes nothing")),
        (("reject",), ("reject",), None),
    ],
)
def test_reviewers_who_disagree_are_a_conflict(ana, ben, conflict):
    made = report(CITY)
    both = review(made, said(made, 0, *ana, places=[0]), said(made, 0, *ben, by="ben", places=[0]))
    assert [one.said for one in corrections(made, both).conflicts] == ([conflict] if conflict else [])
    alone = corrections(made, combined([both], made, "ben"))
    assert alone.conflicts == ()


def test_who_proposes_nothing_of_a_finding_without_suggestion_contradicts_nobody():
    made = report(("the end", None))
    both = said(made, 0, "accept"), said(made, 0, "edit", "its end", by="ben")
    assert text_after(made, *both).endswith("the its end.")
    split = corrections(made, review(made, said(made, 0, "accept"), said(made, 0, "reject", by="ben")))
    assert [one.said for one in split.conflicts] == [("ana accepts it and proposes nothing", "ben rejects it")]


def test_edits_that_overlap_are_a_conflict_unless_they_are_the_same():
    made = report(("was fine was", "was"), ("fine was fine", "fine"))
    result = corrections(made, review(made, said(made, 0, "accept"), said(made, 1, "accept")))
    assert [one.said[:2] for one in result.conflicts] == [("ana: ‹was›", "ana: ‹fine›")]
    same = report(("the the", "the"))
    twice = review(same, said(same, 0, "accept"), added(same, "the the", "the"))
    assert corrections(same, twice).conflicts == ()
    assert len(corrections(same, twice).edits) == 1


def test_a_review_of_another_text_is_refused():
    made, other = report(CITY), report(CITY)
    changed = builders.article("Another text.")
    foreign = review(Report(changed, (), (), other.score, other.coverage, other.usage, SIGNATURE))
    with pytest.raises(UsageError, match="it is a review of another text: give the report"):
        combined([foreign], made)
    with pytest.raises(UsageError, match="nobody called 'eve' has reviewed this: there are ana"):
        combined([review(made, said(made, 0, "accept"))], made, "eve")


def test_several_files_are_read_in_the_order_of_time():
    made = report(CITY)
    late = review(made, [replace(one, at="2026-03-01T00:00:00+01:00") for one in said(made, 0, "reject")])
    early = review(made, said(made, 0, "accept"))
    assert corrections(made, combined([late, early], made)).edits == ()


def test_decisions_on_findings_that_this_report_lacks():
    made, other = report(), report(CITY)
    rejected = corrections(made, review(made, said(other, 0, "reject")))
    assert (rejected.rejected, rejected.unknown) == ((), 2)
    assert text_after(made, said(other, 0, "edit", "Bachmut")).startswith("Bachmut is a city.")
