"""Tickets through Ray Data's `map_batches`: a stream of blocks of one row, each a part that somebody audits."""

import logging
from collections.abc import Iterator

import pyarrow as pa
import ray
from ray.data import ActorPoolStrategy, DataContext
from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

from audit.corpus.engines._ray_cluster import Cluster
from audit.corpus.engines._ray_source import TICKET, Tickets
from audit.corpus.engines._ray_worker import RESULT, Auditing, Task

AHEAD = 2
"""Parts that a worker has at a time: it begins the next one before the last article of this one is answered for."""


def results(task: Task, workers: int, cores: int, cluster: Cluster) -> Iterator[tuple[int, bytes]]:
    """(ticket, result as `Auditing` packs it) of each part, as each is done. `cores`: of each worker.

    A worker that dies is started again, elsewhere where its node is gone, and gets the same tickets. Raises RayError.
    """
    _configure()
    here = NodeAffinitySchedulingStrategy(cluster.home, soft=False)
    at_a_time = 1 if task.desk is None else AHEAD
    pool = ActorPoolStrategy(
        min_size=1,
        max_size=workers,
        initial_size=workers,
        max_tasks_in_flight_per_actor=AHEAD,
        max_concurrent_calls_per_actor=at_a_time,
        enable_true_multi_threading=at_a_time > 1,
    )
    tickets = ray.data.read_datasource(
        Tickets(task.source), override_num_blocks=1, num_cpus=0, scheduling_strategy=here
    )
    audited = tickets.map_batches(
        Auditing, fn_constructor_args=(task,), batch_size=1, batch_format="pyarrow", compute=pool, num_cpus=cores
    )
    for block in audited.iter_batches(batch_size=None, batch_format="pyarrow", prefetch_batches=0):
        yield from _rows(block)


def _rows(block: pa.Table) -> Iterator[tuple[int, bytes]]:
    yield from zip(block[TICKET].to_pylist(), block[RESULT].to_pylist(), strict=True)


def _configure() -> None:
    context = DataContext.get_current()
    context.target_max_block_size = 1  # else tickets and results wait until a block of many MB is full
    context.enable_progress_bars = False
    context.print_on_execution_start = False
    logging.getLogger("ray.data").setLevel(logging.CRITICAL)
