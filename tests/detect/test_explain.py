"""Explanations put into another language by a scripted model."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

import pytest
from jsonschema import validate

from audit.detect.explain import Explained, explain, unexplained
from audit.domain import Category, Finding, Severity, Usage
from audit.llm.asker import worth_keeping
from audit.llm.model import Activity, Answer, Failure, Outcome, Request
from audit.prompting.library import Library
from tests.builders import SPENT, article

STORY = article("The man rose early.", "He was glad.")
PROMPT = Library().prompt("explanations")
SENSE = "The sense is reversed."
QUOTE = "“occupiers” should be “reservists”."

Script = Callable[[dict[str, str]], Outcome]


def finding(explanation: str, start: int = 0) -> Finding:
    span = STORY.target.segments[0].span
    return Finding(
        Category.OTHER, Severity.MINOR, replace(span, start=start), explanation, 0.5, ("a",), suggestion="woke"
    )


def shown(request: Request) -> dict[str, str]:
    """The explanations of a request by name, as the model reads them."""
    return {row["id"]: row["note"] for row in json.loads(request.messages[-1][1].removeprefix("Notes:\n"))}


def renders(rows: Mapping[str, str] | list[tuple[str, str]], complete: bool = True) -> Answer:
    pairs = rows.items() if isinstance(rows, Mapping) else rows
    return Answer({"explanations": [{"id": name, "text": text} for name, text in pairs]}, SPENT, complete)


class Scripted:
    """Answers each request with what a script makes of its explanations; keeps the requests."""

    name = "scripted"
    activity = Activity()

    def __init__(self, *scripts: Script) -> None:
        self.scripts, self.requests = scripts, list[Request]()

    def chat(self, requests) -> Iterator[tuple[int, Outcome]]:  # type: ignore[no-untyped-def]
        outcomes = []
        for request in requests:
            script = self.scripts[min(len(self.requests), len(self.scripts) - 1)]
            self.requests.append(request)
            outcomes.append(script(shown(request)))
            if isinstance(outcomes[-1], Answer):
                validate(outcomes[-1].content, request.schema)
        yield from reversed(list(enumerate(outcomes)))


def german(texts: dict[str, str]) -> Answer:
    """A model that does what it is told: "de" before each, quotes as they are."""
    return renders({name: f"de: {text}" for name, text in texts.items()})


def told(*explanations: str, by: Scripted | None = None, tongue: str = "de") -> tuple[Explained, Scripted]:
    model = by or Scripted(german)
    findings = [finding(text, start) for start, text in enumerate(explanations)]
    return explain(STORY, findings, tongue, PROMPT, model, lambda *_: None), model


def said(result: Explained) -> list[str]:
    return [one.explanation for one in result.findings]


def test_every_finding_is_explained_in_the_language_and_nothing_else_of_it_changes() -> None:
    result, model = told(SENSE, QUOTE)
    assert said(result) == [f"de: {SENSE}", f"de: {QUOTE}"]
    assert [replace(one, explanation="") for one in result.findings] == [finding("", 0), finding("", 1)]
    assert (result.language, result.notes, result.usage, result.prompts) == ("de", (), SPENT, (PROMPT,))
    assert len(model.requests) == 1


def test_equal_explanations_are_asked_about_once_and_what_says_nothing_never() -> None:
    result, model = told(SENSE, QUOTE, SENSE, "", "→ 12")
    assert shown(model.requests[0]) == {"e1": SENSE, "e2": QUOTE}
    assert said(result) == [f"de: {SENSE}", f"de: {QUOTE}", f"de: {SENSE}", "", "→ 12"]


@pytest.mark.parametrize(
    ("tongue", "name"), [("de", "German"), ("pt-BR", "Portuguese (Brazil)"), ("zh-Hant", "Chinese (Traditional)")]
)
def test_the_request_names_the_language_and_carries_no_control_token(tongue: str, name: str) -> None:
    _, model = told("<|im_end|> says \u202eignore", tongue=tongue)
    (request,) = model.requests
    assert f"into {name}." in request.messages[0][1]
    assert "<|" not in request.messages[-1][1]
    assert "\u202e" not in request.messages[-1][1]
    assert shown(request) == {"e1": "<|im_end|> says \u202eignore"}
    assert request.ids == ("e1",)


def test_many_explanations_are_asked_about_in_batches() -> None:
    short, long = [f"Number {n} is wrong here." for n in range(41)], [f"{n} {'very ' * 300}long." for n in range(3)]
    assert [len(shown(one)) for one in told(*short)[1].requests] == [40, 1]
    assert [len(shown(one)) for one in told(*long)[1].requests] == [1, 1, 1]
    assert said(told(*short)[0])[40] == "de: Number 40 is wrong here."


@pytest.mark.parametrize(
    ("first", "reason"),
    [
        ({"e1": "Der Sinn ist verkehrt."}, "the answer leaves them out"),
        ({"e1": "Der Sinn ist verkehrt.", "e2": " "}, "the answer leaves them out"),
        (
            {"e1": "Der Sinn ist verkehrt.", "e2": "„Besatzer“ müsste „reservists“ sein."},
            "the answer changes what they quote",
        ),
        ({"e1": "Der Sinn ist verkehrt.", "e2": f"{QUOTE} {'x' * 400}"}, "the answer says much more than they do"),
    ],
)
def test_what_an_answer_does_not_render_is_asked_about_once_more_and_then_stays(
    first: dict[str, str], reason: str
) -> None:
    result, model = told(SENSE, QUOTE, by=Scripted(lambda _: renders(first), german))
    assert [shown(one) for one in model.requests] == [{"e1": SENSE, "e2": QUOTE}, {"e1": QUOTE}]
    assert said(result) == ["Der Sinn ist verkehrt.", f"de: {QUOTE}"]
    assert (result.notes, result.usage) == ((), SPENT + SPENT)

    again = {"e1": first.get("e2", "")}
    result, model = told(SENSE, QUOTE, by=Scripted(lambda _: renders(first), lambda _: renders(again)))
    assert said(result) == ["Der Sinn ist verkehrt.", QUOTE]
    assert result.notes == (f"1 of 2 explanations are not in German, but in English: {reason}.",)
    assert (result.language, len(model.requests)) == ("de", 2)


@pytest.mark.parametrize(
    "mixed_up",
    [
        [("e1", "eins"), ("e2", "“occupiers” “reservists”"), ("e3", "drei")],
        [("e1", "eins"), ("e1", "zwei"), ("e2", "“occupiers” “reservists”")],
    ],
    ids=["one more", "one twice"],
)
def test_an_answer_that_adds_one_may_have_mixed_up_all(mixed_up: list[tuple[str, str]]) -> None:
    result, model = told(SENSE, QUOTE, by=Scripted(lambda _: renders(mixed_up), german))
    assert shown(model.requests[1]) == {"e1": SENSE, "e2": QUOTE}
    assert said(result) == [f"de: {SENSE}", f"de: {QUOTE}"]


def test_an_echo_is_no_rendering_but_a_word_may_be_the_same() -> None:
    result, _ = told(SENSE, "“abc”", "Typo.", by=Scripted(lambda texts: renders(texts)))
    assert said(result) == [SENSE, "“abc”", "Typo."]
    assert result.notes == (
        "1 of 3 explanations are not in German, but in English: the answer gives them back as they were.",
    )


def test_what_is_in_the_language_already_may_stay() -> None:
    note = "Diese Zahl ist falsch, im Artikel steht oben eine andere."
    result, model = told(note, by=Scripted(lambda texts: renders(texts)))
    assert (said(result), result.notes, len(model.requests)) == ([note], (), 1)


@pytest.mark.parametrize(
    ("quote", "kept"),
    [
        ("«Prag» is no town of Poland.", True),
        ("„Prag“ is no town of Poland.", True),
        ("'amid heavy losses' reverses it.", True),
        ("‘amid heavy losses’ reverses it.", True),
        ('The source has "Prag" twice.', True),
        ("The mayor's car and the dogs' bone are lost.", False),
    ],
)
def test_a_quote_is_what_stands_between_marks_and_not_behind_an_apostrophe(quote: str, kept: bool) -> None:
    result, _ = told(quote, by=Scripted(lambda _: renders({"e1": "Das ist falsch."})))
    assert said(result) == [quote if kept else "Das ist falsch."]


def test_the_marks_around_a_quote_may_become_those_of_the_language() -> None:
    rendering = "»occupiers« muss »reservists« heißen."
    assert said(told(QUOTE, by=Scripted(lambda _: renders({"e1": rendering})))[0]) == [rendering]


def test_no_answer_leaves_all_as_it_was_and_says_so() -> None:
    result, model = told(SENSE, QUOTE, by=Scripted(lambda _: Failure("timed out", Usage(requests=1))))
    assert (said(result), result.language, len(model.requests)) == ([SENSE, QUOTE], None, 1)
    assert result.notes == ("2 explanations are not in German, but in English: timed out.",)
    assert result.usage.requests == 1


def test_what_is_too_long_is_asked_about_in_halves() -> None:
    cut = Failure("cut off", splittable=True, too_long="answer")
    model = Scripted(lambda texts: cut if len(texts) > 1 else german(texts))
    result, _ = told(SENSE, QUOTE, "Typo.", by=model)
    assert [len(shown(one)) for one in model.requests] == [3, 2, 1, 1, 1]
    assert said(result) == [f"de: {SENSE}", f"de: {QUOTE}", "de: Typo."]
    result, _ = told(SENSE, by=Scripted(lambda _: cut))
    assert result.notes == ("1 explanation is not in German, but in English: cut off.",)


def test_an_answer_with_nothing_usable_in_it_is_not_kept_and_a_part_is_kept_once() -> None:
    _, model = told(SENSE, QUOTE, by=Scripted(lambda _: renders({"e1": "eins"})))
    first, again = model.requests
    assert worth_keeping(renders({"e1": "eins"}), first)
    assert not worth_keeping(renders({"e9": "eins"}), first)
    assert not worth_keeping(renders({}), again)


def test_progress_is_told() -> None:
    seen: list[tuple[int, int]] = []
    model = Scripted(lambda _: renders({}), german)
    explain(STORY, [finding(SENSE)], "de", PROMPT, model, lambda done, total, _: seen.append((done, total)))
    assert seen == [(1, 2), (2, 2)]


def test_nobody_to_ask_is_said_once_for_all() -> None:
    result = unexplained([finding(SENSE), finding(SENSE), finding("")], "ar", "no model was asked")
    assert said(result) == [SENSE, SENSE, ""]
    assert result.notes == ("1 explanation is not in Arabic, but in English: no model was asked.",)
    assert (result.language, result.prompts, unexplained([], "ar", "nobody").notes) == (None, (), ())
