"""The other end of the pipe: workers started, given parts, listened to, and replaced where they die."""

from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Future
from contextlib import suppress
from functools import partial
from itertools import count
from multiprocessing.connection import Connection, Pipe, wait
from threading import Lock

from audit.corpus.engines._desk import AHEAD, Answered, Asked, Ended, Finished, Given, Left, Ready, Shared, Unable, life
from audit.corpus.engines._forked import forked
from audit.corpus.engines._tasks import Task, Tasks
from audit.corpus.tables import Audited
from audit.corpus.work import Work
from audit.errors import AuditError
from audit.llm.model import Outcome, Request
from audit.llm.stop import Stop

Ask = Callable[[Request], Future[Outcome]]

_HEARTBEAT = 0.5
"""Seconds after which whoever watches is told that nothing has happened."""
_STILLBORN = 3
"""Workers in a row that died before they could begin, after which no further one is tried."""
_GOODBYE = 2.0
"""Seconds that a worker may take to end when nobody is at the other end any more."""


class _Seat:
    """A worker process, and what it has been given."""

    def __init__(self, work: Work, shared: Shared | None) -> None:
        self.connection, theirs = Pipe()
        self.tasks: dict[int, Task] = {}
        self.ready = False
        self._turn = Lock()
        self._process = forked(life, (theirs, work, shared))
        theirs.close()

    @property
    def has_room(self) -> bool:
        return len(self.tasks) < AHEAD and not any(task.suspect for task in self.tasks.values())

    def tell(self, what: Given | Answered | Ended) -> None:
        """From any thread; one who has died hears nothing."""
        with self._turn, suppress(OSError):
            self.connection.send(what)

    def leave(self) -> int:
        """Close the pipe and see that the process ends; its exit code, minus the signal's number where one ended it."""
        self.connection.close()
        self._process.join(_GOODBYE)
        self._process.kill()
        self._process.join()
        return self._process.exitcode or 0


class Office:
    """So many workers over one list of tasks. All but `tell` of a seat is done by one thread."""

    def __init__(self, tasks: Tasks, work: Work, shared: Shared | None, ask: Ask | None, stop: Stop) -> None:
        self._tasks, self._work, self._shared, self._ask, self._stop = tasks, work, shared, ask, stop
        self._seats: dict[Connection, _Seat] = {}
        self._keys = count()
        self._stillborn = 0
        self._defect: BaseException | None = None
        self._bell, self._button = Pipe(duplex=False)
        stop.on_pull(self._ring)

    def close(self) -> None:
        """End all processes."""
        self._button.close()
        self._bell.close()
        for seat in self._seats.values():
            seat.leave()
        self._seats.clear()

    def run(self, workers: int, busy: Callable[[], None]) -> Iterator[Audited]:
        """Parts as they are done. Ends where the run has ended, when everybody has left what they were at.

        Raises AuditError where no worker can begin.
        """
        while self._give(workers):
            busy()
            for connection in wait([*self._seats, self._bell], _HEARTBEAT):
                if connection is self._bell:
                    self._end()
                elif isinstance(connection, Connection):
                    yield from self._hear(self._seats[connection])
            if self._defect:
                raise self._defect

    def _give(self, workers: int) -> bool:
        """Give who has nothing to do something, then those who are to come, then ahead; False: nobody is at work."""
        for ahead in range(AHEAD):
            for seat in self._seats.values():
                if len(seat.tasks) == ahead and seat.has_room and (task := self._next(idle=not ahead)):
                    self._begin(seat, task)
            while len(self._seats) < workers and (task := self._next(idle=True)):
                seat = _Seat(self._work, self._shared)
                self._seats[seat.connection] = seat
                self._begin(seat, task)
        return any(seat.tasks for seat in self._seats.values())

    def _next(self, idle: bool) -> Task | None:
        return None if self._stop.reason else self._tasks.next(idle)

    def _begin(self, seat: _Seat, task: Task) -> None:
        key = next(self._keys)
        seat.tasks[key] = task
        seat.tell(Given(key, task.part))

    def _hear(self, seat: _Seat) -> Iterator[Audited]:
        """What a worker says; what it says last, where it has died."""
        try:
            said = seat.connection.recv()
        except (EOFError, OSError):
            yield from self._bury(seat)
            return
        match said:
            case Asked() if self._ask:
                self._ask(said.request).add_done_callback(partial(self._answer, seat, said.number))
            case Finished():
                done = self._tasks.done(seat.tasks.pop(said.key), said.audited)
                if done:
                    yield done
            case Left():
                seat.tasks.pop(said.key)
                self._stop.pull(said.reason)
            case Ready():
                seat.ready, self._stillborn = True, 0
            case Unable():
                raise said.error

    def _bury(self, seat: _Seat) -> Iterator[Audited]:
        del self._seats[seat.connection]
        code = seat.leave()
        if self._stop.reason:
            return
        if not seat.ready:
            self._stillborn += 1
            if self._stillborn >= _STILLBORN:
                raise AuditError(f"worker processes end before they can begin (exit code {code}): is there memory?")
            self._tasks.back(list(seat.tasks.values()))
            return
        for task, result in self._tasks.died(list(seat.tasks.values())):
            done = self._tasks.done(task, result)
            if done:
                yield done

    def _answer(self, seat: _Seat, number: int, future: Future[Outcome]) -> None:
        """Called by the thread that holds the model."""
        try:
            seat.tell(Answered(number, future.result(), self._stop.reason))
        except CancelledError:
            return
        except BaseException as error:  # the run must hear of it, whatever it is
            self._defect = error
            self._ring()

    def _end(self) -> None:
        """The run has ended: tell everybody."""
        self._bell.recv_bytes()
        for seat in self._seats.values():
            if self._stop.reason:
                seat.tell(Ended(self._stop.reason))

    def _ring(self) -> None:
        """From any thread, and from a signal handler."""
        with suppress(OSError):  # nobody is there any more
            self._button.send_bytes(b"!")
