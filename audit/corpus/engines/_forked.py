"""Worker processes come from one that has no threads, has loaded what all of them need, and is told to be frugal."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import get_context, resource_tracker
from multiprocessing.context import ForkServerProcess
from typing import Any

_TUNABLES = "GLIBC_TUNABLES"
_FRUGAL = "glibc.malloc.tcache_count=0:glibc.malloc.arena_max=1:glibc.malloc.mmap_threshold=65536"
"""What the allocator is told, where it is glibc's; others heed none of it. Most of a worker's threads wait for a model,
and each would keep to itself what it has freed: 15 MB and more that come over an hour and look like a leak."""

_FORKED = get_context("forkserver")
_FORKED.set_forkserver_preload(["__main__", "audit.corpus.engines._warm"])


def forked(target: Callable[..., None], arguments: tuple[Any, ...]) -> ForkServerProcess:
    """A process, started. It shares what was loaded before, begins deaf to Ctrl-C, and ends with this one."""
    process = _FORKED.Process(target=target, args=arguments, name="audit worker", daemon=True)
    with _frugal():
        resource_tracker.ensure_running()  # which would allow again what is blocked next
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})  # a child begins with what is blocked here:
        try:  # Ctrl-C reaches all processes of a terminal, and only this one decides what it means
            process.start()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
    return process


@contextmanager
def _frugal() -> Iterator[None]:
    """The allocator reads its settings when a program begins: what is started within this has ours, or the user's."""
    if _TUNABLES in os.environ:
        yield
        return
    os.environ[_TUNABLES] = _FRUGAL
    try:
        yield
    finally:
        del os.environ[_TUNABLES]
