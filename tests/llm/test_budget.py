"""What a run may spend: never more than it was allowed, and what is not known is never taken for nothing."""

import asyncio
import math
import random
from collections.abc import Coroutine
from dataclasses import dataclass, field

import pytest

from audit.config.values import Price
from audit.errors import UsageError
from audit.llm.budget import Budget, ExhaustedError, Reservation, tokens

PRICE = Price(1.0, 10.0, 0.5)
MILLION = 1_000_000
ROUND = Price(3.0, 10.0)
"""A prompt of a million tokens is taken for 4/3 of that: its worst case costs 4, and 10 for a million of the answer."""

# -- how many tokens a text has ----------------------------------------------------------------------------------

ESTIMATES = {"": 0, "a": 1, "four": 1, "fives": 2, "é": 1, "猫猫猫": 3, "❤️": 2, "word " * 400: 500}


@pytest.mark.parametrize(("text", "estimate"), ESTIMATES.items())
def test_tokens(text: str, estimate: int) -> None:
    assert tokens(text) == estimate


# -- what they cost ----------------------------------------------------------------------------------------------

COSTS = {
    "nothing": (PRICE, (0, 0), 0.0),
    "a prompt": (PRICE, (MILLION, 0), 1.0),
    "an answer": (PRICE, (0, MILLION), 10.0),
    "both": (PRICE, (2_000, 100), 0.003),
    "a prompt from the cache": (PRICE, (MILLION, 0, MILLION), 0.5),
    "half of it": (PRICE, (MILLION, 0, MILLION // 2), 0.75),
    "no price of cached tokens": (ROUND, (MILLION, 0, MILLION), 3.0),
    "cached tokens for nothing": (Price(1.0, 1.0, 0.0), (MILLION, 0, MILLION), 0.0),
    "more cached than read": (PRICE, (MILLION, 0, 2 * MILLION), 0.5),
    "a free model": (Price(0.0, 0.0), (MILLION, MILLION), 0.0),
    "no price": (None, (2_000, 100), None),
    "a prompt of unknown length": (PRICE, (None, 100), None),
    "an answer of unknown length": (PRICE, (2_000, None), None),
}


@pytest.mark.parametrize(("price", "counted", "cost"), COSTS.values(), ids=COSTS)
def test_what_tokens_cost(price: Price | None, counted: tuple[int | None, ...], cost: float | None) -> None:
    budget = Budget(price)
    assert budget.cost_of(*counted) == (cost if cost is None else pytest.approx(cost))
    assert budget.settle(reserve(budget), *counted) == budget.cost_of(*counted) == budget.cost


def reserve(budget: Budget, prompt: int = MILLION, answer: int = 0) -> Reservation:
    """One request that need not wait."""
    return asyncio.run(budget.reserve(prompt, answer))


# -- what counts as spent ----------------------------------------------------------------------------------------


def test_a_request_under_way_counts_with_its_worst_case_and_then_with_its_cost() -> None:
    budget = Budget(ROUND)
    assert (budget.cost, budget.spent, budget.requests) == (0.0, 0.0, 0)
    one, other = reserve(budget, answer=MILLION), reserve(budget)
    assert (budget.cost, budget.spent, budget.requests) == (0.0, 14.0 + 4.0, 2)
    assert budget.settle(one, MILLION, 1_000) == budget.cost == pytest.approx(3.01)
    assert budget.spent == pytest.approx(3.01 + 4.0)
    budget.release(other)
    assert budget.spent == budget.cost == pytest.approx(3.01)
    assert budget.requests == 2  # it was sent


def test_the_worst_case_knows_of_caches_that_cost_more_than_none() -> None:
    budget = Budget(Price(3.0, 10.0, cached_input=6.0))
    reserve(budget)
    assert budget.spent == 8.0


@pytest.mark.parametrize("counted", [(None, None), (MILLION, None), (None, 0)])
def test_a_request_whose_cost_is_not_known_stays_at_its_worst_case(counted: tuple[int | None, int | None]) -> None:
    budget = Budget(ROUND)
    assert budget.settle(reserve(budget), *counted) is None
    assert (budget.cost, budget.spent) == (None, 4.0)
    assert budget.settle(reserve(budget), MILLION, 0) == 3.0
    assert (budget.cost, budget.spent) == (None, 7.0)


def test_without_a_price_cost_is_unknown_from_the_first_answer() -> None:
    budget = Budget(None)
    reservation = reserve(budget)
    assert (budget.cost, budget.spent) == (0.0, 0.0)
    assert budget.settle(reservation, 1_000, 100) is None
    assert (budget.cost, budget.spent) == (None, 0.0)


def test_a_prompt_longer_than_estimated_raises_later_estimates_and_those_under_way() -> None:
    budget = Budget(ROUND)
    first, _under_way = reserve(budget), reserve(budget)
    assert budget.spent == 4.0 + 4.0
    assert budget.settle(first, 2 * MILLION, 0) == 6.0
    assert budget.spent == 6.0 + 6.0
    budget.settle(reserve(budget), MILLION, 0)  # the largest ratio stays
    assert budget.spent == 6.0 + 6.0 + 3.0
    reserve(budget)
    assert budget.spent == 6.0 + 6.0 + 3.0 + 6.0


def test_shorter_prompts_lower_no_estimate() -> None:
    budget = Budget(ROUND)
    assert budget.settle(reserve(budget), MILLION // 2, 0) == 1.5
    reserve(budget)
    assert budget.spent == 1.5 + 4.0


def test_a_prompt_estimated_at_nothing_tells_nothing_about_others() -> None:
    budget = Budget(ROUND)
    budget.settle(reserve(budget, prompt=0), 0, 0)
    reserve(budget)
    assert budget.spent == 4.0


def test_a_request_is_settled_once() -> None:
    budget, other = Budget(ROUND), Budget(ROUND)
    settled, released, _like_them = reserve(budget), reserve(budget), reserve(budget)
    budget.settle(settled, MILLION, 0)
    budget.release(released)
    for foreign in (settled, released, reserve(other)):
        with pytest.raises(ValueError, match="settled or released already"):
            budget.settle(foreign, MILLION, 0)
        with pytest.raises(ValueError, match="settled or released already"):
            budget.release(foreign)
    assert (budget.cost, budget.spent) == (3.0, 3.0 + 4.0)


# -- where it ends -----------------------------------------------------------------------------------------------


def test_a_limit_of_requests() -> None:
    budget = Budget(None, max_requests=2)
    budget.settle(reserve(budget), 1, 1)
    budget.release(reserve(budget))
    with pytest.raises(ExhaustedError) as raised:
        reserve(budget)
    assert str(raised.value) == (
        "--max-requests 2 is used up: the same command with a higher limit goes on where this one stopped"
    )
    assert budget.requests == 2


def test_a_limit_of_cost() -> None:
    budget = Budget(ROUND, "USD", max_cost=7.5)
    budget.settle(reserve(budget), MILLION, 50_000)
    for _ in range(2):
        with pytest.raises(ExhaustedError) as raised:
            reserve(budget, answer=12_345)
        assert str(raised.value) == (
            "--max-cost 7.5 USD does not allow another request (3.5 spent, the next may cost 4.12): "
            "the same command with a higher limit goes on where this one stopped"
        )
    assert budget.settle(reserve(budget), MILLION, 0) == 3.0  # a smaller one fits
    assert (budget.spent, budget.requests) == (6.5, 2)  # one that was not sent is none


LIMITS = {
    "met exactly": (12.0, 3),
    "a hair below": (11.999, 2),
    "a sum of floats that is not quite": (12.0 * (1 - 1e-13), 3),
    "less than one request": (3.9, 0),
    "nothing": (0.0, 0),
}


@pytest.mark.parametrize(("max_cost", "fit"), LIMITS.values(), ids=LIMITS)
def test_how_many_requests_fit(max_cost: float, fit: int) -> None:
    budget = Budget(Price(3.0, 10.0), max_cost=max_cost)

    async def until_exhausted() -> None:
        for _ in range(4):
            budget.settle(await budget.reserve(MILLION, 0), None, None)

    with pytest.raises(ExhaustedError, match=rf"^--max-cost {max_cost:.10g} does not allow another request"):
        asyncio.run(until_exhausted())
    assert budget.requests == fit


def test_a_free_model_is_never_at_its_limit() -> None:
    budget = Budget(Price(0.0, 0.0), max_cost=0.0)
    assert budget.settle(reserve(budget), MILLION, MILLION) == 0.0


def test_a_limit_of_cost_needs_a_price() -> None:
    with pytest.raises(UsageError) as refused:
        Budget(None, max_cost=1.0)
    assert str(refused.value) == (
        "--max-cost needs the price of the model: write it into audit.toml, "
        'as [prices."NAME"] with input = and output =, money for a million tokens'
    )


# -- who waits ---------------------------------------------------------------------------------------------------


@dataclass
class Queue:
    """Requests that ask for room one after the other, by name, and what became of each, in order."""

    budget: Budget
    seen: list[str] = field(default_factory=list)
    granted: dict[str, Reservation] = field(default_factory=dict)
    tasks: dict[str, asyncio.Task[None]] = field(default_factory=dict)

    async def ask(self, *names: str, prompt: int = MILLION) -> None:
        for name in names:
            self.tasks[name] = asyncio.create_task(self._reserve(name, prompt))
            await calm()

    async def settle(self, name: str, prompt: int | None = MILLION) -> None:
        self.budget.settle(self.granted[name], prompt, 0)
        await calm()

    async def release(self, name: str) -> None:
        self.budget.release(self.granted[name])
        await calm()

    async def cancel(self, *names: str) -> None:
        for name in names:
            self.tasks[name].cancel()
        await calm()

    async def _reserve(self, name: str, prompt: int) -> None:
        try:
            self.granted[name] = await self.budget.reserve(prompt, 0)
        except ExhaustedError:
            self.seen.append(f"no {name}")
        else:
            self.seen.append(name)


async def calm() -> None:
    """Until everybody who can go on has."""
    for _ in range(10):
        await asyncio.sleep(0)


def play(script: Coroutine[None, None, None]) -> None:
    async def at_most_a_second() -> None:
        async with asyncio.timeout(1):
            await script

    asyncio.run(at_most_a_second())


def test_a_request_waits_for_what_those_under_way_may_leave() -> None:
    queue = Queue(Budget(ROUND, max_cost=10.0))

    async def script() -> None:
        await queue.ask("a", "b", "c", "d")
        assert queue.seen == ["a", "b"]  # 8 of 10
        await queue.settle("a")
        assert queue.seen == ["a", "b"]  # 3 + 4 + 4 is too much
        await queue.settle("b")
        assert queue.seen == ["a", "b", "c"]  # 3 + 3 + 4 is not
        await queue.settle("c")
        assert queue.seen == ["a", "b", "c", "no d"]

    play(script())
    assert (queue.budget.spent, queue.budget.requests) == (9.0, 3)


def test_a_refused_request_leaves_all_it_reserved() -> None:
    queue = Queue(Budget(ROUND, max_cost=4.0))

    async def script() -> None:
        await queue.ask("a", "b")
        await queue.release("a")
        assert queue.seen == ["a", "b"]

    play(script())


def test_one_whose_cost_is_not_known_leaves_nothing() -> None:
    queue = Queue(Budget(ROUND, max_cost=7.0))

    async def script() -> None:
        await queue.ask("a", "b")
        await queue.settle("a", prompt=None)
        assert queue.seen == ["a", "no b"]

    play(script())


def test_the_first_that_waits_is_the_first_to_go_also_where_a_later_one_is_smaller() -> None:
    queue = Queue(Budget(ROUND, max_cost=10.0))

    async def script() -> None:
        await queue.ask("a", "b", "large")
        await queue.ask("small", prompt=10)
        assert queue.seen == ["a", "b"]
        await queue.release("b")
        assert queue.seen == ["a", "b", "large", "small"]

    play(script())


def test_where_a_large_one_can_never_fit_a_smaller_one_behind_it_still_does() -> None:
    queue = Queue(Budget(ROUND, max_cost=10.0))

    async def script() -> None:
        await queue.ask("a", "b")
        await queue.ask("large", prompt=3 * MILLION)
        await queue.ask("c", "d")
        await queue.settle("a")
        await queue.settle("b")
        assert queue.seen == ["a", "b", "no large", "c"]
        await queue.settle("c", prompt=0)
        assert queue.seen == ["a", "b", "no large", "c", "d"]

    play(script())


@pytest.mark.parametrize("leaving", [("first",), ("second",), ("first", "second"), ("second", "first")])
def test_one_that_is_cancelled_while_it_waits_takes_nothing_and_stops_nobody(leaving: tuple[str, ...]) -> None:
    queue = Queue(Budget(ROUND, max_cost=4.0))

    async def script() -> None:
        await queue.ask("a", "first", "second", "last")
        await queue.cancel(*leaving)
        for name in [name for name in ("a", "first", "second") if name not in leaving]:
            await queue.release(name)
        assert queue.seen[-1] == "last"

    play(script())
    assert queue.budget.requests == 4 - len(leaving)
    assert queue.budget.spent == 4.0


def test_one_that_is_cancelled_as_its_turn_comes_takes_nothing() -> None:
    queue = Queue(Budget(ROUND, max_cost=4.0))

    async def script() -> None:
        await queue.ask("a", "first", "last")
        queue.budget.release(queue.granted["a"])
        await queue.cancel("first")
        assert queue.seen == ["a", "last"]

    play(script())
    assert (queue.budget.spent, queue.budget.requests) == (4.0, 2)


def test_those_that_wait_when_the_last_request_is_used_up_are_told() -> None:
    queue = Queue(Budget(ROUND, max_cost=4.0, max_requests=2))

    async def script() -> None:
        await queue.ask("a", "b", "c", "d")
        await queue.release("a")
        assert queue.seen == ["a", "b", "no c", "no d"]

    play(script())


# -- a whole run -------------------------------------------------------------------------------------------------


@dataclass
class Endpoint:
    """An endpoint that bills what it likes, up to 1.33 times the estimate of a prompt, and keeps the true account."""

    dice: random.Random
    reports: bool
    """False: it sometimes does not say how many tokens it counted, and sometimes refuses a request."""
    billed: list[float] = field(default_factory=list)

    async def bill(self, budget: Budget) -> None:
        """One request, from reservation to settlement."""
        estimate, most = self.dice.randint(0, 6_000), self.dice.randint(1, 4_000)
        reservation = await budget.reserve(estimate, most)
        for _ in range(self.dice.randint(0, 5)):  # they come back in another order
            await asyncio.sleep(0)
        prompt = int(estimate * self.dice.uniform(0.4, 1.33))
        completion, cached = self.dice.randint(0, most), self.dice.randint(0, prompt)
        if not self.reports and self.dice.random() < 0.2:
            budget.release(reservation)
            return
        self.billed.append((prompt - cached) * 1.0e-6 + cached * 0.5e-6 + completion * 10.0e-6)
        if not self.reports and self.dice.random() < 0.2:
            budget.settle(reservation, None, None)
        else:
            budget.settle(reservation, prompt, completion, cached)


def dealt(seed: int, reports: bool) -> Endpoint:
    return Endpoint(random.Random(seed), reports)  # noqa: S311  # a run that can be repeated


async def run(budget: Budget, endpoint: Endpoint, workers: int) -> int:
    """A thousand requests, as far as the budget goes. How many were told that it is exhausted."""
    todo = iter(range(1_000))
    exhausted = 0

    async def work() -> None:
        nonlocal exhausted
        for _ in todo:
            try:
                await endpoint.bill(budget)
            except ExhaustedError:
                exhausted += 1
                return

    async with asyncio.TaskGroup() as group:
        for _ in range(workers):
            group.create_task(work())
    return exhausted


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("workers", [1, 8, 64])
@pytest.mark.parametrize("max_cost", [0.03, 1.0, 10.0])
@pytest.mark.parametrize("reports", [True, False])
def test_a_run_never_spends_more_than_it_may(seed: int, workers: int, max_cost: float, reports: bool) -> None:
    budget, endpoint = Budget(PRICE, max_cost=max_cost), dealt(seed, reports)
    exhausted = asyncio.run(run(budget, endpoint, workers))
    billed = math.fsum(endpoint.billed)
    assert billed <= max_cost
    assert exhausted == workers  # there was less money than work
    if reports:
        assert budget.cost == budget.spent == pytest.approx(billed)
        assert billed > max_cost - 0.05  # the largest request may cost 0.048
    else:
        assert budget.spent >= billed * (1 - 1e-12)


@pytest.mark.parametrize("workers", [1, 64])
def test_a_run_with_money_enough_is_never_told_otherwise(workers: int) -> None:
    budget, endpoint = Budget(PRICE, max_cost=25.0, max_requests=1_000), dealt(0, reports=True)
    assert asyncio.run(run(budget, endpoint, workers)) == 0
    assert budget.requests == len(endpoint.billed) == 1_000
    assert budget.cost == pytest.approx(math.fsum(endpoint.billed))
