"""Ray, as a run needs it: a cluster joined, or one of this machine alone, started and stopped again."""

import logging
import os
import socket
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from audit.errors import UsageError

_QUIET: Mapping[str, str] = MappingProxyType({
    "RAY_USAGE_STATS_ENABLED": "0",  # no telemetry
    "RAY_BACKEND_LOG_LEVEL": "fatal",  # of the C++ core, which speaks on stderr of things that are Ray's own business
    "RAY_DATA_DISABLE_PROGRESS_BARS": "1",
    "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0",  # what it would warn about for years to come
})  # fmt: skip
_OBJECTS = 256 * 2**20
"""Bytes of a local cluster's object store: parts that are out and results not yet fetched, some MB each."""
_LOCAL = "local"
_CLIENT = "ray://"
_KNOCK = 5.0
"""Seconds in which whoever listens at an address is there."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """A cluster that has been joined."""

    cores: int
    """Of all its machines, as Ray counts them; 1 or more."""
    narrowest: int
    """Of the machine that has fewest; 1 or more."""
    home: str
    """The id of the node on which the driver runs."""


@contextmanager
def joined(address: str | None, workers: int | None, log: Callable[[str], None]) -> Iterator[Cluster]:
    """The cluster at an address ("auto", HOST:PORT); None: one of this machine, for this run alone.

    `workers`: as many as a local one has room for; None: one a core. A cluster that the process has joined already is
    used as it is, and left as it is. `log`: told what Ray says of nodes and workers that have died, which it would
    print on standard output. Raises UsageError where Ray is not installed or does not answer, and for a Ray client.
    """
    os.environ.update(_QUIET)  # before the import, which reads them
    try:
        import ray
        import ray.data  # an installation without it is of no use
    except ImportError as error:
        raise UsageError("--engine ray needs Ray: pip install 'translation-audit[ray]'") from error
    mine = not ray.is_initialized()
    if mine:
        _join(address, workers)
    try:
        cores = _cores()
        with redirect_stdout(_Sieve(sys.stdout, log)):
            yield Cluster(sum(cores), min(cores), ray.get_runtime_context().get_node_id())
    finally:
        if mine:
            ray.shutdown()


def _join(address: str | None, workers: int | None) -> None:
    import ray

    _knock(address)
    own: dict[str, Any] = {"num_cpus": workers, "include_dashboard": False, "object_store_memory": _OBJECTS}
    try:
        with _hushed():
            ray.init(
                address or _LOCAL,  # None would take $RAY_ADDRESS, or a cluster that happens to run here
                log_to_driver=False,
                logging_level=logging.ERROR,
                **({} if address else own),
            )
    except (ConnectionError, ImportError, RuntimeError, ValueError, TimeoutError) as error:
        raise _nobody(address, error) from error


def _knock(address: str | None) -> None:
    """Raises UsageError at once where nobody listens; Ray would find out after minutes."""
    if (address or "").startswith(_CLIENT):
        raise UsageError(
            f"--address {address}: Ray Data does not stream through a Ray client (2.60, tried): run audit on a machine "
            "of the cluster, with --address auto"
        )
    host, _, port = (address or "").rpartition(":")
    if not (host and port.isdigit()):
        return
    try:
        socket.create_connection((host.strip("[]"), int(port)), _KNOCK).close()
    except (OSError, OverflowError) as error:
        raise _nobody(address, error) from error


def _nobody(address: str | None, error: BaseException) -> UsageError:
    reason = str(error).strip().partition("\n")[0].partition(". ")[0].rstrip(".") or type(error).__name__
    if address is None:
        return UsageError(f"Ray does not start on this machine: {reason}")
    return UsageError(
        f"no Ray cluster answers at {address} ({reason}): start one with `ray start --head`, "
        "or leave --address out for one of this machine alone"
    )


@contextmanager
def _hushed() -> Iterator[None]:
    """Meanwhile nothing reaches standard error: Ray's core announces there that it has been told to be quiet."""
    kept = os.dup(2)
    try:
        with Path(os.devnull).open("wb") as nowhere:
            os.dup2(nowhere.fileno(), 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)


def _cores() -> list[int]:
    """Of each machine that has any to give; [1] where nobody says so."""
    import ray

    every = [int(node["Resources"].get("CPU", 0)) for node in ray.nodes() if node["Alive"]]  # type: ignore[no-untyped-call]
    return [cores for cores in every if cores] or [1]


class _Sieve:
    """A stream, but for what Ray's own threads print: that goes to a log."""

    def __init__(self, stream: Any, log: Callable[[str], None]) -> None:
        self._stream, self._log = stream, log
        self._logging = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def write(self, text: str) -> int:
        """As a stream's."""
        if self._logging or not threading.current_thread().name.startswith("ray_"):
            return int(self._stream.write(text))  # a log, too, may write here
        if line := text.strip().partition("\n")[0]:
            self._logging = True
            self._log(f"Ray: {line}")
            self._logging = False
        return len(text)
