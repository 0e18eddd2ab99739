"""What requests would cost: what the cache answers costs nothing, what has no known price is never free."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from audit import assets
from audit.config.values import Config, Price
from audit.llm.budget import tokens
from audit.llm.choose import Choice
from audit.llm.endpoint import RUNGS, Terms
from audit.llm.estimate import Estimate, estimate
from audit.llm.ladder import Abilities
from audit.llm.model import Request
from audit.llm.store.cache import Cache, Stored
from audit.llm.store.keys import request_key

URL = "https://llm.example/v1"
HOSTED = Choice("m", base_url=URL, hosted=True)
PRICED = Terms(config=Config({"m": Price(1.0, 10.0)}, "USD"))
ASKED = Request(
    (("system", "Mark errors."), ("user", "The raid killed 89 soldiers. " * 100)),
    assets.schema("claims"),
    "claims",
    {"temperature": 0},
    max_tokens=5500,
    ids=tuple(f"s{number}" for number in range(1, 11)),
    divisible=True,
)


@pytest.fixture
def cache() -> Iterator[Cache]:
    with Cache(None) as cache:
        yield cache


def of(request: Request, cache: Cache, terms: Terms = PRICED, choice: Choice = HOSTED) -> Estimate:
    """The estimate of one request."""
    return estimate([request], cache, terms, choice)


@pytest.mark.parametrize("structured", ["auto", *RUNGS])
def test_a_prompt_is_about_as_long_as_what_a_run_would_send(cache: Cache, structured: str) -> None:
    body = {"model": "m", **Abilities.first(structured, URL).body(ASKED)}
    sent = tokens(json.dumps(body, ensure_ascii=False))
    counted = of(ASKED, cache, Terms(structured=structured)).prompt_tokens
    assert counted == pytest.approx(sent, abs=50)


TYPICAL = {
    "ten segments": (ASKED, 1000),
    "one segment": (replace(ASKED, ids=("s1",)), 100),
    "a document, whose segments are listed only where they have errors": (replace(ASKED, ids=()), 550),
    "an answer may be no longer than it may be": (replace(ASKED, max_tokens=300), 300),
}


@pytest.mark.parametrize(("request_", "typical"), TYPICAL.values(), ids=TYPICAL)
def test_answers_are_of_typical_length_or_as_long_as_they_may_be(cache: Cache, request_: Request, typical: int) -> None:
    found = of(request_, cache)
    assert (found.typical_answer_tokens, found.most_answer_tokens) == (typical, request_.max_tokens)


def test_tokens_cost_what_the_price_says(cache: Cache) -> None:
    found = of(ASKED, cache)
    assert found.typical_cost == pytest.approx((found.prompt_tokens + 10 * 1000) / 1_000_000)
    assert found.most_cost == pytest.approx((found.prompt_tokens + 10 * 5500) / 1_000_000)


COSTS = {
    "a price that is not known": (HOSTED, Terms(), None),
    "a price of nothing": (HOSTED, Terms(config=Config({"m": Price(0.0, 0.0)})), 0.0),
    "a model on this machine, whatever is priced": (
        Choice("m", path=Path("m.gguf")),
        PRICED,
        0.0,
    ),
}


@pytest.mark.parametrize(("choice", "terms", "cost"), COSTS.values(), ids=COSTS)
def test_what_is_not_known_is_never_free(cache: Cache, choice: Choice, terms: Terms, cost: float | None) -> None:
    Path("m.gguf").touch()
    found = of(ASKED, cache, terms, choice)
    assert (found.typical_cost, found.most_cost) == (cost, cost)
    assert found.prompt_tokens > 700


def answered(cache: Cache, key: str) -> None:
    cache.keep(key, Stored({"segments": []}, "m", URL))


def too_large(cache: Cache, key: str) -> None:
    cache.remember("split", key, "the answer was cut off at the token limit")


KNOWN: dict[str, tuple[Callable[[Cache, str], None], Request, Terms, Choice, int]] = {
    "answered": (answered, ASKED, PRICED, HOSTED, 1),
    "answered, and the price is not known": (answered, ASKED, Terms(), HOSTED, 1),
    "too large": (too_large, ASKED, PRICED, HOSTED, 1),
    "too large, but there is no smaller question": (too_large, replace(ASKED, divisible=False), PRICED, HOSTED, 0),
    "answered by another model": (answered, ASKED, PRICED, replace(HOSTED, name="n"), 0),
    "answered by another endpoint": (answered, ASKED, PRICED, replace(HOSTED, base_url=None), 0),
    "answered under another way to enforce the schema": (
        answered,
        ASKED,
        replace(PRICED, structured="tools"),
        HOSTED,
        0,
    ),
    "another question": (answered, replace(ASKED, sample=1), PRICED, HOSTED, 0),
}


@pytest.mark.parametrize(("known", "request_", "terms", "choice", "cached"), KNOWN.values(), ids=KNOWN)
def test_what_the_cache_answers_is_not_sent_and_costs_nothing(
    cache: Cache,
    known: Callable[[Cache, str], None],
    request_: Request,
    terms: Terms,
    choice: Choice,
    cached: int,
) -> None:
    known(cache, request_key(URL, "m", ASKED, "auto"))
    found = of(request_, cache, terms, choice)
    assert (found.requests, found.cached) == (1, cached)
    assert (found == Estimate(requests=1, cached=1)) is bool(cached)


def test_requests_add_up_and_one_unknown_cost_makes_the_sum_unknown(cache: Cache) -> None:
    requests = [replace(ASKED, sample=number) for number in range(3)]
    answered(cache, request_key(URL, "m", requests[1], "auto"))
    one, total = of(ASKED, cache), estimate(iter(requests), cache, PRICED, HOSTED)
    assert (total.requests, total.cached, total.prompt_tokens) == (3, 1, 2 * one.prompt_tokens)
    assert total.typical_cost == pytest.approx(2 * (one.typical_cost or 0))
    assert (total + of(ASKED, cache, Terms())).typical_cost is None
    assert estimate([], cache, Terms(), HOSTED) == Estimate()
