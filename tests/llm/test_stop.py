"""The one way to end a run early: who pulls it, what becomes of requests that wait, and of those under way."""

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import count
from typing import Any

import pytest

from audit.config.values import Config, Price
from audit.llm.model import Answer, Failure, Outcome
from audit.llm.stop import Stop
from audit.llm.store.cache import Cache

from .server import HASTY, YES, Heard, Reply, Server, client, outcomes, pulled, question, questions, refuses, says

ENDED = Failure("that will do")


def answered(done: list[Outcome]) -> int:
    return sum(isinstance(one, Answer) for one in done)


@contextmanager
def within(seconds: float) -> Iterator[None]:
    started = time.monotonic()
    yield
    assert time.monotonic() - started < seconds


# -- by itself


def test_the_first_reason_stays() -> None:
    stop = Stop()
    assert (stop.reason, stop.interrupted) == (None, False)
    stop.pull("the key is refused")
    stop.pull("the account is out of credit")
    assert (stop.reason, stop.interrupted) == ("the key is refused", False)


def test_whoever_wants_the_run_to_end_soon_says_how_soon() -> None:
    stop = Stop()
    stop.pull("interrupted", drain=10.0)
    assert (stop.reason, stop.drain, stop.interrupted) == ("interrupted", 10.0, True)


def test_a_run_that_ends_by_itself_may_still_be_hurried() -> None:
    stop = Stop()
    stop.pull("the key is refused")
    stop.pull("interrupted", drain=10.0)
    assert (stop.reason, stop.drain, stop.interrupted) == ("the key is refused", 10.0, True)


def test_everybody_is_told_once_also_who_asks_later() -> None:
    stop, told = Stop(), list[str]()
    stop.on_pull(lambda: told.append("one"))
    stop.on_pull(lambda: told.append("two"))
    stop.pull("interrupted")
    stop.pull("interrupted")
    assert told == ["one", "two"]
    stop.on_pull(lambda: told.append("late"))
    assert told == ["one", "two", "late"]


# -- over a run


def pulling(pull: Callable[[], None], at: int, reply: Reply) -> Callable[[Heard], Reply]:
    """An endpoint, in threads of its own, that pulls the stop once it has heard so many requests."""
    numbers = count(1)

    def script(_: Heard) -> Reply:
        if next(numbers) == at:
            pull()
        return reply

    return script


def test_who_waits_for_a_slot_goes_home_who_is_being_answered_may_stay() -> None:
    stop = Stop()
    with Server(pulling(lambda: stop.pull("that will do"), 2, says(YES, delay=0.3))) as server, within(1.2):
        done = outcomes(client(server.url, stop=stop, concurrency=2), *questions(20))
    assert len(server.heard) == 2
    assert answered(done) == 2
    assert done.count(ENDED) == 18


def test_a_signal_may_pull_it() -> None:
    stop, thread = Stop(), threading.main_thread().ident or 0
    before = signal.signal(signal.SIGUSR1, lambda *_: stop.pull("that will do"))
    try:
        script = pulling(lambda: signal.pthread_kill(thread, signal.SIGUSR1), 2, says(YES, delay=0.3))
        with Server(script) as server, within(1.2):
            done = outcomes(client(server.url, stop=stop, concurrency=2), *questions(20))
    finally:
        signal.signal(signal.SIGUSR1, before)
    assert answered(done) == 2
    assert done.count(ENDED) == 18


def test_whoever_reads_the_outcomes_may_pull_it() -> None:
    stop, done = Stop(), dict[int, Outcome]()
    with Server([says(YES)]) as server:
        for number, outcome in client(server.url, stop=stop, concurrency=1).chat(questions(10)):
            done[number] = outcome
            stop.pull("that will do")
    assert set(done) == set(range(10))
    assert 1 <= len(server.heard) <= 2
    assert list(done.values()).count(ENDED) == 10 - len(server.heard)


LONG_WAITS: dict[str, tuple[list[Reply], dict[str, Any]]] = {
    "for its next attempt": ([refuses(429, "Slow down", {"Retry-After": "3"})], {}),
    "for the minute's next request": ([says(YES)], {"rpm": 1}),
    "for a busy endpoint": ([refuses(429, "Slow down", {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "9"})], {}),
    "for money that another may leave": (
        [says(YES, delay=0.4)],
        {"max_cost": 0.04, "config": Config({"m": Price(1.0, 9.0)})},
    ),
}


@pytest.mark.parametrize(("script", "terms"), LONG_WAITS.values(), ids=LONG_WAITS.keys())
def test_who_waits_goes_home_at_once(script: list[Reply], terms: dict[str, Any]) -> None:
    stop = Stop()
    patience = replace(HASTY, longest_wait=9.0, drought=9.0)
    with Server(script) as server, pulled(stop, 0.2, "that will do"), within(1.5):
        done = outcomes(client(server.url, stop=stop, patience=patience, **terms), *questions(2))
    assert len(server.heard) <= 2
    assert done.count(ENDED) + answered(done) == 2
    assert done.count(ENDED) >= 1


def test_after_the_drain_nobody_is_waited_for() -> None:
    stop = Stop()
    script = pulling(lambda: stop.pull("that will do", drain=0.1), 2, says(YES, delay=3.0))
    with Server(script) as server, within(1.5):
        done = outcomes(client(server.url, stop=stop, concurrency=2), *questions(5))
    assert done == [ENDED] * 5
    assert len(server.heard) == 2


def test_who_ends_within_the_drain_is_heard() -> None:
    stop = Stop()
    script = pulling(lambda: stop.pull("that will do", drain=9.0), 2, says(YES, delay=0.2))
    with Server(script) as server, within(1.5):
        done = outcomes(client(server.url, stop=stop, concurrency=2), *questions(5))
    assert answered(done) == 2
    assert done.count(ENDED) == 3


def test_what_fails_while_the_run_ends_is_not_tried_again() -> None:
    stop = Stop()
    with Server(pulling(lambda: stop.pull("that will do"), 1, refuses(500, "oops"))) as server:
        done = outcomes(client(server.url, stop=stop, concurrency=1), *questions(3))
    assert len(server.heard) == 1
    assert done == [ENDED] * 3


def test_what_fails_while_the_run_ends_does_not_wait_either() -> None:
    stop = Stop()
    script = pulling(lambda: stop.pull("that will do"), 1, refuses(429, "Slow down", {"Retry-After": "1"}))
    with Server(script) as server, within(0.8):
        outcomes(client(server.url, stop=stop, patience=replace(HASTY, longest_wait=9.0)), question())


def test_what_is_in_the_cache_is_answered_all_the_same() -> None:
    stop = Stop()
    with Server([says(YES)]) as server, Cache(None) as kept:
        outcomes(client(server.url, kept=kept), question())
        stop.pull("that will do")
        [answer, failed] = outcomes(client(server.url, kept=kept, stop=stop), question(), question("And this?"))
    assert len(server.heard) == 1
    assert isinstance(answer, Answer)
    assert failed == ENDED


def test_two_models_of_a_run_end_together() -> None:
    stop = Stop()
    with Server([refuses(401, "expired")]) as server, Server([says(YES)]) as other:
        [one] = outcomes(client(server.url, stop=stop), question())
        [two] = outcomes(client(other.url, stop=stop), question())
    assert other.heard == []
    assert one == two == Failure(stop.reason or "")


def test_what_was_paid_before_the_end_is_accounted_for() -> None:
    stop = Stop()
    waits = refuses(429, "Slow down", {"Retry-After": "0.5"})
    with Server([says("prose"), waits]) as server, pulled(stop, 0.3, "that will do"):
        [failed] = outcomes(client(server.url, stop=stop), question())
    assert len(server.heard) == 2
    assert failed.usage.prompt_tokens == 100
