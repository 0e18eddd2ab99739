"""What a model really does: everything that a run relies on is tried, and what was seen is said.

An endpoint may take a parameter with status 200 and ignore it: only what is seen in an answer counts.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import ExitStack, suppress
from dataclasses import asdict, replace
from statistics import median

from audit.config.values import Config, price_of
from audit.errors import ModelUnavailableError
from audit.llm import ladder
from audit.llm.choose import Choice, opened_cache
from audit.llm.doctor.diagnosis import Check, Diagnosis, Result, embedded
from audit.llm.doctor.prober import PARAMETERS, Prober
from audit.llm.endpoint import RUNGS, Endpoint, Terms
from audit.llm.faults import FaultError, hidden
from audit.llm.local.served import served
from audit.llm.model import Request, unlogged
from audit.llm.naming import named, only_model
from audit.llm.sender import Reply, token_counts
from audit.llm.store.cache import Cache
from audit.llm.store.keys import endpoint_name
from audit.prompting.library import Library

_SCHEMA = "claims"
"""What the prompts of this project ask for."""
_PROMPT_ONLY = RUNGS[-1]
_SHOWN = 10
"""Names of other models."""


def examine(choice: Choice, terms: Terms, log: Callable[[str], None] = unlogged) -> Diagnosis:
    """Examine a model with a dozen short requests, one after another; the embedded one without any.

    What the endpoint accepts is remembered in the cache, where the next run finds it. Raises UsageError where it has
    several models and none is named, and where the cache is the file of another program.
    """
    if not choice.hosted and not choice.path:
        return Diagnosis(choice.name, None, tuple(embedded()))
    place = endpoint_name(choice.base_url) if choice.hosted else None
    with ExitStack() as stack:
        cache = stack.enter_context(opened_cache(terms, log))
        try:
            url = stack.enter_context(served(choice.path)) if choice.path else choice.base_url
            name = choice.name or only_model(choice)
        except ModelUnavailableError as error:
            return Diagnosis(choice.name, place, (Check("endpoint", Result.FAIL, str(error), False),))
        patience = replace(terms.patience, total=terms.timeout)
        endpoint = Endpoint(name, url, choice.api_key, patience, known_as=choice.address)
        runner = stack.enter_context(asyncio.Runner())
        return runner.run(_Examination(endpoint, terms.config, cache, log).diagnosis())


def examine_each(choice: Choice, terms: Terms, log: Callable[[str], None] = unlogged) -> tuple[Diagnosis, ...]:
    """Examine a model at each of its addresses, in order. Raises UsageError as `examine`, and where one differs."""
    if choice.replicas:
        with suppress(ModelUnavailableError):  # of each it is said below
            choice = replace(choice, name=named(choice))
    return tuple(examine(one, terms, log) for one in choice.each)


class _Examination:
    """One model of one endpoint, examined once. For one event loop."""

    def __init__(self, endpoint: Endpoint, config: Config, cache: Cache, log: Callable[[str], None]) -> None:
        self._model, self._place = endpoint.model, endpoint_name(endpoint.base_url)
        self._known_as = endpoint_name(endpoint.address)
        self._secret = endpoint.api_key or ""
        self._config, self._cache = config, cache
        self._questions = _questions()
        self._prober = Prober(endpoint, self._questions[0], log)

    async def diagnosis(self) -> Diagnosis:
        """All checks; where the endpoint is of no use to anybody, those until that was clear."""
        checks: list[Check] = []
        try:
            async for check in self._checks():
                checks.append(check)
        except FaultError as error:
            checks.insert(0, Check("endpoint", Result.FAIL, f"{self._place}: {error.fault.reason}", False))
            if self._prober.limits:  # they may be why
                checks.append(self._limits())
        else:
            checks = [Check("endpoint", Result.OK, f"{self._place} answers", True), self._latency(), *checks]
        finally:
            await self._prober.close()
        return Diagnosis(self._model, self._place, tuple(checks))

    async def _checks(self) -> AsyncIterator[Check]:
        models = await self._models()
        if models.value is not None:  # worth knowing also where the model does not answer
            yield models
        plain = await self._prober.plain()
        if models.value is None:
            yield models
        yield self._served(plain)
        rungs = [await self._prober.rung(rung, plain) for rung in RUNGS[:-1]]
        for rung in rungs:
            yield rung
        yield Check(_PROMPT_ONLY, Result.OK, "accepted; the schema stands in every prompt", "accepted")
        yield self._answers(rungs)
        for name in PARAMETERS:
            yield await self._prober.parameter(name)
        yield await self._prober.prompt_cache()
        yield _usage(plain)
        yield self._limits()
        yield self._price()

    async def _models(self) -> Check:
        """Value: whether the model is listed; None where there is no list."""
        try:
            names = await self._prober.models()
        except FaultError as error:
            return Check("models", Result.NOTE, f"the endpoint does not list its models: {error.fault.reason}")
        if self._model in names:
            return Check("models", Result.OK, f"{self._model} is listed", True)
        others = f": {', '.join(sorted(names)[:_SHOWN])}" if names else ""
        return Check("models", Result.NOTE, f"{self._model} is not among the {len(names)} listed{others}", False)

    def _served(self, reply: Reply) -> Check:
        told = {"model": reply.body.get("model"), "fingerprint": reply.body.get("system_fingerprint")}
        value = {key: hidden(word, self._secret) if isinstance(word, str) else "" for key, word in told.items()}
        if not value["model"]:
            return Check("served", Result.NOTE, "the endpoint does not say which model has answered", value)
        return Check("served", Result.OK, f"{value['model']}, fingerprint: {value['fingerprint'] or 'none'}", value)

    def _answers(self, rungs: Sequence[Check]) -> Check:
        """The rung of a run: the strictest that is enforced. Remembered, unless a stricter one could not be tried."""
        held = next((rung for rung in rungs if rung.value in {"enforced", "accepted"}), None)
        name = held.name if held else _PROMPT_ONLY
        untried = [rung.name for rung in rungs[: RUNGS.index(name)] if rung.value == "failed"]
        if untried:
            text = f"{', '.join(untried)} could not be tried: try again later, or give --structured {name} to a run"
            return Check("answers", Result.NOTE, text, name)
        abilities = replace(self._prober.abilities, rung=name, enforced=held is not None)
        for question in self._questions:
            key = ladder.fact_key(self._known_as, self._model, "auto", question)
            self._cache.remember("abilities", key, abilities.as_json())
        if held:
            return Check("answers", held.result, f"a run uses {name}", name)
        text = "a run uses the prompt only: answers are checked, and asked for again where they do not fit the schema"
        return Check("answers", Result.NOTE, text, name)

    def _latency(self) -> Check:
        middle = median(self._prober.seconds)
        text = f"{middle:.2f} s an answer (median of {len(self._prober.seconds)})"
        return Check("latency", Result.OK, text, round(middle, 3))

    def _limits(self) -> Check:
        stated = self._prober.limits
        text = ", ".join(f"{name} {value}" for name, value in sorted(stated.items())) or "none stated"
        return Check("limits", Result.OK, text, stated)

    def _price(self) -> Check:
        price = price_of(self._config, self._model)
        if price is None:
            return Check(
                "price", Result.NOTE, "unknown: write it into audit.toml to see what a run costs, and to limit it"
            )
        amounts = {name: amount for name, amount in asdict(price).items() if amount is not None}
        text = ", ".join(f"{name.replace('_', ' ')} {amount:g}" for name, amount in amounts.items())
        unit = f"{self._config.currency} for a million tokens".lstrip()
        return Check("price", Result.OK, f"{text} {unit}", {"currency": self._config.currency, **asdict(price)})


def _questions() -> list[Request]:
    """What the prompts of this project ask for, without the words."""
    library = Library()
    return [
        Request((), prompt.schema, prompt.schema_name, prompt.parameters)
        for prompt in map(library.prompt, library.names())
        if prompt.schema_name == _SCHEMA
    ]


def _usage(reply: Reply) -> Check:
    read, _, _ = token_counts(reply.body)
    if read is None:
        return Check("usage", Result.NOTE, "not reported: what a run costs cannot be known", False)
    return Check("usage", Result.OK, "reported", True)
