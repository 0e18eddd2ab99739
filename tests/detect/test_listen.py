"""What a reading model did not expect becomes a claim. The scripted one is startled by invented words only."""

import re
from itertools import pairwise

import pytest

from audit.article import Article, Span
from audit.detect.detection import Detection
from audit.detect.layout import layouts, stretches
from audit.detect.listen import FLAG_WITH_SOURCE, FLAG_WITHOUT_SOURCE, _phrases, flagged, listen
from audit.detect.surprise import Word
from audit.domain import Category, Claim, Gap, Severity
from tests.builders import ScriptedReader, article

BEFORE = "The old man said on many a day that he would go to the sea again."
AFTER = "He would come home late in the evening when the light was gone, and sleep until the sun was up."
NO_SOURCE, WITH_SOURCE = None, "船"


def heard(story: Article, reader: ScriptedReader) -> Detection:
    return listen(story, reader, lambda *_: None)


def shown(*sentences: str, source: str | None = NO_SOURCE) -> list[str]:
    """Phrases flagged, with the words "zyxo", "wuv" and "Qop" startling the model."""
    story = article(BEFORE, *sentences, AFTER, source=source and [source] * (len(sentences) + 2))
    reader = ScriptedReader("zyxo", "wuv", "Qop", startled=12 if source else 21)
    return [story.quote(claim.span) for claim in heard(story, reader).claims]


# -- claims ------------------------------------------------------------------------------------------------------


def one_claim(source: list[str] | None, startled: float) -> Claim:
    (claim,) = heard(
        article(BEFORE, "He had a zyxo.", AFTER, source=source), ScriptedReader("zyxo", startled=startled)
    ).claims
    return claim


@pytest.mark.parametrize(
    ("source", "startled", "bar"), [(None, 24, FLAG_WITHOUT_SOURCE), (["老人", "船", "晚"], 12, FLAG_WITH_SOURCE)]
)
def test_a_word_that_was_not_expected_is_worth_a_look(source: list[str] | None, startled: float, bar: float) -> None:
    claim = one_claim(source, startled)
    start = len(BEFORE) + 2 + len("He had a ")
    assert (claim.span.start, claim.span.end) == (start, start + 4)
    assert (claim.detector, claim.category, claim.severity) == ("surprise", Category.SUSPICIOUS, Severity.NEUTRAL)
    assert bar <= claim.confidence < 1
    assert claim.explanation == "The embedded model did not expect this here; it expected “this” or “that”."
    assert claim.suggestion is None


PHRASES = {
    "nothing": (["He had a boat."], []),
    "one word": (["He had a zyxo."], ["zyxo"]),
    "two words apart": (["He had a zyxo in the boat that stood near the big red barn and a wuv."], ["zyxo", "wuv"]),
    "words side by side are one phrase": (["He had a zyxo wuv in it."], ["zyxo wuv"]),
    "... whatever stands between them": (["He had a zyxo, “wuv” in it."], ["zyxo, “wuv"]),
    "after an emoji": (["⛵️👩‍👩‍👧 He had a zyxo."], ["zyxo"]),
    "inside quotes and brackets": (["He had (a “zyxo”)."], ["zyxo"]),
    "no words at all": (["…", "– – –"], []),
}


@pytest.mark.parametrize("source", [NO_SOURCE, WITH_SOURCE])
@pytest.mark.parametrize(("sentences", "phrases"), PHRASES.values(), ids=PHRASES)
def test_what_is_flagged(sentences: list[str], phrases: list[str], source: str | None) -> None:
    many = [AFTER] * 3  # without a source the number of flags is limited by the number of words
    assert sorted(shown(*sentences, *many, source=source)) == sorted(phrases)


def test_every_segment_that_was_read_has_a_suspicion_and_the_odd_one_the_highest() -> None:
    story = article(BEFORE, "He had a zyxo.", AFTER)
    suspicion = heard(story, ScriptedReader("zyxo", startled=24)).suspicion
    assert set(suspicion) == {"s1", "s2", "s3"}
    assert max(suspicion, key=suspicion.__getitem__) == "s2"


def test_a_segment_that_could_not_be_read_has_no_suspicion() -> None:
    found = heard(article(BEFORE, "a" * 600, AFTER), ScriptedReader(context=500))
    assert set(found.suspicion) == {"s1", "s3"}
    assert [gap.segments for gap in found.gaps] == [("s2",)]


def test_without_a_source_only_the_surest_phrases_are_flagged() -> None:
    sentences = [*["It was a zyxo to him."] * 29, "It was a zyxo wuv."]
    found = shown(*sentences)
    words = len(re.findall(r"\w+", " ".join((BEFORE, *sentences, AFTER))))
    assert len(found) == round(0.025 * words) == 5
    assert "zyxo wuv" in found[0]
    assert len(shown(*sentences, source=WITH_SOURCE)) == 30


def test_with_a_source_the_first_word_of_a_sentence_is_flagged_as_any_other() -> None:
    assert shown("He had a zyxo.", "wuv was not in it that day.", source=WITH_SOURCE) == ["zyxo", "wuv"]


def test_a_name_nobody_knows_is_flagged_only_where_the_source_does_not_have_it() -> None:
    assert shown("He went to Qop that day.", AFTER, source=WITH_SOURCE) == ["Qop"]
    assert shown("He went to Qop that day.", AFTER, source=NO_SOURCE) == []


def test_of_a_phrase_the_surest_word_is_named() -> None:
    story = article(BEFORE, "He had a zyxo wuv in it.", AFTER)
    (claim,) = heard(story, ScriptedReader("zyxo", "wuv", startled=21)).claims
    assert story.quote(claim.span) == "zyxo wuv"
    assert claim.explanation == "The embedded model did not expect “zyxo” here; it expected “this” or “that”."


ONE_SENTENCE = [Word("s1", Span(at, at + 1), ()) for at in range(0, 10, 2)]
TWO_SENTENCES = [Word("s1" if at < 4 else "s2", Span(at, at + 1), ()) for at in range(0, 10, 2)]

RUNS = {  # at a bar of 0.4, and 0.3 is near it
    "nothing is near the bar": (ONE_SENTENCE, [0.1, 0.2, 0.1, 0.2, 0.1], []),
    "near the bar is not flagged": (ONE_SENTENCE, [0.1, 0.35, 0.35, 0.2, 0.1], []),
    "at the bar": (ONE_SENTENCE, [0.1, 0.4, 0.1, 0.2, 0.1], [(2, 3, 0.4)]),
    "what is near joins what is flagged": (ONE_SENTENCE, [0.1, 0.3, 0.9, 0.35, 0.1], [(2, 7, 0.9)]),
    "what is not near parts two": (ONE_SENTENCE, [0.5, 0.3, 0.2, 0.3, 0.6], [(0, 3, 0.5), (6, 9, 0.6)]),
    "a sentence's end parts two": (TWO_SENTENCES, [0.1, 0.5, 0.6, 0.1, 0.1], [(2, 3, 0.5), (4, 5, 0.6)]),
    "nothing joins across a sentence's end": (TWO_SENTENCES, [0.1, 0.5, 0.3, 0.1, 0.1], [(2, 3, 0.5)]),
    "no words": ([], [], []),
}


@pytest.mark.parametrize(("words", "chances", "phrases"), RUNS.values(), ids=RUNS)
def test_what_a_phrase_is(words: list[Word], chances: list[float], phrases: list[tuple[int, int, float]]) -> None:
    found = list(_phrases(words, chances, 0.4, 0.3))
    assert [(phrase.span.start, phrase.span.end, phrase.chance) for phrase in found] == phrases
    assert [chances[words.index(phrase.surest)] for phrase in found] == [phrase.chance for phrase in found]


def test_with_a_source_all_phrases_are_shown_without_one_the_surest() -> None:
    words = [Word(f"s{at}", Span(at, at + 1), ()) for at in range(80)]
    chances = [0.5 + at / 1000 for at in range(80)]
    assert len(flagged(words, chances, sourced=True)) == 80
    assert [phrase.surest.segment for phrase in flagged(words, chances, sourced=False)] == ["s79", "s78"]
    assert len(flagged(words[:10], chances[:10], sourced=False)) == 2, "of a short article two at most"


# -- what is read ------------------------------------------------------------------------------------------------


def test_without_a_source_the_article_is_read_as_it_stands() -> None:
    reader = ScriptedReader()
    heard(article("Title", ["One sea.", "Two seas."], "End."), reader)
    assert reader.texts == ["English news article\n\nTitle\n\nOne sea. Two seas.\n\nEnd."]
    assert reader.scored == ["Title", "One sea.", "Two seas.", "End."]


def test_with_a_source_it_is_read_again_sentence_by_sentence_after_its_source() -> None:
    reader = ScriptedReader()
    heard(article("Sea.", "No source.", source=["海。", None]), reader)
    assert reader.texts == [
        "English news article\n\nSea.\n\nNo source.",
        "A Chinese news article and its English translation.\n\n"
        "Chinese: 海。\nEnglish: Sea.\n\nEnglish: No source.\n\n",
    ]
    assert reader.scored == ["Sea.", "No source."] * 2


def test_a_segment_knows_its_place_in_every_layout() -> None:
    story = article("Sea.", ["One.", "Two."], source=["海。", "一", None])
    for layout in layouts(story):
        text, places = layout.text(0, 1, 3)
        assert [(text[at:][: len(segment.text)], segment.id) for at, segment in places] == [
            ("One.", "s2"),
            ("Two.", "s3"),
        ]


def test_an_article_without_segments_needs_no_reading() -> None:
    reader = ScriptedReader()
    assert heard(article(), reader).claims == heard(article(), reader).gaps == ()
    assert reader.texts == []


# -- articles beyond the model's context -------------------------------------------------------------------------

LONG = [f"Sentence number {number} has a zyxo in it." for number in range(40)]


@pytest.mark.parametrize("source", [None, ["海"] * 40])
def test_a_long_article_is_read_in_stretches_that_score_every_segment_once(source: list[str] | None) -> None:
    reader = ScriptedReader("zyxo", startled=12 if source else 24, context=500)
    result = heard(article(*LONG, source=source), reader)
    assert len(reader.texts) > 4
    assert sorted(reader.scored) == sorted(LONG * (2 if source else 1))
    assert result.gaps == ()


def test_a_stretch_begins_with_the_end_of_the_one_before() -> None:
    reader = ScriptedReader(context=500)
    heard(article(*LONG), reader)
    for one, following in pairwise(reader.texts):
        first = re.findall(r"number \d+", following)[0]
        assert first in one


def test_offsets_are_right_in_every_stretch() -> None:
    story = article(*LONG, source=["海"] * 40)
    claims = heard(story, ScriptedReader("zyxo", startled=9, context=500)).claims
    assert [story.quote(claim.span) for claim in claims] == ["zyxo"] * 40
    assert len({claim.span for claim in claims}) == 40


def test_a_sentence_that_is_too_long_is_a_gap_and_the_rest_is_read() -> None:
    reader = ScriptedReader(context=500)
    result = heard(article("He had a boat.", "x" * 600, "It was old.", "It was red."), reader)
    assert result.gaps == (Gap("surprise", ("s2",), "624 characters do not fit"),)
    assert reader.scored == ["He had a boat.", "It was old.", "It was red."]


@pytest.mark.parametrize("shares", [[0.1] * 30, [0.95, 0.1, 0.95], [0.2, 0.8, 0.2, 0.8], [0.5] * 5, [2.0], []])
def test_stretches_cover_all_once_and_fit_where_they_can(shares: list[float]) -> None:
    (layout,) = layouts(article(*("x" * round(1000 * share - 2) for share in shares)))
    found = list(stretches(layout, ScriptedReader(context=1000)))
    assert [at for _, new, end in found for at in range(new, end)] == list(range(len(shares)))
    for first, new, end in found:
        assert first <= new
        assert sum(shares[first:new]) <= 0.301
        assert sum(shares[first:end]) <= 0.901 or (first, end) == (new, new + 1)


# -- progress and notes ------------------------------------------------------------------------------------------


def test_progress_counts_up_to_its_total() -> None:
    told: list[tuple[int, int]] = []
    listen(article(*LONG), ScriptedReader(context=500), lambda done, total, _: told.append((done, total)))
    assert [done for done, _ in told] == sorted({done for done, _ in told})
    assert told[-1] == (40, 40)


@pytest.mark.parametrize(
    ("language", "further"),
    [
        ("en", []),
        ("en-GB", []),
        (None, ["It is validated for English translations only; the language of this one is not known."]),
    ],
)
def test_the_reader_of_the_report_is_told_what_this_is_worth(language: str | None, further: list[str]) -> None:
    first, *rest = heard(article("No.", language=language), ScriptedReader()).notes
    assert "not proven errors" in first
    assert rest == further


@pytest.mark.parametrize(("language", "name"), [("de", "German"), ("de-AT", "German"), ("zh", "Chinese")])
def test_a_language_it_is_not_validated_for_is_not_read_and_is_a_gap(language: str, name: str) -> None:
    reader = ScriptedReader("zyxo")
    found = heard(article("Ein zyxo.", "Noch ein zyxo.", language=language), reader)
    assert reader.texts == []
    assert found.claims == ()
    assert found.suspicion == {}
    (gap,) = found.gaps
    assert gap.segments == ("s1", "s2")
    assert f"validated for English translations only; this one is {name}" in gap.reason
    assert "--model" in gap.reason
