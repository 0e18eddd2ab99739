"""Ctrl-C: the first ends the run in good order, the second at once."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from audit.llm.stop import Stop

DRAIN = 10.0
"""Seconds that requests under way may take after the first Ctrl-C: they are paid for."""
_SAID = f"\naudit: interrupted: waiting up to {DRAIN:.0f} s for requests under way; once more ends at once\n"
_STDERR = 2


@contextmanager
def interruptible(stop: Stop) -> Iterator[None]:
    """Ctrl-C (and the SIGTERM of a CI system) pulls the stop; a second one raises KeyboardInterrupt.

    So does the first, where nobody is at work yet: there is nothing to end in good order.
    """

    def first(_number: int, _frame: FrameType | None) -> None:
        for number in before:
            signal.signal(number, signal.default_int_handler)
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
