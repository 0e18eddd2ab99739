"""`audit doctor` as a user meets it: the lines, the JSON, the exit code, and the run that follows."""

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from audit import assets
from audit.llm.doctor.diagnosis import Result
from audit.llm.doctor.prober import PARAMETERS
from audit.llm.endpoint import RUNGS
from tests.llm.server import KEY, Heard, Reply, Server, refuses, says

SCHEMA = assets.schema("doctor")
CLEAN = '{"segments": [{"id": "s1", "errors": []}]}'
LISTED = Reply({"object": "list", "data": [{"id": "m"}]})


def endpoint(rung: str = "json_schema", refused: str = "", models: Reply = LISTED) -> Callable[[Heard], Reply]:
    """Answers questions about articles; to a probe it gives in under one rung, and it refuses one parameter."""

    def answer(heard: Heard) -> Reply:
        if heard.path == "/v1/models":
            return models
        if refused in heard.body:
            return refuses(400, f"Unsupported value: '{refused}' does not support this with the model.")
        return says("PING" if heard.is_probe and heard.rung != rung else CLEAN)

    return answer


ENDPOINTS: dict[str, tuple[Callable[[Heard], Reply], int]] = {
    "enforces a schema": (endpoint(), 0),
    "enforces nothing": (endpoint("prompt_only"), 0),
    "refuses a parameter": (endpoint(refused="temperature"), 0),
    "answers JSON to everything": (lambda heard: LISTED if heard.path == "/v1/models" else says(CLEAN), 0),
    "has no such path": (lambda _: refuses(404, "not here"), 3),
    "is busy": (lambda _: refuses(429, "Slow down", {"Retry-After": "300"}), 3),
}

SOUND = """\
ok    endpoint               URL answers
ok    latency                0.00 s an answer (median of 12)
ok    models                 m is listed
ok    served                 m, fingerprint: none
ok    json_schema            enforced
note  stripped               accepted, but ignored
note  tools                  accepted, but ignored
note  json_object            accepted, but ignored
ok    prompt                 accepted; the schema stands in every prompt
ok    answers                a run uses json_schema
ok    max_tokens             accepted
ok    max_completion_tokens  accepted
ok    temperature            accepted
ok    seed                   accepted
note  logprobs               accepted, but not returned
note  prompt_cache           not seen: an article is read anew for each of its
                             requests
ok    usage                  reported
ok    limits                 none stated
note  price                  unknown: write it into audit.toml to see what a run
                             costs, and to limit it
m is usable
"""


def doctor(audit, server, *arguments):
    return audit("doctor", "--base-url", server.url, "--model", "m", "--cache", "answers.sqlite", *arguments)


def shown(text: str, server: Server) -> str:
    """The output, but for what is different every time."""
    return re.sub(r"\d+\.\d\d s", "0.00 s", text.replace(server.url, "URL"))


@pytest.mark.parametrize("columns", [None, "40", "200"])
def test_a_sound_endpoint_in_a_pipe_of_any_width(audit, monkeypatch, columns):
    if columns:
        monkeypatch.setenv("COLUMNS", columns)
    with Server(endpoint()) as server:
        ran = doctor(audit, server)
    assert shown(ran.out, server) == SOUND
    assert (ran.code, ran.err) == (0, "")


def test_a_terminal_is_filled(audit, monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "200")
    with Server(endpoint()) as server:
        lines = doctor(audit, server).out.splitlines()
    assert len(lines) == len(SOUND.splitlines()) - 2, "nothing is wrapped"
    assert "\x1b[32mok" in lines[0]
    assert "\x1b[33mnote" in lines[5]


def test_an_endpoint_that_enforces_nothing_is_usable_with_a_warning(audit):
    with Server(endpoint("prompt_only")) as server:
        ran = doctor(audit, server)
    assert ran.code == 0
    assert "note  answers                a run uses the prompt only: answers are checked" in ran.out


def test_what_to_do_about_an_endpoint_that_cannot_be_used(audit, monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    with Server(lambda _: refuses(401, f"Incorrect API key provided: {KEY}")) as server:
        ran = doctor(audit, server, "--verbose")
    said = " ".join(ran.out.split())
    assert ran.code == 3
    assert said.startswith(f"FAIL endpoint {server.url}: the endpoint refuses the key (401): Incorrect API key")
    assert "check OPENAI_API_KEY" in said
    assert said.endswith("m is not usable")
    assert KEY[:12] not in ran.out + ran.err


@pytest.mark.parametrize("arguments", [["--format", "yaml"], ["--model", "m"], ["--base-url", "nowhere"]])
def test_what_cannot_be_examined_is_a_mistake_of_usage(audit, arguments):
    assert audit("doctor", *arguments).code == 2


def test_an_endpoint_cannot_act_on_the_terminal(audit):
    reply = says("PING")
    reply.body["model"] = "m\x1b[2J\u202e"
    with Server(lambda _: reply) as server:
        out = doctor(audit, server).out
    assert r"m\x1b[2J\u202e, fingerprint: none" in out
    assert "\x1b" not in out


def test_the_requests_are_said_one_by_one(audit):
    with Server(endpoint()) as server:
        err = doctor(audit, server, "--verbose").err
    assert len(err.splitlines()) == len(server.heard) - 1
    assert "audit: probe of json_schema: answered in " in err


# -- for programs


@pytest.mark.parametrize(("answer", "code"), ENDPOINTS.values(), ids=ENDPOINTS)
def test_the_json_is_as_its_schema_says(audit, answer, code):
    Path("audit.toml").write_text('[prices]\ncurrency = "USD"\n[prices.m]\ninput = 1\noutput = 2.5\n')
    with Server(answer) as server:
        ran = doctor(audit, server, "--format", "json")
        text = doctor(audit, server).out
    diagnosis = json.loads(ran.out)
    Draft202012Validator(SCHEMA).validate(diagnosis)
    assert ran.code == code
    assert (diagnosis["model"], diagnosis["endpoint"]) == ("m", server.url)
    assert diagnosis["usable"] is (code == 0)
    assert all(f"{check['result']:4}  {name} ".lower() in text.lower() for name, check in diagnosis["checks"].items())


def test_the_json_of_the_embedded_model_is_as_its_schema_says(audit, monkeypatch, tmp_path):
    monkeypatch.setenv("AUDIT_CACHE_DIR", str(tmp_path / "cache"))
    ran = audit("doctor", "--format", "json")
    diagnosis = json.loads(ran.out)
    Draft202012Validator(SCHEMA).validate(diagnosis)
    assert diagnosis["endpoint"] is None
    assert diagnosis["checks"]["languages"]["value"] == ["en"]
    assert not (tmp_path / "cache").exists()


def test_the_schema_knows_our_words_and_refuses_others():
    properties = SCHEMA["properties"]["checks"]["properties"]
    assert SCHEMA["$defs"]["check"]["properties"]["result"]["enum"] == [str(result) for result in Result]
    assert set(RUNGS) | set(PARAMETERS) <= set(properties)
    assert properties["answers"]["properties"]["value"]["enum"] == list(RUNGS)
    refused = {"result": "ok", "text": "", "value": "perhaps"}
    fits = Draft202012Validator({**SCHEMA, "required": []})
    assert not any(fits.is_valid({"checks": {name: refused}}) for name in [*RUNGS, *PARAMETERS, "ability", "other"])


# -- and then

RUNS = {
    "a schema": (endpoint(), ["json_schema"] * 2),
    "the prompt only": (endpoint("prompt_only"), ["prompt"] * 2),
    "a tool, without a parameter": (endpoint("tools", "temperature"), ["tools"] * 2),
    "another name of a parameter": (endpoint(refused="max_tokens"), ["json_schema"] * 2),
}


@pytest.mark.parametrize(("answer", "rungs"), RUNS.values(), ids=RUNS)
def test_the_next_run_knows_what_was_found_out(audit, answer, rungs):
    Path("story.txt").write_text("Nobody came.\n")
    with Server(answer) as server:
        doctor(audit, server)
        examined = len(server.heard)
        ran = audit("run", "story.txt", "--base-url", server.url, "--model", "m", "--cache", "answers.sqlite")
        asked = server.heard[examined:]
    assert ran.code == 0, ran.err
    assert [heard.rung for heard in asked] == rungs
    assert not any(heard.is_probe for heard in asked)


def test_without_it_a_run_has_to_find_out_for_itself(audit):
    Path("story.txt").write_text("Nobody came.\n")
    with Server(endpoint("tools", "temperature")) as server:
        audit("run", "story.txt", "--base-url", server.url, "--model", "m", "--cache", "answers.sqlite")
    assert [heard.rung for heard in server.heard if heard.is_probe] == [
        "json_schema",
        "json_schema",
        "stripped",
        "tools",
    ]


def test_the_command_is_there_without_the_client():
    code = "import sys; import audit.cli.doctor; print('openai' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60).stdout == "False\n"
