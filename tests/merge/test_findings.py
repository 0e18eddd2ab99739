"""Which claims become one finding. The article is one line; claims are made by quoting it."""

import random
import time
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.article import Article, Side, Span
from audit.domain import Category, Claim, Finding, Severity
from audit.merge.findings import merge
from tests.builders import article, claim

STORY = article(
    "The central bank has cut its main rate to 3.5% and the bank said the euro zone was weak.",
    source=["央行将主要利率降至3.5%。"],
)
C, S = Category, Severity


def merged(*claims: Claim, story: Article = STORY) -> tuple[Finding, ...]:
    return merge(story, claims)


def quotes(findings: Sequence[Finding], story: Article = STORY) -> list[str]:
    return [story.quote(finding.span) for finding in findings]


# -- votes -------------------------------------------------------------------------------------------------------

VOTES = {
    "one claim": ([("a", 0.6)], 0.6),
    "one sure claim": ([("a", 1.0)], 1.0),
    "two detectors": ([("a", 0.6), ("b", 0.5)], 1 - 0.4 * 0.5),
    "three detectors": ([("a", 0.5), ("b", 0.5), ("c", 0.2)], 1 - 0.5 * 0.5 * 0.8),
    "one detector twice votes once": ([("a", 0.6), ("a", 0.5)], 0.6),
    "its surest claim counts": ([("a", 0.1), ("b", 0.5), ("a", 0.6)], 1 - 0.4 * 0.5),
    "several are never quite certain": ([("a", 1.0), ("b", 0.9)], 0.99),
    "no confidence at all": ([("a", 0.0), ("b", 0.0)], 0.0),
}


@pytest.mark.parametrize(("votes", "confidence"), VOTES.values(), ids=VOTES)
def test_votes_make_confidence(votes: list[tuple[str, float]], confidence: float) -> None:
    (finding,) = merged(*(claim(STORY, "central bank", detector=name, confidence=value) for name, value in votes))
    assert finding.confidence == pytest.approx(confidence)
    assert finding.detectors == tuple(sorted({name for name, _ in votes}))


def test_the_surest_claim_leads() -> None:
    (finding,) = merged(
        claim(STORY, "main rate", C.OTHER, severity=S.CRITICAL, confidence=0.5, explanation="Mild doubt."),
        claim(STORY, "rate", C.WRONG_TERM, severity=S.MINOR, confidence=0.7, explanation="Not the term.", detector="b"),
    )
    assert (quotes([finding]), finding.category, finding.severity) == (["rate"], C.WRONG_TERM, S.MINOR)
    assert finding.explanation == "Not the term."


def test_of_equally_sure_claims_the_gravest_leads() -> None:
    (finding,) = merged(claim(STORY, "cut", severity=S.MINOR), claim(STORY, "cut", severity=S.CRITICAL, detector="b"))
    assert finding.severity is S.CRITICAL


SUGGESTIONS = {
    "the lead's own": ("raised", "cut", "lowered", "raised"),
    "to delete is a suggestion": ("", "cut", "lowered", ""),
    "another's for the same words": (None, "cut", "lowered", "lowered"),
    "not one for other words": (None, "cut its", "lowered its", None),
}


@pytest.mark.parametrize(("own", "quote", "other", "suggestion"), SUGGESTIONS.values(), ids=SUGGESTIONS)
def test_which_suggestion_is_kept(own: str | None, quote: str, other: str, suggestion: str | None) -> None:
    (finding,) = merged(
        claim(STORY, "cut", suggestion=own, confidence=0.9), claim(STORY, quote, suggestion=other, detector="b")
    )
    assert finding.suggestion == suggestion


# -- one finding or two ------------------------------------------------------------------------------------------

# Two claims, the surer first, and the findings they make.
TOGETHER = {
    "same words": ("central bank", C.OTHER, "central bank", C.GRAMMAR, ["central bank"]),
    "part of it": ("central bank", C.OTHER, "bank", C.OTHER, ["central bank"]),
    "half of it": ("main rate", C.OTHER, "its main", C.OTHER, ["main rate"]),
    "less than half": ("its main rate", C.OTHER, "rate to 3.5%", C.OTHER, ["its main rate", "rate to 3.5%"]),
    "side by side": ("central ", C.OTHER, "bank", C.OTHER, ["central ", "bank"]),
    "apart": ("central", C.OTHER, "rate", C.OTHER, ["central", "rate"]),
    "four times as long": ("cut its main rate to", C.OTHER, "main ", C.OTHER, ["cut its main rate to"]),
    "longer than that": ("cut its main rate to ", C.OTHER, "main ", C.OTHER, ["cut its main rate to ", "main "]),
    "boilerplate takes in what is in it": (
        STORY.target.text[:88], C.BOILERPLATE, "cut", C.OTHER, [STORY.target.text[:88]],
    ),
    "so does an untranslated line": (STORY.target.text[:88], C.UNTRANSLATED, "cut", C.OTHER, [STORY.target.text[:88]]),
    "a surer word does not take in boilerplate": (
        "cut", C.OTHER, STORY.target.text[:88], C.BOILERPLATE, [STORY.target.text[:88], "cut"],
    ),
    "a suspicion joins an error of any length": (
        STORY.target.text[:88], C.OTHER, "cut", C.SUSPICIOUS, [STORY.target.text[:88]],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("one", "as_one", "other", "as_other", "found"), TOGETHER.values(), ids=TOGETHER)
def test_what_is_one_finding(one: str, as_one: Category, other: str, as_other: Category, found: list[str]) -> None:
    sure = claim(STORY, one, as_one, confidence=0.9)
    unsure = claim(STORY, other, as_other, confidence=0.4, detector="b")
    assert quotes(merged(sure, unsure)) == quotes(merged(unsure, sure)) == found


def test_a_suspicion_never_leads_an_error() -> None:
    (finding,) = merged(
        claim(STORY, "main rate", C.SUSPICIOUS, severity=S.NEUTRAL, confidence=0.9, detector="surprise"),
        claim(STORY, "rate", C.WRONG_TERM, severity=S.MINOR, confidence=0.2),
    )
    assert (finding.category, finding.severity, finding.detectors) == (C.WRONG_TERM, S.MINOR, ("a", "surprise"))


def test_a_suspicion_alone_is_a_finding() -> None:
    (finding,) = merged(claim(STORY, "rate", C.SUSPICIOUS, severity=S.NEUTRAL))
    assert finding.category is C.SUSPICIOUS


def test_the_same_offsets_on_both_sides_are_two_places() -> None:
    in_source = claim(STORY, "央行", C.OMISSION, side=Side.SOURCE)
    in_target = claim(STORY, "Th", C.OTHER)
    assert (in_source.span.start, in_source.span.end) == (in_target.span.start, in_target.span.end)
    assert quotes(merged(in_source, in_target)) == ["央行", "Th"]


def missing(at: int, **more: object) -> Claim:
    """Something is missing at an offset."""
    return Claim("a", C.OMISSION, S.MAJOR, Span(at, at), "Missing.", 0.5, **more)


def test_what_is_missing_at_one_place_is_one_finding() -> None:
    (finding,) = merged(missing(4), Claim("b", C.OMISSION, S.MAJOR, Span(4, 4), "Missing.", 0.5))
    assert (len(finding.span), finding.detectors) == (0, ("a", "b"))


def test_what_is_missing_at_two_places_is_not_a_repeat() -> None:
    assert [finding.repeats for finding in merged(missing(4, suggestion="x"), missing(12, suggestion="x"))] == [(), ()]


def test_what_is_missing_inside_wrong_words_stays_apart() -> None:
    assert len(merged(claim(STORY, "central bank"), missing(6))) == 2


@pytest.mark.parametrize("shift", [0, 100, 200, 240, 245, 250, 255, 260, 300])
def test_the_place_in_the_text_does_not_decide_who_agrees(shift: int) -> None:
    """The unsure claim overlaps both others; it joins the surer one wherever the article begins."""
    story = article("x" * shift + "abcdefghijklmnop")
    first = claim(story, "abcdef", confidence=0.7)
    surest = claim(story, "ijklmnop", confidence=0.9, detector="b")
    both = claim(story, "cdefghijklmn", confidence=0.5, detector="c")
    assert [finding.detectors for finding in merged(first, surest, both, story=story)] == [("a",), ("b", "c")]


# -- repeats -----------------------------------------------------------------------------------------------------

TWICE = article("The bank fell.", "A Bank rose.", source=["bank", "x"])

# Category and suggestion of a claim about the first "bank" and of one about the second.
REPEATS = {
    "a misspelt word": ((C.SPELLING, None), (C.SPELLING, None), 1),
    "a wrong term with two corrections": ((C.WRONG_TERM, "shore"), (C.WRONG_TERM, "bench"), 1),
    "an inconsistent term": ((C.INCONSISTENT_TERM, None), (C.INCONSISTENT_TERM, "shore"), 1),
    "wrong encoding": ((C.ENCODING, None), (C.ENCODING, None), 1),
    "boilerplate": ((C.BOILERPLATE, ""), (C.BOILERPLATE, ""), 1),
    "a mistranslation with one correction": ((C.MISTRANSLATION, "shore"), (C.MISTRANSLATION, "shore"), 1),
    "a mistranslation with two": ((C.MISTRANSLATION, "shore"), (C.MISTRANSLATION, "bench"), 2),
    "a mistranslation with none": ((C.MISTRANSLATION, None), (C.MISTRANSLATION, None), 2),
    "another category": ((C.SPELLING, "shore"), (C.WRONG_TERM, "shore"), 2),
}


@pytest.mark.parametrize(("one", "other", "count"), REPEATS.values(), ids=REPEATS)
def test_what_is_the_same_error_again(
    one: tuple[Category, str | None], other: tuple[Category, str | None], count: int
) -> None:
    first = claim(TWICE, "bank", one[0], suggestion=one[1])
    second = claim(TWICE, "Bank", other[0], suggestion=other[1])
    found = merged(second, first, story=TWICE)
    assert len(found) == count
    assert quotes([found[0]], TWICE) == ["bank"]
    assert found[0].repeats == ((second.span,) if count == 1 else ())


def test_a_repeated_error_is_as_grave_and_as_sure_as_its_worst_place() -> None:
    (finding,) = merged(
        claim(TWICE, "bank", C.SPELLING, severity=S.MINOR, confidence=0.3, explanation="First."),
        claim(TWICE, "Bank", C.SPELLING, severity=S.MAJOR, confidence=0.8, detector="b", suggestion="shore"),
        story=TWICE,
    )
    assert (finding.severity, finding.confidence, finding.detectors) == (S.MAJOR, 0.8, ("a", "b"))
    assert (finding.explanation, finding.suggestion) == ("First.", "shore")


def test_the_source_does_not_repeat_the_translation() -> None:
    in_source = claim(TWICE, "bank", C.SPELLING, side=Side.SOURCE)
    assert len(merged(in_source, claim(TWICE, "bank", C.SPELLING), story=TWICE)) == 2


# -- all together ------------------------------------------------------------------------------------------------


def test_findings_come_in_the_order_of_the_text() -> None:
    found = merged(*(claim(STORY, quote, C.OTHER) for quote in ("weak", "The", "3.5%", "cut")))
    assert quotes(found) == ["The", "cut", "3.5%", "weak"]


def test_no_claims_no_findings() -> None:
    assert merged() == ()


def any_claim(number: int, at: int, length: int, category: Category, side: Side, confidence: float) -> Claim:
    """Every claim has a detector of its own, so that findings tell which claims they are made of."""
    end = len(STORY.document(side).text)
    span = Span(min(at, end), min(at + length, end), side)
    return Claim(f"d{number}", category, S.MAJOR, span, "Wrong.", confidence)


CLAIMS = st.lists(
    st.tuples(
        st.integers(0, 90), st.integers(0, 40), st.sampled_from(Category), st.sampled_from(Side), st.floats(0, 1)
    ),
    max_size=30,
).map(lambda rows: [any_claim(number, *row) for number, row in enumerate(rows)])


@given(CLAIMS, st.randoms())
def test_every_claim_is_in_exactly_one_finding_whatever_their_order(claims: list[Claim], chance: random.Random) -> None:
    found = merged(*claims)
    assert sorted(name for one in found for name in one.detectors) == sorted(claim.detector for claim in claims)
    assert {span for one in found for span in one.spans} <= {claim.span for claim in claims}
    assert list(found) == sorted(found, key=lambda one: one.span)
    chance.shuffle(claims)
    assert merged(*claims) == found


@pytest.mark.parametrize("length", [0, 8, 300, 60_000], ids="claims of {} characters".format)
def test_ten_thousand_claims_are_merged_in_two_seconds(length: int) -> None:
    chance = random.Random(1)  # noqa: S311  # the same claims every time
    story = article("lorem ipsum " * 5_000)
    spans = [Span(at := chance.randrange(60_000), min(60_000, at + length)) for _ in range(10_000)]
    claims = [Claim(f"d{n % 7}", C.OTHER, S.MINOR, span, "", chance.random()) for n, span in enumerate(spans)]
    started = time.process_time()
    merge(story, claims)
    assert time.process_time() - started < 2
