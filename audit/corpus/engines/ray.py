"""A cluster: parts over Ray Data's `map_batches`, one model's quota for all its workers, results in any order.

    parts ── Source ── Tickets ──> map_batches(Auditing) ──> results
             keeps what is out      │ ask
                                    Desk ── the model

What travels through Ray Data is a ticket, not a part: what Ray does again after a machine has died is then always the
same. A part stays with the source until its result has been taken, so no worker and no node can lose one.
"""

import pickle
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from audit.corpus.engines._ray_cluster import Cluster, joined
from audit.corpus.story import Part
from audit.corpus.tables import Audited
from audit.corpus.work import StoppedError, Watch, Work
from audit.errors import AuditError
from audit.llm.stop import Stop

if TYPE_CHECKING:
    from audit.corpus.engines._ray_staff import Staff

_OUT = 4
"""Parts that are out for each worker: two with it, and two for the input to be slow in."""


def run(  # noqa: PLR0913, PLR0917  # what an engine needs of a run, and where it is
    parts: Iterator[Part], work: Work, workers: int | None, address: str | None, stop: Stop, watch: Watch
) -> Iterator[Audited]:
    """Parts as they are done, in any order; they are drawn as there is somebody to work on them.

    `workers`: how many at a time; None: one for each core of the cluster. `address`: "auto" or HOST:PORT; None: a
    cluster of this machine, for this run alone. Where `stop` is pulled, what is not done is left, and `stop.reason`
    says why. Raises UsageError for impossible settings or where there is no cluster, ModelUnavailableError where there
    is no model, AuditError where a worker cannot start, and what drawing a part raises.
    """
    with joined(address, workers, watch.log) as cluster:
        from audit.corpus.engines._ray_staff import staffed  # Ray takes a second, and is not always installed

        with staffed(work, cluster, workers, stop, watch) as staff:
            yield from _audited(parts, staff, cluster, stop)


def _audited(parts: Iterator[Part], staff: "Staff", cluster: Cluster, stop: Stop) -> Iterator[Audited]:
    """Results as they come; for each that has been taken another part is drawn."""
    import ray

    from audit.corpus.engines._ray_data import results

    drawn = 0

    def draw() -> None:
        nonlocal drawn
        part = None if stop.reason else next(parts, None)
        if part is None:
            staff.source.end.remote(drawn)
        else:
            staff.source.put.remote(part)
            drawn += 1

    for _ in range(_OUT * staff.workers):
        draw()
    try:
        for ticket, packed in results(staff.task, staff.workers, staff.cores, cluster):
            result = pickle.loads(packed)  # noqa: S301  # of our own workers
            if isinstance(result, Audited):
                yield result
            elif isinstance(result, StoppedError):
                stop.pull(result.reason)
            staff.source.done.remote(ticket)
            draw()
    except ray.exceptions.RayError as error:
        raise _understood(error) from error


def _understood(error: Any) -> AuditError:
    """What a user can do about a cluster that does not go on."""
    reason = getattr(error, "cause", None)
    if isinstance(reason, AuditError):
        return reason
    last = (str(error).strip().splitlines() or [type(error).__name__])[-1]
    return AuditError(f"the cluster does not go on; what is committed stays, run the same again: {last}")
