"""The workers of a cluster: actors of Ray Data's `map_batches`, each of which audits the parts of its tickets."""

import pickle
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import ray
from ray.exceptions import RayError

from audit.corpus.engines._ray_desk import line
from audit.corpus.engines._ray_source import TICKET, Given
from audit.corpus.engines._tasks import KILLED
from audit.corpus.story import Part
from audit.corpus.tables import TABLES, Audited, audited, unread
from audit.corpus.work import StoppedError, Work, Worker
from audit.domain import Usage
from audit.errors import UsageError
from audit.llm.choose import choose, opened
from audit.llm.model import Activity, Model
from audit.llm.stop import Stop
from audit.version import __version__

RESULT = "result"


@dataclass(frozen=True, slots=True)
class Task:
    """What every worker is told once."""

    work: Work
    """Without key, address or environment."""
    source: Any
    """The handle of the actor that has the parts."""
    desk: Any = None
    """The handle of the actor that asks the model; None: there is none to be asked."""
    name: str = ""
    """What that model is called."""
    held: int = 1
    """Questions of one article that may be under way at a time."""
    version: str = __version__
    """The driver's."""


class Auditing:
    """A worker. Its constructor is what fails where a node lacks something, and the run ends with its reason."""

    def __init__(self, task: Task) -> None:
        if task.version != __version__:
            raise UsageError(
                f"this node has audit {__version__}, the driver {task.version}: install the same version on all nodes"
            )
        self._source = task.source
        self._stop = Stop()
        self._turns = _Turns()
        self._closing = ExitStack()
        self._worker = self._closing.enter_context(Worker(task.work, self._model(task), self._stop))
        threading.Thread(target=self._heed, daemon=True).start()

    def __call__(self, batch: pa.Table) -> pa.Table:
        """One row with a ticket -> the ticket and its result, pickled: Audited, StoppedError, or None (not wanted)."""
        ticket = batch[TICKET][0].as_py()
        given: Given | None = ray.get(self._source.take.remote(ticket))
        try:
            with self._turns.taken(alone=given is not None and given.careful):
                result = None if given is None else self._audited(ticket, given)
        except StoppedError as stopped:
            result = stopped
        return pa.table({TICKET: [ticket], RESULT: pa.array([pickle.dumps(result)], pa.large_binary())})

    def _audited(self, ticket: int, given: Given) -> Audited | StoppedError:
        if not given.careful:
            return self._worker.audited(given.part)
        done = _joined(given.part.number, list(self._one_by_one(ticket, given)))
        ray.get(self._source.trying.remote(ticket, None))
        return done

    def _one_by_one(self, ticket: int, given: Given) -> Iterator[Audited]:
        for place, row in enumerate(given.part.rows):
            if place in given.deadly:
                yield audited(given.part.number, [unread(row, KILLED)])
                continue
            ray.get(self._source.trying.remote(ticket, place))
            yield self._worker.audited(Part(given.part.number, (row,)))

    def _model(self, task: Task) -> Model | None:
        settings = task.work.settings
        if task.desk is not None:
            return line(task.desk, task.name, task.held, self._stop)
        if not settings.llm:
            return None
        choice = choose(settings.model, settings.base_url, task.work.environment, settings.allow_http)
        return self._closing.enter_context(opened(choice, settings.terms, self._stop, _unheard, _unwatched))

    def _heed(self) -> None:
        """End with the run; the source knows when. It is gone where the driver is, and then so is this."""
        with suppress(RayError):
            self._stop.pull(ray.get(self._source.halted.remote()))


class _Turns:
    """Two parts at a time, but whoever is careful works alone: what ends the process is then what it was at."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._busy = 0
        self._alone = False

    @contextmanager
    def taken(self, alone: bool) -> Iterator[None]:
        """Meanwhile at work; waits for who must not be disturbed."""
        with self._changed:
            self._changed.wait_for(lambda: not self._alone and not (alone and self._busy))
            self._busy, self._alone = self._busy + 1, alone
        try:
            yield
        finally:
            with self._changed:
                self._busy, self._alone = self._busy - 1, False
                self._changed.notify_all()


def _joined(number: int, parts: list[Audited]) -> Audited:
    """The rows of a part, audited one by one, as it would have been whole."""
    tables = {name: tuple(row for one in parts for row in one.tables[name]) for name in TABLES}
    return Audited(number, tables, sum((one.usage for one in parts), Usage()))


def _unheard(_line: str) -> None:
    """A model that is read on a node says nothing to the driver."""


def _unwatched(_what: str, _done: int, _total: int, _activity: Activity) -> None:
    """Nor what it is busy with."""
