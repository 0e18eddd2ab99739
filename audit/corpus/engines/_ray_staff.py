"""Who works for a run besides its workers: the source of parts, the model's desk, and the driver's ear for both."""

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from typing import Any

import ray
from ray.exceptions import RayError, RayTaskError
from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

from audit.corpus.engines._ray_cluster import Cluster
from audit.corpus.engines._ray_desk import AT_A_TIME, LOST, Desk, News
from audit.corpus.engines._ray_source import Source
from audit.corpus.engines._ray_worker import Task
from audit.corpus.work import Watch, Work
from audit.errors import AuditError
from audit.llm.choose import LOCAL
from audit.llm.stop import Stop
from audit.pipeline import Auditor

_PULSE = 0.2
"""Seconds between two looks at what goes on."""
_THREADS = 32
"""Articles that one worker has under way at the most: more of them share one core."""
_PLACEHOLDER = {"OPENAI_API_KEY": "with-the-driver"}
"""What workers choose their model by: a name that a key must go with, and nothing that could be used."""


@dataclass(frozen=True, slots=True)
class Staff:
    """The actors of a run on the driver's node, and what they have for the workers."""

    task: Task
    workers: int
    cores: int
    """Of each worker: an embedded model takes all of its machine."""

    @property
    def source(self) -> Any:
        """The handle of the actor that has the parts."""
        return self.task.source


@contextmanager
def staffed(work: Work, cluster: Cluster, workers: int | None, stop: Stop, watch: Watch) -> Iterator[Staff]:
    """The actors, started and ended. `workers`: see `run`. Raises what opening the model does."""
    with Auditor(work.settings, work.environment) as here:  # what is impossible is said before anything is started
        choice = here.choice
    node = NodeAffinitySchedulingStrategy(cluster.home, soft=False)
    pinned = {"num_cpus": 0, "scheduling_strategy": node, "max_concurrency": AT_A_TIME}
    with ExitStack() as stack:
        source: Any = ray.remote(Source).options(**pinned).remote()
        stack.callback(ray.kill, source)
        desk: Any = None
        name, held = LOCAL, 1
        if choice and (choice.hosted or choice.path):
            desk = ray.remote(Desk).options(**pinned).remote()
            stack.callback(ray.kill, desk)
            name, held = _opened(desk, work)
            stack.callback(_close, desk)
        stack.enter_context(_attended(source, desk, stop, watch))
        cores = cluster.narrowest if choice and desk is None else 1
        hands = workers or max(1, cluster.cores // cores)
        told = replace(_told(work, name, desk), threads=min(_THREADS, -(-held // hands)))
        yield Staff(Task(told, source, desk, name, held), hands, cores)


def _opened(desk: Any, work: Work) -> tuple[str, int]:
    try:
        opened: tuple[str, int] = ray.get(desk.open.remote(work))
        return opened
    except RayTaskError as error:
        if isinstance(error.cause, AuditError):
            raise error.cause from None
        raise


def _told(work: Work, name: str, desk: Any) -> Work:
    """The work as workers get it: without the key, the address, or anything else of the driver's environment."""
    settings = replace(work.settings, model=name, base_url=None) if work.settings.llm else work.settings
    return replace(work, settings=settings, environment=_PLACEHOLDER if desk is not None else {})


def _close(desk: Any) -> None:
    with suppress(RayError):
        ray.get(desk.close.remote(), timeout=10)


@contextmanager
def _attended(source: Any, desk: Any, stop: Stop, watch: Watch) -> Iterator[None]:
    """Meanwhile a thread tells the actors that the run has ended, and hears from them what goes on."""
    stop.on_pull(lambda: None)  # who pulls it learns that somebody heeds it; the thread looks every moment
    leaving = threading.Event()
    thread = threading.Thread(target=_attend, args=(source, desk, stop, watch, leaving), daemon=True)
    thread.start()
    try:
        yield
    finally:
        leaving.set()
        thread.join()


def _attend(source: Any, desk: Any, stop: Stop, watch: Watch, leaving: threading.Event) -> None:
    told: tuple[str, float | None] | None = None
    last = False
    while not last:
        last = leaving.wait(_PULSE)
        try:
            if desk is not None:
                _heard(ray.get(desk.news.remote()), stop, watch)
            if stop.reason and told != (stop.reason, stop.drain):
                told = (stop.reason, stop.drain)
                source.halt.remote(stop.reason)
                if desk is not None:
                    desk.pull.remote(*told)
        except RayError:
            stop.pull(LOST)
            return


def _heard(news: News, stop: Stop, watch: Watch) -> None:
    for line in news.logged:
        watch.log(line)
    for line in news.warned:
        watch.warn(line)
    watch.busy(news.activity)
    if news.stopped:
        stop.pull(news.stopped)
