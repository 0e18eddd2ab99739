"""A planted error: a model that looks marks it and nothing changes; one that does not look is not believed."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import pytest

from audit.article import Article
from audit.detect.ask import ask
from audit.detect.canary import MISSED, Canary, plant, reversed_order
from audit.detect.detection import Detection, coverage
from audit.detect.questions import plan, request
from audit.detect.windows import Window, windows
from audit.domain import Gap, Usage
from audit.llm.model import Answer, Failure, Outcome, Request
from tests.builders import ScriptedChat, article, asked, error, finds, prompt, says, shown

STORY = article(
    "Shares rose to a five-year low on Tuesday, amid heavy losses everywhere.",
    ["The bank said that it would not comment on the price of its shares.", "It fell."],
    "Analysts had expected that all of the banks would lose a little less than that.",
)
"""Segments s1 to s4, in one window; the third is too short to be copied where there are others."""
WHOLE = Window(STORY.pairs, STORY.pairs)

Script = Callable[[Mapping[str, str]], Outcome]
"""The segments asked about, by their names in the request -> the outcome."""


def audited(
    script: Script, story: Article = STORY, scope: str = "window", guarded: bool = True
) -> tuple[Detection, ScriptedChat]:
    """What becomes of a guarded audit, and the model with the requests it got."""
    model = ScriptedChat(lambda _: script(texts(model.requests[-1])))
    return ask(story, [prompt(scope)], model, lambda *_: None, guarded), model


def texts(request: Request) -> dict[str, str]:
    names = asked(request)
    return {row["id"]: row["text"] for row in shown(request) if row["id"] in names}


def is_canary(text: str, story: Article = STORY) -> bool:
    return text not in {segment.text for segment in story.segments}


def canaries(model: ScriptedChat, story: Article = STORY) -> list[list[str]]:
    return [[text for text in texts(request).values() if is_canary(text, story)] for request in model.requests]


def honest(errors: Mapping[str, Sequence[Mapping[str, object]]]) -> Script:
    """Marks what is planted, and these errors in sentences that begin so."""

    def script(segments: Mapping[str, str]) -> Answer:
        entries = []
        for name, text in segments.items():
            own = next((found for opening, found in errors.items() if text.startswith(opening)), [])
            entries.append((name, [error(text)] if is_canary(text) else own))
        return says(*entries)

    return script


def silent(segments: Mapping[str, str]) -> Answer:
    """Does as an article told it: no errors."""
    return says(*((name, []) for name in segments))


# -- a model that looks ------------------------------------------------------------------------------------------

ERRORS = {"Shares rose": [error("rose", "fell")], "Analysts": [error("banks", "brokers")]}


def test_for_a_model_that_looks_nothing_changes() -> None:
    plain = ask(STORY, [prompt()], finds({"s1": ERRORS["Shares rose"], "s4": ERRORS["Analysts"]}), lambda *_: None)
    guarded, model = audited(honest(ERRORS))
    assert guarded == plain
    assert len(model.requests) == 1
    assert len(canaries(model)[0]) == 1


def test_the_planted_error_is_in_no_claim_no_gap_no_note_and_no_panel() -> None:
    result, model = audited(honest({}))
    assert result == Detection(usage=result.usage, panel={f"s{n}": frozenset({"window"}) for n in range(1, 5)})
    assert coverage(STORY, result.gaps).audited == coverage(STORY, result.gaps).segments == 4
    assert canaries(model)[0][0] not in repr(result)


def test_a_reason_that_names_the_planted_sentence_names_the_one_it_copies() -> None:
    seen: list[str] = []

    def script(segments: Mapping[str, str]) -> Answer:
        planted = next(name for name, text in segments.items() if is_canary(text))
        seen.append(segments[planted])
        reasoned = error("rose", reason=f"See {planted}, not s99.")
        return honest({"Shares rose": [reasoned]})(segments)

    (claim,) = audited(script)[0].claims
    copied = next(segment for segment in STORY.segments if reversed_order(segment.text) == seen[0])
    assert claim.explanation == f"See {copied.id}, not s99."


def test_a_sentence_left_out_is_asked_about_again_under_another_canary() -> None:
    def script(segments: Mapping[str, str]) -> Answer:
        entries = honest(ERRORS)(segments).content["segments"]
        kept = [entry for entry in entries if len(segments) < 5 or not segments[entry["id"]].startswith("Analysts")]
        return Answer({"segments": kept}, Usage())

    result, model = audited(script)
    assert [len(asked(request)) for request in model.requests] == [5, 2]
    assert [len(found) for found in canaries(model)] == [1, 1]
    assert [STORY.quote(claim.span) for claim in result.claims] == ["rose", "banks"]
    assert result.gaps == ()


# -- a model that does not look ----------------------------------------------------------------------------------


def test_silence_is_not_believed() -> None:
    result, model = audited(silent)
    assert result.gaps == (Gap("window", ("s1", "s2", "s3", "s4"), f"{MISSED}, twice"),)
    assert MISSED == "the model missed an error planted in this request"
    assert coverage(STORY, result.gaps).audited == 0
    assert (result.claims, result.notes) == ((), ())
    first, second = canaries(model)
    assert first != second


def test_without_a_guard_the_same_silence_looks_clean() -> None:
    assert audited(silent, guarded=False)[0].gaps == ()


def test_what_else_such_an_answer_marks_is_not_believed_and_the_report_says_so() -> None:
    def script(segments: Mapping[str, str]) -> Answer:
        return says(
            *(
                (name, ERRORS["Shares rose"] if text.startswith("Shares rose") else [])
                for name, text in segments.items()
            )
        )

    result, _ = audited(script)
    assert result.claims == ()
    assert result.notes == (f"window: an answer with 1 findings is not believed: {MISSED}.",)


@pytest.mark.parametrize("quote", ["words of no sentence", "", "It fell."])
def test_words_that_are_not_in_the_planted_sentence_do_not_count(quote: str) -> None:
    def script(segments: Mapping[str, str]) -> Answer:
        return says(*((name, [error(quote)] if is_canary(text) else []) for name, text in segments.items()))

    assert audited(script)[0].gaps[0].reason == f"{MISSED}, twice"


def test_an_answer_that_leaves_the_planted_sentence_out_is_not_believed() -> None:
    def script(segments: Mapping[str, str]) -> Answer:
        return says(*((name, []) for name, text in segments.items() if not is_canary(text)))

    assert audited(script)[0].gaps[0].segments == ("s1", "s2", "s3", "s4")


def test_one_miss_is_forgiven() -> None:
    answers = iter([silent, honest(ERRORS)])
    result, model = audited(lambda segments: next(answers)(segments))
    assert (len(model.requests), result.gaps) == (2, ())
    assert [STORY.quote(claim.span) for claim in result.claims] == ["rose", "banks"]


def test_only_the_window_that_was_talked_to_is_a_gap() -> None:
    long = article(
        *([f"On day {n} the ministry said that talks about the border would go on for a while."] for n in range(60))
    )

    def script(segments: Mapping[str, str]) -> Answer:
        talked_to = any("day 7 " in text for text in segments.values())
        return says(
            *(
                (name, [error(text)] if is_canary(text, long) and not talked_to else [])
                for name, text in segments.items()
            )
        )

    result, _ = audited(script, long)
    (missed,) = [
        [pair.target.id for pair in window.focus]
        for window in windows(long)
        if any("day 7 " in p.target.text for p in window.focus)
    ]
    assert [gap.segments for gap in result.gaps] == [tuple(missed)]
    assert coverage(long, result.gaps).audited == 60 - len(missed)


# -- questions that are divided ----------------------------------------------------------------------------------


def test_every_half_of_a_question_has_an_error_of_its_own() -> None:
    def script(segments: Mapping[str, str]) -> Outcome:
        return Failure("cut off", splittable=True, too_long="answer") if len(segments) > 3 else honest(ERRORS)(segments)

    result, model = audited(script)
    assert [len(asked(request)) for request in model.requests] == [5, 3, 3]
    assert [len(found) for found in canaries(model)] == [1, 1, 1]
    assert ([STORY.quote(claim.span) for claim in result.claims], result.gaps) == (["rose", "banks"], ())


def test_an_answer_that_was_cut_off_before_the_planted_error_is_asked_for_in_halves() -> None:
    def script(segments: Mapping[str, str]) -> Answer:
        if len(segments) < 5:
            return honest(ERRORS)(segments)
        planted = [name for name, text in segments.items() if is_canary(text)]
        return replace(says(*((name, []) for name in segments if name not in planted)), complete=False)

    result, model = audited(script)
    assert [len(asked(request)) for request in model.requests] == [5, 3, 3]
    assert (len(result.claims), result.gaps) == (2, ())


def test_a_document_prompt_has_nothing_planted() -> None:
    """It lists contradictions only: it would be right to be silent about a sentence in disorder."""
    result, model = audited(lambda _: says(), scope="document")
    assert canaries(model) == [[]]
    assert result.gaps == ()


# -- the request -------------------------------------------------------------------------------------------------


def guarded_request(story: Article = STORY, with_source: bool = False) -> Request:
    (question,) = plan(story, [prompt(source=with_source)], guarded=True)
    return request(question, story)


def test_a_request_counts_its_segments_with_the_planted_one_among_them() -> None:
    rows = shown(guarded_request())
    assert [row["id"] for row in rows] == asked(guarded_request()) == ["s1", "s2", "s3", "s4", "s5"]
    assert [row["text"] for row in rows if not is_canary(row["text"])] == [segment.text for segment in STORY.segments]


def test_the_same_article_has_the_same_request_and_another_one_than_without() -> None:
    (plain,) = (request(question, STORY) for question in plan(STORY, [prompt()]))
    assert guarded_request() == guarded_request()
    assert guarded_request().messages != plain.messages
    assert guarded_request().max_tokens == plain.max_tokens + 400  # room for what it says of one more segment


def test_an_answer_must_judge_the_segments_of_the_article() -> None:
    made = guarded_request()
    (planted,) = [row["id"] for row in shown(made) if is_canary(row["text"])]
    assert made.ids == tuple(name for name in asked(made) if name != planted)


def test_an_answer_that_is_not_believed_is_not_kept() -> None:
    """The engine keeps what leaves at least one segment judged."""
    made = guarded_request()
    assert made.missing is not None
    empty = {"segments": [{"id": name, "errors": []} for name in asked(made)]}
    assert set(made.missing(empty)) == set(made.ids)


def test_the_planted_sentence_comes_with_the_source_of_the_one_it_copies() -> None:
    story = article(*(segment.text for segment in STORY.segments), source=["一", "二", None, "四"])
    rows = shown(guarded_request(story, with_source=True))
    (planted,) = [row for row in rows if is_canary(row["text"])]
    (copied,) = [row for row in rows if reversed_order(row["text"]) == planted["text"]]
    assert planted["source"] == copied["source"]


def test_where_it_stands_and_what_it_copies_follow_from_the_words() -> None:
    stories = [
        article(*(f"In town {n}{m} the mayor said that the old bridge would be closed." for m in range(6)))
        for n in range(60)
    ]
    made = [planted(Window(story.pairs, story.pairs)) for story in stories]
    assert {canary.place for canary in made} == set(range(7))
    assert {story.pairs.index(canary.copied) for story, canary in zip(stories, made, strict=True)} == set(range(6))


def planted(window: Window, again: bool = False) -> Canary:
    canary = plant(window, again)
    assert canary
    return canary


def test_it_stands_among_the_segments_asked_about() -> None:
    for first in range(4):
        for last in range(first + 1, 5):
            window = Window(STORY.pairs, STORY.pairs[first:last])
            assert first <= planted(window).place <= last
            assert planted(window, again=True) != planted(window)


REVERSED = {
    "words": ("Shares fell to a low.", "low. a to fell Shares"),
    "one word": ("Stop.", ".potS"),
    "words that are the same both ways": ("no no", "on on"),
    "Chinese": ("股价跌至新低。", "。低新至跌价股"),
    "Japanese": ("株価が下落した", "たし落下が価株"),
    "Thai with a blank": ("ราคาหุ้น ตกลง", "งลกต นุ้หาคาร"),
    "Korean has blanks": ("주가가 크게 떨어졌다", "떨어졌다 크게 주가가"),
    "Arabic": ("قال الوزير إن الأمر انتهى", "انتهى الأمر إن الوزير قال"),
    "Chinese names in English": ("Liu Wenjing (刘文静) spoke", "spoke (刘文静) Wenjing Liu"),
    "nothing to turn round": ("A", "A"),
    "the same both ways": ("aa aa", "aa aa"),
}


@pytest.mark.parametrize(("text", "expected"), REVERSED.values(), ids=REVERSED)
def test_what_is_planted(text: str, expected: str) -> None:
    assert reversed_order(text) == expected


def test_where_no_sentence_is_long_the_longest_of_the_window_is_copied() -> None:
    story = article("It fell.", "He left the town.", "Why?")
    window = Window(story.pairs, story.pairs[2:])
    assert planted(window).pair.target.text == "town. the left He"
    assert planted(window).place in {2, 3}


def test_a_single_character_cannot_be_put_in_another_order() -> None:
    story = article("A", "5")
    assert plant(Window(story.pairs, story.pairs), again=False) is None
    result, _ = audited(silent, story)
    assert result.gaps == ()


def test_words_in_the_request_are_json() -> None:
    story = article('He said "stop" <|im_end|> and left the room without a word to anybody.')
    made = guarded_request(story)
    assert "<|im_end|>" not in made.messages[1][1]
    assert any('"stop" said He' in row["text"] for row in json.loads(made.messages[1][1].split("\n=====\n")[0]))
