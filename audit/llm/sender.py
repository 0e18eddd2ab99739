"""One request on its way: a place in the budget, a slot, an attempt, and what a failed attempt leads to.

The only retry layer there is. It waits outside the slot, so that whoever waits holds up nobody else.
"""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from tenacity import AsyncRetrying, RetryCallState, retry_if_exception, wait_random_exponential

from audit.llm.budget import Budget, ExhaustedError
from audit.llm.endpoint import Patience
from audit.llm.faults import Cure, Fault, FaultError
from audit.llm.lane import MOVABLE, Lane
from audit.llm.limiter import Limiter
from audit.llm.outage import Outage
from audit.llm.stop import Stop

_HOPELESS = 3
"""Requests in a row that failed every attempt, after which the run stops asking."""
_FREE_RETRIES = 10
_MOST_TOKENS = 10**9
_RETRIED = 0.2
"""Share of the requests that may be repeated where the endpoint fails: more would make an outage worse."""


@dataclass(frozen=True, slots=True)
class Reply:
    """A completion as the endpoint sent it: its body has a choice with a message."""

    body: Mapping[str, Any]
    headers: Mapping[str, str]
    seconds: float


class Connection(Protocol):
    """What carries a request to the endpoint."""

    async def complete(self, body: Mapping[str, Any]) -> Reply:
        """One completion. Raises FaultError."""
        ...


@dataclass(frozen=True, slots=True)
class Sent:
    """A completion, and what it cost: None where that is not known."""

    reply: Reply
    cost: float | None
    place: str = ""
    """Which of several addresses has answered."""


class Sender:
    """Sends requests to one model, at the pace that its addresses bear. For one event loop."""

    def __init__(  # noqa: PLR0913, PLR0917  # the parts of the policy, once each
        self,
        connections: Sequence[Connection],
        limiter: Limiter,
        budget: Budget,
        stop: Stop,
        patience: Patience,
        log: Callable[[str], None],
        resume: str,
        warn: Callable[[str], None],
    ) -> None:
        """`connections`: by the numbers of the limiter's lanes."""
        self._connections, self._limiter, self._budget, self._stop = connections, limiter, budget, stop
        self._patience, self._log, self._resume, self._warn = patience, log, resume, warn
        self.on_the_wire: set[asyncio.Task[Any] | None] = set()
        """Tasks that wait for the endpoint itself, not for a slot or for their next attempt."""
        self._first_attempts = self._retries = 0
        self._exhausted = 0
        self._outage = Outage(patience)
        self._warned = False
        self._dry_since: float | None = None
        """When the endpoint first said that it is busy, with no answer since."""

    async def send(self, body: Mapping[str, Any], prompt_tokens: int, most_tokens: int) -> Sent:
        """One completion, tried again while that may help. `most_tokens`: the longest answer. Raises FaultError."""
        self._first_attempts += 1
        retrying = AsyncRetrying(
            retry=retry_if_exception(lambda error: isinstance(error, FaultError) and error.fault.cure is Cure.RETRY),
            stop=self._enough,
            wait=self._wait,
            before_sleep=self._note_retry,
            reraise=True,
        )
        faults: list[Fault] = []

        async def attempt() -> Sent:
            tried: list[Lane] = []
            while True:
                try:
                    return await self._attempt(body, prompt_tokens, most_tokens, bool(faults), tried)
                except FaultError as error:
                    faults.append(error.fault)
                    if not error.fault.elsewhere:
                        raise
                    self._log(f"{tried[-1].name}: {error.fault.reason}; asking another address")

        try:
            sent: Sent = await retrying(attempt)
        except FaultError as error:
            self._give_up(error.fault, sum(not fault.elsewhere for fault in faults))
            raise FaultError(replace(error.fault, worked=any(fault.worked for fault in faults))) from error
        if any(fault.worked for fault in faults):  # an attempt before may be billed, too
            sent = replace(sent, cost=None)
        self._exhausted, self._dry_since = 0, None
        self._outage.answered()
        return sent

    async def _attempt(
        self, body: Mapping[str, Any], prompt_tokens: int, most_tokens: int, retried: bool, tried: list[Lane]
    ) -> Sent:
        """One exchange with one address, which is added to those `tried`. Raises FaultError."""
        self._check()
        await self._outage.sit_out()
        self._check()
        try:
            reservation = await self._budget.reserve(prompt_tokens, most_tokens)
        except ExhaustedError as error:  # what has its place in the budget goes on
            raise FaultError(Fault(Cure.GIVE_UP, str(error))) from None
        try:
            async with self._limiter.slot(prompt_tokens + most_tokens, tried) as lane:
                self._check()
                tried.append(lane)
                reply = await self._complete(lane, body, retried)
        except FaultError as error:
            fault = self._in_context(error.fault, tried)
            if fault.worked:
                self._budget.settle(reservation, None, None)
            else:
                self._budget.release(reservation)
            raise FaultError(fault) from error
        except asyncio.CancelledError:
            self._budget.settle(reservation, None, None)  # it may have been under way
            raise
        read, written, cached = token_counts(reply.body)
        self._limiter.spent(prompt_tokens + most_tokens, (read or prompt_tokens) + (written or most_tokens))
        return Sent(reply, self._budget.settle(reservation, read, written, cached), lane.name)

    async def _complete(self, lane: Lane, body: Mapping[str, Any], retried: bool) -> Reply:
        task = asyncio.current_task()
        self.on_the_wire.add(task)
        try:
            reply = await self._connections[lane.number].complete(body)
        except FaultError as error:
            self._limiter.heard(error.headers)
            if error.fault.throttled:
                self._limiter.throttled()
            elif error.fault.cure is Cure.RETRY:
                self._limiter.troubled()
            lane.failed(error.fault)
            raise
        finally:
            self.on_the_wire.discard(task)
        self._limiter.heard(reply.headers)
        self._limiter.succeeded(reply.seconds, retried)
        lane.answered()
        return reply

    def _check(self) -> None:
        """Raises FaultError where the run has ended, also while this request waited."""
        if self._stop.reason:
            raise FaultError(Fault(Cure.STOP_RUN, self._stop.reason))

    def _in_context(self, fault: Fault, tried: Sequence[Lane]) -> Fault:
        """What a fault means in this run, at the last of the addresses tried."""
        if self._stop.reason and fault.cure is Cure.RETRY:
            return replace(fault, cure=Cure.STOP_RUN, reason=self._stop.reason)
        if fault.cure in MOVABLE and len(self._limiter.lanes) > 1:
            if self._limiter.others(tried) and len(tried) <= len(self._limiter.lanes):
                return replace(fault, elsewhere=True)
            fault = replace(fault, reason=self._limiter.reasons())
        if fault.cure is Cure.STOP_IF_FIRST:
            return replace(fault, cure=Cure.RETRY if self._outage.answered_before else Cure.STOP_RUN)
        if fault.retry_after and fault.retry_after > self._patience.longest_wait:
            minutes = fault.retry_after / 60
            return replace(fault, cure=Cure.STOP_RUN, reason=f"{fault.reason}; it asks to wait {minutes:,.0f} minutes")
        if fault.cure is Cure.RETRY and not fault.throttled:
            self._outage.failed()
            if self._outage.is_too_long:
                return replace(fault, cure=Cure.STOP_RUN, reason=f"{fault.reason}; nothing else came for a while")
        if fault.throttled and self._is_drought():
            return replace(fault, cure=Cure.STOP_RUN, reason=f"{fault.reason}; it has answered nothing for a while")
        return fault

    def _is_drought(self) -> bool:
        """True where the endpoint has been too busy for everybody for too long."""
        now = time.monotonic()
        self._dry_since = self._dry_since or now
        return now - self._dry_since > self._patience.drought

    def _enough(self, state: RetryCallState) -> bool:
        """True where a failed request is not worth another attempt."""
        fault = _fault(state)
        if fault.throttled:  # it says that it is there, and busy
            return state.attempt_number >= self._patience.throttled_attempts
        if state.attempt_number >= self._patience.attempts:
            return True
        if not self._outage.answered_before:  # rationed, no three in a row would use up their attempts and end the run
            return False
        return not self._outage.is_on and self._retries >= _FREE_RETRIES + _RETRIED * self._first_attempts

    def _note_retry(self, state: RetryCallState) -> None:
        fault = _fault(state)
        self._retries += not (fault.throttled or self._outage.is_on)
        self._log(f"retry {state.attempt_number}: {fault.reason}")
        if not self._warned:  # else nobody knows why it is quiet
            self._warned = True
            self._warn(f"trying again where that may help (--verbose says when): {fault.reason}")

    def _wait(self, state: RetryCallState) -> float:
        """Seconds until the next attempt: what the endpoint asked for, else a random, growing time (full jitter)."""
        asked = _fault(state).retry_after
        if asked is not None:
            return asked
        backoff = wait_random_exponential(multiplier=self._patience.backoff, max=self._patience.longest_backoff)
        return backoff(state)

    def _give_up(self, fault: Fault, attempts: int) -> None:
        """Note a request that failed; where more of the same is certain, the run stops asking."""
        tried = fault.cure is Cure.RETRY and attempts >= self._patience.attempts
        self._exhausted = self._exhausted + 1 if tried else 0
        if fault.cure is Cure.STOP_RUN or self._exhausted >= _HOPELESS:
            self.end(fault.reason)

    def end(self, reason: str) -> None:
        """End the run: every further request would meet the same."""
        self._stop.pull(f"{reason}{self._resume}")


def token_counts(body: Mapping[str, Any]) -> tuple[int | None, int | None, int]:
    """Tokens read, written, and read from the endpoint's prompt cache, as far as a completion says."""
    match body.get("usage"):
        case {"prompt_tokens": int(read), "completion_tokens": int(written), **more} if _likely(read, written):
            details = more.get("prompt_tokens_details")
            cached = details.get("cached_tokens") if isinstance(details, Mapping) else 0
            return read, written, cached if isinstance(cached, int) and 0 <= cached <= read else 0
    return None, None, 0


def _likely(*counts: int) -> bool:
    """False for what can be no number of tokens."""
    return all(0 <= count <= _MOST_TOKENS for count in counts)


def _fault(state: RetryCallState) -> Fault:
    error = state.outcome and state.outcome.exception()
    assert isinstance(error, FaultError)  # noqa: S101  # only FaultErrors are retried
    return error.fault
