"""An endpoint that has answered and now fails everybody: all wait, and one after another finds out if it is over."""

import asyncio
import time
from contextlib import suppress

from audit.llm.endpoint import Patience

_FAILURES = 5
"""Attempts in a row that failed, of whichever requests."""


class Outage:
    """Whether there is one, and for how long. For one event loop."""

    def __init__(self, patience: Patience) -> None:
        self._patience = patience
        self.answered_before = False
        """True once anything was answered: until then it is no outage, but a mistake in the address."""
        self._failures = self._soundings = 0
        self._since = 0.0
        self._turn, self._over = asyncio.Lock(), asyncio.Event()

    @property
    def is_on(self) -> bool:
        """True while it lasts."""
        return self.answered_before and self._failures >= _FAILURES

    @property
    def is_too_long(self) -> bool:
        """True where it has lasted longer than anybody should wait."""
        return self.is_on and time.monotonic() - self._since > self._patience.outage

    def answered(self) -> None:
        """There is an answer: it is over, for all who wait."""
        self.answered_before = True
        self._failures = self._soundings = 0
        self._over.set()

    def failed(self) -> None:
        """An attempt has failed."""
        self._since = self._since if self._failures else time.monotonic()
        self._failures += 1
        self._over.clear()

    async def sit_out(self) -> None:
        """Wait for a turn to try again: less and less often, whatever the number of those who wait."""
        if self.is_on:
            async with self._turn:
                if self.is_on:
                    pause = self._patience.backoff * 2.0 ** min(self._soundings, 10)
                    self._soundings += 1
                    with suppress(TimeoutError):
                        await asyncio.wait_for(self._over.wait(), min(pause, self._patience.longest_backoff))
