"""One completion, asked for in the way that the endpoint takes it: probing, remembering, adapting."""

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from audit.domain import Usage
from audit.llm import ladder
from audit.llm.answers import said
from audit.llm.budget import tokens
from audit.llm.endpoint import Endpoint, Terms
from audit.llm.faults import Cure, Fault, FaultError, hidden
from audit.llm.ladder import Abilities
from audit.llm.model import Request
from audit.llm.sender import Sender, Sent, token_counts
from audit.llm.store.cache import Cache, Stored
from audit.llm.store.keys import endpoint_name

_FRESH = 7 * 86_400
"""Seconds for which an endpoint is believed to be able to do what a probe has shown."""
_ADAPTABLE = {Cure.LOOSEN_FORMAT, Cure.DROP_PARAMETER}


@dataclass(frozen=True, slots=True)
class Said:
    """What a model said to one request."""

    text: str
    finish: str
    refusal: str | None
    usage: Usage
    stored: Stored
    """Where it came from; its content is still to be read."""


class Speaker:
    """Gets completions from one model of one endpoint. For one event loop."""

    def __init__(
        self, endpoint: Endpoint, terms: Terms, sender: Sender, cache: Cache, log: Callable[[str], None]
    ) -> None:
        self._endpoint, self._terms, self._sender, self._cache, self._log = endpoint, terms, sender, cache, log
        self._name = endpoint_name(endpoint.address)
        self._secret = endpoint.api_key or ""
        self._abilities: dict[str, Abilities] = {}
        self._probing = asyncio.Lock()
        self.probes = Usage()
        """What probes have cost; whoever accounts for it sets it back."""

    async def say(self, request: Request) -> Said:
        """What the model says to a request. Raises FaultError."""
        while True:
            abilities = await self._able(request)
            try:
                return await self._said(request, abilities)
            except FaultError as error:
                if error.fault.cure not in _ADAPTABLE:
                    raise
                self._adapt(request, abilities, error.fault)

    async def _said(self, request: Request, abilities: Abilities) -> Said:
        body = {"model": self._endpoint.model, **abilities.body(request)}
        sent = await self._sender.send(body, tokens(json.dumps(body, ensure_ascii=False)), request.max_tokens)
        heard = self._heard(sent, abilities)
        read, written = heard.usage.prompt_tokens, heard.usage.completion_tokens
        counted = "unknown" if read is None or written is None else f"{read:,} + {written:,}"
        at = f", {sent.place}" if sent.place else ""
        self._log(f"{request.label or 'request'}: {abilities.rung}, {counted} tokens, {sent.reply.seconds:.2f} s{at}")
        return heard

    def _heard(self, sent: Sent, abilities: Abilities) -> Said:
        body, headers, seconds = sent.reply.body, sent.reply.headers, sent.reply.seconds
        text, finish = said(body)
        read, written, cached = token_counts(body)
        stored = Stored(
            content={},
            model=self._endpoint.model,
            endpoint=self._name,
            structured=abilities.rung,
            served_model=_word(body.get("model")),
            fingerprint=_word(body.get("system_fingerprint")),
            request_id=_word(headers.get("x-request-id") or body.get("id")),
            prompt_tokens=read,
            completion_tokens=written,
            seconds=seconds,
        )
        currency = self._terms.config.currency
        usage = Usage(1, read, written, seconds, cached_tokens=cached, cost=sent.cost, currency=currency)
        return Said(hidden(text, self._secret), finish, self._refusal(body, finish), usage, stored)

    def _refusal(self, body: Mapping[str, Any], finish: str) -> str | None:
        refusal = body["choices"][0]["message"].get("refusal")
        if not refusal:
            return "content filter" if finish == "content_filter" else None
        return hidden(" ".join(str(refusal).split()), self._secret)

    # -- what the endpoint can do

    async def _able(self, request: Request) -> Abilities:
        """How the endpoint takes questions under this schema: as pinned, as remembered, else as a probe shows."""
        fact = self._fact(request)
        if fact not in self._abilities:
            async with self._probing:
                if fact not in self._abilities:  # who waited finds what the first has learnt
                    self._abilities[fact] = self._remembered(fact) or await self._probed(fact, request)
        return self._abilities[fact]

    def _remembered(self, fact: str) -> Abilities | None:
        if (self._cache.age("abilities", fact) or 0) > _FRESH:
            return None
        return Abilities.from_json(self._cache.recall("abilities", fact))

    async def _probed(self, fact: str, request: Request) -> Abilities:
        """The strictest rung that the endpoint enforces. Raises FaultError where it does not answer at all."""
        abilities = Abilities.first(self._terms.structured, self._name)
        if self._pinned:
            return abilities
        question = ladder.probe(request)
        while abilities.rung != "prompt" and not abilities.enforced:
            try:
                heard = await self._said(question, abilities)
            except FaultError as error:
                if error.fault.cure in {Cure.GIVE_UP, Cure.SPLIT}:
                    return abilities  # it does not take a probe; a real question will tell
                abilities = _loosened(abilities, error.fault)
                continue
            self.probes += heard.usage
            holds = ladder.enforces(abilities.rung, heard.text, heard.finish, question)
            abilities = replace(abilities, enforced=True) if holds else abilities.lower()
        self._log(
            f"the endpoint enforces the schema of answers: {abilities.rung}"
            if abilities.enforced
            else "the endpoint does not enforce the schema of answers: they are checked, and asked for again"
        )
        self._cache.remember("abilities", fact, abilities.as_json())
        return abilities

    def _adapt(self, request: Request, tried: Abilities, fault: Fault) -> None:
        """Ask differently from now on. Raises FaultError where there is nothing left to give."""
        fact = self._fact(request)
        if self._abilities[fact] != tried:  # a request beside this one has adapted already
            return
        if fault.cure is Cure.LOOSEN_FORMAT and self._pinned:
            reason = f"{fault.reason}; --structured auto finds what the endpoint takes"
            if fault.status < 500:  # a refusal, no accident: the next question would meet it too
                self._sender.end(reason)
            raise FaultError(replace(fault, cure=Cure.GIVE_UP, reason=reason))
        self._abilities[fact] = _loosened(tried, fault)
        if self._terms.max_cost is not None and self._abilities[fact].is_unlimited:
            reason = f"{fault.reason}; without a limit on the length of an answer --max-cost cannot be kept"
            self._sender.end(reason)
            raise FaultError(replace(fault, cure=Cure.GIVE_UP, reason=reason))
        self._cache.remember("abilities", fact, self._abilities[fact].as_json())
        self._log(f"the endpoint refused a parameter, adapting: {fault.reason}")

    @property
    def _pinned(self) -> bool:
        return self._terms.structured != "auto"

    def _fact(self, request: Request) -> str:
        return ladder.fact_key(self._name, self._endpoint.model, self._terms.structured, request)


def _loosened(tried: Abilities, fault: Fault) -> Abilities:
    loosened = tried.loosened(fault) if fault.cure in _ADAPTABLE else None
    if loosened is None:
        raise FaultError(replace(fault, cure=Cure.GIVE_UP) if fault.cure in _ADAPTABLE else fault)
    return loosened


def _word(value: object) -> str:
    return value if isinstance(value, str) else ""
