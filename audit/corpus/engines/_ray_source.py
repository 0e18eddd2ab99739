"""The parts that are out: handed to whoever holds their ticket, as often as it asks, until their result is there."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import ray
from ray.data import Datasource, ReadTask
from ray.data.block import BlockMetadata

from audit.corpus.story import Part

TICKET = "ticket"
_CALM = 2
"""How often a part is simply audited; whoever takes it once more does so row by row, and says which."""


@dataclass(frozen=True, slots=True)
class Given:
    """A part that a worker is to audit."""

    part: Part
    careful: bool = False
    """True where workers have died over it: row by row, each announced."""
    deadly: frozenset[int] = frozenset()
    """Places in `part.rows` of those that a worker has died over twice: not to be tried again."""


class Source:
    """An actor on the driver's node, which alone puts parts into it. Its methods run on one event loop.

    Tickets count from 0 in the order of the parts. Ray may ask for one any number of times: where a worker or a node
    has died it does again what was lost, and what it is then told must not be another thing.
    """

    def __init__(self) -> None:
        self._parts: dict[int, Part] = {}
        self._drawn = 0
        self._total: int | None = None
        self._why = ""
        self._news, self._halt = asyncio.Event(), asyncio.Event()
        self._taken: Counter[int] = Counter()
        self._trying: dict[int, int] = {}
        self._died: Counter[tuple[int, int]] = Counter()

    async def put(self, part: Part) -> None:
        """One more part."""
        self._parts[self._drawn] = part
        self._drawn += 1
        self._news.set()

    async def end(self, total: int) -> None:
        """There are so many, and no more. Calls of an actor like this may overtake each other: some may be to come."""
        self._total = total
        self._news.set()

    async def halt(self, reason: str) -> None:
        """The run has ended: what is not yet begun is not to be."""
        self._why = reason
        self._halt.set()
        self._news.set()

    async def halted(self) -> str:
        """Why the run has ended; waits until it has."""
        await self._halt.wait()
        return self._why

    async def has(self, ticket: int) -> bool:
        """Whether there is a part of this ticket; waits until that is known."""
        while ticket >= self._drawn and self._drawn != self._total and not self._halt.is_set():
            self._news.clear()
            await self._news.wait()
        return ticket < self._drawn

    async def take(self, ticket: int) -> Given | None:
        """The part of a ticket; None where it is not wanted any more."""
        part = self._parts.get(ticket)
        if part is None or self._halt.is_set():
            return None
        if ticket in self._trying:  # who tried it never came back
            self._died[ticket, self._trying.pop(ticket)] += 1
        self._taken[ticket] += 1
        deadly = frozenset(row for (one, row), times in self._died.items() if one == ticket and times >= _CALM)
        return Given(part, self._taken[ticket] > _CALM, deadly)

    async def trying(self, ticket: int, row: int | None) -> None:
        """A careful worker is about to audit a row of a part; None: it has done them all."""
        if row is None:
            self._trying.pop(ticket, None)
        else:
            self._trying[ticket] = row

    async def done(self, ticket: int) -> None:
        """The result is with the driver: nobody will ask again."""
        self._parts.pop(ticket, None)
        self._taken.pop(ticket, None)
        for key in [key for key in self._died if key[0] == ticket]:
            del self._died[key]


class Tickets(Datasource):
    """The tickets of a source as rows of a dataset, each a block of its own, as far as there are parts by now."""

    def __init__(self, source: Any) -> None:
        """`source`: the handle of the actor."""
        super().__init__()  # type: ignore[no-untyped-call]
        self._source = source

    def estimate_inmemory_data_size(self) -> int | None:
        """Nobody knows."""
        return None

    def get_read_tasks(self, parallelism: int, *_: Any, **__: Any) -> list[ReadTask]:  # noqa: ARG002  # Ray's signature
        """One task, for the tickets are one sequence; it waits where the parts that are out are enough."""
        source = self._source
        unknown = BlockMetadata(num_rows=None, size_bytes=None, input_files=None, exec_stats=None)
        return [ReadTask(lambda: _tickets(source), unknown)]


def _tickets(source: Any) -> Iterator[pa.Table]:
    ticket = 0
    while ray.get(source.has.remote(ticket)):
        yield pa.table({TICKET: [ticket]})
        ticket += 1
