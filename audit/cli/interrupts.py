"""Ctrl-C: the first ends the run in good order, the second at once."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from audit.errors import ExitCode
from audit.llm.stop import Stop

DRAIN = 10.0
"""Seconds that requests under way may take after the first Ctrl-C: they are paid for."""
_SAID = f"\naudit: interrupted: waiting up to {DRAIN:.0f} s for requests under way; once more ends at once\n"
_STDERR = 2
_SHOW_CURSOR = b"\x1b[?25h\n"


@contextmanager
def interruptible(stop: Stop) -> Iterator[None]:
    """Ctrl-C (and the SIGTERM of a CI system) pulls the stop; a second one ends the process.

    So does the first, with a KeyboardInterrupt, where nobody is at work yet: there is nothing to end in good order.
    """

    def first(_number: int, _frame: FrameType | None) -> None:
        for number in before:
            signal.signal(number, _second)
        if not stop.heeded:
            raise KeyboardInterrupt
        os.write(_STDERR, _SAID.encode())  # not through a stream: the signal may have come while one is writing
        stop.pull("interrupted", DRAIN)

    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    for number in before:
        signal.signal(number, first)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _second(_number: int, _frame: FrameType | None) -> None:
    """No exception: Python drops one that is raised inside a destructor. What is kept is on disk already."""
    if os.isatty(_STDERR):
        os.write(_STDERR, _SHOW_CURSOR)
    os._exit(ExitCode.INTERRUPTED)
