"""A worker process: what it is told, what it says, and its life. It asks the one model that another process holds."""

import os
import signal
import traceback
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import count
from multiprocessing.connection import Connection
from threading import Lock
from typing import Any

from audit.corpus.story import Part
from audit.corpus.tables import Audited
from audit.corpus.work import StoppedError, Work, Worker
from audit.errors import AuditError
from audit.llm.choose import choose, opened
from audit.llm.line import Line
from audit.llm.model import Activity, Model, Outcome, Request, unlogged
from audit.llm.stop import Stop

AHEAD = 2
"""Parts that a worker has at a time: it begins the next one before the last article of this one is answered for."""

_DEFECT = 70


@dataclass(frozen=True, slots=True)
class Shared:
    """A model that somebody else holds."""

    name: str
    held: int
    """Questions of one article that may be under way at a time."""


# -- what a worker is told ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Given:
    """A part to audit, called by a key."""

    key: int
    part: Part


@dataclass(frozen=True, slots=True)
class Answered:
    """What a question ended in; and why the run has ended, if it had by then."""

    number: int
    outcome: Outcome
    stopped: str | None


@dataclass(frozen=True, slots=True)
class Ended:
    """The run has ended."""

    reason: str


# -- what it says ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Ready:
    """It can begin."""


@dataclass(frozen=True, slots=True)
class Unable:
    """It cannot begin, and neither could another."""

    error: AuditError


@dataclass(frozen=True, slots=True)
class Asked:
    """A question for the model."""

    number: int
    request: Request


@dataclass(frozen=True, slots=True)
class Finished:
    """A part is done."""

    key: int
    audited: Audited


@dataclass(frozen=True, slots=True)
class Left:
    """A part was left where the run ended."""

    key: int
    reason: str


def life(connection: Connection, work: Work, shared: Shared | None) -> None:
    """All that a worker process does; it ends when nobody is at the other end any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # it reaches every process of a terminal; one decides what it means
    with ExitStack() as stack:
        desk = _Desk(connection)
        try:
            model = desk.model(work, shared, stack)
            worker = stack.enter_context(Worker(work, model, desk.stop))
        except AuditError as error:
            desk.say(Unable(error))
            return
        at_a_time = AHEAD if shared else 1
        running = stack.enter_context(ThreadPoolExecutor(at_a_time, "part"))
        try:
            desk.say(Ready())
            while True:
                desk.heard(connection.recv(), worker, running)
        except (EOFError, OSError):
            os._exit(0)  # whoever is at work works for nobody; nothing here is to be saved


class _Desk:
    """One end of the pipe."""

    def __init__(self, connection: Connection) -> None:
        self.stop = Stop()
        self._connection, self._turn = connection, Lock()
        self._numbers = count()
        self._waiting: dict[int, Future[Outcome]] = {}

    def model(self, work: Work, shared: Shared | None, stack: ExitStack) -> Model | None:
        """What answers, or what reads: its own where nobody shares one."""
        if shared:
            return Line(shared.name, self.ask, shared.held)
        if not work.settings.llm:
            return None
        choice = choose(work.settings.model, work.settings.base_url, work.environment, work.settings.allow_http)
        return stack.enter_context(opened(choice, work.settings.terms, self.stop, unlogged, _unwatched))

    def ask(self, request: Request) -> Future[Outcome]:
        """Put a question to whoever holds the model."""
        number, future = next(self._numbers), Future[Outcome]()
        future.set_running_or_notify_cancel()  # what is sent takes its course
        self._waiting[number] = future
        self.say(Asked(number, request))
        return future

    def heard(self, told: Given | Answered | Ended, worker: Worker, running: ThreadPoolExecutor) -> None:
        """Do as one is told."""
        match told:
            case Given():
                running.submit(self._audit, told, worker)
            case Answered():
                if told.stopped:  # before anybody takes a question that was left for one that has no answer
                    self.stop.pull(told.stopped)
                self._waiting.pop(told.number).set_result(told.outcome)
            case Ended():
                self.stop.pull(told.reason)

    def say(self, what: Any) -> None:
        """From any thread."""
        with self._turn:
            self._connection.send(what)

    def _audit(self, given: Given, worker: Worker) -> None:
        try:
            self.say(Finished(given.key, worker.audited(given.part)))
        except StoppedError as stopped:
            self.say(Left(given.key, stopped.reason))
        except BaseException as error:
            if not isinstance(error, OSError):  # else nobody is there to listen
                traceback.print_exc()
            os._exit(_DEFECT)  # like any other death: the part is done again, and at last its one row is said


def _unwatched(_stage: str, _done: int, _total: int, _activity: Activity) -> None:
    pass
