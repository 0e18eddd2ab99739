"""A chat model over anything that can be asked: a switchboard, a pipe to another process, an actor on a cluster."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from itertools import islice
from queue import SimpleQueue

from audit.llm.model import Activity, Outcome, Request


class Line:
    """One caller's line to a model that is shared. For one thread at a time; lines cost nothing."""

    def __init__(
        self,
        name: str,
        ask: Callable[[Request], Future[Outcome]],
        held: int,
        activity: Callable[[], Activity] = Activity,
    ) -> None:
        """`name`: the model's. `held`: the most requests that this caller has outstanding at a time (1 or more)."""
        self.name = name
        self._ask, self._held, self._activity = ask, held, activity

    @property
    def activity(self) -> Activity:
        """What the model is busy with now, for all its callers."""
        return self._activity()

    def chat(self, requests: Iterable[Request]) -> Iterator[tuple[int, Outcome]]:
        """(number of the request, outcome) as each is done; requests are drawn as there is room for them.

        Raises what `ask` or its future raises: a broken line, never a request that failed. Left early, it withdraws
        what is still waiting.
        """
        stream = enumerate(requests)
        outstanding: dict[Future[Outcome], int] = {}
        done: SimpleQueue[Future[Outcome]] = SimpleQueue()
        try:
            while True:
                for number, request in islice(stream, self._held - len(outstanding)):
                    future = self._ask(request)
                    outstanding[future] = number
                    future.add_done_callback(done.put)
                if not outstanding:
                    return
                future = done.get()
                yield outstanding.pop(future), future.result()
        finally:
            for future in outstanding:
                future.cancel()
