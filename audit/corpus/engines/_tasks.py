"""What is to be done, in the order in which it is given out; what kills who does it is found, and said."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from audit.corpus.story import Part, Row
from audit.corpus.tables import Audited, audited, unread
from audit.domain import Usage

KILLED = (
    "it ended the process that audited it, several times (out of memory, minutes at one article, or a defect of ours): "
    "split the article, or audit it alone with `audit run`"
)


@dataclass(frozen=True, slots=True)
class Task:
    """Rows of a part, all of them as a rule."""

    number: int
    """The part's."""
    rows: tuple[Row, ...]
    first: int
    """Where in the part the rows begin."""
    whole: int
    """Rows of the part."""
    suspect: bool = False
    """True where a worker died with it: it is given to one that does nothing else meanwhile."""
    deaths: int = 0
    """Workers that died with nothing else to do."""

    @property
    def part(self) -> Part:
        """As a worker is given it."""
        return Part(self.number, self.rows)


@dataclass
class Tasks:
    """All that is not done. What changes here is changed by one thread."""

    parts: Iterator[Part]
    _again: deque[Task] = field(default_factory=deque)
    _suspects: deque[Task] = field(default_factory=deque)
    _pieces: dict[int, dict[int, Audited]] = field(default_factory=dict)
    _rows: dict[int, int] = field(default_factory=dict)
    """Of parts that came in pieces: rows that are done."""

    def next(self, idle: bool) -> Task | None:
        """What to do now; None: nothing for one who is not idle, or nothing at all."""
        if self._suspects and idle:
            return self._suspects.popleft()
        if self._again:
            return self._again.popleft()
        part = next(self.parts, None)
        return None if part is None else Task(part.number, part.rows, 0, len(part.rows))

    def done(self, task: Task, result: Audited) -> Audited | None:
        """The part, where this was the last of it."""
        if len(task.rows) == task.whole:
            return result
        pieces = self._pieces.setdefault(task.number, {})
        pieces[task.first] = result
        self._rows[task.number] = self._rows.get(task.number, 0) + len(task.rows)
        if self._rows[task.number] < task.whole:
            return None
        del self._rows[task.number]
        return _joined(task.number, self._pieces.pop(task.number))

    def back(self, outstanding: list[Task]) -> None:
        """Nobody has begun these."""
        for task in outstanding:
            (self._suspects if task.suspect else self._again).append(task)

    def died(self, outstanding: list[Task]) -> Iterator[tuple[Task, Audited]]:
        """A worker died with these: all are done again. Yields what nobody will be given any more, and its gap."""
        if len(outstanding) > 1:  # nobody knows which it was
            self._suspects += (replace(task, suspect=True) for task in outstanding)
            return
        for task in outstanding:
            deaths = task.deaths + 1
            if deaths < 2:  # a worker may also die of something else
                self._suspects.append(replace(task, suspect=True, deaths=deaths))
            elif len(task.rows) > 1:
                self._suspects += _halves(task)
            else:
                yield task, audited(task.number, [unread(task.rows[0], KILLED)])


def _halves(task: Task) -> Iterator[Task]:
    """One more death of one of them is enough."""
    middle = len(task.rows) // 2
    yield replace(task, rows=task.rows[:middle], deaths=1)
    yield replace(task, rows=task.rows[middle:], first=task.first + middle, deaths=1)


def _joined(number: int, pieces: dict[int, Audited]) -> Audited:
    every = [pieces[first] for first in sorted(pieces)]
    tables = {name: tuple(row for one in every for row in one.tables[name]) for name in every[0].tables}
    return Audited(number, tables, sum((one.usage for one in every), Usage()))
