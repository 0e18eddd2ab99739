"""One engine for many: any number of threads put their questions to it, and through them processes and machines.

So there is one limiter, one cache, one budget and one stop, however many ask.
"""

import asyncio
import threading
from concurrent.futures import Future
from typing import Self

from audit.llm.engine import Engine
from audit.llm.model import Activity, Failure, Outcome, Request

_CLOSED = "the run ended before this was answered"


class Switchboard:
    """An engine whose event loop runs in a thread of its own. Use it as a context, inside the engine's.

    >>> with opened(choice, terms, stop, log, watch) as engine, Switchboard(engine) as board:  # doctest: +SKIP
    ...     outcome = board.ask(request).result()

    The engine holds as many requests as it would of one caller (`Engine.held`); others wait, first come, first served.
    """

    def __init__(self, engine: Engine) -> None:
        """The engine must not be used otherwise until this is closed."""
        self.name = engine.name
        self._engine = engine
        self._desk = _Desk(engine)
        self._thread = threading.Thread(target=self._serve, name="switchboard", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End all work at once: who still waits for an outcome gets a Failure."""
        self._desk.close()
        self._thread.join()
        self._engine.adopt()

    @property
    def activity(self) -> Activity:
        """What the engine is busy with now."""
        return self._engine.activity

    def ask(self, request: Request) -> Future[Outcome]:
        """The outcome of a request, from any thread. It has an exception only where we have a defect.

        Cancelled before its turn, it is never sent; afterwards it takes its course, and the cache keeps the answer.
        """
        return self._desk.take(request)

    def _serve(self) -> None:
        try:
            self._engine.serve(self._desk, self._desk.closed.wait)
        except BaseException as error:  # whoever waits must hear of it, whatever it is
            self._desk.leave(error)
        else:
            self._desk.leave(None)


class _Desk:
    """Requests from any thread, drawn by the engine's workers in their order."""

    def __init__(self, engine: Engine) -> None:
        self.closed = asyncio.Event()
        self._engine = engine
        self._queue: asyncio.Queue[tuple[Future[Outcome], Request]] = asyncio.Queue()
        self._lock = threading.Lock()
        self._open = True
        self._error: BaseException | None = None
        self._outstanding: set[Future[Outcome]] = set()

    def take(self, request: Request) -> Future[Outcome]:
        future: Future[Outcome] = Future()
        future.add_done_callback(self._forget)
        with self._lock:
            if self._open:
                self._outstanding.add(future)
                self._engine.loop.call_soon_threadsafe(self._queue.put_nowait, (future, request))
                return future
        self._settle(future)
        return future

    def close(self) -> None:
        """Take nothing further."""
        with self._lock:
            if self._open:
                self._open = False
                self._engine.loop.call_soon_threadsafe(self.closed.set)

    def leave(self, error: BaseException | None) -> None:
        """The work has ended, as it should or with an error; so does whatever was not done."""
        with self._lock:
            self._open, self._error = False, error
            outstanding = list(self._outstanding)
        for future in outstanding:
            if future.running() or future.set_running_or_notify_cancel():
                self._settle(future)

    async def next(self) -> tuple[Future[Outcome], Request]:
        while True:
            future, request = await self._queue.get()
            if future.set_running_or_notify_cancel():
                return future, request

    def done(self, key: Future[Outcome], outcome: Outcome) -> None:
        key.set_result(outcome)

    def broken(self, key: Future[Outcome], error: Exception) -> None:  # the others are none of its business
        key.set_exception(error)

    def _settle(self, future: Future[Outcome]) -> None:
        """End what nobody will answer any more."""
        if self._error:
            future.set_exception(self._error)
        else:
            future.set_result(Failure(self._engine.stopped or _CLOSED))

    def _forget(self, future: Future[Outcome]) -> None:
        with self._lock:
            self._outstanding.discard(future)
