"""Batches: what an export writes, what of results goes into the cache, and an endpoint that has batches of its own."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from audit.errors import ModelUnavailableError, UsageError
from audit.llm import ladder
from audit.llm.batch.api import BatchApi
from audit.llm.batch.files import Exporter, RequestFiles, exported_as
from audit.llm.batch.results import Importer
from audit.llm.choose import Choice
from audit.llm.endpoint import Endpoint
from audit.llm.ladder import Abilities
from audit.llm.model import Answer, Failure, Request
from audit.llm.store.cache import Cache
from tests.llm.batch.batch_server import BatchServer, result
from tests.llm.server import KEY, YES, question, says

URL = "https://llm.example/v1"
LIST = {
    "type": "object",
    "additionalProperties": False,
    "required": ["segments"],
    "properties": {
        "segments": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["id"],
                "properties": {"id": {"type": "string"}},
            },
        }
    },
}


def listing(*ids: str) -> str:
    return json.dumps({"segments": [{"id": one} for one in ids]})


def about(*ids: str, divisible: bool = True) -> Request:
    """A request that an answer must judge these ids for."""
    return Request((("user", str(ids)),), LIST, "list", ids=ids, divisible=divisible, label=f"about {', '.join(ids)}")


@pytest.fixture
def cache() -> Iterator[Cache]:
    with Cache(None) as opened:
        yield opened


def exported(cache: Cache, *requests: Request, structured: str = "auto", url: str | None = URL) -> list[Any]:
    """The lines of an export."""
    path = Path("requests.jsonl")
    with RequestFiles(path, overwrite=True) as files, Exporter(Endpoint("m", url), structured, cache, files) as model:
        assert [number for number, _ in model.chat(requests)] == list(range(len(requests)))
    return [json.loads(line) for line in path.read_bytes().splitlines()] if files.files else []


def key_of(cache: Cache, request: Request) -> str:
    [line] = exported(cache, request)
    return str(line["custom_id"])


# -- what goes out -----------------------------------------------------------------------------------------------


def test_an_unknown_endpoint_gets_the_strictest_request(cache: Cache) -> None:
    [line] = exported(cache, question(max_tokens=7))
    assert line["body"] == {
        "model": "m",
        "messages": [{"role": "system", "content": "Answer in JSON."}, {"role": "user", "content": "Is it?"}],
        "max_tokens": 7,
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": "verdict", "strict": True, "schema": question().schema},
        },
    }


def test_the_openai_api_gets_its_own_name_for_the_limit(cache: Cache) -> None:
    [line] = exported(cache, question(), url=None)
    assert line["body"]["max_completion_tokens"] == 4096


def test_an_endpoint_is_asked_as_a_run_has_learnt_to(cache: Cache) -> None:
    request = question(parameters={"temperature": 0})
    fact = ladder.fact_key(URL, "m", "auto", request)
    cache.remember("abilities", fact, Abilities("prompt", dropped=("temperature",)).as_json())
    [line] = exported(cache, request)
    assert set(line["body"]) == {"model", "messages", "max_tokens"}
    [pinned] = exported(cache, request, structured="json_object")
    assert pinned["body"]["response_format"] == {"type": "json_object"}
    assert pinned["custom_id"] != line["custom_id"]


def test_text_of_any_script_stays_one_line(cache: Cache) -> None:
    [line] = exported(cache, question("Сколько\u2028猫?\n\x85"))
    assert line["body"]["messages"][1]["content"] == "Сколько\u2028猫?\n\x85"
    assert Path("requests.jsonl").read_bytes().count(b"\n") == 1
    assert "猫".encode() in Path("requests.jsonl").read_bytes()


def test_a_request_is_written_once_and_only_while_it_is_not_answered(cache: Cache) -> None:
    first, second = question("one"), question("two")
    lines = exported(cache, first, second, first)
    assert len({line["custom_id"] for line in lines}) == len(lines) == 2
    Importer(cache).read([result(lines[0]["custom_id"], 200, says(YES).body).encode()], "r")
    assert exported(cache, first, second) == [lines[1]]


SIZES: dict[str, tuple[int, int, dict[str, int]]] = {
    "all in one": (10, 1000, {"r.jsonl": 5}),
    "just all": (5, 55, {"r.jsonl": 5}),
    "so many lines": (2, 1000, {"r-1.jsonl": 2, "r-2.jsonl": 2, "r-3.jsonl": 1}),
    "so many bytes": (10, 33, {"r-1.jsonl": 3, "r-2.jsonl": 2}),
    "a line longer than a file": (10, 5, {f"r-{number}.jsonl": 1 for number in range(1, 6)}),
}


@pytest.mark.parametrize(("lines", "size", "written"), SIZES.values(), ids=SIZES)
def test_files_keep_within_the_limits(tmp_path: Path, lines: int, size: int, written: Mapping[str, int]) -> None:
    with RequestFiles(tmp_path / "out" / "r.jsonl", most_lines=lines, most_bytes=size) as files:
        for number in range(5):
            files.write(f"{number} кошк")
    assert {path.name: count for path, count in files.files.items()} == written
    content = b"".join(path.read_bytes() for path in files.files)
    assert content == "".join(f"{number} кошк\n" for number in range(5)).encode()
    assert {path.name for path in (tmp_path / "out").iterdir()} == set(written)


def test_work_that_ends_early_leaves_no_file(tmp_path: Path) -> None:
    def interrupted() -> None:
        with RequestFiles(tmp_path / "r.jsonl", most_lines=1) as files:
            files.write("one")
            files.write("two")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("taken", ["r.jsonl", "r-1.jsonl", "r-2.jsonl"])
def test_no_name_is_taken_away(tmp_path: Path, taken: str) -> None:
    def written(overwrite: bool) -> None:
        with RequestFiles(tmp_path / "r.jsonl", overwrite, most_lines=1) as files:
            files.write("one")
            files.write("two")

    (tmp_path / taken).write_text("mine")
    with pytest.raises(UsageError, match=f"{taken} exists"):
        written(overwrite=False)
    assert [path.name for path in tmp_path.iterdir()] == [taken]
    assert (tmp_path / taken).read_text() == "mine"
    written(overwrite=True)
    assert (tmp_path / "r-2.jsonl").read_text() == "two\n"


# -- what comes back ---------------------------------------------------------------------------------------------


def failure(status: int, **error: Any) -> dict[str, Any]:
    """A failed request as the OpenAI API reports it."""
    return {"response": {"status_code": status, "body": {"error": {"code": None, **error}}}, "error": None}


def done(content: Any, finish: str = "stop", **message: Any) -> dict[str, Any]:
    return {"response": {"status_code": 200, "body": says(content, finish, **message).body}, "error": None}


EXPIRED = {"code": "batch_expired", "message": "This request could not\nbe executed in time."}
FAILED: dict[str, tuple[Mapping[str, Any], str]] = {
    "refused": (failure(400, message="it cannot be done"), "the endpoint answers 400: it cannot be done"),
    "refused by a filter": (
        failure(400, message="flagged", code="content_filter"),
        "the endpoint's content filter declined (400): flagged",
    ),
    "too busy": (failure(429, message="slow down"), "the endpoint answers 429: slow down"),
    "expired": ({"response": None, "error": EXPIRED}, "This request could not be executed in time."),
    "in words, as of vLLM": (
        {"response": {"status_code": 400, "request_id": "r", "body": None}, "error": "no such grammar"},
        "the endpoint answers 400: no such grammar",
    ),
    "in an object, as of vLLM": (
        {"response": {"status_code": 400, "body": None}, "error": {"error": {"message": "no such thing", "code": 400}}},
        "the endpoint answers 400: no such thing",
    ),
    "200 with an error": ({**done(YES), "error": {"message": "but no"}}, "but no"),
    "200 with an error in the body": (
        {"response": {"status_code": 200, "body": {"error": {"message": "upstream"}}}},
        "the endpoint answered without a choice: upstream",
    ),
    "200 without a choice": (
        {"response": {"status_code": 200, "body": {"choices": []}}},
        "the endpoint answered without a choice: no reason given",
    ),
    "200 with text": ({"response": {"status_code": 200, "body": "yes"}}, "yes"),
    "nothing": ({}, "the request failed, no reason given"),
    "null": ({"response": None, "error": None}, "the request failed, no reason given"),
    "of no known shape": ({"response": [], "error": {"error": 5}}, "the request failed, no reason given"),
    "declined": (done(None, refusal="I may\nnot"), "the model declined: I may not"),
    "filtered": (done("", "content_filter"), "the model declined: content filter"),
    "not JSON": (done("yes"), "the answer does not fit the schema: the answer contains no complete JSON object"),
    "another schema": (done("{}"), "the answer does not fit the schema: $: 'verdict' is a required property"),
    "cut off": (done('{"verdict": "y', "length"), "the answer was cut off at the token limit"),
    "with the key in it": (failure(400, message=f"{KEY} is bad"), "the endpoint answers 400: *** is bad"),
}


@pytest.mark.parametrize(("line", "reason"), FAILED.values(), ids=FAILED)
def test_what_is_no_answer_stays_out(cache: Cache, line: Mapping[str, Any], reason: str) -> None:
    request = question(label="a question")
    key = key_of(cache, request)
    importer = Importer(cache, KEY)
    importer.read([json.dumps({"custom_id": key, **line}).encode()], "r")
    assert (importer.kept, importer.known, importer.failed) == (0, 0, {reason: ["a question"]})
    assert cache.answer(key) is None
    assert len(exported(cache, request)) == 1


def test_an_answer_is_kept_with_where_it_came_from(cache: Cache) -> None:
    key = key_of(cache, question())
    body = {**says(f"```json\n{YES}\n```").body, "system_fingerprint": "fp"}
    importer = Importer(cache)
    importer.read([result(key, 200, body).encode()], "r")
    assert (importer.kept, importer.failed) == (1, {})
    stored = cache.answer(key)
    assert stored
    assert stored.content == {"verdict": "yes"}
    assert (stored.model, stored.endpoint, stored.structured) == ("m", URL, "json_schema")
    assert (stored.served_model, stored.fingerprint, stored.request_id) == ("m", "fp", "chatcmpl-1")
    assert (stored.prompt_tokens, stored.completion_tokens) == (100, 10)
    assert exported_as(key, cache) is None


GOOD, BAD = done(YES), failure(500, message="oops")
SEQUENCES: dict[str, tuple[list[Mapping[str, Any]], tuple[int, int, int]]] = {
    "twice": ([GOOD, GOOD], (1, 1, 0)),
    "mended": ([BAD, GOOD], (1, 0, 0)),
    "worse later": ([GOOD, BAD], (1, 1, 0)),
    "failed twice": ([BAD, done("no")], (0, 0, 1)),
    "two different ones: the first": ([GOOD, done('{"verdict": "no"}')], (1, 1, 0)),
}


@pytest.mark.parametrize(("lines", "counts"), SEQUENCES.values(), ids=SEQUENCES)
def test_results_of_one_question(cache: Cache, lines: list[Mapping[str, Any]], counts: tuple[int, int, int]) -> None:
    key = key_of(cache, question())
    importer = Importer(cache)
    importer.read([json.dumps({"custom_id": key, **line}).encode() for line in lines], "r")
    assert (importer.kept, importer.known, sum(map(len, importer.failed.values()))) == counts
    if counts[0]:
        stored = cache.answer(key)
        assert stored
        assert stored.content == {"verdict": "yes"}


def test_the_lines_of_a_file_as_programs_write_them(cache: Cache) -> None:
    keys = [line["custom_id"] for line in exported(cache, question("one"), question("two"))]
    one, two = (result(key, 200, says(YES).body).encode().strip() for key in keys)
    nested = b'{"custom_id": "x", "response": ' + b"[" * 100_000
    lines = [
        b"\xef\xbb\xbf\r\n",
        b"\xef\xbb\xbf" + one + b"\r\n",
        b"  \n",
        b"\xff\xfe\n",
        b"[]\n",
        b'{"custom_id": 5}\n',
        nested + b"\n",
        b'{"custom_id": "elsewhere"}\n',
        two[:-20],
    ]
    importer = Importer(cache)
    importer.read(lines, "r")
    assert importer.kept == 1
    assert importer.failed == {
        "this is no result of a batch, or the rest of it is missing": ["r:4", "r:5", "r:6", "r:7", "r:9"],
        "not exported with this cache": ["r:8"],
    }


DAMAGED = '{"segments": [{"id": "s1"}, {"id": "s2"}, {"id'
COMPLETENESS: dict[str, tuple[Request, Mapping[str, Any], list[str] | None]] = {
    "whole": (about("s1", "s2"), done(listing("s1", "s2")), ["s1", "s2"]),
    "whole, at the limit": (about("s1"), done(listing("s1"), "length"), ["s1"]),
    "a part, the rest will be asked for": (about("s1", "s2"), done(listing("s1")), ["s1"]),
    "a part, nothing more will be asked": (about("s1", "s2", divisible=False), done(listing("s1")), None),
    "nothing that was asked": (about("s1", "s2"), done(listing("s9")), None),
    "cut off, with whole items": (about("s1", "s2", "s3"), done(DAMAGED, "length"), ["s1", "s2"]),
    "damaged, with whole items": (about("s1", "s2", "s3"), done(DAMAGED), ["s1", "s2"]),
    "damaged, where only all is of use": (about(), done(DAMAGED), None),
}


@pytest.mark.parametrize(("request_", "line", "ids"), COMPLETENESS.values(), ids=COMPLETENESS)
def test_an_answer_is_kept_where_a_run_would_keep_it(
    cache: Cache, request_: Request, line: Mapping[str, Any], ids: list[str] | None
) -> None:
    key = key_of(cache, request_)
    Importer(cache).read([json.dumps({"custom_id": key, **line}).encode()], "r")
    stored = cache.answer(key)
    assert (stored and [item["id"] for item in stored.content["segments"]]) == ids


TOO_LARGE = {
    "cut off": done('{"segments": [', "length"),
    "too long a prompt": failure(400, message="maximum context length is 8192 tokens"),
}


@pytest.mark.parametrize("line", TOO_LARGE.values(), ids=TOO_LARGE)
def test_what_was_too_large_is_asked_in_halves_from_now_on(cache: Cache, line: Mapping[str, Any]) -> None:
    whole, alone = about("s1", "s2"), about("s3", divisible=False)
    for request in whole, alone:
        Importer(cache).read([json.dumps({"custom_id": key_of(cache, request), **line}).encode()], "r")
    with RequestFiles(Path("rest.jsonl")) as files, Exporter(Endpoint("m", URL), "auto", cache, files) as model:
        outcomes = dict(model.chat([whole, alone]))
    assert isinstance(outcomes[0], Failure)
    assert isinstance(outcomes[1], Failure)
    assert (outcomes[0].splittable, outcomes[0].uncached) == (True, False)
    assert (outcomes[1].splittable, outcomes[1].uncached) == (False, True)
    assert (model.known, files.files) == (1, {Path("rest.jsonl"): 1})


def test_what_came_back_is_what_a_run_finds(cache: Cache) -> None:
    key = key_of(cache, about("s1"))
    Importer(cache).read([result(key, 200, says(listing("s1")).body).encode()], "r")
    with RequestFiles(Path("rest.jsonl")) as files, Exporter(Endpoint("m", URL), "auto", cache, files) as model:
        [(_, outcome)] = model.chat([about("s1")])
    assert isinstance(outcome, Answer)
    assert outcome.usage.cached == 1


# -- an endpoint's own batches -----------------------------------------------------------------------------------


def api(server: BatchServer, key: str | None = KEY) -> BatchApi:
    return BatchApi(Choice("m", base_url=server.url, api_key=key, hosted=True), pause=0.01)


@pytest.fixture
def requests() -> Path:
    path = Path("requests.json")
    path.write_text('{"custom_id": "a", "body": {}}\n', encoding="utf-8")
    return path


def test_a_file_may_be_seen_a_little_later(requests: Path) -> None:
    with BatchServer(unseen=2) as server, api(server) as endpoint:
        assert endpoint.submit(requests) == ("batch_1", "file-1")
    assert server.paths == ["POST /v1/files"] + ["POST /v1/batches"] * 3
    assert server.names == ["requests.jsonl"]
    assert server.files["file-1"] == requests.read_bytes()


def test_a_file_that_is_never_seen_is_given_up(requests: Path) -> None:
    with BatchServer(unseen=99) as server, api(server) as endpoint, pytest.raises(ModelUnavailableError) as refused:
        endpoint.submit(requests)
    assert "not found (404): no such file" in str(refused.value)
    assert len(server.paths) == 6


def test_a_batch_is_never_made_twice(requests: Path) -> None:
    with BatchServer() as server, api(server) as endpoint:
        server.instead["POST /v1/batches"] = (500, "application/json", b'{"error": {"message": "oops"}}')
        with pytest.raises(ModelUnavailableError, match="oops"):
            endpoint.submit(requests)
    assert server.paths == ["POST /v1/files", "POST /v1/batches"]


PAGE = (200, "text/html", b"<html>Welcome</html>")
ODD: dict[str, tuple[str, tuple[int, str, bytes], str]] = {
    "a web page": ("POST /v1/files", PAGE, "the answer is no file and no batch: does the base URL end in /v1"),
    "no id": ("POST /v1/files", (200, "application/json", b"{}"), "the answer is no file and no batch"),
    "half a body": ("POST /v1/files", (200, "application/json", b'{"id'), "the endpoint's reply is malformed"),
    "the key": (
        "POST /v1/files",
        (401, "application/json", json.dumps({"error": {"message": f"bad key {KEY}"}}).encode()),
        "refuses the key (401): bad key ***; check OPENAI_API_KEY",
    ),
}


@pytest.mark.parametrize(("where", "response", "said"), ODD.values(), ids=ODD)
def test_an_odd_reply_is_an_error_in_words(
    requests: Path, where: str, response: tuple[int, str, bytes], said: str
) -> None:
    with BatchServer() as server, api(server) as endpoint:
        server.instead[where] = response
        with pytest.raises(ModelUnavailableError) as refused:
            endpoint.submit(requests)
    assert said in str(refused.value)
    assert str(refused.value).startswith(f"{server.url}: ")
    assert KEY not in str(refused.value)
    assert refused.value.__context__ is None


@pytest.mark.parametrize("body", [b'{"error": "gone"}', b"[]", b"null", b'{"id": "b", "status": null}'])
def test_a_state_that_is_none(body: bytes) -> None:
    with BatchServer() as server, api(server) as endpoint:
        server.instead["GET /v1/batches/b"] = (200, "application/json", body)
        with pytest.raises(ModelUnavailableError, match="no file and no batch"):
            endpoint.state("b")


def test_a_state_of_few_words() -> None:
    with BatchServer() as server, api(server, None) as endpoint:
        server.instead["GET /v1/batches/b"] = (200, "application/json", b'{"id": "b", "status": "COMPLETED"}')
        state = endpoint.state("b")
    assert (str(state), state.over, state.results, state.errors) == (
        "completed, 0 of 0 answered, 0 failed",
        True,
        (),
        (),
    )


def test_results_come_down_as_they_are() -> None:
    content = "{}\r\n\u2028{}\n".encode() * 1000
    with BatchServer() as server, api(server) as endpoint:
        name = server.stored(content)
        with endpoint.results(name) as lines:
            assert len(list(lines)) == 2000
        with pytest.raises(ModelUnavailableError, match="not found"), endpoint.results("file-9"):
            pass


def test_articles_are_not_sent_where_an_endpoint_points(requests: Path) -> None:
    with BatchServer() as server, BatchServer() as other, api(server) as endpoint:
        server.instead["POST /v1/files"] = (307, f"{other.url}/files", b"")
        with pytest.raises(ModelUnavailableError, match=f"it redirects to {other.url[:-3]}"):
            endpoint.submit(requests)
        assert other.heard == []


def test_nobody_is_there() -> None:
    with BatchServer() as server:
        pass
    with api(server) as endpoint, pytest.raises(ModelUnavailableError, match="does it run, is the base URL right"):
        endpoint.state("b")
