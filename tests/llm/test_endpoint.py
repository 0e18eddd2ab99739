"""Chat with a model behind an endpoint, over real connections: what is sent, what comes back, and when to stop."""

import logging
import socket
import threading
import time
from collections import Counter
from dataclasses import replace

import pytest

from audit import assets
from audit.domain import Usage
from audit.llm.abilities import Endpoint
from audit.llm.model import Answer, ChatModel, Failure, Outcome

from .server import (
    HANGS_UP,
    HASTY,
    KEY,
    SCHEMA,
    YES,
    Heard,
    Reply,
    Server,
    client,
    question,
    refuses,
    says,
)

SLOW_DOWN = refuses(429, "Slow down", {"Retry-After": "0.1"})


def outcome(server: Server, **how: object) -> Outcome:
    """What one question ends in."""
    [only] = client(server.url, **how).chat([question()])
    return only


def failure(server: Server, **how: object) -> Failure:
    """Why one question fails."""
    failed = outcome(server, **how)
    assert isinstance(failed, Failure)
    return failed


# -- one question, one answer


def test_an_answer_and_what_it_cost() -> None:
    with Server([says(YES)]) as server:
        answer = outcome(server)
    assert isinstance(answer, Answer)
    assert answer.content == {"verdict": "yes"}
    assert answer.usage == Usage(1, 100, 10, answer.usage.seconds)
    assert 0 < answer.usage.seconds < 5


def test_what_is_sent() -> None:
    with Server([says(YES)]) as server:
        client(server.url).chat([question("Is it?", parameters={"temperature": 0}, max_tokens=123)])
    [heard] = server.heard
    assert heard.path == "/v1/chat/completions"
    assert heard.headers["authorization"] == f"Bearer {KEY}"
    assert heard.body == {
        "model": "m",
        "messages": [{"role": "system", "content": "Answer in JSON."}, {"role": "user", "content": "Is it?"}],
        "max_tokens": 123,
        "temperature": 0,
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": "verdict", "strict": True, "schema": SCHEMA},
        },
    }


def test_the_schema_of_claims_is_sent_as_it_is() -> None:
    claims = assets.schema("claims")
    with Server([says('{"segments": []}')]) as server:
        [answer] = client(server.url).chat([replace(question(), schema=claims, schema_name="claims")])
    assert isinstance(answer, Answer)
    sent = server.heard[0].body["response_format"]["json_schema"]
    assert sent == {"name": "claims", "strict": True, "schema": claims}
    assert list(sent["schema"]["properties"]["segments"]["items"]["properties"]) == ["id", "errors"]


def test_a_server_without_a_key() -> None:
    with Server([says(YES)]) as server:
        assert isinstance(outcome(server, key=None), Answer)
    assert server.heard[0].headers["authorization"] == "Bearer none"


def test_this_machine_is_not_reached_over_a_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    with Server([says(YES)]) as proxy, Server([says(YES)]) as server:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, proxy.url.removesuffix("/v1"))
        for name in ("NO_PROXY", "no_proxy"):
            monkeypatch.delenv(name, raising=False)
        assert isinstance(outcome(server), Answer)
        assert isinstance(client("http://example.invalid/v1").chat([question()])[0], Answer)
    assert len(server.heard) == 1
    assert [heard.path for heard in proxy.heard] == ["http://example.invalid/v1/chat/completions"]


def test_it_is_a_chat_model() -> None:
    assert isinstance(client("http://127.0.0.1:1/v1"), ChatModel)
    assert client("http://127.0.0.1:1/v1").name == "m"


PARTS = [
    {"type": "thinking", "thinking": []},
    {"type": "text", "text": '{"verdict": '},
    {"type": "text", "text": '"yes"}'},
]
ODD = {
    "no usage": (Reply({key: value for key, value in says(YES).body.items() if key != "usage"}), (None, None)),
    "usage null": (Reply({**says(YES).body, "usage": None}), (None, None)),
    "usage empty": (Reply({**says(YES).body, "usage": {}}), (None, None)),
    "usage in words": (Reply({**says(YES).body, "usage": {"prompt_tokens": "many"}}), (None, None)),
    "an unknown finish": (says(YES, finish="eos"), (100, 10)),
    "no finish": (says(YES, finish=None), (100, 10)),  # type: ignore[arg-type]
    "reasoning beside the answer": (says(YES, reasoning_content="Hm {"), (100, 10)),
    "content in parts": (says(PARTS), (100, 10)),
    "JSON by another name": (
        replace(says(YES), headers={"Content-Type": "application/json; charset=utf-8"}),
        (100, 10),
    ),
}


@pytest.mark.parametrize(("reply", "tokens"), ODD.values(), ids=ODD.keys())
def test_an_odd_reply_is_still_an_answer(reply: Reply, tokens: tuple[int | None, int | None]) -> None:
    with Server([reply]) as server:
        answer = outcome(server)
    assert isinstance(answer, Answer), answer
    assert (answer.usage.prompt_tokens, answer.usage.completion_tokens) == tokens
    assert len(server.heard) == 1


# -- an answer that does not fit: asked once more, with what was wrong

UNFIT = {
    "prose": ("The article is fine.", "no complete JSON object"),
    "truncated": ('{"verdict": "y', "no complete JSON object"),
    "another value": ('{"verdict": "perhaps"}', "$.verdict: 'perhaps' is not one of ['yes', 'no']"),
    "another key": ('{"answer": "yes"}', "'verdict' is a required property"),
    "nothing": ("", "no complete JSON object"),
    "null": (None, "no complete JSON object"),
}


@pytest.mark.parametrize(("content", "problem"), UNFIT.values(), ids=UNFIT.keys())
def test_one_repair_names_the_problem(content: str | None, problem: str) -> None:
    with Server([says(content), says(YES)]) as server:
        answer = outcome(server)
    assert isinstance(answer, Answer)
    assert answer.usage == Usage(2, 200, 20, answer.usage.seconds)
    first, second = server.heard
    assert second.messages[:-1] == first.messages
    assert second.messages[-1]["role"] == "user"
    assert problem in second.messages[-1]["content"]


@pytest.mark.parametrize(("content", "problem"), UNFIT.values(), ids=UNFIT.keys())
def test_after_one_repair_it_is_a_failure_that_smaller_questions_may_mend(content: str, problem: str) -> None:
    with Server([says(content)]) as server:
        failed = failure(server)
    assert len(server.heard) == 2
    assert failed.splittable
    assert failed.reason.startswith("the answer does not fit the schema, twice: ")
    assert problem in failed.reason
    assert failed.usage == Usage(2, 200, 20, failed.usage.seconds)


def test_a_repair_that_is_refused_has_still_cost_the_first_answer() -> None:
    with Server([says("prose"), refuses(418, "short and stout")]) as server:
        failed = failure(server)
    assert failed.reason == "the endpoint answers 418: short and stout"
    assert failed.usage.prompt_tokens == 100


DECLINED = {
    "a refusal": (says(None, refusal="I cannot help with war."), "the model declined: I cannot help with war.", False),
    "a filter": (says("", finish="content_filter"), "the model declined: content filter", False),
    "the token limit": (says('{"verd', finish="length"), "the answer was cut off at the token limit", True),
    "the limit, with an answer in it": (says(YES, finish="length"), "cut off at the token limit", True),
}


@pytest.mark.parametrize(("reply", "reason", "splittable"), DECLINED.values(), ids=DECLINED.keys())
def test_what_no_repair_can_help_is_asked_once(reply: Reply, reason: str, splittable: bool) -> None:
    with Server([reply]) as server:
        failed = failure(server)
    assert reason in failed.reason
    assert failed.splittable is splittable
    assert failed.usage.prompt_tokens == 100
    assert len(server.heard) == 1


# -- an endpoint that does not take every parameter: adapted to once for the run


def only_takes(formats: set[str], delay: float = 0.0, wants: str = "max_tokens") -> object:
    """An endpoint that refuses parameters, as the real ones word it."""

    def reply(heard: Heard) -> Reply:
        unwanted = {"max_tokens", "max_completion_tokens"} - {wants}
        if heard.format not in formats:
            return replace(refuses(400, f"response_format type {heard.format} is unavailable now"), delay=delay)
        if unwanted & set(heard.body):
            message = "Unsupported parameter: 'max_tokens' is not supported. Use 'max_completion_tokens' instead."
            return replace(refuses(400, message), delay=delay)
        if "temperature" in heard.body:
            return replace(refuses(400, "Unsupported value: 'temperature' does not support 0."), delay=delay)
        return says(YES, delay=delay)

    return reply


LADDER = {
    "takes a schema": ({"json_schema"}, ["json_schema"]),
    "takes an object": ({"json_object", "none"}, ["json_schema", "json_object"]),
    "takes neither": ({"none"}, ["json_schema", "json_object", "none"]),
}


@pytest.mark.parametrize(("takes", "formats"), LADDER.values(), ids=LADDER.keys())
def test_the_format_steps_down_once_for_the_run(takes: set[str], formats: list[str]) -> None:
    log: list[str] = []
    with Server(only_takes(takes)) as server:
        model = client(server.url, log.append, concurrency=1)
        outcomes = [*model.chat([question()] * 3), *model.chat([question()])]
    assert all(isinstance(answer, Answer) for answer in outcomes)
    assert [heard.format for heard in server.heard] == [*formats, *[formats[-1]] * 3]
    assert len(log) == len(formats) - 1
    assert all("refused a parameter, adapting" in line for line in log)


@pytest.mark.parametrize(("takes", "formats"), LADDER.values(), ids=LADDER.keys())
def test_eight_at_once_step_down_together(takes: set[str], formats: list[str]) -> None:
    log: list[str] = []
    with Server(only_takes(takes, delay=0.05)) as server:
        outcomes = client(server.url, log.append).chat([question()] * 8)
    assert all(isinstance(answer, Answer) for answer in outcomes)
    assert len(log) == len(formats) - 1
    assert Counter(heard.format for heard in server.heard) == dict.fromkeys(formats, 8)


@pytest.mark.parametrize("status", [400, 422, 500, 501])
def test_the_format_is_refused_with_many_a_status(status: int) -> None:
    def reply(heard: Heard) -> Reply:
        return says(YES) if heard.format == "none" else refuses(status, "json_schema: not implemented")

    with Server(reply) as server:
        assert isinstance(outcome(server), Answer)
    assert len(server.heard) == 3


def test_a_pinned_format_is_not_given_up() -> None:
    with Server(only_takes({"none"})) as server:
        failed = failure(server, structured="json_schema")
    assert failed.reason == "the endpoint answers 400: response_format type json_schema is unavailable now"
    assert len(server.heard) == 1


@pytest.mark.parametrize(("pinned", "sent"), [("json_object", "json_object"), ("prompt", "none")])
def test_a_pinned_format_is_the_first(pinned: str, sent: str) -> None:
    with Server([says(YES)]) as server:
        assert isinstance(outcome(server, structured=pinned), Answer)
    assert [heard.format for heard in server.heard] == [sent]


def test_max_tokens_is_called_what_the_endpoint_calls_it() -> None:
    with Server(only_takes({"json_schema"}, wants="max_completion_tokens")) as server:
        model = client(server.url)
        assert all(isinstance(answer, Answer) for answer in model.chat([question(max_tokens=77)] * 8))
        assert isinstance(model.chat([question()])[0], Answer)
    assert server.heard[-1].body["max_completion_tokens"] == 4096
    assert "max_tokens" not in server.heard[-1].body
    refused = [heard for heard in server.heard if "max_tokens" in heard.body]
    assert len(server.heard) == len(refused) + 9


def test_max_tokens_whichever_name_the_message_begins_with() -> None:
    def reply(heard: Heard) -> Reply:
        return refuses(400, "Use max_completion_tokens, not max_tokens") if "max_tokens" in heard.body else says(YES)

    with Server(reply) as server:
        assert isinstance(outcome(server), Answer)
    assert server.heard[-1].body["max_completion_tokens"] == 4096


def test_temperature_is_dropped_where_it_is_refused() -> None:
    with Server(only_takes({"json_schema"})) as server:
        model = client(server.url)
        for _ in range(2):
            [answer] = model.chat([question(parameters={"temperature": 0, "seed": 1})])
            assert isinstance(answer, Answer)
    assert ["temperature" in heard.body for heard in server.heard] == [True, False, False]
    assert all(heard.body["seed"] == 1 for heard in server.heard)


def test_everything_at_once_is_adapted_to() -> None:
    with Server(only_takes({"none"}, wants="max_completion_tokens", delay=0.02)) as server:
        outcomes = client(server.url).chat([question(parameters={"temperature": 0})] * 8)
    assert all(isinstance(answer, Answer) for answer in outcomes)
    assert len(server.heard) <= 8 * 5


@pytest.mark.parametrize("message", ["response_format", "max_tokens", "temperature", "seed"])
def test_an_endpoint_that_is_never_content_is_not_asked_for_ever(message: str) -> None:
    with Server([refuses(400, f"I do not like {message}")]) as server:
        failed = failure(server)
    assert message in failed.reason
    assert len(server.heard) <= 3


# -- what ends the run

ENDS = {
    "401": (refuses(401, "Incorrect API key provided"), "refuses the key (401)", "check OPENAI_API_KEY"),
    "403": (refuses(403, "Country not supported"), "refuses the key (403)", "check OPENAI_API_KEY"),
    "404": (refuses(404, "The model `m` does not exist"), "not found (404)", "check the model's name"),
    "no credit": (refuses(429, "You exceeded", code="insufficient_quota"), "out of credit", "check plan and billing"),
    "a web page": (Reply("<html>", headers={"Content-Type": "text/html"}), "web page", "does the base URL end in /v1?"),
}


@pytest.mark.parametrize(("reply", "reason", "advice"), ENDS.values(), ids=ENDS.keys())
def test_the_run_stops_and_says_what_to_do(reply: Reply, reason: str, advice: str) -> None:
    with Server([reply]) as server:
        model = client(server.url, concurrency=1)
        outcomes = [*model.chat([question()] * 5), *model.chat([question()])]
    assert len(server.heard) == 1
    assert len(outcomes) == 6
    for failed in outcomes:
        assert isinstance(failed, Failure)
        assert reason in failed.reason
        assert advice in failed.reason


def test_what_was_answered_before_the_end_is_kept() -> None:
    with Server([says(YES), says(YES), refuses(401, "expired")]) as server:
        outcomes = client(server.url, concurrency=1).chat([question()] * 5)
    assert [type(outcome) for outcome in outcomes] == [Answer, Answer, Failure, Failure, Failure]


def test_eight_at_once_stop_together() -> None:
    with Server([replace(refuses(401, "expired"), delay=0.05)]) as server:
        outcomes = client(server.url, concurrency=8).chat([question()] * 40)
    assert len(server.heard) == 8
    assert all(isinstance(failed, Failure) for failed in outcomes)


def test_a_request_that_waits_for_its_next_attempt_learns_that_the_run_has_ended() -> None:
    waits = refuses(429, "Slow down", {"Retry-After": "0.4"})

    def reply(heard: Heard) -> Reply:
        return waits if heard.messages[-1]["content"] == "patient" else replace(refuses(401, "expired"), delay=0.1)

    with Server(reply) as server:
        outcomes = client(server.url, concurrency=2).chat([question("patient"), question("expired")])
    assert len(server.heard) == 2
    assert all("refuses the key (401)" in outcome.reason for outcome in outcomes if isinstance(outcome, Failure))
    assert all(isinstance(outcome, Failure) for outcome in outcomes)


# -- what is worth another attempt, and what is not


@pytest.mark.parametrize("status", [400, 402, 405, 410, 413, 418, 425, 451])
def test_a_refusal_is_not_repeated(status: int) -> None:
    with Server([refuses(status, "no")]) as server:
        failed = failure(server)
    assert len(server.heard) == 1
    assert "no" in failed.reason


@pytest.mark.parametrize("status", [400, 425])
def test_one_refused_request_does_not_end_the_run(status: int) -> None:
    with Server([refuses(status, "no")] * 4 + [says(YES)]) as server:
        outcomes = client(server.url, concurrency=1).chat([question()] * 5)
    assert [type(outcome) for outcome in outcomes] == [Failure] * 4 + [Answer]


@pytest.mark.parametrize(
    ("status", "message"),
    [
        (400, "This model's maximum context length is 8192 tokens"),
        (400, "'max_tokens' is too large: 8000. This model's maximum context length is 4096 tokens"),
        (413, "Request Entity Too Large"),
    ],
)
def test_a_question_too_long_may_be_split_and_changes_nothing_for_the_others(status: int, message: str) -> None:
    with Server([refuses(status, message), says(YES)]) as server:
        model = client(server.url, concurrency=1)
        failed, answer = model.chat([question(), question()])
    assert isinstance(failed, Failure)
    assert failed.splittable
    assert isinstance(answer, Answer)
    assert server.heard[0].body == server.heard[1].body


PASSING = {
    "429 with Retry-After": SLOW_DOWN,
    "429": refuses(429, "Slow down"),
    "429 with Retry-After: 0": refuses(429, "Slow down", {"Retry-After": "0"}),
    "429 with a date": refuses(429, "Slow down", {"Retry-After": "Fri, 31 Dec 2027 23:59:59 GMT"}),
    "408": refuses(408, "late"),
    "500": refuses(500, "oops"),
    "502, a page": Reply("<h1>Bad Gateway</h1>", 502, {"Content-Type": "text/html"}),
    "503": refuses(503, "loading model"),
    "529": refuses(529, "Overloaded"),
    "no reply": HANGS_UP,
    "half a reply": replace(says(YES), cut=30),
    "an empty body": Reply(""),
    "an empty text": Reply("", headers={"Content-Type": "text/plain"}),
    "half of the JSON": Reply('{"choices": [{"mess'),
    "a page that says it is JSON": Reply("<html>busy</html>"),
    "an error with status 200": Reply({"error": {"message": "no provider", "code": 502}}),
    "no choices": Reply({"choices": []}),
    "a choice without a message": Reply({"choices": [{"index": 0, "finish_reason": "stop"}]}),
    "null": Reply("null"),
}


@pytest.mark.parametrize("reply", PASSING.values(), ids=PASSING.keys())
def test_what_may_pass_is_tried_again(reply: Reply) -> None:
    log: list[str] = []
    with Server([reply, reply, says(YES)]) as server:
        answer = outcome(server, log=log.append)
    assert isinstance(answer, Answer)
    assert len(server.heard) == 3
    assert [line.split(":")[0] for line in log] == ["retry 1", "retry 2"]


@pytest.mark.parametrize("reply", [refuses(500, "oops"), HANGS_UP, Reply("null")], ids=["500", "no reply", "null"])
def test_but_not_for_ever(reply: Reply) -> None:
    with Server([reply]) as server:
        failed = failure(server)
    assert len(server.heard) == HASTY.attempts
    assert not failed.splittable
    assert "endpoint" in failed.reason


def test_retry_after_is_waited() -> None:
    with Server([SLOW_DOWN, SLOW_DOWN, says(YES)]) as server:
        started = time.monotonic()
        assert isinstance(outcome(server), Answer)
        assert time.monotonic() - started >= 0.2


def test_retry_after_is_not_waited_longer_than_patience_lasts() -> None:
    with Server([refuses(429, "Slow down", {"Retry-After": "3600"}), says(YES)]) as server:
        started = time.monotonic()
        assert isinstance(outcome(server, patience=replace(HASTY, longest_wait=0.1)), Answer)
        assert 0.1 <= time.monotonic() - started < 5


def test_waiting_holds_up_nobody_else() -> None:
    def reply(heard: Heard) -> Reply:
        first = heard.messages[-1]["content"] == "0" and not any(
            h.messages == heard.messages for h in server.heard[:-1]
        )
        return refuses(429, "Slow down", {"Retry-After": "0.5"}) if first else says(YES)

    with Server(reply) as server:
        outcomes = client(server.url, concurrency=2).chat([question(str(n)) for n in range(20)])
    assert all(isinstance(answer, Answer) for answer in outcomes)
    assert server.heard[-1].messages[-1]["content"] == "0"


def test_an_endpoint_that_never_answers_is_given_up() -> None:
    with Server([replace(says(YES), delay=0.6)]) as server:
        failed = failure(server, patience=replace(HASTY, timeout=0.2, attempts=2))
    assert failed.reason == "the endpoint did not answer in time"
    assert len(server.heard) == 2


def test_an_answer_that_trickles_is_given_up_too() -> None:
    """The limit holds for the whole answer, not for the pause between two bytes of it."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        stop = threading.Event()
        thread = threading.Thread(target=_trickle, args=(listener, stop))
        thread.start()
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/v1"
        started = time.monotonic()
        [failed] = client(url, patience=replace(HASTY, timeout=0.4, attempts=1)).chat([question()])
        assert time.monotonic() - started < 3
        stop.set()
        thread.join()
    assert isinstance(failed, Failure)
    assert failed.reason == "the endpoint did not answer in time"


def _trickle(listener: socket.socket, stop: threading.Event) -> None:
    connection, _ = listener.accept()
    with connection:
        connection.recv(65_536)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n")
        while not stop.wait(0.05):
            try:
                connection.sendall(b" ")
            except OSError:
                return


def test_after_three_hopeless_requests_nobody_is_asked_any_more() -> None:
    with Server([refuses(503, "down for maintenance")]) as server:
        outcomes = client(server.url, concurrency=1).chat([question()] * 20)
    assert len(server.heard) == 3 * HASTY.attempts
    assert all(isinstance(failed, Failure) and "503: down for maintenance" in failed.reason for failed in outcomes)


def test_a_request_that_is_answered_gives_hope() -> None:
    down = [refuses(503, "down")] * HASTY.attempts
    with Server([*down, *down, says(YES), *down, *down, says(YES)]) as server:
        outcomes = client(server.url, concurrency=1).chat([question()] * 6)
    assert [type(outcome) for outcome in outcomes] == [Failure, Failure, Answer] * 2


def test_a_port_where_nobody_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    log: list[str] = []
    started = time.monotonic()
    outcomes = client(f"http://127.0.0.1:{port}/v1", log.append, concurrency=1).chat([question()] * 20)
    assert time.monotonic() - started < 10
    assert len(log) == 3 * (HASTY.attempts - 1)
    for failed in outcomes:
        assert isinstance(failed, Failure)
        assert failed.reason.startswith("no connection to the endpoint: ")
        assert failed.reason.endswith("does it run, is the base URL right?")


def test_a_host_that_does_not_exist() -> None:
    [failed] = client("http://nowhere.invalid/v1", patience=replace(HASTY, attempts=2)).chat([question()])
    assert isinstance(failed, Failure)
    assert "no connection to the endpoint" in failed.reason


# -- many questions


def test_outcomes_stand_in_the_order_of_the_questions() -> None:
    def reply(heard: Heard) -> Reply:
        number = int(heard.messages[-1]["content"])
        if number % 5 == 0:
            return refuses(418, f"tea for {number}")
        return says(f'{{"verdict": "{"yes" if number % 2 else "no"}"}}', delay=0.002 * ((number * 7) % 11))

    with Server(reply) as server:
        outcomes = client(server.url, concurrency=8).chat([question(str(number)) for number in range(60)])
    assert len(server.heard) == 60
    for number, one in enumerate(outcomes):
        if number % 5 == 0:
            assert isinstance(one, Failure)
            assert one.reason.endswith(f"tea for {number}")
        else:
            assert isinstance(one, Answer)
            assert one.content == {"verdict": "yes" if number % 2 else "no"}


@pytest.mark.parametrize("concurrency", [1, 3, 8])
def test_never_more_at_a_time_than_asked_for(concurrency: int) -> None:
    with Server([says(YES, delay=0.03)]) as server:
        outcomes = client(server.url, concurrency=concurrency).chat([question()] * concurrency * 3)
    assert all(isinstance(answer, Answer) for answer in outcomes)
    assert server.most_at_a_time == concurrency


def test_each_question_is_reported_once_as_it_ends() -> None:
    replies = [says(YES), says("prose"), says(YES), refuses(500, "oops"), says(YES), refuses(401, "expired")]
    done: list[int] = []
    with Server(replies) as server:
        client(server.url, concurrency=1).chat([question()] * 7, lambda: done.append(len(server.heard)))
    assert done == [1, 3, 5, 6, 6, 6, 6]


def test_no_questions_no_requests() -> None:
    with Server([says(YES)]) as server:
        assert client(server.url).chat([]) == []
    assert server.heard == []


def test_one_model_answers_several_times() -> None:
    with Server([says(YES)]) as server:
        model = client(server.url)
        assert [type(model.chat([question()])[0]) for _ in range(3)] == [Answer] * 3


def test_two_hundred_questions_are_no_burden() -> None:
    with Server([says(YES)]) as server:
        started = time.monotonic()
        outcomes = client(server.url, concurrency=16).chat([question()] * 200)
        assert time.monotonic() - started < 10
    assert all(isinstance(answer, Answer) for answer in outcomes)


# -- the key

ECHOES = {
    "in an error": refuses(418, f"You sent {KEY}."),
    "in an error that ends the run": refuses(401, f"Incorrect API key provided: {KEY}"),
    "in an error that is tried again": refuses(500, f"header Authorization: Bearer {KEY}"),
    "in an error that is adapted to": refuses(400, f"response_format and {KEY}"),
    "where a message is cut": refuses(418, "x" * 285 + KEY),
    "in a page": Reply(f"<h1>{KEY}</h1>", 502),
    "with status 200": Reply({"error": {"message": f"{KEY} {KEY}"}}),
    "in a refusal": says(None, refusal=f"I will not use {KEY}"),
    "in an answer": says(f'{{"verdict": "{KEY}"}}'),
    "in a long answer": says(f'{{"verdict": "{"x" * 130}{KEY}{"x" * 300}"}}'),
}


@pytest.mark.parametrize("reply", ECHOES.values(), ids=ECHOES.keys())
def test_the_key_is_repeated_nowhere(
    reply: Reply, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    log: list[str] = []
    with Server([reply]) as server:
        outcomes = client(server.url, log.append).chat([question()] * 2)
    assert all(isinstance(failed, Failure) for failed in outcomes)
    said = [repr(outcomes), *log, caplog.text, *capsys.readouterr()]
    assert [text for text in said if KEY[:12] in text] == []


def test_the_key_is_kept_out_of_valid_answers() -> None:
    schema = {"type": "object", "properties": {"why": {"type": "string"}}}
    with Server([says(f'{{"why": "I was given {KEY}"}}')]) as server:
        [answer] = client(server.url).chat([replace(question(), schema=schema)])
    assert isinstance(answer, Answer)
    assert answer.content == {"why": "I was given ***"}


def test_the_key_is_not_shown_with_the_endpoint() -> None:
    assert KEY not in repr(Endpoint("m", api_key=KEY))


def test_a_word_for_a_key_is_no_secret() -> None:
    with Server([refuses(418, "none of that")]) as server:
        assert failure(server, key="none").reason == "the endpoint answers 418: none of that"
