"""Tries one thing at a time with one model of an endpoint, and says what came of it."""

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import httpx2
import openai

from audit.llm import ladder
from audit.llm.answers import said
from audit.llm.doctor.diagnosis import Check, Result
from audit.llm.endpoint import RUNGS, Endpoint
from audit.llm.exchange import Exchange
from audit.llm.faults import Cure, Fault, FaultError, hidden
from audit.llm.ladder import Abilities
from audit.llm.mishaps import understand
from audit.llm.model import Request
from audit.llm.sender import Reply, token_counts
from audit.llm.store.keys import endpoint_name

PARAMETERS: Mapping[str, Mapping[str, Any]] = {
    "max_tokens": {},  # in every request, under this name or the next
    "max_completion_tokens": {},
    "temperature": {"temperature": 0},
    "seed": {"seed": 1},
    "logprobs": {"logprobs": True, "top_logprobs": 2},
}
"""What may be sent with a request, and what it is tried with."""
_LIST_TIMEOUT = 20.0
"""Seconds that a list of models may take."""
_SHORT = 16
"""Tokens of an answer that nobody reads."""
_PREFIX = " ".join(f"Number {number} comes before {number + 1}." for number in range(1, 181))
"""1,300 to 2,000 tokens: endpoints keep what requests have in common from 1,024 on."""
_REFUSALS = {Cure.LOOSEN_FORMAT, Cure.DROP_PARAMETER, Cure.SPLIT, Cure.GIVE_UP}


class Prober:
    """Asks single questions, one after another, and keeps what replies say besides. For one event loop.

    Its methods raise FaultError where the endpoint is of no use to anybody.
    """

    def __init__(self, endpoint: Endpoint, question: Request, log: Callable[[str], None]) -> None:
        """`question` has the schema and the parameters that a run asks with."""
        self._endpoint, self._probe, self._log = endpoint, ladder.probe(question), log
        self._secret = endpoint.api_key or ""
        self._exchange = Exchange(endpoint)
        self.abilities = Abilities.first("auto", endpoint_name(endpoint.address))
        """Without what has been refused by now. Their rung is of no interest."""
        self.seconds: list[float] = []
        """How long each answer took."""
        self.limits: dict[str, str] = {}
        """Headers about limits, by their names in lower case; of each the last."""

    async def close(self) -> None:
        """Close all connections."""
        await self._exchange.close()

    async def models(self) -> list[str]:
        """The names of the models that the endpoint lists. Raises FaultError also where it lists none."""
        try:
            async with asyncio.timeout(_LIST_TIMEOUT):
                reply = await self._exchange.client.get("/models", cast_to=httpx2.Response)
            content = json.loads(reply.content)
        except (openai.OpenAIError, httpx2.HTTPError, OSError, ValueError, RecursionError) as error:
            raise FaultError(understand(error, self._secret)) from error
        match content:
            case {"data": [*models]}:
                names = (str(model["id"]) for model in models if isinstance(model, Mapping) and "id" in model)
                return [hidden(name, self._secret) for name in names]
        raise FaultError(Fault(Cure.GIVE_UP, "the answer is no list of models"))

    async def plain(self) -> Reply:
        """The reply to a question whose schema nothing enforces."""
        return await self._adapted(RUNGS[-1])

    async def rung(self, rung: str, plain: Reply) -> Check:
        """How the endpoint takes a rung of the ladder; where a plain reply fits too, fitting proves nothing."""
        try:
            reply = await self._adapted(rung)
        except FaultError as error:  # 404 too: some gateways find no provider that takes a schema
            return _unanswered(rung, error.fault)
        if not self._fits(rung, reply):
            return Check(rung, Result.NOTE, "accepted, but ignored", "ignored")
        if self._fits(rung, plain):
            text = "accepted; whether it is enforced cannot be told: the model answers so without it"
            return Check(rung, Result.NOTE, text, "accepted")
        return Check(rung, Result.OK, "enforced", "enforced")

    async def parameter(self, name: str) -> Check:
        """Whether one of PARAMETERS is accepted."""
        parameters = PARAMETERS[name]
        limit_name = self.abilities.limit_name if parameters else name
        dropped = tuple(refused for refused in self.abilities.dropped if refused != name)
        question = replace(self._probe, parameters=parameters, max_tokens=_SHORT)
        reply = await self._tried(Abilities(RUNGS[-1], limit_name, dropped), question, name)
        if isinstance(reply, Fault):
            return _unanswered(name, reply)
        if name != "logprobs":
            return Check(name, Result.OK, "accepted", "accepted")
        match reply.body["choices"][0]:
            case {"logprobs": {"content": [{"logprob": float() | int(), "top_logprobs": [_, *_]}, *_]}}:
                return Check(name, Result.OK, "accepted, and returned with alternatives", "returned")
        return Check(name, Result.NOTE, "accepted, but not returned", "ignored")

    async def prompt_cache(self) -> Check:
        """Whether the endpoint reads what two requests have in common only once; value: tokens it had kept."""
        question = replace(self._probe, messages=(("system", _PREFIX), self._probe.messages[-1]), max_tokens=_SHORT)
        abilities = replace(self.abilities, rung=RUNGS[-1])
        await self._tried(abilities, question, "prompt_cache")
        reply = await self._tried(abilities, question, "prompt_cache")
        if isinstance(reply, Fault):
            return replace(_unanswered("prompt_cache", reply), value=None)
        read, _, cached = token_counts(reply.body)
        if read is None:
            return Check("prompt_cache", Result.NOTE, "cannot be seen: the endpoint reports no usage")
        if cached:
            return Check("prompt_cache", Result.OK, f"seen: {cached:,} of {read:,} tokens were kept", cached)
        return Check("prompt_cache", Result.NOTE, "not seen: an article is read anew for each of its requests", 0)

    # -- requests

    async def _tried(self, abilities: Abilities, question: Request, what: str) -> Reply | Fault:
        try:
            return await self._ask(abilities, question, what)
        except FaultError as error:
            if error.fault.cure is Cure.STOP_RUN:
                raise
            return error.fault

    async def _adapted(self, rung: str) -> Reply:
        """The reply to the probe under a rung; parameters that are refused are left out from then on."""
        while True:
            try:
                return await self._ask(replace(self.abilities, rung=rung), self._probe, rung)
            except FaultError as error:
                looser = self.abilities.loosened(error.fault) if error.fault.cure is Cure.DROP_PARAMETER else None
                if looser is None:
                    raise
                self.abilities = looser

    async def _ask(self, abilities: Abilities, question: Request, what: str) -> Reply:
        """A reply; where the endpoint fails, one more attempt if it need not be waited for long. Raises FaultError."""
        body = {"model": self._endpoint.model, **abilities.body(question)}
        patience = self._endpoint.patience
        try:
            return await self._attempt(body, what)
        except FaultError as error:
            wait = patience.backoff if error.fault.retry_after is None else error.fault.retry_after
            if error.fault.cure is not Cure.RETRY or wait > patience.longest_backoff:
                raise
        await asyncio.sleep(wait)
        return await self._attempt(body, what)

    async def _attempt(self, body: Mapping[str, Any], what: str) -> Reply:
        try:
            reply = await self._exchange.complete(body)
        except FaultError as error:
            self._note(error.headers)
            self._log(f"probe of {what}: {error.fault.reason}")
            raise
        self._note(reply.headers)
        self._log(f"probe of {what}: answered in {reply.seconds:.2f} s")
        self.seconds.append(reply.seconds)
        return reply

    def _note(self, headers: Mapping[str, str]) -> None:
        for name, value in headers.items():
            if name.lower() == "retry-after" or "ratelimit-" in name.lower():
                self.limits[name.lower()] = hidden(value, self._secret)

    def _fits(self, rung: str, reply: Reply) -> bool:
        return ladder.enforces(rung, *said(reply.body), self._probe)


def _unanswered(name: str, fault: Fault) -> Check:
    if fault.cure in _REFUSALS:
        return Check(name, Result.NOTE, f"refused: {fault.reason}", "refused")
    return Check(name, Result.NOTE, f"could not be tried: {fault.reason}", "failed")
