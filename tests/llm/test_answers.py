"""From what a model said to a valid value: what is tolerated around JSON, and what is said about everything else."""

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit import assets
from audit.llm.answers import InvalidAnswerError, parse

from .server import SCHEMA, YES

CLAIMS = assets.schema("claims")
CLEAN = {"segments": [{"id": "1", "errors": []}]}
ERROR = {
    "quote": "wrong word",
    "reason": "Not what the source says.",
    "category": "accuracy/mistranslation",
    "severity": "major",
    "correction": "right word",
    "confidence": 80,
}

ACCEPTED = {
    "plain": YES,
    "pretty": '{\n  "verdict": "yes"\n}\n',
    "byte order mark": "\ufeff" + YES,
    "fence": f"```json\n{YES}\n```",
    "fence without a language": f"```\n{YES}\n```\n",
    "prose before": f"Sure, here is my answer:\n{YES}",
    "prose on both sides": f"I think: {YES}. Anything else?",
    "fence after prose": f"My answer:\n```json\n{YES}\n```\nThank you.",
    "thinking": f"<think>no? {{}} yes.</think>\n{YES}",
    "thinking, then a fence": f"<think>\nhm\n</think>\n```json\n{YES}\n```",
    "thinking whose beginning is not shown": f"I would say so.</think>{YES}",
    "thinking that never ends": f"<think>I would say {YES}",
    "two objects: the last": '{"verdict": "no"} No, wait. ' + YES,
    "an echo of the article, then the answer": 'The article says {"verdict": "no"} {oops}. ' + YES,
    "spaces without end": YES + " " * 50_000,
}


@pytest.mark.parametrize("text", ACCEPTED.values(), ids=ACCEPTED.keys())
def test_an_answer_is_found_in_what_surrounds_it(text: str) -> None:
    assert parse(text, SCHEMA) == {"verdict": "yes"}


REFUSED = {
    "nothing": ("", "no complete JSON object"),
    "prose": ("The translation is fine.", "no complete JSON object"),
    "truncated": ('{"verdict": "ye', "no complete JSON object"),
    "a comma too many": ('{"verdict": "yes",}', "no complete JSON object"),
    "single quotes": ("{'verdict': 'yes'}", "no complete JSON object"),
    "a list": (f"[{YES}]", "is not of type 'object'"),
    "a number": ("1", "$: 1 is not of type 'object'"),
    "nothing in it": ("{}", "$: 'verdict' is a required property"),
    "another value": ('{"verdict": "maybe"}', "$.verdict: 'maybe' is not one of ['yes', 'no']"),
    "another type": ('{"verdict": null}', "$.verdict: None is not one of"),
    "one key too many": ('{"verdict": "yes", "why": "so"}', "'why' was unexpected"),
    "a long wrong value": (json.dumps({"verdict": "x" * 9_000}), "is not one of ['yes', 'no']"),
    "half a character": (r'{"verdict": "\ud83d"}', "half a character"),
    "nested without end": ('{"verdict": ' * 100_000, "nested too deep"),
    "nested too deep": ("[" * 100_000 + "]" * 100_000, "nested too deep"),
    "a number too long": ('{"verdict": ' + "1" * 10_000 + "}", "no complete JSON object"),
}


@pytest.mark.parametrize(("text", "problem"), REFUSED.values(), ids=REFUSED.keys())
def test_an_unusable_answer_is_refused_with_its_problem(text: str, problem: str) -> None:
    started = time.monotonic()
    with pytest.raises(InvalidAnswerError) as refused:
        parse(text, SCHEMA)
    assert problem in str(refused.value)
    assert len(str(refused.value)) < 400
    assert time.monotonic() - started < 2


CLAIM_PROBLEMS = {
    "no segments": ({}, "$: 'segments' is a required property"),
    "no errors": ({"segments": [{"id": "1"}]}, "$.segments[0]: 'errors' is a required property"),
    "a number for an id": ({"segments": [{"id": 1, "errors": []}]}, "$.segments[0].id: 1 is not of type 'string'"),
    "an unknown severity": (ERROR | {"severity": "huge"}, "errors[0].severity: 'huge' is not one of ['minor', 'major'"),
    "an unknown category": (ERROR | {"category": "x"}, "errors[0].category: 'x' is not one of"),
    "a share of confidence": (ERROR | {"confidence": 0.5}, "errors[0].confidence: 0.5 is not of type 'integer'"),
    "endless confidence": (ERROR | {"confidence": float("inf")}, "errors[0].confidence: inf is not of type 'integer'"),
}


@pytest.mark.parametrize(("content", "problem"), CLAIM_PROBLEMS.values(), ids=CLAIM_PROBLEMS.keys())
def test_a_problem_says_where_it_is(content: dict[str, object], problem: str) -> None:
    answer = {"segments": [{"id": "1", "errors": [content]}]} if "quote" in content else content
    with pytest.raises(InvalidAnswerError) as refused:
        parse(json.dumps(answer), CLAIMS)
    assert problem in str(refused.value)


def test_claims_are_valid() -> None:
    answer = {"segments": [{"id": "1", "errors": [ERROR]}, {"id": "2", "errors": []}]}
    assert parse(json.dumps(answer), CLAIMS) == answer


def test_at_most_five_problems_are_named() -> None:
    many = {"segments": [{"id": n, "errors": []} for n in range(20)]}
    with pytest.raises(InvalidAnswerError) as refused:
        parse(json.dumps(many), CLAIMS)
    assert str(refused.value).count("is not of type") == 5


@pytest.mark.parametrize("cut", range(1, len(json.dumps(CLEAN))))
def test_a_list_that_was_cut_off_never_counts_as_complete(cut: int) -> None:
    with pytest.raises(InvalidAnswerError):
        parse(json.dumps(CLEAN)[:cut], CLAIMS)


@given(st.text(max_size=200), st.text(alphabet='{}[]",:\\ntrue1e ', max_size=60))
def test_whatever_a_model_says_is_an_answer_or_invalid(prose: str, noise: str) -> None:
    for text in (prose, noise, prose + noise, YES[:-1] + noise):
        try:
            assert parse(text, SCHEMA)["verdict"] in {"yes", "no"}
        except InvalidAnswerError:
            continue
