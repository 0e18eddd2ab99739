"""What a process and all that it starts take: memory at the peak, CPU, time."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[1]
_PAUSE = 0.2
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(slots=True)
class Spent:
    """Seconds and megabytes of a process with its children."""

    wall: float = 0.0
    cpus: dict[int, float] = field(default_factory=dict)
    """Of CPU, by process; the last fifth of a second of each may be missing."""
    memory: float = 0.0
    """At the peak of all together; what several share is counted once (PSS)."""
    largest: float = 0.0
    """At the peak of the largest alone (RSS)."""
    processes: int = 0
    """At most at a time."""
    code: int = 0
    said: str = ""
    """On standard error."""

    @property
    def cpu(self) -> float:
        """Of all."""
        return sum(self.cpus.values())


def spent(arguments: Sequence[str], look: Callable[[], None] = lambda: None) -> Spent:
    """`python -m audit` with these arguments, watched until it ends; `look` is called with every sample.

    Raises RuntimeError with what it said where its exit code is neither 0 nor 3.
    """
    started, told = time.perf_counter(), Spent()
    command = [sys.executable, "-m", "audit", *arguments]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        while process.poll() is None:
            _sample(process.pid, told)
            look()
            time.sleep(_PAUSE)
        told.said = process.stderr.read().decode() if process.stderr else ""
    if process.returncode not in {0, 3}:
        raise RuntimeError(f"{' '.join(command)}: {told.said}")
    told.wall, told.code = time.perf_counter() - started, process.returncode
    return told


def _sample(root: int, told: Spent) -> None:
    tree = [root]
    for one in tree:  # grows as it is walked
        tree += _children(one)
    told.cpus |= {pid: seconds for pid in tree if (seconds := _cpu(pid)) is not None}
    sizes = [size for size in map(_memory, tree) if size]
    told.memory = max(told.memory, sum(proportional for proportional, _ in sizes))
    told.largest = max(told.largest, *(resident for _, resident in sizes), 0.0)
    told.processes = max(told.processes, len(sizes))


def _children(pid: int) -> list[int]:
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        return [int(child) for task in tasks for child in (task / "children").read_text().split()]
    except OSError:  # it has ended meanwhile
        return []


def _cpu(pid: int) -> float | None:
    """Seconds, those of children that have ended aside."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except OSError:
        return None
    return (int(fields[11]) + int(fields[12])) / _TICKS


def _memory(pid: int) -> tuple[float, float] | None:
    """Its share of what is in memory, and all of it that is; megabytes."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()[1:]
    except OSError:
        return None
    sizes = {name: float(rest.split()[0]) / 1024 for name, rest in (line.split(":", 1) for line in lines)}
    return sizes["Pss"], sizes["Rss"]
