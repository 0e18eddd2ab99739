"""Workers at a desk: each takes a request when it is free, so that what waits is never in our memory."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Generic, Protocol, TypeVar

from audit.llm.asker import Asker
from audit.llm.model import Failure, Outcome, Request
from audit.llm.sender import Sender
from audit.llm.stop import Stop

Key = TypeVar("Key")


class Desk(Protocol[Key]):
    """Where requests come from, and outcomes go. Key: what a request is known by."""

    async def next(self) -> tuple[Key, Request] | None:
        """The next request in order, once there is one; None where there will be none."""
        ...

    def done(self, key: Key, outcome: Outcome) -> None:
        """A request has ended."""
        ...

    def broken(self, key: Key, error: Exception) -> None:
        """A defect of ours: raises it where the other requests are not to go on."""
        ...


class Pool(Generic[Key]):
    """As many workers as requests may be held. For one event loop."""

    def __init__(self, asker: Asker, sender: Sender, stop: Stop, desk: Desk[Key]) -> None:
        self._asker, self._sender, self._stop, self._desk = asker, sender, stop, desk
        self._workers: list[asyncio.Task[None]] = []
        self._holding: set[asyncio.Task[Any] | None] = set()
        """Those who have a request."""
        self._closing = False

    def start(self, workers: int, left: asyncio.Event) -> None:
        """Set to work; `left` is set whenever one goes home."""
        for _ in range(workers):
            worker = asyncio.get_running_loop().create_task(self._work())
            worker.add_done_callback(lambda _: left.set())
            self._workers.append(worker)

    def over(self) -> bool:
        """True where everybody has gone home. Raises what sent one home: a broken stream, a defect of ours."""
        for worker in self._workers:
            if worker.done() and not worker.cancelled() and (error := worker.exception()):
                raise error
        return all(worker.done() for worker in self._workers)

    def end(self) -> None:
        """The run has ended: who waits for a slot or for the next attempt goes home, who is being answered may stay.

        What is still to come is drawn all the same: the cache may have it, and who asked wants to know.
        """
        for worker in self._holding - self._sender.on_the_wire:
            _cancel(worker)
        if self._stop.drain is not None:
            asyncio.get_running_loop().call_later(self._stop.drain, self._cut_off)

    async def close(self) -> None:
        """End all work at once."""
        self._closing = True
        for worker in self._workers:
            worker.cancel()
        await asyncio.gather(*self._workers, return_exceptions=True)

    def _cut_off(self) -> None:
        for worker in self._holding:
            _cancel(worker)

    async def _work(self) -> None:
        while not self._closing and (drawn := await self._desk.next()):
            key, request = drawn
            try:
                with self._held():
                    outcome = await self._outcome(request)
            except Exception as error:  # the desk decides
                self._desk.broken(key, error)
            else:
                self._desk.done(key, outcome)

    @contextmanager
    def _held(self) -> Iterator[None]:
        worker = asyncio.current_task()
        self._holding.add(worker)
        try:
            yield
        finally:
            self._holding.discard(worker)

    async def _outcome(self, request: Request) -> Outcome:
        try:
            return await self._asker.outcome(request)
        except asyncio.CancelledError:
            if self._closing or not self._stop.reason:
                raise
            return Failure(self._stop.reason)


def _cancel(worker: asyncio.Task[Any] | None) -> None:
    if worker:
        worker.cancel()
