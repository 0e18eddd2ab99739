"""What never ends cannot be stopped from within: the process that is at it is ended, and others go on."""

import faulthandler
import os
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from time import monotonic


class Watchdog:
    """Ends this process where whoever is at work in it, in any number of threads, has done nothing for so long.

    A pattern that never ends matching holds the interpreter, so neither a thread nor a signal handler could do that:
    `faulthandler` waits beside it.
    """

    def __init__(self, seconds: float | None) -> None:
        """`seconds`: how long one piece of work may take; up to a tenth more is given. None: any time."""
        self._seconds = seconds
        self._turn = Lock()
        self._at_work = 0
        self._since = 0.0
        self._nowhere = open(os.devnull, "w") if seconds else None  # noqa: PTH123, SIM115  # what faulthandler has to say

    def close(self) -> None:
        """Nobody is at work here any more."""
        if self._nowhere:
            faulthandler.cancel_dump_traceback_later()
            self._nowhere.close()

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """A piece of work; beginning and ending one is progress."""
        self._changed(1)
        try:
            yield
        finally:
            self._changed(-1)

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """Within a piece of work: for somebody else, who may take any time."""
        self._changed(-1)
        try:
            yield
        finally:
            self._changed(1)

    def _changed(self, more: int) -> None:
        if not self._seconds or not self._nowhere:
            return
        with self._turn:
            self._at_work += more
            if not self._at_work:
                faulthandler.cancel_dump_traceback_later()
                self._since = 0.0
            elif monotonic() - self._since > self._seconds / 10:  # it takes 70 µs, as long as a short article
                faulthandler.dump_traceback_later(self._seconds * 1.1, exit=True, file=self._nowhere)
                self._since = monotonic()
