"""One model at several addresses, over real connections: who gets how much, who is left out, what is never lost."""

import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from audit.errors import ModelUnavailableError, UsageError
from audit.llm.choose import choose
from audit.llm.endpoint import Endpoint, Terms
from audit.llm.engine import Engine
from audit.llm.model import Answer, Failure, Outcome
from audit.llm.naming import named
from audit.llm.stop import Stop
from audit.llm.store.cache import Cache

from .server import (
    HANGS_UP,
    HASTY,
    KEY,
    YES,
    Heard,
    Reply,
    Script,
    Server,
    outcomes,
    question,
    questions,
    refuses,
    says,
)

DOWN = refuses(503, "down for maintenance")


@contextmanager
def serving(*scripts: Script) -> Iterator[list[Server]]:
    """A replica for each script."""
    with ExitStack() as stack:
        yield [stack.enter_context(Server(script)) for script in scripts]


@contextmanager
def asking(*scripts: Script, **how: Any) -> Iterator[tuple[Engine, list[Server]]]:
    """The client of a model with a replica for each script."""
    with serving(*scripts) as servers, engine(*(one.url for one in servers), **how) as model:
        yield model, servers


@contextmanager
def engine(*urls: str, told: list[str] | None = None, kept: Cache | None = None, **how: Any) -> Iterator[Engine]:
    """The client of a model at these addresses, in a hurry."""
    patience = how.pop("patience", HASTY)
    log = how.pop("log", lambda _: None)
    endpoint = Endpoint("m", urls[0], KEY, patience, replicas=urls[1:])
    terms = Terms(**{"structured": "json_schema", **how})
    warn = (told if told is not None else []).append
    with Engine(endpoint, terms, kept, Stop(), log, warn) as model:
        yield model


def free_port() -> int:
    """A port where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def nowhere() -> str:
    return f"http://127.0.0.1:{free_port()}/v1"


def place(server: Server) -> str:
    return server.url.removeprefix("http://").removesuffix("/v1")


def asked(number: int) -> list[Any]:
    """So many questions in different words."""
    return [question(str(one)) for one in range(number)]


def answered(done: list[Outcome]) -> int:
    return sum(isinstance(one, Answer) for one in done)


def times_answered(servers: list[Server]) -> Counter[str]:
    """How often each question was heard, by all replicas."""
    return Counter(heard.said for server in servers for heard in server.heard)


# -- shares


def test_two_alike_get_half_of_it_each() -> None:
    script = [says(YES, delay=0.02)]
    with asking(script, script, concurrency=8) as (model, servers):
        assert answered(outcomes(model, *asked(80))) == 80
    assert set(times_answered(servers).values()) == {1}
    assert all(30 <= len(server.heard) <= 50 for server in servers)


def test_a_slow_one_gets_less() -> None:
    fast, slow = [says(YES, delay=0.02)], [says(YES, delay=0.2)]
    with asking(fast, fast, slow, concurrency=6) as (model, servers):
        assert answered(outcomes(model, *asked(120))) == 120
    assert set(times_answered(servers).values()) == {1}
    assert len(servers[2].heard) < 20
    assert all(len(server.heard) > 40 for server in servers[:2])


def test_the_ceiling_holds_for_all_together() -> None:
    lock, busy, most = threading.Lock(), [0], [0]

    def reply(_: Heard) -> Reply:
        with lock:
            busy[0] += 1
            most[0] = max(most[0], busy[0])
        time.sleep(0.02)
        with lock:
            busy[0] -= 1
        return says(YES)

    with asking(reply, reply, reply, concurrency=3) as (model, _servers):
        assert answered(outcomes(model, *asked(30))) == 30
    assert most[0] <= 3


def test_a_quota_a_minute_holds_for_all_together() -> None:
    with asking([says(YES)], [says(YES)], rpm=240) as (model, _servers):
        started = time.monotonic()
        outcomes(model, *asked(6))
        assert time.monotonic() - started >= 0.3


def test_one_that_is_busy_is_asked_less_and_the_other_not() -> None:
    def few(_: Heard) -> Reply:
        busy = servers[0]._at_a_time > 2  # how many it is answering
        return refuses(429, "Slow down") if busy else says(YES, delay=0.03)

    with asking(few, [says(YES, delay=0.03)]) as (model, servers):
        assert answered(outcomes(model, *asked(150))) == 150
    assert servers[1].most_at_a_time > 4
    assert len(servers[0].heard) < 75


# -- who fails


DIES: dict[str, Reply] = {"hangs up": HANGS_UP, "503": DOWN, "a page": Reply("<p>gone", 502), "404": refuses(404, "no")}


@pytest.mark.parametrize("last", DIES.values(), ids=DIES.keys())
def test_one_that_dies_in_mid_run_is_left_out_and_nothing_is_lost(last: Reply) -> None:
    def dying(_: Heard) -> Reply:
        return says(YES, delay=0.01) if len(servers[1].heard) <= 20 else last

    told: list[str] = []
    good = [says(YES, delay=0.01)]
    with serving(good, dying, good) as servers:
        patience = replace(HASTY, backoff=0.5)
        with engine(*(one.url for one in servers), told=told, concurrency=12, patience=patience) as model:
            assert answered(outcomes(model, *asked(200))) == 200
    assert times_answered([servers[0], servers[2]]) + Counter(one.said for one in servers[1].heard[:20]) == Counter(
        {str(number): 1 for number in range(200)}
    )
    assert len(servers[1].heard) < 20 + 12 + 4
    [left_out, *_] = told
    assert left_out.startswith(f"{place(servers[1])} is left out for now, and tried again later: ")


def test_one_dead_from_the_start_comes_up_later() -> None:
    told: list[str] = []
    port = free_port()
    script = [says(YES, delay=0.03)]
    with Server(script) as good, engine(good.url, f"http://127.0.0.1:{port}/v1", told=told, concurrency=4) as model:
        chat = model.chat(asked(120))
        first = [next(chat) for _ in range(30)]
        with Server(script, port=port) as late:
            done = [*first, *chat]
    assert sorted(number for number, _ in done) == list(range(120))
    assert answered([outcome for _, outcome in done]) == 120
    assert len(late.heard) > 20
    assert set(times_answered([good, late]).values()) == {1}
    name = f"127.0.0.1:{port}"
    assert told[0].startswith(f"{name} is left out for now, and tried again later: no connection to the endpoint")
    assert told[-1] == f"{name} answers again"


def test_one_that_is_left_out_is_tried_with_one_request_less_and_less_often() -> None:
    with serving([says(YES, delay=0.01)], [DOWN]) as servers:
        patience = replace(HASTY, backoff=0.05, longest_backoff=5.0)
        with engine(*(one.url for one in servers), concurrency=2, patience=patience) as model:
            assert answered(outcomes(model, *asked(200))) == 200  # a second: tried after 0.05, 0.15, 0.35, 0.75 s
    assert 4 <= len(servers[1].heard) <= 9


def test_one_that_hangs_keeps_only_what_it_has() -> None:
    scripts = [says(YES, delay=0.01)], [says(YES, delay=1.0)]
    with asking(*scripts, concurrency=8, timeout=0.3) as (model, servers):
        assert answered(outcomes(model, *asked(100))) == 100
    assert len(servers[1].heard) <= 8


def test_a_question_that_every_address_fails_on_fails_alone() -> None:
    def reply(heard: Heard) -> Reply:
        return refuses(500, "oops") if heard.said == "7" else says(YES)

    with asking(reply, reply, concurrency=2) as (model, _servers):
        done = outcomes(model, *asked(60))
    assert answered(done) == 59
    failed = done[7]
    assert isinstance(failed, Failure)
    assert failed.reason.startswith("none of 2 addresses answers: ")
    assert failed.reason.count("the endpoint answers 500: oops") >= 1


def test_a_refused_question_is_asked_of_nobody_else() -> None:
    with asking([refuses(418, "tea")], [refuses(418, "tea")]) as (model, servers):
        assert outcomes(model, question()) == [Failure("the endpoint answers 418: tea")]
    assert sum(len(server.heard) for server in servers) == 1


# -- all fail


ALL: dict[str, tuple[Reply, str]] = {
    "503": (DOWN, "the endpoint answers 503: down for maintenance"),
    "401": (refuses(401, "expired"), "the endpoint refuses the key (401): expired; check OPENAI_API_KEY"),
    "429": (refuses(429, "Slow down"), "the endpoint answers 429: Slow down"),
}


@pytest.mark.parametrize(("reply", "reason"), ALL.values(), ids=ALL.keys())
def test_all_dead_are_one_dead_endpoint_and_the_reason_names_them(reply: Reply, reason: str) -> None:
    patience = replace(HASTY, attempts=3, drought=0.2)
    with serving([reply], [reply]) as servers:
        started = time.monotonic()
        with engine(*(one.url for one in servers), concurrency=2, patience=patience) as model:
            done = outcomes(model, *questions(20))
        assert time.monotonic() - started < 5
    assert sum(len(server.heard) for server in servers) < 60
    for failed in done:
        assert isinstance(failed, Failure)
        assert failed.reason.startswith("none of 2 addresses answers: ")
        assert all(f"{place(server)}: {reason}" in failed.reason for server in servers)


def test_all_dead_for_a_while_is_waited_for() -> None:
    begun: list[float] = []

    def reply(_: Heard) -> Reply:
        if sum(len(server.heard) for server in servers) >= 30 and not begun:
            begun.append(time.monotonic())
        return DOWN if begun and time.monotonic() - begun[0] < 0.3 else says(YES, delay=0.005)

    with asking(reply, reply, concurrency=8) as (model, servers):
        assert answered(outcomes(model, *asked(150))) == 150


def test_the_limits_of_the_user_count_every_attempt() -> None:
    with asking([DOWN], [says(YES)], max_requests=10) as (model, servers):
        outcomes(model, *asked(20))
    assert sum(len(server.heard) for server in servers) == 10


# -- what is kept, and what is said


def test_one_address_more_or_less_finds_the_same_answers(tmp_path: Path) -> None:
    with serving([says(YES)], [says(YES)]) as servers, Cache(tmp_path / "answers.sqlite") as kept:
        first, second = (server.url for server in servers)
        with engine(first, second, kept=kept) as model:
            outcomes(model, *asked(10))
        for urls in [(first,), (first, second, nowhere()), (first, nowhere())]:
            with engine(*urls, kept=kept) as model:
                assert sum(one.usage.cached for one in outcomes(model, *asked(10))) == 10
    assert set(times_answered(servers).values()) == {1}


def test_it_is_probed_once_for_all() -> None:
    with asking([says(YES)], [says(YES)], structured="auto") as (model, servers):
        assert answered(outcomes(model, *asked(20))) == 20
    assert sum(heard.is_probe for server in servers for heard in server.heard) == 1


def test_the_log_says_who_has_answered() -> None:
    log: list[str] = []
    with asking([says(YES)], [says(YES)], log=log.append, concurrency=2) as (model, servers):
        outcomes(model, *asked(6))
    assert len(log) == 6
    assert {line.rpartition(" s, ")[2] for line in log} == {place(server) for server in servers}


# -- which model


def lists(*names: str) -> Callable[[Heard], Reply]:
    return lambda _: Reply({"object": "list", "data": [{"id": name, "object": "model"} for name in names]})


NAMES: dict[str, tuple[str | None, list[Script], str]] = {
    "nobody named it": (None, [lists("qwen"), lists("qwen")], "qwen"),
    "it is among others": ("qwen", [lists("qwen", "llama"), lists("qwen")], "qwen"),
    "one is down": (None, [[DOWN], lists("qwen")], "qwen"),
    "nobody lists": ("qwen", [[refuses(404, "no")], [refuses(404, "no")]], "qwen"),
}


@pytest.mark.parametrize(("model", "scripts", "name"), NAMES.values(), ids=NAMES.keys())
def test_the_model_of_all(model: str | None, scripts: list[Script], name: str) -> None:
    with serving(*scripts) as servers:
        assert named(choose(model, [server.url for server in servers], {})) == name


DIFFER: dict[str, tuple[str | None, list[Script], str]] = {
    "another one": (None, [lists("qwen"), lists("llama")], "does not have the model 'qwen': llama: several addresses"),
    "another than named": ("qwen", [lists("qwen"), lists("llama")], "does not have the model 'qwen': llama"),
    "none": ("qwen", [lists("qwen"), lists()], "does not have the model 'qwen', and no other"),
    "several": (None, [[DOWN], lists("b", "c")], "has 2 models, give --model NAME: b, c"),
}


@pytest.mark.parametrize(("model", "scripts", "said"), DIFFER.values(), ids=DIFFER.keys())
def test_an_error_says_which_address_differs(model: str | None, scripts: list[Script], said: str) -> None:
    with serving(*scripts) as servers, pytest.raises(UsageError) as error:
        named(choose(model, [server.url for server in servers], {}))
    assert str(error.value).startswith(f"{place(servers[1])} {said}")


def test_all_down_and_nobody_has_named_it() -> None:
    with pytest.raises(ModelUnavailableError, match="does not list its models, give --model NAME"):
        named(choose(None, [nowhere(), nowhere()], {}))
