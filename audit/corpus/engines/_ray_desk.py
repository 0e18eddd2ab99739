"""The model, for all workers of a cluster: one actor asks it, so that one limiter, cache and budget hold for all."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, cast

import ray
from ray.exceptions import RayError

from audit.corpus.work import Work
from audit.llm.choose import choose, opened
from audit.llm.line import Line
from audit.llm.model import Activity, ChatModel, Failure, Outcome, Request
from audit.llm.stop import Stop
from audit.llm.switchboard import Switchboard

if TYPE_CHECKING:
    from audit.llm.engine import Engine

AT_A_TIME = 100_000
"""Calls an actor takes in at once, far above what workers have outstanding: its engine is what holds them back."""
LOST = "the process that asks the model has died; what was answered is kept: run the same again to go on"


@dataclass(frozen=True, slots=True)
class News:
    """What has happened at the desk since it was last asked."""

    activity: Activity
    stopped: str | None
    """Why nothing further is sent; None while the run goes on."""
    logged: tuple[str, ...]
    warned: tuple[str, ...]


class Desk:
    """An actor on the driver's node. The key comes with `open`, as a call of the driver's: what creates an actor is
    kept by the cluster, to start it again, and a key must not be.
    """

    def __init__(self) -> None:
        self._stop = Stop()
        self._logged: list[str] = []
        self._warned: list[str] = []
        self._closing = ExitStack()
        self._board: Switchboard | None = None

    async def open(self, work: Work) -> tuple[str, int]:
        """The model's name, and how many questions may be under way at a time.

        Raises ModelUnavailableError and UsageError, wrapped by Ray.
        """
        return await asyncio.to_thread(self._open, work)  # an engine has an event loop of its own

    async def ask(self, request: Request) -> tuple[Outcome, str | None]:
        """The outcome of a request; and why the run has ended, if it has."""
        assert self._board is not None  # noqa: S101  # opened before anybody knows of it
        outcome = await asyncio.wrap_future(self._board.ask(request))
        return outcome, self._stop.reason

    async def news(self) -> News:
        """What has happened since the last call."""
        logged, self._logged = self._logged, []
        warned, self._warned = self._warned, []
        activity = self._board.activity if self._board else Activity()
        return News(activity, self._stop.reason, tuple(logged), tuple(warned))

    async def pull(self, reason: str, drain: float | None) -> None:
        """End the run."""
        self._stop.pull(reason, drain)

    async def close(self) -> None:
        """Close connections and cache."""
        await asyncio.to_thread(self._closing.close)

    def _open(self, work: Work) -> tuple[str, int]:
        settings = work.settings
        choice = choose(settings.model, settings.base_url, work.environment, settings.allow_http)
        opening = opened(choice, settings.terms, self._stop, self._logged.append, _unwatched, self._warned.append)
        engine = cast("Engine", self._closing.enter_context(opening))  # not the model that only reads
        self._board = self._closing.enter_context(Switchboard(engine))
        return engine.name, engine.held


def line(desk: Any, name: str, held: int, stop: Stop) -> ChatModel:
    """A worker's line to the desk, an actor's handle. The worker's own stop is pulled before it hears that the run has
    ended, so that what nobody answered for this reason is not taken for a gap.
    """
    return Line(name, partial(_ask, desk, stop), held)


def _ask(desk: Any, stop: Stop, request: Request) -> Future[Outcome]:
    told: Future[Outcome] = Future()
    replied: Future[tuple[Outcome, str | None]] = desk.ask.remote(request).future()
    replied.add_done_callback(_telling(told, stop))
    return told


def _telling(told: Future[Outcome], stop: Stop) -> Callable[[Future[tuple[Outcome, str | None]]], None]:
    def tell(replied: Future[tuple[Outcome, str | None]]) -> None:
        if not told.set_running_or_notify_cancel():  # nobody wants it any more
            return
        try:
            outcome, reason = replied.result()
        except ray.exceptions.RayTaskError as error:
            told.set_exception(error)  # a defect of ours
            return
        except RayError:
            outcome, reason = Failure(LOST), LOST
        if reason:
            stop.pull(reason)
        told.set_result(outcome)

    return tell


def _unwatched(_what: str, _done: int, _total: int, _activity: Activity) -> None:
    """Nobody looks at a model of the driver's being loaded."""
