"""A chat model behind an OpenAI-compatible endpoint: many questions at a time, over a stream that is drawn as they end.

The only room with an event loop; everybody else sees plain functions and values.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Self

from audit.config.values import price_of
from audit.llm.asker import Asker
from audit.llm.budget import Budget
from audit.llm.endpoint import DEFAULT_TERMS, Endpoint, Terms
from audit.llm.lane import Lane
from audit.llm.limiter import Limiter
from audit.llm.model import Activity, Outcome, Request, unlogged
from audit.llm.pace import Pace
from audit.llm.pool import Desk, Pool
from audit.llm.sender import Reply, Sender
from audit.llm.speaker import Speaker
from audit.llm.stop import Stop
from audit.llm.store.cache import Cache
from audit.llm.store.keys import place_of

if TYPE_CHECKING:
    from audit.llm.exchange import Exchange

_WORKERS_A_SLOT = 2
"""More questions are held than may be under way, so that one that waits for its next attempt leaves its slot."""


class Engine:
    """Chat with one model, at one address or at several. Use it as a context; it owns an event loop and connections."""

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
        self._runner = asyncio.Runner()
        self._runner.get_loop().set_exception_handler(_report)
        each, patience = self._endpoint.each, self._endpoint.patience
        names = [place_of(one.base_url) for one in each] if len(each) > 1 else [""]
        told = warn if len(each) > 1 else unlogged
        lanes = [Lane(Pace(terms.concurrency), number, name, patience, told) for number, name in enumerate(names)]
        self._limiter = Limiter(terms.concurrency, terms.rpm, terms.tpm, lanes=lanes)
        self._connections = [_Connection(one) for one in each]
        resume = "; what was answered is kept: run the same again to go on" if self._cache.path else ""
        self._sender = Sender(self._connections, self._limiter, self._budget, self._stop, patience, log, resume, warn)
        speaker = Speaker(self._endpoint, terms, self._sender, self._cache, log)
        self._asker = Asker(self._endpoint, terms, speaker, self._cache, self._stop)
        self._pool: Pool[Any] | None = None
        self._stop.on_pull(self._end)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close connections and the loop."""
        for connection in self._connections:
            self._runner.run(connection.close())
        self._runner.close()
        self._closing.close()

    @property
    def activity(self) -> Activity:
        """What it is busy with now."""
        return Activity(self._limiter.in_flight, self._asker.cached, self._budget.cost, self._terms.config.currency)

    def chat(self, requests: Iterable[Request]) -> Iterator[tuple[int, Outcome]]:
        """(number of the request, outcome) as each is done; a request that failed is a Failure with its reason."""
        stream, run = _Stream(requests), self._runner.run
        pool = self._pool = Pool(self._asker, self._sender, self._stop, stream)
        run(stream.begin(pool, self.held))
        try:
            while batch := run(stream.ended(pool)):
                yield from batch
        finally:
            self._pool = None
            run(pool.close())

    @property
    def held(self) -> int:
        """The most requests that it has in hand at a time."""
        return _WORKERS_A_SLOT * self._terms.concurrency

    @property
    def stopped(self) -> str | None:
        """Why nothing further is sent; None while the run goes on."""
        return self._stop.reason

    @property
    def loop(self) -> asyncio.AbstractEventLoop:
        """Where it works."""
        return self._runner.get_loop()

    def serve(self, desk: Desk[Any], closed: Callable[[], Awaitable[object]]) -> None:
        """Work at a desk until it is closed, in the calling thread; what is under way then ends at once."""
        self.adopt()
        self._runner.run(self._served(desk, closed))

    def adopt(self) -> None:
        """From now on the calling thread uses it."""
        self._cache.adopt()

    async def _served(self, desk: Desk[Any], closed: Callable[[], Awaitable[object]]) -> None:
        pool = self._pool = Pool(self._asker, self._sender, self._stop, desk)
        pool.start(self.held, asyncio.Event())
        try:
            await closed()
        finally:
            self._pool = None
            await pool.close()

    def _end(self) -> None:
        """Called from anywhere, a signal handler too."""
        if pool := self._pool:
            with suppress(RuntimeError):  # the loop is closed
                self.loop.call_soon_threadsafe(pool.end)


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


class _Stream:
    """The desk of `Engine.chat`: requests are drawn from an iterable, outcomes collected until they are asked for."""

    def __init__(self, requests: Iterable[Request]) -> None:
        self._requests = enumerate(requests)
        self._finished: list[tuple[int, Outcome]] = []
        self._news = asyncio.Event()

    async def begin(self, pool: Pool[int], workers: int) -> None:
        pool.start(workers, self._news)

    async def ended(self, pool: Pool[int]) -> list[tuple[int, Outcome]]:
        """What has ended since the last call, at least one; empty where nothing is left."""
        while not pool.over() and not self._finished:
            self._news.clear()
            await self._news.wait()
        finished, self._finished = self._finished, []
        return finished

    async def next(self) -> tuple[int, Request] | None:
        return next(self._requests, None)

    def done(self, key: int, outcome: Outcome) -> None:
        self._finished.append((key, outcome))
        self._news.set()

    def broken(self, key: int, error: Exception) -> None:  # noqa: ARG002  # all questions of one caller end together
        raise error
