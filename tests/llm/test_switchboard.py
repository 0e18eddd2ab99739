"""One engine for many threads: the same answers as for one caller, one pace, one budget, one end."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from audit.config.values import Config, Price
from audit.llm.line import Line
from audit.llm.model import Activity, Answer, ChatModel, Failure, Outcome, Request
from audit.llm.stop import Stop
from audit.llm.store.cache import Cache
from audit.llm.switchboard import Switchboard

from .server import YES, Heard, Reply, Server, client, outcomes, question, questions, refuses, says

LATE = 5.0
"""Seconds after which a test is taken to wait for ever."""


@contextmanager
def board(server: Server, **how: Any) -> Iterator[Switchboard]:
    with Switchboard(client(server.url, **how)) as opened:
        yield opened


def line(shared: Switchboard, held: int = 8) -> Line:
    return Line(shared.name, shared.ask, held, lambda: shared.activity)


def ended(asked: list[Future[Outcome]]) -> list[Outcome]:
    """What each request ended in."""
    wait(asked, LATE)
    return [future.result(0) for future in asked]


def reasons(done: list[Outcome]) -> set[str]:
    return {one.reason for one in done if isinstance(one, Failure)}


def verdict(heard: Heard) -> Reply:
    """An answer that tells the questions apart; every seventh is refused."""
    number = int(heard.said)
    if number % 7 == 0:
        return refuses(418, f"tea for {number}")
    return says(f'{{"verdict": "{"yes" if number % 2 else "no"}"}}', delay=0.001 * (number % 5))


def test_one_question() -> None:
    with Server([says(YES)]) as server, board(server) as shared:
        outcome = shared.ask(question()).result(LATE)
    assert isinstance(outcome, Answer)
    assert outcome.content == {"verdict": "yes"}
    assert shared.name == "m"


def test_fifty_threads_get_what_one_caller_gets() -> None:
    asked = [question(str(number)) for number in range(200)]
    with Server(verdict) as server:
        alone = outcomes(client(server.url), *asked)
    with Server(verdict) as server, board(server, concurrency=16) as shared, ThreadPoolExecutor(50) as threads:
        together = list(threads.map(lambda number: outcomes(line(shared), *asked[number::50]), range(50)))
    assert server.most_at_a_time <= 16
    assert sorted(int(heard.said) for heard in server.heard) == list(range(200))
    for number, many in enumerate(together):
        assert [told(one) for one in many] == [told(one) for one in alone[number::50]]


def told(outcome: Outcome) -> object:
    """What an outcome says, without the time that it took."""
    return outcome.content if isinstance(outcome, Answer) else outcome.reason


def test_the_same_question_of_many_is_asked_once() -> None:
    with Server([says(YES, delay=0.05)]) as server, board(server) as shared:
        done = ended([shared.ask(question()) for _ in range(30)])
    assert len(server.heard) == 1
    assert sum(one.usage.cached for one in done) == 29


def test_no_more_is_held_than_twice_what_may_be_under_way_and_the_others_wait_in_order() -> None:
    with Server([says(YES, delay=0.1)]) as server, board(server, concurrency=2) as shared:
        asked = [shared.ask(question(str(number))) for number in range(12)]
        while not asked[3].running():
            time.sleep(0.001)
        assert [future.running() for future in asked] == [True] * 4 + [False] * 8
        ended(asked)
    assert all(abs(int(heard.said) - place) <= 2 for place, heard in enumerate(server.heard))
    assert server.most_at_a_time == 2


def test_one_budget() -> None:
    with Server([says(YES)]) as server, board(server, max_requests=10) as shared, ThreadPoolExecutor(8) as threads:
        many = list(threads.map(lambda n: outcomes(line(shared), *questions(40)[n::8]), range(8)))
    done = [one for some in many for one in some]
    assert len(server.heard) == sum(isinstance(one, Answer) for one in done) == 10
    [reason] = reasons(done)
    assert reason.startswith("--max-requests 10 is used up")


def test_what_it_is_busy_with_is_seen_by_everybody() -> None:
    priced = Config({"m": Price(input=1.0, output=10.0)}, "USD")
    with Server([says(YES)]) as server, board(server, config=priced) as shared:
        ended([shared.ask(one) for one in (question(), question(), question("And?"))])
        assert line(shared).activity == shared.activity == Activity(0, 1, shared.activity.cost, "USD")
        assert shared.activity.cost == pytest.approx(0.0004)


# -- the end


@pytest.mark.parametrize("drain", [None, 0.1])
def test_who_waits_goes_home_when_the_stop_is_pulled(drain: float | None) -> None:
    stop = Stop()

    def reply(_: Heard) -> Reply:
        if len(server.heard) == 2:
            stop.pull("that will do", drain)
        return says(YES, delay=0.5)

    with Server(reply) as server, board(server, stop=stop, concurrency=2) as shared:
        done = ended([shared.ask(one) for one in questions(20)])
    assert sum(isinstance(one, Answer) for one in done) == (0 if drain else 2)
    assert reasons(done) == {"that will do"}
    assert len(server.heard) == 2


def test_after_the_stop_only_the_cache_answers(tmp_path: Path) -> None:
    stop = Stop()
    with (
        Server([says(YES)]) as server,
        Cache(tmp_path / "a.sqlite") as kept,
        board(server, stop=stop, kept=kept) as one,
    ):
        one.ask(question("known")).result(LATE)
        stop.pull("that will do", drain=0.0)
        time.sleep(0.05)
        known, new = ended([one.ask(question("known")), one.ask(question("new"))])
    assert (known.usage.cached, new) == (1, Failure("that will do"))
    assert len(server.heard) == 1


def test_an_endpoint_that_will_answer_nothing_more_ends_the_run_for_everybody() -> None:
    with Server([refuses(401, "expired")]) as server, board(server) as shared, ThreadPoolExecutor(10) as threads:
        many = list(threads.map(lambda n: outcomes(line(shared), *questions(50)[n::10]), range(10)))
    assert len(server.heard) <= 8
    [reason] = reasons([one for some in many for one in some])
    assert "refuses the key (401)" in reason


def test_closing_ends_whatever_is_outstanding() -> None:
    with Server([says(YES, delay=1.0)]) as server:
        started = time.monotonic()
        with board(server, concurrency=2) as shared:
            asked = [shared.ask(one) for one in questions(9)]
            time.sleep(0.1)
        late = shared.ask(question("late"))
        assert time.monotonic() - started < 0.9
        assert reasons(ended([*asked, late])) == {"the run ended before this was answered"}


def test_the_cache_is_its_owners_again_afterwards(tmp_path: Path) -> None:
    with Server([says(YES)]) as server, Cache(tmp_path / "a.sqlite") as kept:
        with board(server, kept=kept) as shared:
            ended([shared.ask(one) for one in questions(5)])
        assert kept.statistics().answers == 5
        assert sum(one.usage.cached for one in outcomes(client(server.url, kept=kept), *questions(5))) == 5
    assert len(server.heard) == 5


# -- what goes wrong


def test_a_defect_of_ours_reaches_who_asked_and_nobody_else() -> None:
    def defect(_: object) -> dict[str, str]:
        raise LookupError("no such window")

    with Server([says(YES)]) as server, board(server) as shared:
        broken, good = shared.ask(question("bad", missing=defect)), shared.ask(question("good"))
        assert isinstance(good.result(LATE), Answer)
        with pytest.raises(LookupError, match="no such window"):
            broken.result(LATE)
        with pytest.raises(LookupError, match="no such window"):
            outcomes(line(shared), question("worse", missing=defect))


def test_a_loop_that_breaks_leaves_nobody_waiting() -> None:
    def exits(_: object) -> dict[str, str]:
        raise SystemExit("killed")

    with Server(lambda heard: says(YES, delay=0.0 if heard.said == "bad" else 1.0)) as server, board(server) as shared:
        asked = [shared.ask(question()), shared.ask(question("bad", missing=exits))]
        wait(asked, LATE)
        asked.append(shared.ask(question("late")))
        assert [str(future.exception(0)) for future in asked] == ["killed"] * 3


# -- a line


def test_a_line_is_a_chat_model() -> None:
    assert isinstance(Line("m", lambda _: Future(), 1), ChatModel)


def drawing(drawn: list[int]) -> Iterator[Request]:
    for number in count():
        drawn.append(number)
        yield question(str(number))


@pytest.mark.parametrize("held", [1, 5])
def test_a_line_draws_requests_as_it_may_hold_more(held: int) -> None:
    drawn: list[int] = []
    with Server([says(YES)]) as server, board(server) as shared:
        chat = line(shared, held).chat(drawing(drawn))
        for done in range(1, 20):
            next(chat)
            assert len(drawn) <= done + held
        chat.close()  # type: ignore[attr-defined]  # a generator


def test_an_outcome_is_given_as_soon_as_it_is_there() -> None:
    with Server(lambda heard: says(YES, delay=0.3 if heard.said == "0" else 0.0)) as server, board(server) as shared:
        numbers = [number for number, _ in line(shared).chat(question(str(number)) for number in range(6))]
    assert numbers[-1] == 0
    assert sorted(numbers) == list(range(6))


def test_a_line_that_is_left_withdraws_what_waits() -> None:
    def reply(heard: Heard) -> Reply:
        return says(YES, delay=0.0 if heard.said == "0" else 0.2)

    with Server(reply) as server, board(server, concurrency=1) as shared:
        chat = line(shared, held=8).chat(question(str(number)) for number in range(8))
        assert next(chat)[0] == 0
        chat.close()  # type: ignore[attr-defined]  # a generator
        assert isinstance(shared.ask(question("another's")).result(LATE), Answer)
    assert len(server.heard) <= 5  # those that the engine held


def test_no_questions_nothing_asked() -> None:
    def never(_: Request) -> Future[Outcome]:
        raise AssertionError

    assert list(Line("m", never, 3).chat(())) == []


BROKEN: dict[str, Callable[[], Any]] = {
    "asked": lambda: Line("m", _hung_up, 3).chat([question()]),
    "answered": lambda: Line("m", lambda _: _failed(), 3).chat([question()]),
}


def _hung_up(_: Request) -> Future[Outcome]:
    raise BrokenPipeError("the other process is gone")


def _failed() -> Future[Outcome]:
    future: Future[Outcome] = Future()
    threading.Timer(0.02, future.set_exception, [BrokenPipeError("the other process is gone")]).start()
    return future


@pytest.mark.parametrize("chat", BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_line_is_no_failed_request(chat: Callable[[], Any]) -> None:
    with pytest.raises(BrokenPipeError, match="the other process is gone"):
        list(chat())
