"""When the next request may start, and where: one queue for all, as fast as each address bears it.

Quotas hold for all addresses together; how much each bears at a time is its own `pace`.
"""

import asyncio
import math
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from contextvars import ContextVar

from audit.llm.lane import Lane
from audit.llm.pace import Pace
from audit.llm.quota import Bucket

_INSTANT = 1e-6  # so much too early a timer may fire, and so much rounding may cost

_Place = tuple[Lane, int]
"""Where a request was let go to, and how often the limit there had been cut by then."""
_Turn = tuple["asyncio.Future[_Place]", int, Collection[Lane]]

_here: ContextVar[_Place] = ContextVar("_here")
"""Of the request of this context."""


class Limiter:
    """How many requests are under way at a time, and when the next may start. For one model and event loop.

    Whoever holds a slot tells what became of the request before giving it back. Nobody waits for a Retry-After here:
    the request that was given one waits by itself, without a slot. All times in seconds.
    """

    def __init__(
        self,
        ceiling: int,
        rpm: float | None = None,
        tpm: float | None = None,
        clock: Callable[[], float] = time.monotonic,
        lanes: Sequence[Lane] = (),
    ) -> None:
        """At most `ceiling` requests at a time (1 or more), `rpm` requests and `tpm` tokens a minute (above 0).

        `lanes`: where they may go; empty: there is one address.
        """
        self.lanes = tuple(lanes) or (Lane(Pace(ceiling, clock)),)
        self._ceiling = ceiling
        self._requests, self._tokens = Bucket(rpm, clock), Bucket(tpm, clock)
        self._queue: deque[_Turn] = deque()
        self._timer: asyncio.TimerHandle | None = None
        self._turns = 0

    @property
    def limit(self) -> int:
        """Requests that may be under way at a time, for now."""
        return min(self._ceiling, sum(lane.pace.limit for lane in self.lanes))

    @property
    def in_flight(self) -> int:
        """Slots that are taken."""
        return sum(lane.pace.in_flight for lane in self.lanes)

    def others(self, tried: Collection[Lane]) -> bool:
        """True where there is an address to rely on that is not among those tried."""
        return any(lane not in tried and not lane.is_out for lane in self.lanes)

    def reasons(self) -> str:
        """Why no address has answered, each by its name."""
        failing = [f"{lane.name}: {lane.reason}" for lane in self.lanes if lane.reason]
        return f"none of {len(self.lanes)} addresses answers: {'; '.join(failing)}"

    @asynccontextmanager
    async def slot(self, tokens: int = 0, avoid: Collection[Lane] = ()) -> AsyncIterator[Lane]:
        """Wait for a turn, first come, first served; hold a slot at the address it comes with.

        `tokens`: an estimate, corrected by `spent`. `avoid`: where the request has failed before, if there is a choice.
        """
        turn: asyncio.Future[_Place] = asyncio.get_running_loop().create_future()
        self._queue.append((turn, tokens, avoid))
        self._hand_on()
        try:
            lane, era = await turn
        except asyncio.CancelledError:
            if not turn.cancelled():  # handed over in the same moment: the request will not be sent
                self._charge(-1, -tokens)
                turn.result()[0].leave()
            self._hand_on()
            raise
        before = _here.set((lane, era))
        try:
            yield lane
        finally:
            _here.reset(before)
            lane.leave()
            self._hand_on()

    def succeeded(self, seconds: float, retried: bool = False) -> None:
        """An answer came, so many seconds after its request. One that took several attempts is no reason to grow."""
        lane, _ = self._place()
        lane.pace.succeeded(seconds, retried)

    def throttled(self) -> None:
        """The endpoint is busy (429, 529, 503 with Retry-After): it is asked less at a time."""
        lane, era = self._place()
        lane.pace.throttled(era)

    def troubled(self) -> None:
        """The endpoint failed (another 5xx, a timeout, a dropped connection): no reason to grow, none to cut."""
        lane, _ = self._place()
        lane.pace.troubled()

    def heard(self, headers: Mapping[str, str]) -> None:
        """What any reply says of quotas: a scarce one stops growth, one used up stops requests until it is reset."""
        lane, _ = self._place()
        lane.pace.heard(headers)

    def spent(self, estimated: int, actual: int) -> None:
        """Tokens that a request really took."""
        self._tokens.take(actual - estimated)

    def _place(self) -> _Place:
        return _here.get((self.lanes[0], self.lanes[0].pace.cuts))

    def _hand_on(self) -> None:
        """Let go who may, in order; come back when time alone lets the next one go."""
        if self._timer:
            self._timer.cancel()
            self._timer = None
        while self._queue and self.in_flight < self._ceiling:
            turn, tokens, avoid = self._queue[0]
            if turn.cancelled():
                self._queue.popleft()
                continue
            lane, wait = self._next(avoid)
            wait = max(wait, self._requests.wait(1), self._tokens.wait(tokens))
            if wait > _INSTANT:
                if wait < math.inf:
                    self._timer = asyncio.get_running_loop().call_later(wait, self._hand_on)
                return
            self._queue.popleft()
            self._charge(1, tokens)
            self._turns += 1
            lane.enter(self._turns)
            turn.set_result((lane, lane.pace.cuts))

    def _next(self, avoid: Collection[Lane]) -> tuple[Lane, float]:
        """Where the next request goes, and in how many seconds: the least loaded of those that may go first.

        One that is left out and due is tried, before it is needed. Where all are out, they are asked as if none was:
        what becomes of the run is then for the retry layer to say, as with a single address.
        """
        hopeless = all(lane.is_out for lane in self.lanes)
        waits = {lane: lane.pace.wait() if hopeless else lane.wait() for lane in self.lanes}
        soonest = max(min(waits.values()), _INSTANT)
        lanes = [lane for lane in self.lanes if waits[lane] <= soonest]
        lane = min(lanes, key=lambda lane: (lane in avoid, lane.load))
        return lane, waits[lane]

    def _charge(self, requests: int, tokens: int) -> None:
        self._requests.take(requests)
        self._tokens.take(tokens)
