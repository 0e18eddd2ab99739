"""A chat model behind an OpenAI-compatible endpoint: many questions at a time, over a stream that is drawn as they end.

The only room with an event loop; everybody else sees plain functions and values.
"""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Self

from audit.config.values import price_of
from audit.llm.asker import Asker
from audit.llm.budget import Budget
from audit.llm.endpoint import DEFAULT_TERMS, Endpoint, Terms
from audit.llm.limiter import Limiter
from audit.llm.model import Activity, Failure, Outcome, Request, unlogged
from audit.llm.sender import Reply, Sender
from audit.llm.speaker import Speaker
from audit.llm.stop import Stop
from audit.llm.store.cache import Cache

if TYPE_CHECKING:
    from audit.llm.exchange import Exchange

_WORKERS_A_SLOT = 2
"""More questions are held than may be under way, so that one that waits for its next attempt leaves its slot."""


class Engine:
    """Chat with one model of one endpoint. Use it as a context; it owns an event loop and connections."""

    def __init__(  # noqa: PLR0913, PLR0917  # what a run needs of its model, once each
        self,
        endpoint: Endpoint,
        terms: Terms = DEFAULT_TERMS,
        cache: Cache | None = None,
        stop: Stop | None = None,
        log: Callable[[str], None] = unlogged,
        warn: Callable[[str], None] = unlogged,
    ) -> None:
        """Raises UsageError where the terms are impossible. The cache is the caller's to close."""
        self.name = endpoint.model
        self._endpoint = replace(endpoint, patience=replace(endpoint.patience, total=terms.timeout))
        self._terms, self._log = terms, log
        price = price_of(terms.config, endpoint.model)
        self._budget = Budget(price, terms.config.currency, terms.max_cost, terms.max_requests)
        self._closing = ExitStack()
        self._cache = self._closing.enter_context(Cache(None, log)) if cache is None else cache
        self._stop = stop or Stop()
        self._limiter = Limiter(terms.concurrency, terms.rpm, terms.tpm)
        self._runner = asyncio.Runner()
        self._runner.get_loop().set_exception_handler(_report)
        self._connection = _Connection(self._endpoint)
        resume = "; what was answered is kept: run the same again to go on" if self._cache.path else ""
        self._sender = Sender(
            self._connection, self._limiter, self._budget, self._stop, self._endpoint.patience, log, resume, warn
        )
        speaker = Speaker(self._endpoint, terms, self._sender, self._cache, log)
        self._asker = Asker(self._endpoint, terms, speaker, self._cache, self._stop)
        self._pool: _Pool | None = None
        self._stop.on_pull(self._end)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close connections and the loop."""
        self._runner.run(self._connection.close())
        self._runner.close()
        self._closing.close()

    @property
    def activity(self) -> Activity:
        """What it is busy with now."""
        return Activity(self._limiter.in_flight, self._asker.cached, self._budget.cost, self._terms.config.currency)

    def chat(self, requests: Iterable[Request]) -> Iterator[tuple[int, Outcome]]:
        """(number of the request, outcome) as each is done; a request that failed is a Failure with its reason."""
        pool = self._pool = _Pool(self._asker, self._sender, self._stop, enumerate(requests))
        run = self._runner.run
        run(pool.start(_WORKERS_A_SLOT * self._terms.concurrency))
        try:
            while batch := run(pool.done()):
                yield from batch
        finally:
            self._pool = None
            run(pool.close())

    def _end(self) -> None:
        """Called from anywhere, a signal handler too."""
        if pool := self._pool:
            with suppress(RuntimeError):  # the loop is closed
                self._runner.get_loop().call_soon_threadsafe(pool.end)


def _report(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """As the loop would, but for a second Ctrl-C, which is nobody's defect."""
    if not isinstance(context.get("exception"), KeyboardInterrupt):
        loop.default_exception_handler(context)


class _Connection:
    """The way to the endpoint, opened by the first request: a run from the cache ends before the client is loaded."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint
        self._exchange: Exchange | None = None

    async def complete(self, body: Mapping[str, Any]) -> Reply:
        if self._exchange is None:
            from audit.llm.exchange import Exchange

            self._exchange = Exchange(self._endpoint)
        return await self._exchange.complete(body)

    async def close(self) -> None:
        if self._exchange:
            await self._exchange.close()


class _Pool:
    """Workers over a stream of requests. They draw the next one when they are free: the queue is never in memory."""

    def __init__(self, asker: Asker, sender: Sender, stop: Stop, stream: Iterator[tuple[int, Request]]) -> None:
        self._asker, self._sender, self._stop, self._stream = asker, sender, stop, stream
        self._workers: list[asyncio.Task[None]] = []
        self._finished: list[tuple[int, Outcome]] = []
        self._news = asyncio.Event()
        self._closing = False

    async def start(self, workers: int) -> None:
        """Set to work."""
        for _ in range(workers):
            self._employ()

    async def done(self) -> list[tuple[int, Outcome]]:
        """What has ended since the last call, at least one; empty where nothing is left."""
        while not self._finished and not all(worker.done() for worker in self._workers):
            self._news.clear()
            await self._news.wait()
        for worker in self._workers:
            if worker.done() and not worker.cancelled() and (error := worker.exception()):
                raise error  # of the stream of requests, or a defect of ours
        finished, self._finished = self._finished, []
        return finished

    def end(self) -> None:
        """The run has ended: who waits for a slot or for the next attempt goes home, who is being answered may stay."""
        for worker in set(self._workers) - self._sender.on_the_wire:
            worker.cancel()
        self._employ()  # one who has not begun yet takes no request with him: somebody must draw them
        if self._stop.drain is not None:
            asyncio.get_running_loop().call_later(self._stop.drain, self._cut_off)

    async def close(self) -> None:
        """End all work at once."""
        self._closing = True
        self._cut_off()
        await asyncio.gather(*self._workers, return_exceptions=True)

    def _employ(self) -> None:
        worker = asyncio.get_running_loop().create_task(self._work())
        worker.add_done_callback(lambda _: self._news.set())
        self._workers.append(worker)

    def _cut_off(self) -> None:
        for worker in self._workers:
            worker.cancel()

    async def _work(self) -> None:
        for number, request in self._stream:
            outcome = await self._outcome(request)
            self._finished.append((number, outcome))
            self._news.set()
            if self._closing:
                return

    async def _outcome(self, request: Request) -> Outcome:
        try:
            return await self._asker.outcome(request)
        except asyncio.CancelledError:
            if self._closing or not self._stop.reason:
                raise
            return Failure(self._stop.reason)
