"""One machine: a process a core for what needs no model, and one engine for the model, which all of them ask.

A hosted model is held by the process that starts the others: one limiter, one cache and one budget hold for all. The
embedded model takes every core for one reading, so one worker reads one article after another, and no further process
would make it faster.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import replace

from audit.corpus.arrow import spare_pandas
from audit.corpus.engines._desk import Shared
from audit.corpus.engines._office import Ask, Office
from audit.corpus.engines._tasks import Tasks
from audit.corpus.story import Part
from audit.corpus.tables import Audited
from audit.corpus.work import Watch, Work
from audit.errors import AuditError
from audit.llm.choose import Choice, choose, opened
from audit.llm.local.served import threads
from audit.llm.model import Activity
from audit.llm.stop import Stop


def run(parts: Iterator[Part], work: Work, cores: int | None, stop: Stop, watch: Watch) -> Iterator[Audited]:
    """Parts as they are done, in any order; they are drawn as there is somebody to work on them.

    `cores`: worker processes; None: as many as this process may use processors. A row that cannot be audited is a gap,
    also where it kills whoever audits it. Where `stop` is pulled, by Ctrl-C, by a limit or by an endpoint that answers
    nothing more, what is not done is left, and `stop.reason` says why. Raises UsageError for impossible settings,
    ModelUnavailableError where there is no model, and what drawing a part raises.
    """
    spare_pandas()
    with ExitStack() as stack:
        workers = cores or threads()
        ask: Ask | None = None
        shared: Shared | None = None
        activity: Callable[[], Activity] = Activity
        choice = _choice(work)
        if choice and not (choice.hosted or choice.path):
            workers = 1
        elif choice:
            ask, shared, activity = _board(choice, work, stop, watch, stack)
            work = replace(work, threads=max(1, -(-shared.held // workers)))
        office = stack.enter_context(closing(Office(Tasks(parts), work.keyless, shared, ask, stop)))
        yield from office.run(workers, lambda: watch.busy(activity()))


def _choice(work: Work) -> Choice | None:
    settings = work.settings
    if not settings.llm:
        return None
    return choose(settings.model, settings.base_url, work.environment, settings.allow_http)


def _board(
    choice: Choice, work: Work, stop: Stop, watch: Watch, stack: ExitStack
) -> tuple[Ask, Shared, Callable[[], Activity]]:
    """The model that answers, in a thread of its own: who asks it, what others know of it, what it is busy with."""
    from audit.llm.engine import Engine  # a tenth of a second that nobody without a model waits
    from audit.llm.switchboard import Switchboard

    opening = opened(choice, work.settings.terms, stop, watch.log, _unwatched, watch.warn)
    engine = stack.enter_context(opening)
    if not isinstance(engine, Engine):
        raise AuditError(f"{choice.name} does not answer questions")
    board = stack.enter_context(Switchboard(engine))
    return board.ask, Shared(board.name, engine.held), lambda: board.activity


def _unwatched(_stage: str, _done: int, _total: int, _activity: Activity) -> None:
    """Of a model that answers there is nothing to see while it is opened."""
