"""One address of a model among several: how fast it is asked, and whether it can be relied on for now."""

import math
import time
from collections.abc import Callable

from audit.llm.endpoint import Patience
from audit.llm.faults import Cure, Fault
from audit.llm.model import unlogged
from audit.llm.pace import Pace

_FAILURES = 3
"""Attempts in a row that failed, after which an address is left out."""
_USELESS = {Cure.STOP_RUN, Cure.STOP_IF_FIRST}
MOVABLE = frozenset({Cure.RETRY, *_USELESS})
"""What another address may make good: the request is not to blame."""


class Lane:
    """An address. Left out where it fails again and again, it is tried with one request after growing pauses.

    All times in seconds. Where it is the only one, or all are left out, nobody heeds that.
    """

    def __init__(  # noqa: PLR0913, PLR0917  # who it is, what is heeded, who is told
        self,
        pace: Pace,
        number: int = 0,
        name: str = "",
        patience: Patience | None = None,
        warn: Callable[[str], None] = unlogged,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`name`: for people; empty where there is only one. `warn` is told when it is left out and when it is back."""
        self.pace, self.number, self.name = pace, number, name
        self._patience, self._warn, self._clock = patience or Patience(), warn, clock
        self.reason = ""
        """Why the last request failed; empty where it did not."""
        self.used = 0
        """When it was chosen last, counted in choices."""
        self._failures = self._pauses = 0
        self._back_at = 0.0
        self._trying = False

    @property
    def is_out(self) -> bool:
        """True while it is left out."""
        return self._pauses > 0

    @property
    def load(self) -> tuple[float, int]:
        """Share of what it bears that is under way; among equals, the one that has not been asked for longest."""
        return self.pace.in_flight / self.pace.limit, self.used

    def wait(self) -> float:
        """Seconds until the next request may go here; infinite where that takes the end of another."""
        if not self.is_out:
            return self.pace.wait()
        return math.inf if self._trying else max(0.0, self._back_at - self._clock())

    def enter(self, turn: int) -> None:
        """A request goes here, the `turn`th of all."""
        self.pace.enter()
        self.used, self._trying = turn, self.is_out

    def leave(self) -> None:
        """It has ended."""
        self.pace.leave()
        self._trying = self._trying and self.pace.in_flight > 0

    def answered(self) -> None:
        """It is there: it has answered, if only to refuse or to say that it is busy."""
        if self.is_out:
            self._warn(f"{self.name} answers again")
        self._failures = self._pauses = 0
        self.reason, self._trying = "", False

    def failed(self, fault: Fault) -> None:
        """A request has failed."""
        asked = fault.retry_after or 0.0
        closed = asked > self._patience.longest_wait
        if fault.cure not in MOVABLE or (fault.throttled and not closed):
            self.answered()
            self.reason = fault.reason if fault.throttled else ""
            return
        self.reason = fault.reason
        self._failures += 1
        hopeless = closed or fault.unreachable or fault.cure in _USELESS
        if self._trying or (not self.is_out and (hopeless or self._failures >= _FAILURES)):
            self._leave_out(asked if closed else 0.0)

    def _leave_out(self, at_least: float) -> None:
        """For a while that doubles each time; those still under way change nothing about it."""
        if not self.is_out:
            self._warn(f"{self.name} is left out for now, and tried again later: {self.reason}")
        pause = self._patience.backoff * 2.0 ** min(self._pauses, 10)
        self._back_at = self._clock() + max(at_least, min(pause, self._patience.longest_backoff))
        self._pauses, self._trying = self._pauses + 1, False
