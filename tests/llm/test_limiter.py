"""How fast an endpoint is asked. Real tasks on a real event loop, whose clock runs ahead instead of waiting."""

import asyncio
import random
import selectors
import time
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.llm.limiter import Limiter


class Sleepless(selectors.DefaultSelector):
    """Where nothing is to be done now, it is later at once."""

    now = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        assert timeout is not None, "everybody waits for somebody else"
        self.now += timeout
        return super().select(0)


class Hurried(asyncio.SelectorEventLoop):
    """An event loop that never waits."""

    def __init__(self) -> None:
        self._events = Sleepless()
        super().__init__(self._events)

    def time(self) -> float:
        return self._events.now


def hurried(work: Coroutine[Any, Any, Any]) -> Any:
    with asyncio.Runner(loop_factory=Hurried) as runner:
        return runner.run(work)


def now() -> float:
    return asyncio.get_running_loop().time()


def limiter(ceiling: int = 64, **quotas: float) -> Limiter:
    return Limiter(ceiling, clock=asyncio.get_running_loop().time, **quotas)


# Against endpoints


@dataclass
class Endpoint:
    """Serves `most` requests at a time and `a_second` in any second; refuses more at once."""

    most: int = 1000
    a_second: int = 1000
    seconds: float = 0.2
    asked: int = 0
    busy: int = 0
    served: list[float] = field(default_factory=list)

    async def ask(self) -> bool:
        self.asked += 1
        await asyncio.sleep(0.002)
        if self.busy >= self.most or sum(now() - at < 1 for at in self.served[-self.a_second :]) >= self.a_second:
            return False
        self.served.append(now())
        self.busy += 1
        await asyncio.sleep(self.seconds)
        self.busy -= 1
        return True


async def answered(endpoint: Endpoint, requests: int, ceiling: int, backoff: float) -> float:
    """Seconds until all requests are answered. Twice as many workers as slots; one that is refused waits by itself."""
    limits, todo = limiter(ceiling), iter(range(requests))
    chance = random.Random(1)  # noqa: S311  # the same in every run

    async def work() -> None:
        for _ in todo:
            attempts = 0
            while not await attempt(retried=attempts > 0):
                attempts += 1
                await asyncio.sleep(chance.uniform(0, backoff * 2**attempts))

    async def attempt(retried: bool) -> bool:
        async with limits.slot():
            started = now()
            good = await endpoint.ask()
            if good:
                limits.succeeded(now() - started, retried)
            else:
                limits.throttled()
            return good

    await asyncio.gather(*(work() for _ in range(2 * ceiling)))
    assert limits.in_flight == 0
    return now()


ENDPOINTS = {
    # the endpoint; requests, ceiling, backoff; share of requests refused, time over what is possible
    "16 at a time": ({"most": 16}, 2000, 64, 1.0, 0.03, 1.06),
    "16 at a time, asked again at once": ({"most": 16}, 2000, 64, 0.0, 0.03, 1.06),
    "16 at a time, slow answers": ({"most": 16, "seconds": 20.0}, 2000, 64, 1.0, 0.03, 1.2),
    "17 at a time": ({"most": 17}, 2000, 64, 1.0, 0.03, 1.06),
    "33 at a time": ({"most": 33}, 2000, 64, 1.0, 0.03, 1.1),
    "1 at a time": ({"most": 1}, 2000, 64, 1.0, 0.03, 1.06),
    "1 at a time, a short run": ({"most": 1}, 100, 32, 1.0, 0.2, 1.06),
    "as many as asked": ({}, 2000, 64, 1.0, 0.0, 1.15),
    "10 in a second": ({"a_second": 10}, 1000, 64, 1.0, 0.1, 1.06),
}


@pytest.mark.parametrize(
    ("terms", "requests", "ceiling", "backoff", "refused", "over"), ENDPOINTS.values(), ids=ENDPOINTS.keys()
)
def test_an_endpoint_is_used_to_the_full_and_hardly_more(
    terms: dict[str, Any], requests: int, ceiling: int, backoff: float, refused: float, over: float
) -> None:
    endpoint = Endpoint(**terms)
    seconds = hurried(answered(endpoint, requests, ceiling, backoff))
    possible = requests * max((endpoint.seconds + 0.002) / min(endpoint.most, ceiling), 1 / endpoint.a_second)
    assert endpoint.asked <= requests * (1 + refused), endpoint.asked
    assert seconds <= possible * over, (seconds, possible)


def test_an_endpoint_is_used_to_the_full_on_the_real_clock() -> None:
    async def run() -> int:
        limits = Limiter(32)

        async def one() -> None:
            async with limits.slot():
                await asyncio.sleep(0.005)
                limits.succeeded(0.005)

        await asyncio.gather(*(one() for _ in range(200)))
        return limits.limit

    started = time.monotonic()
    assert asyncio.run(run()) == 32
    assert time.monotonic() - started < 1.0


# How the limit moves


Tell = Callable[[Limiter], None]


def succeeded(limits: Limiter) -> None:
    limits.succeeded(1.0)


def retried(limits: Limiter) -> None:
    limits.succeeded(1.0, retried=True)


TOLD: dict[str, Tell] = {"+": succeeded, "r": retried, "-": Limiter.throttled, "?": Limiter.troubled}


@dataclass(frozen=True)
class Ask:
    """A request: what becomes of it, after how many seconds."""

    tell: Tell = succeeded
    seconds: float = 0.0
    tokens: int = 0


async def starts(limits: Limiter, asks: Iterable[Ask]) -> list[float]:
    """When each request starts, in seconds from now; over when all are."""
    begun, found = now(), []

    async def one(ask: Ask) -> None:
        async with limits.slot(ask.tokens):
            found.append(round(now() - begun, 3))
            await asyncio.sleep(ask.seconds)
            ask.tell(limits)

    await asyncio.gather(*map(one, asks))
    return found


async def full_house(limits: Limiter, tell: Tell = succeeded) -> None:
    """As many requests as the limit allows, all at a time, a second each."""
    await starts(limits, [Ask(tell, 1.0)] * limits.limit)


async def one_request(limits: Limiter, tell: Tell) -> None:
    await starts(limits, [Ask(tell, 0.01)])


async def refused_once(limits: Limiter) -> None:
    await one_request(limits, Limiter.throttled)


async def limits_of_rounds(ceiling: int, rounds: int, *, cut: bool) -> list[int]:
    limits = limiter(ceiling)
    if cut:
        await refused_once(limits)
    found = []
    for _ in range(rounds):
        found.append(limits.limit)
        await full_house(limits)
    return found


@pytest.mark.parametrize(
    ("ceiling", "cut", "found"),
    [
        (64, False, [8, 16, 32, 64, 64]),
        (50, False, [8, 16, 32, 50, 50]),
        (3, False, [3, 3]),
        (1, False, [1, 1]),
        (64, True, [5, 6, 7, 7]),  # 8 was too much
        (1, True, [1, 1]),
    ],
)
def test_the_limit_doubles_until_it_is_cut_then_grows_in_steps(ceiling: int, cut: bool, found: list[int]) -> None:
    assert hurried(limits_of_rounds(ceiling, len(found), cut=cut)) == found


def test_a_large_limit_grows_by_a_twentieth() -> None:
    async def run() -> list[int]:
        limits = limiter(512)
        while limits.limit < 128:
            await full_house(limits)
        await refused_once(limits)
        found = [limits.limit]
        for _ in range(2):
            await full_house(limits)
            found.append(limits.limit)
        return found

    assert hurried(run()) == [89, 93, 97]


def low(limits: Limiter) -> None:
    succeeded(limits)
    limits.heard({"x-ratelimit-limit-requests": "100", "x-ratelimit-remaining-requests": "9"})


def plenty(limits: Limiter) -> None:
    limits.heard({"x-ratelimit-limit-requests": "100", "x-ratelimit-remaining-requests": "10"})
    succeeded(limits)


def unknown(limits: Limiter) -> None:
    limits.heard({"x-ratelimit-remaining-requests": "9"})
    succeeded(limits)


ROUNDS = {
    "all is well": (succeeded, 8, 16),
    "most slots are used": (succeeded, 7, 16),
    "few slots are used": (succeeded, 6, 8),
    "all needed a second attempt": (retried, 8, 8),
    "the quota is nearly used up": (low, 8, 8),
    "enough is left of the quota": (plenty, 8, 16),
    "what is left is said, but not of how much": (unknown, 8, 16),
}


@pytest.mark.parametrize(("tell", "at_a_time", "limit"), ROUNDS.values(), ids=ROUNDS.keys())
def test_what_a_round_must_be_like_to_grow(tell: Tell, at_a_time: int, limit: int) -> None:
    async def run() -> int:
        limits = limiter()
        await starts(limits, [Ask(tell, 1.0)] * at_a_time)
        await starts(limits, [Ask(tell, 1.0)] * (8 - at_a_time))
        return limits.limit

    assert hurried(run()) == limit


@pytest.mark.parametrize("tell", [Limiter.troubled, Limiter.throttled], ids=["a failure", "a refusal"])
def test_growth_stops_for_the_round_only(tell: Tell) -> None:
    async def run() -> list[int]:
        limits, found = limiter(), []
        await refused_once(limits)  # the next refusal does not cut
        await one_request(limits, tell)
        for _ in range(2):
            await full_house(limits)
            found.append(limits.limit)
        return found

    assert hurried(run()) == [5, 6]


# How it is cut


@pytest.mark.parametrize(
    ("latency", "pauses", "limits_seen"),
    [
        (None, [0.0, 0.5, 0.6], [5, 5, 3]),  # no answer yet: a second
        (0.1, [0.0, 0.5, 0.6], [5, 5, 3]),
        (10.0, [0.0, 19.0, 1.5], [5, 5, 3]),
        (None, [0.0, 1.1, 1.1, 1.1, 1.1], [5, 3, 2, 1, 1]),
    ],
)
def test_a_busy_endpoint_cuts_once_in_two_latencies(
    latency: float | None, pauses: list[float], limits_seen: list[int]
) -> None:
    async def run() -> list[int]:
        limits, found = limiter(), []
        if latency:
            await one_request(limits, lambda limits: limits.succeeded(latency))
        for pause in pauses:
            await asyncio.sleep(pause)
            await refused_once(limits)
            found.append(limits.limit)
        return found

    assert hurried(run()) == limits_seen


def test_what_started_before_a_cut_is_old_news_however_late_it_comes() -> None:
    async def run() -> list[int]:
        limits = limiter()
        await starts(limits, [Ask(Limiter.throttled, 5.0)] * 4 + [Ask(Limiter.throttled, 1.0)])
        cut_once = limits.limit
        await refused_once(limits)
        return [cut_once, limits.limit]

    assert hurried(run()) == [5, 3]


def test_where_the_limit_was_cut_is_remembered_for_a_minute() -> None:
    async def run() -> tuple[set[int], int]:
        limits = limiter()
        await full_house(limits)
        await refused_once(limits)  # at 16
        cut, found = now(), set()
        while now() < cut + 58:
            await full_house(limits)
            found.add(limits.limit)
        await asyncio.sleep(2)
        await full_house(limits)
        return found, limits.limit

    assert hurried(run()) == ({12, 13, 14, 15}, 16)


def test_a_place_that_was_refused_is_not_offered_again_until_the_cool_down_is_over() -> None:
    async def run() -> list[float]:
        first = [Ask(seconds=0.5)] * 4 + [Ask(Limiter.throttled, 0.1)] * 4
        return await starts(limiter(), first + [Ask(seconds=9.0)] * 6)

    # the limit is 5 now, but 4 were borne: each of them makes room for one, the fifth comes a second after the cut
    assert hurried(run()) == [0.0] * 8 + [0.5] * 4 + [1.1, 9.5]


def test_how_many_are_borne_is_found_out_anew_with_each_cut() -> None:
    async def run() -> list[float]:
        limits = limiter()
        await starts(limits, [Ask(seconds=0.5)] + [Ask(Limiter.throttled, 0.1)] * 7)
        await asyncio.sleep(60)
        while limits.limit < 20:
            await full_house(limits)
        answered, refused = [Ask(seconds=0.5)] * 13, [Ask(Limiter.throttled, 0.1)] * 7
        return await starts(limits, answered + refused + answered)

    assert hurried(run()) == [0.0] * 20 + [0.5] * 13


@pytest.mark.parametrize(
    ("tells", "expected"),
    [
        ("---++", [0.0, 0.0, 0.0, 1.0, 1.0]),
        ("-----", [0.0, 0.0, 0.0, 1.0, 2.0]),
        ("--+--", [0.0, 0.0, 0.0, 0.0, 0.0]),
    ],
)
def test_three_refusals_in_a_row_with_nothing_else_under_way_pause_everybody(tells: str, expected: list[float]) -> None:
    async def run() -> list[float]:
        return await starts(limiter(1), [Ask(TOLD[tell]) for tell in tells])

    assert hurried(run()) == expected


def test_where_all_are_refused_it_does_not_matter_how_many_there_are() -> None:
    async def run() -> list[float]:
        limits = limiter()
        limits.succeeded(20.0)  # a long cool-down
        await starts(limits, [Ask(Limiter.throttled)] * 8)
        return await starts(limits, [Ask(seconds=9.0)] * 5)

    assert hurried(run()) == [1.0] * 5


# What else is waited for


QUOTAS = {
    "none": ({}, [5] * 4, [0.0, 0.0, 0.0, 0.0]),
    "60 requests a minute": ({"rpm": 60}, [5] * 4, [0.0, 1.0, 2.0, 3.0]),
    "120 requests a minute": ({"rpm": 120}, [5] * 4, [0.0, 0.0, 0.5, 1.0]),
    "7 requests a minute": ({"rpm": 7}, [5] * 4, [0.0, 8.571, 17.143, 25.714]),
    "600 tokens a minute": ({"tpm": 600}, [5] * 4, [0.0, 0.0, 0.5, 1.0]),
    "600 tokens a minute, and one that takes 30": ({"tpm": 600}, [5, 30, 5, 5], [0.0, 0.5, 3.0, 3.5]),
    "both": ({"rpm": 120, "tpm": 300}, [5] * 4, [0.0, 1.0, 2.0, 3.0]),
}


@pytest.mark.parametrize(("quotas", "tokens", "expected"), QUOTAS.values(), ids=QUOTAS.keys())
def test_quotas_of_the_user_are_kept(quotas: dict[str, float], tokens: list[int], expected: list[float]) -> None:
    async def run() -> list[float]:
        return await starts(limiter(64, **quotas), [Ask(tokens=estimate) for estimate in tokens])

    assert hurried(run()) == expected


@pytest.mark.parametrize(("actual", "expected"), [(5, [0.0, 0.0, 0.5]), (15, [0.0, 1.0, 2.5]), (0, [0.0, 0.0, 0.0])])
def test_an_estimate_is_corrected(actual: int, expected: list[float]) -> None:
    async def run() -> list[float]:
        return await starts(limiter(1, tpm=600), [Ask(lambda limits: limits.spent(5, actual), tokens=5)] * 3)

    assert hurried(run()) == expected


def requests_left(left: int, reset: str = "") -> dict[str, str]:
    return {"x-ratelimit-remaining-requests": str(left), "x-ratelimit-reset-requests": reset}


PAUSES = {
    "something is left": ([requests_left(1, "20s")], 0.0),
    "nothing is left": ([requests_left(0, "20s")], 20.0),
    "nothing is left for hours": ([requests_left(0, "6h0m0s")], 60.0),
    "nothing is left, nobody knows how long": ([requests_left(0)], 1.0),
    "two replies": ([requests_left(0, "20s"), requests_left(0, "300ms")], 20.0),
    "requests are left, tokens are not": (
        [{**requests_left(9, "5s"), "x-ratelimit-remaining-tokens": "0", "x-ratelimit-reset-tokens": "2s"}],
        2.0,
    ),
}


@pytest.mark.parametrize(("heard", "seconds"), PAUSES.values(), ids=PAUSES.keys())
def test_a_quota_that_is_used_up_is_waited_for(heard: list[dict[str, str]], seconds: float) -> None:
    async def run() -> list[float]:
        limits = limiter()
        for headers in heard:
            limits.heard(headers)
        return await starts(limits, [Ask()])

    assert hurried(run()) == [seconds]


def test_a_pause_holds_those_who_wait_and_leaves_those_under_way() -> None:
    async def run() -> tuple[list[float], float]:
        used_up = Ask(lambda limits: limits.heard(requests_left(0, "10s")), 1.0)
        return await starts(limiter(2), [used_up, Ask(seconds=2.0), Ask()]), now()

    assert hurried(run()) == ([0.0, 0.0, 11.0], 11.0)


# Turns


async def taken(limits: Limiter) -> tuple[asyncio.Event, list[asyncio.Task[None]], list[int]]:
    """A limiter of 1 whose slot is taken until the event, with three who wait; and who has had a turn."""
    free, turns = asyncio.Event(), list[int]()

    async def one(number: int, until: Callable[[], Awaitable[object]]) -> None:
        async with limits.slot():
            turns.append(number)
            await until()

    tasks = [asyncio.create_task(one(0, free.wait))]
    tasks += [asyncio.create_task(one(number, lambda: asyncio.sleep(1))) for number in (1, 2, 3)]
    await asyncio.sleep(0.1)
    return free, tasks, turns


@pytest.mark.parametrize(
    ("cancelled", "turns"),
    [([], [0, 1, 2, 3]), ([1], [0, 2, 3]), ([2], [0, 1, 3]), ([1, 2, 3], [0]), ([0], [0, 1, 2, 3])],
)
@pytest.mark.parametrize("when", ["while they wait", "as the slot is handed over"])
def test_first_come_first_served_also_where_some_leave(when: str, cancelled: list[int], turns: list[int]) -> None:
    async def run() -> tuple[list[int], int]:
        limits = limiter(1)
        free, tasks, found = await taken(limits)
        free.set()
        if when == "as the slot is handed over":
            await asyncio.sleep(0)
            assert (found, limits.in_flight) == ([0], 1)
        for number in cancelled:
            tasks[number].cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        return found, limits.in_flight

    assert hurried(run()) == (turns, 0)


def test_who_leaves_does_not_hold_up_those_behind_him() -> None:
    async def run() -> list[float]:
        limits = limiter(tpm=60)
        await starts(limits, [Ask(tokens=1)])
        leaving = asyncio.create_task(starts(limits, [Ask(tokens=100)]))
        behind = asyncio.create_task(starts(limits, [Ask()]))
        await asyncio.sleep(0.5)
        leaving.cancel()
        return await behind

    assert hurried(run()) == [0.5]


def test_who_leaves_as_his_turn_comes_has_spent_nothing() -> None:
    async def run() -> list[float]:
        limits = limiter(1, rpm=60, tpm=60)
        async with limits.slot():
            leaving = asyncio.create_task(starts(limits, [Ask(tokens=100)]))
            await asyncio.sleep(1.5)
        assert limits.in_flight == 1  # it has its turn, and has not been told
        leaving.cancel()
        await asyncio.gather(leaving, return_exceptions=True)
        return await starts(limits, [Ask(tokens=1)])

    assert hurried(run()) == [0.0]


def test_an_error_gives_the_slot_back() -> None:
    async def run() -> int:
        limits = limiter(1)
        with pytest.raises(ZeroDivisionError):
            async with limits.slot():
                _ = 1 / 0
        return limits.in_flight

    assert hurried(run()) == 0


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 3), st.floats(0, 3), st.sampled_from([*TOLD])), max_size=40), st.integers(1, 12))
def test_whoever_comes_and_leaves_whenever_no_slot_is_lost(
    visits: list[tuple[float, float, str]], ceiling: int
) -> None:
    async def run() -> None:
        limits = limiter(ceiling, rpm=1200)

        async def one(comes: float, word: str) -> None:
            await asyncio.sleep(comes)
            async with limits.slot(10):
                assert limits.in_flight <= ceiling
                await asyncio.sleep(0.5)
                TOLD[word](limits)

        tasks = [(asyncio.create_task(one(comes, word)), leaves) for comes, leaves, word in visits]
        for task, leaves in tasks:
            asyncio.get_running_loop().call_later(leaves, task.cancel)
        ends = await asyncio.gather(*(task for task, _ in tasks), return_exceptions=True)
        assert all(end is None or isinstance(end, asyncio.CancelledError) for end in ends)
        assert limits.in_flight == 0
        async with limits.slot():
            assert (limits.in_flight, 1 <= limits.limit <= ceiling) == (1, True)

    hurried(run())
