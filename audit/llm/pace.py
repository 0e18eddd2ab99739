"""How many requests an endpoint bears at a time, found out by asking.

The number grows while all goes well and is cut where the endpoint says that it is busy: additive increase,
multiplicative decrease (Chiu and Jain, 1989), with TCP's slow start, and a memory for where it was cut.
"""

import math
import time
from collections import deque
from collections.abc import Callable, Mapping
from statistics import median

from audit.llm.quota import remaining

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


class Pace:
    """How many requests are under way at a time at one address, and when the next may start. All times in seconds.

    Nobody waits for a Retry-After here: the request that was given one waits by itself, without a slot.
    """

    def __init__(self, ceiling: int, clock: Callable[[], float] = time.monotonic) -> None:
        """At most `ceiling` requests at a time (1 or more)."""
        self._ceiling = ceiling
        self._clock = clock
        self.limit = min(_START, ceiling)
        """Requests that may be under way at a time, for now."""
        self.in_flight = 0
        """Slots that are taken."""
        self.cuts = 0
        """How often the limit has been cut."""
        self._paused_until = 0.0
        self._latencies: deque[float] = deque(maxlen=_RECENT)
        self._refusals = 0
        self._calm_at = self._forgotten_at = 0.0
        self._room = self._remembered = ceiling
        self._successes = self._peak = 0
        self._clean = True

    def wait(self) -> float:
        """Seconds until the next request may go; infinite where that takes the end of another."""
        if self.in_flight >= self.limit:
            return math.inf
        now = self._clock()
        calm = self._calm_at - now if self.in_flight >= self._room else 0.0
        return max(0.0, calm, self._paused_until - now)

    def enter(self) -> None:
        """Take a slot."""
        self.in_flight += 1
        self._peak = max(self._peak, self.in_flight)

    def leave(self) -> None:
        """Give it back."""
        self.in_flight -= 1

    def succeeded(self, seconds: float, retried: bool = False) -> None:
        """An answer came, so many seconds after its request. One that took several attempts is no reason to grow."""
        self._refusals = 0
        self._latencies.append(seconds)
        if retried:
            return
        self._successes += 1
        if self._successes >= self.limit:
            if self._clean and self._peak >= _SATURATED * self.limit:
                self._grow()
            self._begin_round()

    def throttled(self, era: int | None = None) -> None:
        """The endpoint is busy (429, 529, 503 with Retry-After): it is asked less at a time.

        A request let go before the last cut says nothing about the limit since. `era`: what `cuts` was then.
        """
        now, others = self._clock(), self.in_flight - 1
        self._clean = False
        self._refusals += 1
        if now >= self._calm_at and era in {None, self.cuts}:
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

    def _pause(self, seconds: float) -> None:
        self._paused_until = max(self._paused_until, self._clock() + seconds)

    def _begin_round(self) -> None:
        """A round is as many answers as the limit allows requests at a time."""
        self._successes = 0
        self._peak = self.in_flight
        self._clean = True

    def _grow(self) -> None:
        step = max(1, int(self.limit * _GROWTH)) if self.cuts else self.limit
        highest = self._remembered if self._clock() < self._forgotten_at else self._ceiling
        self.limit = min(self.limit + step, highest)

    def _cut(self, now: float) -> None:
        self.cuts += 1
        self._remembered, self._forgotten_at = max(1, self.limit - 1), now + _MEMORY
        self.limit = max(1, int(self.limit * _CUT))
        self._calm_at = now + max(_COOL_DOWN, 2 * median(self._latencies or [0.0]))
        self._room = self._ceiling
        self._begin_round()
