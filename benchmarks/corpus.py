"""What a corpus costs: articles a second, memory, and whether either grows with the corpus.

    python benchmarks/corpus.py [--sizes 1000,10000,100000] [--words 120] [--latency 0.2] [--concurrency 64]
                                [--only checks|model] [--cores 2] [--keep FOLDER]

Generated news, a quarter of it with something planted, through `audit corpus` as a process, once with deterministic
checks alone and once with a model besides: a local server that answers after a fixed time. Every size stands beside
the smallest, all in one run. Printed are

articles/s  from the first part committed to the last: of a small corpus too many, for the next parts are well under way
            then; "early" and "late" in the second and the ninth tenth of a run, which shows whether it slows down
CPU ms      of all processes an article; what a run of a few articles takes is taken off as the cost of starting
MB          of all processes together at the peak, what they share counted once; and of the largest alone
bytes       an article: of the input, each table, and the kept answers

Promised: memory at most 1.3 times that of the smallest and under 400 MB, time and CPU an article within 10 %.
"""

import argparse
import math
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks._server import server  # noqa: E402
from benchmarks._stories import write  # noqa: E402
from benchmarks._tree import Spent, spent  # noqa: E402

KINDS = ("checks", "model")
TABLES = ("articles", "findings", "segments", "gaps")
MOST_MEMORY, MOST_GROWTH, MOST_SLOWER = 400, 1.3, 1.1
FEW = 40


@dataclass(slots=True)
class Run:
    """One corpus, audited."""

    articles: int
    spent: Spent
    bytes: dict[str, float] = field(default_factory=dict)
    """An article, by what they are for."""
    pace: float = 0.0
    """Articles a second once the work has begun."""
    early: float = 0.0
    late: float = 0.0
    """... in two tenths of a long run; 0 of a short one."""
    requests: int = 0


def main() -> None:
    """Run every size of both kinds, print them side by side."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="1000,10000,100000")
    parser.add_argument("--words", type=int, default=120)
    parser.add_argument("--latency", type=float, default=0.2)
    parser.add_argument("--concurrency", type=int, default=64)
    parser.add_argument("--cores", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--part-size", type=int, default=100)
    parser.add_argument("--only", choices=KINDS)
    parser.add_argument("--keep", type=Path, help="a folder for the corpora and their tables; else they are deleted")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for kind in [options.only] if options.only else KINDS:
            several(kind, options, options.keep or Path(folder))


def several(kind: str, options: argparse.Namespace, folder: Path) -> None:
    """Every size of a kind, the smallest first, after one that only shows what a start costs."""
    sizes = sorted(int(size) for size in options.sizes.split(","))
    title = "deterministic checks alone" if kind == "checks" else f"and a model that answers after {options.latency} s"
    print(f"\n{options.words} words an article, {options.cores} cores: {title}", flush=True)
    with model(kind, options, folder / "heard.jsonl") as (arguments, heard):
        start = run(FEW, options, folder / f"{kind}-start", arguments, heard)
        heads = f"{'articles':>10} {'articles/s':>11} {'early':>7} {'late':>7} {'CPU ms':>8} {'MB':>6} {'largest':>8}"
        print(f"{heads} {'processes':>10} {'requests':>9}   ratio: {'CPU':>5} {'MB':>5}", flush=True)
        runs: list[Run] = []
        for size in sizes:
            runs.append(run(size, options, folder / f"{kind}-{size}", arguments, heard))
            print(line(runs[-1], runs[0], start), flush=True)
    largest = runs[-1]
    print("bytes an article: " + ", ".join(f"{name} {amount:,.0f}" for name, amount in largest.bytes.items()))
    grown = max(one.spent.memory for one in runs) / runs[0].spent.memory
    print(f"memory {verdict(grown <= MOST_GROWTH and largest.spent.memory < MOST_MEMORY)}: ", end="")
    print(f"{grown:.2f} times (at most {MOST_GROWTH}), {largest.spent.memory:.0f} MB (under {MOST_MEMORY})")
    if largest.early:
        late = largest.early / largest.late
        print(f"time an article {verdict(late <= MOST_SLOWER)}: late {late:.2f} times early (at most {MOST_SLOWER})")
    slower = cost(largest, start) / cost(runs[0], start)
    print(f"CPU an article {verdict(slower <= MOST_SLOWER)}: {slower:.2f} times (at most {MOST_SLOWER})")


@contextmanager
def model(kind: str, options: argparse.Namespace, log: Path) -> Iterator[tuple[list[str], Path | None]]:
    """The arguments that say who is asked, and where the server notes what it heard."""
    if kind == "checks":
        yield ["--no-llm"], None
        return
    with server(options.latency, log) as url:
        asking = ["--model", "m", "--base-url", url, "--structured", "json_schema"]
        yield [*asking, "--concurrency", str(options.concurrency)], log


def run(articles: int, options: argparse.Namespace, folder: Path, asking: list[str], heard: Path | None) -> Run:
    """A corpus of so many articles: written, audited, measured."""
    folder.mkdir(parents=True, exist_ok=True)
    corpus, tables, cache = folder / "stories.jsonl", folder / "tables", folder / "answers.sqlite"
    write(corpus, articles, options.words, seed=articles)
    command = ["corpus", str(corpus), "-o", str(tables), "--metadata", "*", "--quiet", "--cores", str(options.cores)]
    command += ["--part-size", str(options.part_size), "--cache", str(cache), *asking]
    before, commits = lines_of(heard), Commits(tables, articles, options.part_size)
    took = spent(command, commits.look)
    if sum(1 for _ in tables.glob("part=*")) < math.ceil(articles / options.part_size):
        raise RuntimeError(f"not all of {articles:,} articles were audited: {took.said}")
    sizes = {"input": corpus.stat().st_size}
    sizes |= {name: sum(one.stat().st_size for one in tables.glob(f"part=*/{name}.parquet")) for name in TABLES}
    sizes |= {"answers": sum(one.stat().st_size for one in folder.glob("answers.sqlite*"))}
    paces = commits.pace() or articles / took.wall, commits.pace(0.1, 0.2), commits.pace(0.8, 0.9)
    each = {name: size / articles for name, size in sizes.items()}
    return Run(articles, took, each, *paces, lines_of(heard) - before)


class Commits:
    """When how many parts of a corpus were committed."""

    _FEWEST = 9
    """Parts that the pace within a run is told of; of fewer it depends on when they happen to be committed."""

    def __init__(self, tables: Path, articles: int, part: int) -> None:
        self._tables, self._articles, self._part = tables, articles, part
        self._seen: list[tuple[float, int]] = []

    def look(self) -> None:
        """Called now and then."""
        parts = sum(1 for _ in self._tables.glob("part=*"))
        if parts and (not self._seen or parts > self._seen[-1][1]):
            self._seen.append((time.perf_counter(), parts))

    def pace(self, begin: float = 0.0, end: float = 1.0) -> float:
        """Articles a second between these shares of the run; 0 where that is too short to be told."""
        parts = math.ceil(self._articles / self._part)
        seen = [(at, done) for at, done in self._seen if begin * parts <= done <= end * parts]
        if not seen or seen[-1][1] - seen[0][1] < (self._FEWEST if end < 1 else 1):
            return 0.0
        return (seen[-1][1] - seen[0][1]) * self._part / (seen[-1][0] - seen[0][0])


def line(one: Run, first: Run, start: Run) -> str:
    """A run beside the first."""
    took = one.spent
    paces = f"{one.articles:>10,} {one.pace:>11.1f} {one.early:>7.1f} {one.late:>7.1f}"
    needs = f"{cost(one, start):>8.2f} {took.memory:>6.0f} {took.largest:>8.0f} {took.processes:>10} {one.requests:>9,}"
    ratios = f"{cost(one, start) / cost(first, start):>5.2f} {took.memory / first.spent.memory:>5.2f}"
    return f"{paces} {needs}          {ratios}"


def cost(one: Run, start: Run) -> float:
    """Milliseconds of CPU an article, without those of starting."""
    articles = one.articles - start.articles
    return 1_000 * (one.spent.cpu - start.spent.cpu) / articles if articles > 0 else math.nan


def lines_of(path: Path | None) -> int:
    """Questions that the server has answered."""
    if path is None or not path.exists():
        return 0
    with path.open("rb") as file:
        return sum(1 for _ in file)


def verdict(held: bool) -> str:
    """For people."""
    return "as promised" if held else "NOT AS PROMISED"


if __name__ == "__main__":
    main()
