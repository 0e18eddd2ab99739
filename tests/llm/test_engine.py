"""Chat with a model behind an endpoint, over real connections: what is sent, what comes back, and when to stop."""

import logging
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from email.utils import formatdate
from itertools import count, islice
from pathlib import Path
from typing import Any

import pytest

from audit import assets
from audit.config.values import Config, Price
from audit.domain import Usage
from audit.errors import UsageError
from audit.llm.endpoint import Endpoint, Patience
from audit.llm.model import Activity, Answer, ChatModel, Failure, Outcome, Request
from audit.llm.stop import Stop
from audit.llm.store.cache import Cache

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
    outcomes,
    pulled,
    question,
    questions,
    refuses,
    says,
)

SLOW_DOWN = refuses(429, "Slow down", {"Retry-After": "0.1"})
PRICED = Config({"m": Price(input=1.0, output=10.0, cached_input=0.5)}, "USD")


def outcome(server: Server, **how: Any) -> Outcome:
    """What one question ends in."""
    [only] = outcomes(client(server.url, **how), question())
    return only


def failure(server: Server, **how: Any) -> Failure:
    """Why one question fails."""
    failed = outcome(server, **how)
    assert isinstance(failed, Failure)
    return failed


def kinds(many: list[Outcome]) -> list[type]:
    return [type(one) for one in many]


# -- one question, one answer


def test_an_answer_and_what_it_took() -> None:
    with Server([says(YES)]) as server:
        answer = outcome(server)
    assert isinstance(answer, Answer)
    assert answer.content == {"verdict": "yes"}
    assert answer.complete
    assert answer.usage == Usage(1, 100, 10, answer.usage.seconds, cost=None)
    assert 0 < answer.usage.seconds < 5


def test_what_is_sent() -> None:
    with Server([says(YES)]) as server:
        outcomes(client(server.url), question("Is it?", parameters={"temperature": 0}, max_tokens=123))
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
        [answer] = outcomes(client(server.url), replace(question(), schema=claims, schema_name="claims"))
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
        assert kinds(outcomes(client("http://example.invalid/v1"), question())) == [Answer]
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
    "a limit on tokens that was just enough": (says(YES, finish="length"), (100, 10)),
    "reasoning beside the answer": (says(YES, reasoning_content="Hm {"), (100, 10)),
    "content in parts": (says(PARTS), (100, 10)),
    "JSON by another name": (
        replace(says(YES), headers={"Content-Type": "application/json; charset=utf-8"}),
        (100, 10),
    ),
    "JSON that is said to be text": (replace(says(YES), headers={"Content-Type": "text/plain"}), (100, 10)),
    "JSON that is said to be a page": (replace(says(YES), headers={"Content-Type": "text/html"}), (100, 10)),
}


@pytest.mark.parametrize(("reply", "tokens"), ODD.values(), ids=ODD.keys())
def test_an_odd_reply_is_still_an_answer(reply: Reply, tokens: tuple[int | None, int | None]) -> None:
    with Server([reply]) as server:
        answer = outcome(server)
    assert isinstance(answer, Answer), answer
    assert (answer.usage.prompt_tokens, answer.usage.completion_tokens) == tokens
    assert len(server.heard) == 1


def test_an_endpoint_that_has_moved_on_its_host_is_followed() -> None:
    def reply(heard: Heard) -> Reply:
        return says(YES) if heard.path == "/new" else Reply("", 307, {"Location": "/new"})

    with Server(reply) as server:
        assert isinstance(outcome(server), Answer)
    assert server.heard[0].body == server.heard[1].body


# -- what it costs


def counts(**usage: object) -> Reply:
    """An answer with an account of its own."""
    return Reply({**says(YES).body, "usage": {"prompt_tokens": 1000, "completion_tokens": 100, **usage}})


COSTS = {
    "all of the prompt is read": (counts(), 0, 0.002),
    "most of it is in the endpoint's cache": (counts(prompt_tokens_details={"cached_tokens": 800}), 800, 0.0016),
    "details of nothing": (counts(prompt_tokens_details=None), 0, 0.002),
    "details in words": (counts(prompt_tokens_details={"cached_tokens": "most"}), 0, 0.002),
    "no account": (Reply({**says(YES).body, "usage": None}), 0, None),
}


@pytest.mark.parametrize(("reply", "cached", "cost"), COSTS.values(), ids=COSTS.keys())
def test_what_an_answer_costs(reply: Reply, cached: int, cost: float | None) -> None:
    with Server([reply]) as server:
        model = client(server.url, config=PRICED)
        [answer] = outcomes(model, question())
    assert answer.usage.cached_tokens == cached
    assert answer.usage.cost == pytest.approx(cost)
    assert answer.usage.currency == "USD"
    assert model.activity == Activity(0, 0, answer.usage.cost, "USD")


def test_an_attempt_that_failed_may_cost_what_nobody_knows() -> None:
    with Server([replace(says(YES), cut=30), says(YES)]) as server:
        model = client(server.url, config=PRICED)
        [answer] = outcomes(model, question())
    assert answer.usage.cost is model.activity.cost is None


# -- the user's limits


@pytest.mark.parametrize("concurrency", [1, 8])
def test_no_more_requests_than_allowed(concurrency: int) -> None:
    with Server([says(YES)]) as server:
        done = outcomes(client(server.url, concurrency=concurrency, max_requests=3), *questions(6))
    assert 0 < len(server.heard) <= 3
    assert kinds(done).count(Answer) == len(server.heard)
    assert {failed.reason for failed in done if isinstance(failed, Failure)} == {
        "--max-requests 3 is used up: the same command with a higher limit goes on where this one stopped"
    }


def test_as_many_requests_as_allowed() -> None:
    with Server([says(YES, delay=0.05)]) as server:
        outcomes(client(server.url, max_requests=30), *questions(40))
    assert len(server.heard) == 30


def test_a_repeated_request_is_one_more() -> None:
    with Server([refuses(500, "oops"), says(YES)]) as server:
        model = client(server.url, max_requests=2)
        assert kinds([*outcomes(model, question()), *outcomes(model, question("And now?"))]) == [Answer, Failure]
    assert len(server.heard) == 2


@pytest.mark.parametrize("concurrency", [1, 8])
def test_no_more_money_than_allowed(concurrency: int) -> None:
    with Server([says(YES, delay=0.01)]) as server:
        model = client(server.url, concurrency=concurrency, max_cost=0.001, config=PRICED)
        done = outcomes(model, *questions(20, max_tokens=10))
    assert 0 < len(server.heard) < 6
    assert kinds(done).count(Answer) == len(server.heard)
    assert model.activity.cost == pytest.approx(0.0002 * len(server.heard))
    [reason] = {failed.reason for failed in done if isinstance(failed, Failure)}
    assert reason.startswith("--max-cost 0.001 USD does not allow another request (0.0")


def test_a_limit_of_money_needs_a_price() -> None:
    with pytest.raises(UsageError, match="--max-cost needs the price of the model"):
        client("http://127.0.0.1:1/v1", max_cost=1.0)


QUOTAS = {"requests": {"rpm": 240}, "tokens": {"tpm": 240 * 110}}


@pytest.mark.parametrize("quota", QUOTAS.values(), ids=QUOTAS.keys())
def test_a_quota_a_minute_is_spent_evenly(quota: dict[str, Any]) -> None:
    with Server([says(YES)]) as server:
        started = time.monotonic()
        outcomes(client(server.url, **quota), *questions(6, max_tokens=10))
        assert 0.3 <= time.monotonic() - started < 3


# -- what ends the run

PAGE = Reply("<html>Sign in</html>", headers={"Content-Type": "text/html"})
ENDS = {
    "401": (refuses(401, "Incorrect API key provided"), "refuses the key (401)", "check OPENAI_API_KEY"),
    "403": (refuses(403, "Country not supported"), "refuses the key (403)", "check OPENAI_API_KEY"),
    "404": (refuses(404, "The model `m` does not exist"), "not found (404)", "check the model's name"),
    "402": (refuses(402, "Insufficient Balance"), "out of credit", "check plan and billing"),
    "no credit": (refuses(429, "You exceeded", code="insufficient_quota"), "out of credit", "check plan and billing"),
    "a web page": (PAGE, "web page", "does the base URL end in /v1?"),
    "an hour to wait": (refuses(429, "Slow down", {"Retry-After": "3600"}), "429: Slow down", "to wait 60 minutes"),
    "a day to wait": (refuses(503, "Closed", {"Retry-After": "86400"}), "503: Closed", "it asks to wait 1,440 minutes"),
    "a date to wait for": (
        refuses(429, "Slow down", {"Retry-After": "Fri, 31 Dec 2100 23:59:59 GMT"}),
        "429: Slow down",
        "it asks to wait",
    ),
}


@pytest.mark.parametrize(("reply", "reason", "advice"), ENDS.values(), ids=ENDS.keys())
def test_the_run_stops_and_says_what_to_do(reply: Reply, reason: str, advice: str) -> None:
    with Server([reply]) as server:
        model = client(server.url, concurrency=1)
        done = [*outcomes(model, *questions(5)), *outcomes(model, question("Still?"))]
    assert len(server.heard) == 1
    for failed in done:
        assert isinstance(failed, Failure)
        assert reason in failed.reason
        assert advice in failed.reason


def test_a_run_that_keeps_its_answers_says_how_to_go_on(tmp_path: Path) -> None:
    stop = Stop()
    with Server([says(YES), refuses(402, "no credit")]) as server, Cache(tmp_path / "answers.sqlite") as kept:
        outcomes(client(server.url, kept=kept, stop=stop, concurrency=1), *questions(3))
    assert stop.reason is not None
    assert stop.reason.endswith("; what was answered is kept: run the same again to go on")
    assert not stop.interrupted


def moved_to(url: str) -> list[Reply]:
    return [Reply("", 307, {"Location": f"{url}/chat/completions"})]


def test_another_host_hears_nothing_whoever_sends_us_there() -> None:
    with Server([says(YES)]) as other:
        elsewhere = other.url.replace("127.0.0.1", "localhost")
        with Server(moved_to(elsewhere)) as server:
            done = outcomes(client(server.url, concurrency=1), *questions(3))
    assert (len(server.heard), len(other.heard)) == (1, 0)
    for failed in done:
        assert isinstance(failed, Failure)
        assert f"redirects to {elsewhere}/chat/completions, where neither key nor article was sent" in failed.reason


def test_another_port_is_another_host() -> None:
    with Server([says(YES)]) as other, Server(moved_to(other.url)) as server:
        assert "was sent: give that address as the base URL if you trust it" in failure(server).reason
    assert other.heard == []


def test_what_was_answered_before_the_end_is_kept() -> None:
    with Server([says(YES), says(YES), refuses(401, "expired")]) as server:
        done = outcomes(client(server.url, concurrency=1), *questions(5))
    assert kinds(done) == [Answer, Answer, Failure, Failure, Failure]


def test_eight_at_once_stop_together() -> None:
    with Server([replace(refuses(401, "expired"), delay=0.05)]) as server:
        done = outcomes(client(server.url, concurrency=8), *questions(40))
    assert len(server.heard) == 8
    assert kinds(done) == [Failure] * 40


def test_a_request_that_waits_for_its_next_attempt_learns_that_the_run_has_ended() -> None:
    waits = refuses(429, "Slow down", {"Retry-After": "3"})
    patience = replace(HASTY, longest_wait=9.0)

    def reply(heard: Heard) -> Reply:
        return waits if heard.said == "patient" else replace(refuses(401, "expired"), delay=0.1)

    with Server(reply) as server:
        started = time.monotonic()
        model = client(server.url, concurrency=2, patience=patience)
        done = outcomes(model, question("patient"), question("expired"))
        assert time.monotonic() - started < 1.5
    assert len(server.heard) == 2
    assert all("refuses the key (401)" in failed.reason for failed in done if isinstance(failed, Failure))
    assert kinds(done) == [Failure] * 2


# -- what is worth another attempt, and what is not


@pytest.mark.parametrize("status", [400, 402, 405, 410, 413, 418, 425, 451])
def test_a_refusal_is_not_repeated(status: int) -> None:
    with Server([refuses(status, "no")]) as server:
        failed = failure(server)
    assert len(server.heard) == 1
    assert "no" in failed.reason


DECLINES = {
    "400": refuses(400, "no"),
    "425": refuses(425, "no"),
    "a filter with 400": refuses(400, "The response was filtered", code="content_filter"),
    "a filter with 403": refuses(403, "Your input was flagged by moderation"),
    "a filter with 422": refuses(422, "violates our content policy"),
}


@pytest.mark.parametrize("reply", DECLINES.values(), ids=DECLINES.keys())
def test_one_refused_request_does_not_end_the_run(reply: Reply) -> None:
    with Server([reply] * 4 + [says(YES)]) as server:
        done = outcomes(client(server.url, concurrency=1), *questions(5))
    assert kinds(done) == [Failure] * 4 + [Answer]


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
        failed, answer = outcomes(client(server.url, concurrency=1), *questions(2))
    assert isinstance(failed, Failure)
    assert failed.splittable
    assert isinstance(answer, Answer)
    assert server.heard[0].body == server.heard[1].body


PASSING = {
    "429 with Retry-After": SLOW_DOWN,
    "429": refuses(429, "Slow down"),
    "429 with Retry-After: 0": refuses(429, "Slow down", {"Retry-After": "0"}),
    "429 with a date that is past": refuses(429, "Slow down", {"Retry-After": "Thu, 01 Jan 2026 00:00:34 GMT"}),
    "429 in milliseconds": refuses(429, "Slow down", {"Retry-After-Ms": "20"}),
    "429 with nonsense": refuses(429, "Slow down", {"Retry-After": "soon"}),
    "408": refuses(408, "late"),
    "409": refuses(409, "locked"),
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
    "more than any answer needs": Reply(b" " * 8_000_000 + says(YES).raw),
}


@pytest.mark.parametrize("reply", PASSING.values(), ids=PASSING.keys())
def test_what_may_pass_is_tried_again(reply: Reply) -> None:
    log: list[str] = []
    with Server([reply, reply, says(YES)]) as server:
        answer = outcome(server, log=log.append)
    assert isinstance(answer, Answer)
    assert len(server.heard) == 3
    assert [line.split(":")[0] for line in log] == ["retry 1", "retry 2", "request"]


def test_a_web_page_after_an_answer_is_a_proxy_that_is_busy() -> None:
    with Server([says(YES), PAGE, says(YES)]) as server:
        assert kinds(outcomes(client(server.url, concurrency=1), *questions(3))) == [Answer] * 3
    assert len(server.heard) == 4


@pytest.mark.parametrize("reply", [refuses(500, "oops"), HANGS_UP, Reply("null")], ids=["500", "no reply", "null"])
def test_but_not_for_ever(reply: Reply) -> None:
    with Server([reply]) as server:
        failed = failure(server)
    assert len(server.heard) == HASTY.attempts
    assert not failed.splittable
    assert "endpoint" in failed.reason


def test_an_endpoint_that_says_it_is_busy_is_given_more_attempts() -> None:
    busy = refuses(429, "Slow down", {"Retry-After": "0"})
    with Server([busy, busy, says(YES)]) as server:
        assert isinstance(outcome(server, patience=replace(HASTY, attempts=1, throttled_attempts=3)), Answer)
    with Server([busy]) as server:
        failed = failure(server, patience=replace(HASTY, attempts=1, throttled_attempts=3))
    assert len(server.heard) == 3
    assert failed.reason == "the endpoint answers 429: Slow down"


def test_an_endpoint_that_is_busy_for_too_long_ends_the_run() -> None:
    with Server([refuses(429, "Slow down")]) as server:
        done = outcomes(client(server.url, patience=replace(HASTY, drought=0.2, throttled_attempts=100)), *questions(3))
    for failed in done:
        assert isinstance(failed, Failure)
        assert failed.reason == "the endpoint answers 429: Slow down; it has answered nothing for a while"


def test_nobody_waits_for_an_endpoint_that_is_not_asked() -> None:
    with Server([SLOW_DOWN, says(YES)]) as server:
        model = client(server.url, patience=replace(HASTY, drought=0.2))
        time.sleep(0.3)  # the articles are read
        assert kinds(outcomes(model, question())) == [Answer]


def test_retry_after_is_waited() -> None:
    with Server([SLOW_DOWN, SLOW_DOWN, says(YES)]) as server:
        started = time.monotonic()
        assert isinstance(outcome(server), Answer)
        assert time.monotonic() - started >= 0.2


def test_a_date_is_waited_for() -> None:
    at = int(time.time()) + 1
    with Server([refuses(429, "Slow down", {"Retry-After": formatdate(at, usegmt=True)}), says(YES)]) as server:
        assert isinstance(outcome(server, patience=replace(HASTY, longest_wait=3.0, drought=9.0)), Answer)
        assert at <= time.time() < at + 2


def test_a_failing_endpoint_is_not_flooded_with_repetitions() -> None:
    """Every other attempt fails: without a limit there would be twice as many requests as questions."""

    def reply(_: Heard) -> Reply:
        return refuses(500, "oops") if len(server.heard) % 2 else says(YES)

    with Server(reply) as server:
        done = outcomes(client(server.url, concurrency=1), *questions(200))
    assert 200 < len(server.heard) <= 200 + 10 + 40
    assert kinds(done).count(Answer) >= 120


def test_waiting_holds_up_nobody_else() -> None:
    def reply(heard: Heard) -> Reply:
        first = heard.said == "0" and [one.said for one in server.heard].count("0") == 1
        return refuses(429, "Slow down", {"Retry-After": "0.5"}) if first else says(YES)

    with Server(reply) as server:
        done = outcomes(client(server.url, concurrency=2), *(question(str(n)) for n in range(20)))
    assert kinds(done) == [Answer] * 20
    assert server.heard[-1].said == "0"


def test_an_endpoint_that_never_answers_is_given_up() -> None:
    with Server([replace(says(YES), delay=0.6)]) as server:
        failed = failure(server, timeout=0.2, patience=replace(HASTY, attempts=2))
    assert failed.reason == "the endpoint did not answer in time"
    assert len(server.heard) == 2


def test_an_answer_may_take_as_long_as_the_user_allows() -> None:
    with Server([says(YES)]) as server:
        outcome(server, timeout=900.0, patience=Patience())
    assert float(server.heard[0].headers["x-stainless-read-timeout"]) >= 900


def test_an_answer_that_trickles_is_given_up_too() -> None:
    """The limit holds for the whole answer, not for the pause between two bytes of it."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        stop = threading.Event()
        thread = threading.Thread(target=_trickle, args=(listener, stop))
        thread.start()
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/v1"
        started = time.monotonic()
        [failed] = outcomes(client(url, timeout=0.4, patience=replace(HASTY, attempts=1)), question())
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
        done = outcomes(client(server.url, concurrency=1, patience=replace(HASTY, attempts=3)), *questions(20))
    assert 9 <= len(server.heard) <= 11  # the fourth may be under way by then
    assert all(isinstance(failed, Failure) and "503: down for maintenance" in failed.reason for failed in done)


def test_a_request_that_is_answered_gives_hope() -> None:
    down = [refuses(503, "down")]
    with Server([*down * 2, says(YES), *down * 2, says(YES)]) as server:
        done = outcomes(client(server.url, concurrency=1, patience=replace(HASTY, attempts=1)), *questions(6))
    assert kinds(done) == [Failure, Failure, Answer] * 2


def test_a_port_where_nobody_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    started = time.monotonic()
    done = outcomes(client(f"http://127.0.0.1:{port}/v1", concurrency=1), *questions(20))
    assert time.monotonic() - started < 10
    for failed in done:
        assert isinstance(failed, Failure)
        assert failed.reason.startswith("no connection to the endpoint: ")
        assert failed.reason.endswith("does it run, is the base URL right?")


def test_a_host_that_does_not_exist() -> None:
    [failed] = outcomes(client("http://nowhere.invalid/v1", patience=replace(HASTY, attempts=2)), question())
    assert isinstance(failed, Failure)
    assert "no connection to the endpoint" in failed.reason


# -- many questions


def test_each_outcome_has_the_number_of_its_question() -> None:
    def reply(heard: Heard) -> Reply:
        number = int(heard.said)
        if number % 5 == 0:
            return refuses(418, f"tea for {number}")
        return says(f'{{"verdict": "{"yes" if number % 2 else "no"}"}}', delay=0.002 * ((number * 7) % 11))

    with Server(reply) as server:
        done = outcomes(client(server.url, concurrency=8), *(question(str(number)) for number in range(60)))
    assert len(server.heard) == 60
    for number, one in enumerate(done):
        if number % 5 == 0:
            assert isinstance(one, Failure)
            assert one.reason.endswith(f"tea for {number}")
        else:
            assert isinstance(one, Answer)
            assert one.content == {"verdict": "yes" if number % 2 else "no"}


def test_an_outcome_is_given_as_soon_as_it_is_there() -> None:
    with Server(lambda heard: says(YES, delay=0.3 if heard.said == "slow" else 0.0)) as server:
        chat = client(server.url).chat([question("slow"), *questions(5)])
        numbers = [number for number, _ in islice(chat, 5)]
        assert len(server.heard) == 6
        numbers += [number for number, _ in chat]
    assert numbers[-1] == 0
    assert sorted(numbers) == list(range(6))


@pytest.mark.parametrize("concurrency", [1, 3, 8])
def test_never_more_at_a_time_than_asked_for(concurrency: int) -> None:
    with Server([says(YES, delay=0.03)]) as server:
        done = outcomes(client(server.url, concurrency=concurrency), *questions(concurrency * 3))
    assert kinds(done) == [Answer] * concurrency * 3
    assert server.most_at_a_time == concurrency


def test_questions_are_drawn_as_they_can_be_asked_so_there_may_be_any_number() -> None:
    drawn: list[Request] = []

    def endless() -> Iterator[Request]:
        for number in count():
            drawn.append(question(sample=number))
            yield drawn[-1]

    with Server([says(YES)]) as server:
        model = client(server.url, concurrency=2)
        answers = dict(islice(model.chat(endless()), 20))
        assert kinds(outcomes(model, question("Still there?"))) == [Answer]
    assert len(answers) == 20
    assert len(drawn) < 40
    assert len(server.heard) < 40


def test_a_run_that_is_left_ends_at_once() -> None:
    with Server(lambda heard: says(YES, delay=0.0 if heard.said == "first" else 2.0)) as server:
        started = time.monotonic()
        [(number, _)] = islice(client(server.url).chat([question("first"), *questions(20)]), 1)
        assert time.monotonic() - started < 1
    assert number == 0


def test_a_run_that_is_left_takes_nothing_of_the_money_with_it() -> None:
    stop = Stop()
    with Server(lambda heard: says(YES, delay=0.0 if heard.said == "first" else 2.0)) as server:
        model = client(server.url, stop=stop, max_cost=0.001, config=PRICED)
        dict(islice(model.chat([question("first", max_tokens=10), *questions(4, max_tokens=10)]), 1))
        with pulled(stop, 0.5, "waited for ever"):
            [answer] = outcomes(model, question("first", max_tokens=10, sample=1))
    assert answer != Failure("waited for ever")


def test_a_stream_of_questions_that_fails_is_not_taken_for_its_end() -> None:
    def broken() -> Iterator[Request]:
        yield question()
        raise LookupError("no such window")

    with Server([says(YES)]) as server, pytest.raises(LookupError, match="no such window"):
        list(client(server.url).chat(broken()))


def test_a_question_that_no_text_can_hold_fails_alone() -> None:
    with Server([says(YES)]) as server:
        done = outcomes(client(server.url), question("half \ud83d of a character"), question())
    assert kinds(done) == [Failure, Answer]


def test_no_questions_no_requests() -> None:
    with Server([says(YES)]) as server:
        assert outcomes(client(server.url)) == []
    assert server.heard == []


def test_one_model_answers_several_times() -> None:
    with Server([says(YES)]) as server:
        model = client(server.url)
        assert [kinds(outcomes(model, question(sample=n))) for n in range(3)] == [[Answer]] * 3


def test_two_hundred_questions_are_no_burden() -> None:
    with Server([says(YES)]) as server:
        started = time.monotonic()
        done = outcomes(client(server.url, concurrency=16), *questions(200))
        assert time.monotonic() - started < 10
    assert kinds(done) == [Answer] * 200


def test_what_it_is_busy_with_is_seen_from_outside() -> None:
    with Server([says(YES), says(YES, delay=0.1)]) as server:
        model = client(server.url, config=PRICED)
        chat = model.chat([question("Is it?"), question("Is it?"), *questions(2, max_tokens=99)])
        seen = [model.activity for _ in chat]
    assert max(activity.in_flight for activity in seen) >= 1
    assert seen[-1].in_flight == 0
    assert seen[-1].cached == 1
    assert seen[-1].cost == pytest.approx(0.0006)


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


@pytest.mark.parametrize("structured", ["json_schema", "auto"])
@pytest.mark.parametrize("reply", ECHOES.values(), ids=ECHOES.keys())
def test_the_key_is_repeated_nowhere(
    reply: Reply, structured: str, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    log: list[str] = []
    with Server([reply]) as server:
        done = outcomes(client(server.url, log.append, structured=structured), *questions(2))
    assert kinds(done) == [Failure] * 2
    said = [repr(done), *log, caplog.text, *capsys.readouterr()]
    assert [text for text in said if KEY[:12] in text] == []


def test_the_key_is_kept_out_of_valid_answers(tmp_path: Path) -> None:
    schema = {"type": "object", "properties": {"why": {"type": "string"}}}
    file = tmp_path / "answers.sqlite"
    with Server([says(f'{{"why": "I was given {KEY}"}}')]) as server, Cache(file) as kept:
        [answer] = outcomes(client(server.url, kept=kept), replace(question(), schema=schema))
    assert isinstance(answer, Answer)
    assert answer.content == {"why": "I was given ***"}
    assert b"I was given ***" in file.read_bytes()
    assert KEY.encode() not in file.read_bytes()


def test_the_key_is_not_shown_with_the_endpoint() -> None:
    assert KEY not in repr(Endpoint("m", api_key=KEY))


def test_a_word_for_a_key_is_no_secret() -> None:
    with Server([refuses(418, "none of that")]) as server:
        assert failure(server, key="none").reason == "the endpoint answers 418: none of that"


# -- an outage in the middle of a run


def test_an_outage_in_the_middle_of_a_run_is_waited_for_and_loses_nothing() -> None:
    begun: list[float] = []

    def reply(_heard: Heard) -> Reply:
        if len(server.heard) == 50:
            begun.append(time.monotonic())
        failing = begun and time.monotonic() - begun[0] < 0.4
        return refuses(502, "Bad gateway") if failing else says(YES, delay=0.005)

    with Server(reply) as server:
        done = outcomes(client(server.url, concurrency=32), *questions(300))
    assert kinds(done) == [Answer] * 300
    assert len(server.heard) < 300 * 1.5


def test_an_outage_without_end_ends_the_run() -> None:
    with Server([*[says(YES)] * 20, refuses(502, "Bad gateway")]) as server:
        started = time.monotonic()
        patience = replace(HASTY, outage=0.3, longest_backoff=0.05)
        done = outcomes(client(server.url, concurrency=8, patience=patience), *questions(200))
        assert time.monotonic() - started < 5
    assert kinds(done).count(Answer) == 20
    assert len(server.heard) < 100


@pytest.mark.parametrize("counts", [(10**400, 5), (-(10**9), 5), (5, -1), (True, "x")])
def test_counts_of_tokens_that_cannot_be_are_unknown(counts: tuple[Any, Any]) -> None:
    usage = {"prompt_tokens": counts[0], "completion_tokens": counts[1]}
    with Server([Reply({**says(YES).body, "usage": usage})]) as server:
        [answer] = outcomes(client(server.url, config=PRICED, max_cost=1.0), question())
    assert (answer.usage.prompt_tokens, answer.usage.cost) == (None, None)
