"""`kill -9` at any moment, and the same command again: the tables are those of a run that nobody disturbed.

The process that is killed is the one that writes; its workers end by themselves when nobody is there any more.
"""

import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from tests.test_resume import Endpoint

from . import archive

KILLS = 25
"""Of each kind of run."""
ARTICLES, PART, CONCURRENCY = 200, 2, 4
LONGEST = 0.1
"""Seconds from what is waited for to the kill, at most."""


pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    with closing(Endpoint(tmp_path_factory.mktemp("endpoint") / "log.jsonl", 0.02)) as opened:
        yield opened


class Run:
    """One command, to be started again and again."""

    def __init__(self, source: Path, folder: Path, cache: Path, url: str | None) -> None:
        model = ["--no-llm"]
        if url:
            model = ["--model", "m", "--base-url", url, "--structured", "json_schema", "--concurrency", CONCURRENCY]
        options = ["-o", folder, "--part-size", PART, "--cores", 2, "--cache", cache, "--metadata", "*", "--quiet"]
        self.command = [sys.executable, "-m", "audit", "corpus", source, *options, *model]
        self.folder = folder

    def start(self) -> subprocess.Popen[str]:
        command = list(map(str, self.command))
        return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def finish(self) -> None:
        with self.start() as process:
            out, err = process.communicate(timeout=120)
        assert (process.returncode, err) == (0, ""), err
        assert out.startswith(f"{ARTICLES} articles: {ARTICLES} audited")

    def committed(self) -> int:
        return len(list(self.folder.glob("part=*"))) if self.folder.exists() else 0

    def killed(self, reached: Callable[[], bool], pause: float) -> bool:
        """Kill it so long after something is reached; False where it has ended before."""
        with self.start() as process:
            while not reached() and process.poll() is None:
                time.sleep(0.005)
            time.sleep(pause)
            process.kill()
            return process.wait() == -signal.SIGKILL


def disturbed(run: Run, progress: Callable[[], int], steps: int) -> int:
    """Kill it again and again, each time at another moment of its life; the number of kills."""
    random, kills = Random(run.folder.name), 0  # noqa: S311  # to be repeated
    while kills < KILLS:
        goal = progress() + random.randrange(steps) if random.random() < 0.8 else 0  # also before it has begun
        if not run.killed(lambda goal=goal: progress() >= goal, random.uniform(0, LONGEST)):
            break
        kills += 1
        assert all(len(list(part.iterdir())) == 4 for part in run.folder.glob("part=*"))
    return kills


def test_killed_runs_without_a_model_end_in_the_same_tables(tmp_path: Path) -> None:
    source = archive.write(tmp_path / "stories.jsonl", archive.rows(ARTICLES))
    whole = Run(source, tmp_path / "whole", tmp_path / "cache", None)
    whole.finish()
    run = Run(source, tmp_path / "killed", tmp_path / "cache", None)
    assert disturbed(run, run.committed, 3) >= KILLS // 2
    run.finish()
    assert archive.tables(run.folder) == archive.tables(whole.folder)
    assert [line["ended"] for line in archive.journal(run.folder)][-2:] == ["killed", "complete"]


def test_killed_runs_pay_for_nothing_twice(tmp_path: Path, endpoint: Endpoint) -> None:
    """But what was under way when they were killed."""
    source = archive.write(tmp_path / "stories.jsonl", archive.rows(ARTICLES))
    whole = Run(source, tmp_path / "whole", tmp_path / "cache", endpoint.url)
    whole.finish()
    questions = endpoint.settled()
    assert max(Counter(questions).values()) == 1
    run = Run(source, tmp_path / "killed", tmp_path / "other", endpoint.url)
    kills = disturbed(run, lambda: len(endpoint.answered()), 8)
    assert kills >= KILLS // 2
    run.finish()
    asked = Counter(endpoint.settled())
    assert asked.keys() == set(questions)
    assert asked.total() - len(asked) <= kills * CONCURRENCY
    assert archive.tables(run.folder) == archive.tables(whole.folder)
