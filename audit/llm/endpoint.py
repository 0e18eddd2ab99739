"""A chat model behind an OpenAI-compatible endpoint: hosted, self-hosted, or the local GGUF's own server."""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import openai
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception, stop_after_attempt, wait_random_exponential

from audit.domain import Usage
from audit.llm.abilities import Abilities, Endpoint
from audit.llm.answers import InvalidAnswerError, parse
from audit.llm.faults import Cure, Fault, hidden, of_body, understand
from audit.llm.loopback import unproxied
from audit.llm.model import Answer, Failure, Outcome, Request, unlogged

_HOPELESS = 3
"""Requests in a row that failed every attempt, after which the run stops asking."""


class FaultError(Exception):
    """A failed call, understood; never leaves this module."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.reason)
        self.fault = fault


class EndpointModel:
    """Chat with one model of one endpoint."""

    def __init__(self, endpoint: Endpoint, log: Callable[[str], None] = unlogged) -> None:
        self.name = endpoint.model
        self._endpoint = endpoint
        self._log = log
        self._abilities = Abilities.of(endpoint)
        self._secret = endpoint.api_key or ""
        self._exhausted = 0
        self._stopped: str | None = None

    def chat(self, requests: Sequence[Request], on_done: Callable[[], None] = lambda: None) -> list[Outcome]:
        """One outcome a request, in order; a request that failed is a Failure with its reason."""
        return asyncio.run(self._chat_all(requests, on_done))

    async def _chat_all(self, requests: Sequence[Request], on_done: Callable[[], None]) -> list[Outcome]:
        outcomes: dict[int, Outcome] = {}
        queue = iter(enumerate(requests))

        async def work(client: openai.AsyncOpenAI) -> None:
            for index, request in queue:
                outcomes[index] = await self._outcome(client, request)
                on_done()

        async with self._client() as client, asyncio.TaskGroup() as workers:
            for _ in range(min(self._endpoint.concurrency, len(requests))):
                workers.create_task(work(client))
        return [outcomes[index] for index in range(len(requests))]

    def _client(self) -> openai.AsyncOpenAI:
        # SDK retries off: one retry layer, ours. A key-less local server still needs a word in the header.
        url = self._endpoint.base_url
        return openai.AsyncOpenAI(
            base_url=url,
            api_key=self._secret or "none",
            max_retries=0,
            timeout=self._endpoint.patience.timeout,
            http_client=openai.DefaultAsyncHttpx2Client(mounts=unproxied(url)),
        )

    async def _outcome(self, client: openai.AsyncOpenAI, request: Request) -> Outcome:
        """Ask; where the answer does not fit the schema, ask once more with what was wrong."""
        outcome, problem = await self._ask(client, request)
        if not problem:
            return outcome
        again = replace(request, messages=(*request.messages, ("user", _repair(problem))))
        second, problem = await self._ask(client, again)
        usage = outcome.usage + second.usage
        if problem:
            return Failure(f"the answer does not fit the schema, twice: {problem}", usage, splittable=True)
        return replace(second, usage=usage)

    async def _ask(self, client: openai.AsyncOpenAI, request: Request) -> tuple[Outcome, str | None]:
        """One question. The outcome, and what is wrong with the answer where asking again may help."""
        started = time.monotonic()
        try:
            completion = await self._send(client, request)
        except FaultError as error:
            self._give_up(error.fault)
            return Failure(error.fault.reason, splittable=error.fault.cure is Cure.SPLIT), None
        self._exhausted = 0
        usage = _usage(completion, time.monotonic() - started)
        choice = completion.choices[0]
        if choice.message.refusal or choice.finish_reason == "content_filter":
            why = hidden(choice.message.refusal or "content filter", self._secret)
            return Failure(f"the model declined: {why}", usage), None
        if choice.finish_reason == "length":
            return Failure("the answer was cut off at the token limit", usage, splittable=True), None
        try:
            return Answer(parse(hidden(_text(choice.message.content), self._secret), request.schema), usage), None
        except InvalidAnswerError as error:
            return Failure(str(error), usage), str(error)

    async def _send(self, client: openai.AsyncOpenAI, request: Request) -> Any:
        """One completion, retried while that may help. Raises FaultError."""
        retrying = AsyncRetrying(
            retry=retry_if_exception(lambda e: isinstance(e, FaultError) and e.fault.cure is Cure.RETRY),
            wait=self._wait,
            stop=stop_after_attempt(self._endpoint.patience.attempts),
            before_sleep=lambda state: self._log(f"retry {state.attempt_number}: {_failed(state)}"),
            reraise=True,
        )
        return await retrying(self._send_adapted, client, request)

    async def _send_adapted(self, client: openai.AsyncOpenAI, request: Request) -> Any:
        while True:
            tried = self._abilities
            try:
                return await self._send_once(client, request)
            except FaultError as error:
                if error.fault.cure not in {Cure.LOOSEN_FORMAT, Cure.DROP_PARAMETER}:
                    raise
                if tried is not self._abilities:  # a request beside this one has adapted already
                    continue
                loosened = tried.loosened(error.fault)
                if loosened is None:
                    raise FaultError(replace(error.fault, cure=Cure.GIVE_UP)) from error
                self._abilities = loosened
                self._log(f"the endpoint refused a parameter, adapting: {error.fault.reason}")

    async def _send_once(self, client: openai.AsyncOpenAI, request: Request) -> Any:
        if self._stopped:  # also while this request waited for its next attempt
            raise FaultError(Fault(Cure.STOP_RUN, self._stopped))
        messages: Any = [{"role": role, "content": content} for role, content in request.messages]
        try:
            async with asyncio.timeout(self._endpoint.patience.timeout):
                completion = await client.chat.completions.create(
                    model=self.name, messages=messages, **self._abilities.body(request)
                )
        # the SDK lets a broken body through as ValueError, a broken stream as OSError
        except (openai.OpenAIError, ValueError, OSError, TimeoutError) as error:
            raise FaultError(understand(error, self._secret)) from error
        if fault := of_body(completion, self._secret):
            raise FaultError(fault)
        return completion

    def _give_up(self, fault: Fault) -> None:
        """Note a request that failed; where more of the same is certain, the run stops asking."""
        self._exhausted = self._exhausted + 1 if fault.cure is Cure.RETRY else 0
        if fault.cure is Cure.STOP_RUN or self._exhausted >= _HOPELESS:
            self._stopped = fault.reason

    def _wait(self, state: RetryCallState) -> float:
        """Seconds until the next attempt: what the endpoint asked for, else a random, growing time."""
        patience = self._endpoint.patience
        asked = _failed(state).fault.retry_after
        backoff = wait_random_exponential(multiplier=patience.backoff, max=patience.longest_backoff)
        return min(asked, patience.longest_wait) if asked else backoff(state)


def _repair(problem: str) -> str:
    return f"Your last answer was not usable: {problem}. Answer again, with JSON that fits the schema and nothing else."


def _failed(state: RetryCallState) -> FaultError:
    error = state.outcome and state.outcome.exception()
    assert isinstance(error, FaultError)  # noqa: S101  # only FaultErrors are retried
    return error


def _text(content: Any) -> str:
    """What was said, also where it comes in parts (a thinking part is not said)."""
    if isinstance(content, list):
        parts = (part.get("text") for part in content if isinstance(part, Mapping))
        return "".join(part for part in parts if isinstance(part, str))
    return content if isinstance(content, str) else ""


def _usage(completion: Any, seconds: float) -> Usage:
    read, written = (getattr(completion.usage, name, None) for name in ("prompt_tokens", "completion_tokens"))
    return Usage(1, read if isinstance(read, int) else None, written if isinstance(written, int) else None, seconds)
