"""A chat model behind an OpenAI-compatible endpoint: hosted, self-hosted, or the local GGUF's own server."""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import openai
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception, stop_after_attempt, wait_random_exponential

from audit.domain import Usage
from audit.llm.answers import InvalidAnswerError, parse
from audit.llm.faults import Cure, Fault, of_body, understand
from audit.llm.model import Answer, Failure, Outcome, Request

ATTEMPTS = 5
LONGEST_WAIT = 60.0
"""Seconds; a Retry-After above it is waited this long, then tried again."""
TIMEOUT = 300.0
"""Seconds for one answer, connection and body included."""
FORMATS = ("json_schema", "json_object", "prompt")
"""How the schema is enforced, strictest first. The prompt always states it too; the answer is always checked."""

_HOPELESS = 3
"""Requests in a row that failed every attempt, after which the run stops asking."""

_backoff = wait_random_exponential(multiplier=1, max=20)


def print_nothing(_line: str) -> None:
    """The log of a run that is not watched."""


class FaultError(Exception):
    """A failed call, understood; never leaves this module."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.reason)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a model answers, and how it may be asked."""

    model: str
    base_url: str | None = None
    """None: the OpenAI API."""
    api_key: str | None = None
    concurrency: int = 8
    """Requests under way at a time."""
    structured: str = "auto"
    """One of FORMATS; "auto" begins with the strictest and steps down where the endpoint refuses it."""


@dataclass(frozen=True, slots=True)
class Abilities:
    """What the endpoint has been seen to accept."""

    formats: tuple[str, ...]
    limit_name: str = "max_tokens"
    dropped: frozenset[str] = frozenset()

    def body(self, request: Request) -> dict[str, Any]:
        """The request's parameters as this endpoint takes them."""
        body = {self.limit_name: request.max_tokens, **request.parameters}
        body = {name: value for name, value in body.items() if name not in self.dropped}
        if self.formats[0] == "json_schema":
            schema = {"name": request.schema_name, "strict": True, "schema": dict(request.schema)}
            body["response_format"] = {"type": "json_schema", "json_schema": schema}
        elif self.formats[0] == "json_object":
            body["response_format"] = {"type": "json_object"}
        return body

    def loosened(self, fault: Fault) -> "Abilities | None":
        """Abilities without what was refused; None where nothing is left to give."""
        if fault.cure is Cure.LOOSEN_FORMAT and len(self.formats) > 1:
            return replace(self, formats=self.formats[1:])
        if fault.parameter == self.limit_name == "max_tokens":
            return replace(self, limit_name="max_completion_tokens")
        if fault.parameter and fault.parameter not in self.dropped:
            return replace(self, dropped=self.dropped | {fault.parameter})
        return None


class EndpointModel:
    """Chat with one model of one endpoint."""

    def __init__(self, endpoint: Endpoint, log: Callable[[str], None] = print_nothing) -> None:
        self.name = endpoint.model
        self._endpoint = endpoint
        self._log = log
        self._abilities = Abilities(FORMATS if endpoint.structured == "auto" else (endpoint.structured,))
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
        return openai.AsyncOpenAI(
            base_url=self._endpoint.base_url,
            api_key=self._endpoint.api_key or "none",
            max_retries=0,
            timeout=TIMEOUT,
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
        if self._stopped:
            return Failure(self._stopped), None
        started = time.monotonic()
        try:
            completion = await self._send(client, request)
        except FaultError as error:
            return Failure(self._give_up(error.fault)), None
        self._exhausted = 0
        usage = _usage(completion, time.monotonic() - started)
        choice = completion.choices[0]
        if choice.message.refusal or choice.finish_reason == "content_filter":
            return Failure(f"the model declined: {choice.message.refusal or 'content filter'}", usage), None
        if choice.finish_reason == "length":
            return Failure("the answer was cut off at the token limit", usage, splittable=True), None
        try:
            return Answer(parse(choice.message.content or "", request.schema), usage), None
        except InvalidAnswerError as error:
            return Failure(str(error), usage), str(error)

    async def _send(self, client: openai.AsyncOpenAI, request: Request) -> Any:
        """One completion, retried while that may help. Raises FaultError."""
        retrying = AsyncRetrying(
            retry=retry_if_exception(lambda e: isinstance(e, FaultError) and e.fault.cure is Cure.RETRY),
            wait=_wait,
            stop=stop_after_attempt(ATTEMPTS),
            before_sleep=lambda state: self._log(f"retry {state.attempt_number}: {self._redact(str(_failed(state)))}"),
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
                self._log(f"the endpoint refused a parameter, adapting: {self._redact(error.fault.reason)}")

    async def _send_once(self, client: openai.AsyncOpenAI, request: Request) -> Any:
        messages: Any = [{"role": role, "content": content} for role, content in request.messages]
        try:
            async with asyncio.timeout(TIMEOUT):
                completion = await client.chat.completions.create(
                    model=self.name, messages=messages, **self._abilities.body(request)
                )
        # the SDK lets a broken body through as ValueError, a broken stream as OSError
        except (openai.OpenAIError, ValueError, OSError, TimeoutError) as error:
            raise FaultError(understand(error)) from error
        if fault := of_body(completion):
            raise FaultError(fault)
        return completion

    def _give_up(self, fault: Fault) -> str:
        """The reason of a failed request; where more of the same is certain, the run stops asking."""
        reason = self._redact(fault.reason)
        self._exhausted += fault.cure is Cure.RETRY
        if fault.cure is Cure.STOP_RUN or self._exhausted >= _HOPELESS:
            self._stopped = reason
        return reason

    def _redact(self, text: str) -> str:
        key = self._endpoint.api_key
        return text.replace(key, "***") if key else text


def _repair(problem: str) -> str:
    return f"Your last answer was not usable: {problem}. Answer again, with JSON that fits the schema and nothing else."


def _failed(state: RetryCallState) -> FaultError:
    error = state.outcome and state.outcome.exception()
    assert isinstance(error, FaultError)  # noqa: S101  # only FaultErrors are retried
    return error


def _wait(state: RetryCallState) -> float:
    asked = _failed(state).fault.retry_after
    return _backoff(state) if asked is None else min(asked, LONGEST_WAIT)


def _usage(completion: Any, seconds: float) -> Usage:
    used = completion.usage
    if used is None:
        return Usage(1, None, None, seconds)
    return Usage(1, used.prompt_tokens, used.completion_tokens, seconds)
