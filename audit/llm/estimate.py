"""What requests would cost if they were sent. Nothing is sent, and the client of endpoints is not even imported."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from audit.config.values import Price, price_of
from audit.llm.budget import Budget, tokens
from audit.llm.choose import Choice
from audit.llm.endpoint import RUNGS, Terms
from audit.llm.ladder import WITHOUT_SCHEMA, told
from audit.llm.model import Request
from audit.llm.store.cache import Cache
from audit.llm.store.keys import request_key

# Measured on a frontier model's answers, 2026-11-22, by `budget.tokens`: a segment of the seed article takes 55, one of
# forty WMT23 documents of Chinese-English news (long sentences, two errors in each) 142 to 147; an answer about a whole
# document 336 there, 779 for the seed article.
_SEGMENT_ANSWER = 100
"""Tokens of an answer for each segment that it must judge."""
_DOCUMENT_ANSWER = 550
"""Tokens of an answer that lists only the segments with errors."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """What requests would take and cost. Costs are None where a price is not known; what is not sent costs nothing."""

    segments: int = 0
    """Of the articles asked about."""
    requests: int = 0
    cached: int = 0
    """Of the requests, those that the cache answers: they are not sent, and all below does not count them."""
    prompt_tokens: int = 0
    typical_answer_tokens: int = 0
    most_answer_tokens: int = 0
    """Where every answer is as long as it may be."""
    typical_cost: float | None = 0.0
    most_cost: float | None = 0.0

    def __add__(self, other: "Estimate") -> "Estimate":
        return Estimate(
            self.segments + other.segments,
            self.requests + other.requests,
            self.cached + other.cached,
            self.prompt_tokens + other.prompt_tokens,
            self.typical_answer_tokens + other.typical_answer_tokens,
            self.most_answer_tokens + other.most_answer_tokens,
            _total(self.typical_cost, other.typical_cost),
            _total(self.most_cost, other.most_cost),
        )


def estimate(requests: Iterable[Request], cache: Cache, terms: Terms, choice: Choice) -> Estimate:
    """What these requests would cost with a model that answers, as far as the cache does not answer them.

    `segments` is left 0: requests do not tell it. Repairs, retries and probes are not counted, and a request known to
    be too large counts as answered, without its halves.
    """
    price = Price(0.0, 0.0) if choice.path else price_of(terms.config, choice.name)
    budget = Budget(price)
    return sum((_one(request, cache, terms, choice, budget) for request in requests), Estimate())


def _one(request: Request, cache: Cache, terms: Terms, choice: Choice, budget: Budget) -> Estimate:
    key = request_key(choice.address, choice.name, request, terms.structured)
    if cache.answer(key) or (request.divisible and cache.recall("split", key)):
        return Estimate(requests=1, cached=1)
    prompt = tokens(json.dumps(_body(request, choice.name, terms.structured), ensure_ascii=False))
    typical = min(_SEGMENT_ANSWER * len(request.ids) or _DOCUMENT_ANSWER, request.max_tokens)
    return Estimate(
        requests=1,
        prompt_tokens=prompt,
        typical_answer_tokens=typical,
        most_answer_tokens=request.max_tokens,
        typical_cost=budget.cost_of(prompt, typical),
        most_cost=budget.cost_of(prompt, request.max_tokens),
    )


def _body(request: Request, model: str, structured: str) -> dict[str, Any]:
    """All that `ladder.Abilities` would have sent, but for a few words of wrapping; "auto" as the strictest rung."""
    rung = RUNGS[0] if structured == "auto" else structured
    body = {"model": model, "messages": told(request, rung), "max_tokens": request.max_tokens, **request.parameters}
    return body if rung in WITHOUT_SCHEMA else {**body, request.schema_name: request.schema}


def _total(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else one + other
