"""How fast an endpoint is asked: as fast as it lets us, found out by asking.

The number of requests at a time grows while all goes well and is cut where the endpoint says that it is busy: additive
increase, multiplicative decrease (Chiu and Jain, 1989), with TCP's slow start, and a memory for where it was cut.
"""

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from contextvars import ContextVar
from statistics import median

from audit.llm.quota import Bucket, remaining

_START = 8
_SATURATED = 0.8
"""Share of the limit that a round must have used to say anything about a higher one."""
_GROWTH, _CUT = 0.05, 0.7
_SCARCE = 0.1
"""Share of a quota under which there is nothing to grow into."""
_COOL_DOWN = 1.0
_MEMORY = 60.0
_PAUSE, _LONGEST_PAUSE = 1.0, 60.0
_USED_UP = 3
"""Refusals in a row, with nothing else under way, that show a quota to be used up."""
_RECENT = 32
_INSTANT = 1e-6  # so much too early a timer may fire, and so much rounding may cost

_era: ContextVar[int] = ContextVar("_era")
"""How often the limit had been cut when the request of this context was let go."""


class Limiter:
    """How many requests are under way at a time, and when the next may start. For one endpoint, model and event loop.

    Whoever holds a slot tells what became of the request before giving it back. Nobody waits for a Retry-After here:
    the request that was given one waits by itself, without a slot. All times in seconds.
    """

    def __init__(
        self,
        ceiling: int,
        rpm: float | None = None,
        tpm: float | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """At most `ceiling` requests at a time (1 or more), `rpm` requests and `tpm` tokens a minute (above 0)."""
        self._ceiling = ceiling
        self._requests, self._tokens = Bucket(rpm, clock), Bucket(tpm, clock)
        self._clock = clock
        self._queue: deque[tuple[asyncio.Future[int], int]] = deque()
        self._timer: asyncio.TimerHandle | None = None
        self._limit = min(_START, ceiling)
        self._in_flight = 0
        self._paused_until = 0.0
        self._latencies: deque[float] = deque(maxlen=_RECENT)
        self._cuts = self._refusals = 0
        self._calm_at = self._forgotten_at = 0.0
        self._room = self._remembered = ceiling
        self._successes = self._peak = 0
        self._clean = True

    @property
    def limit(self) -> int:
        """Requests that may be under way at a time, for now."""
        return self._limit

    @property
    def in_flight(self) -> int:
        """Slots that are taken."""
        return self._in_flight

    @asynccontextmanager
    async def slot(self, tokens: int = 0) -> AsyncIterator[None]:
        """Wait for a turn, first come, first served; hold a slot. `tokens`: an estimate, corrected by `spent`."""
        turn: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._queue.append((turn, tokens))
        self._hand_on()
        try:
            _era.set(await turn)
        except asyncio.CancelledError:
            if not turn.cancelled():  # handed over in the same moment: the request will not be sent
                self._charge(-1, -tokens)
                self._in_flight -= 1
            self._hand_on()
            raise
        try:
            yield
        finally:
            self._in_flight -= 1
            self._hand_on()

    def succeeded(self, seconds: float, retried: bool = False) -> None:
        """An answer came, so many seconds after its request. One that took several attempts is no reason to grow."""
        self._refusals = 0
        self._latencies.append(seconds)
        if retried:
            return
        self._successes += 1
        if self._successes >= self._limit:
            if self._clean and self._peak >= _SATURATED * self._limit:
                self._grow()
            self._begin_round()

    def throttled(self) -> None:
        """The endpoint is busy (429, 529, 503 with Retry-After): it is asked less at a time.

        A request let go before the last cut says nothing about the limit since.
        """
        now, others = self._clock(), self._in_flight - 1
        self._clean = False
        self._refusals += 1
        if now >= self._calm_at and _era.get(self._cuts) == self._cuts:
            self._cut(now)
        if others > 0:  # they fill the endpoint: a place given back now would only be refused again
            self._room = min(self._room, others)
            return
        self._room = self._ceiling
        if self._refusals >= _USED_UP:
            self._pause(_PAUSE)

    def troubled(self) -> None:
        """The endpoint failed (another 5xx, a timeout, a dropped connection): no reason to grow, none to cut."""
        self._clean = False

    def heard(self, headers: Mapping[str, str]) -> None:
        """What any reply says of quotas: a scarce one stops growth, one used up stops requests until it is reset."""
        for quota in remaining(headers):
            if quota.remaining == 0:
                self._pause(_PAUSE if quota.reset is None else min(quota.reset, _LONGEST_PAUSE))
            if quota.limit and quota.remaining < _SCARCE * quota.limit:
                self._clean = False

    def spent(self, estimated: int, actual: int) -> None:
        """Tokens that a request really took."""
        self._tokens.take(actual - estimated)

    def _hand_on(self) -> None:
        """Let go who may, in order; come back when time alone lets the next one go."""
        if self._timer:
            self._timer.cancel()
            self._timer = None
        while self._queue and self._in_flight < self._limit:
            turn, tokens = self._queue[0]
            wait = 0.0 if turn.cancelled() else self._wait(tokens)
            if wait > _INSTANT:
                self._timer = asyncio.get_running_loop().call_later(wait, self._hand_on)
                return
            self._queue.popleft()
            if not turn.cancelled():
                self._charge(1, tokens)
                self._in_flight += 1
                self._peak = max(self._peak, self._in_flight)
                turn.set_result(self._cuts)

    def _wait(self, tokens: int) -> float:
        """Seconds until the next request may go, if a slot is free."""
        now = self._clock()
        calm = self._calm_at - now if self._in_flight >= self._room else 0.0
        return max(calm, self._paused_until - now, self._requests.wait(1), self._tokens.wait(tokens))

    def _charge(self, requests: int, tokens: int) -> None:
        self._requests.take(requests)
        self._tokens.take(tokens)

    def _pause(self, seconds: float) -> None:
        self._paused_until = max(self._paused_until, self._clock() + seconds)

    def _begin_round(self) -> None:
        """A round is as many answers as the limit allows requests at a time."""
        self._successes = 0
        self._peak = self._in_flight
        self._clean = True

    def _grow(self) -> None:
        step = max(1, int(self._limit * _GROWTH)) if self._cuts else self._limit
        highest = self._remembered if self._clock() < self._forgotten_at else self._ceiling
        self._limit = min(self._limit + step, highest)

    def _cut(self, now: float) -> None:
        self._cuts += 1
        self._remembered, self._forgotten_at = max(1, self._limit - 1), now + _MEMORY
        self._limit = max(1, int(self._limit * _CUT))
        self._calm_at = now + max(_COOL_DOWN, 2 * median(self._latencies or [0.0]))
        self._room = self._ceiling
        self._begin_round()
