"""`audit corpus`: what a user types, and what a shell sees."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.corpus.archive import journal, rows, tables, write
from tests.llm.faults.model import Heard, answer
from tests.llm.server import KEY, Reply, Server, says

from .conftest import Ran

Audit = Callable[..., Ran]


@pytest.fixture
def stories(tmp_path: Path) -> Path:
    return write(tmp_path / "stories.jsonl", rows(10))


def good(heard) -> Reply:
    """A good model."""
    return says(answer(Heard("POST", "/", {}, heard.body, 0.0)))


@pytest.fixture
def server() -> Iterator[Server]:
    with Server(good) as opened:
        yield opened


def asking(server: Server) -> list[str]:
    return ["--model", "m", "--base-url", server.url, "--structured", "json_schema", "--cores", "1"]


def test_one_command_makes_the_tables_and_says_where_they_are(audit: Audit, stories: Path) -> None:
    ran = audit("corpus", stories, "-o", "out", "--no-llm", "--metadata", "*", "--part-size", 4, "--cores", 1)
    assert ran.code == 0
    assert ran.out.splitlines() == [
        "10 articles: 10 audited",
        "184 words, errors: 0 critical, 0 major, 4 minor; 0 places worth a look",
        "tables: out/part=*/{articles,findings,segments,gaps}.parquet",
    ]
    assert "model: none (--no-llm); nothing leaves this machine" in ran.err
    assert len(tables(Path("out"))["articles"]) == 10
    again = audit("corpus", "run", stories, "-o", "out", "--no-llm", "--metadata", "*", "--part-size", 4, "--quiet")
    assert (again.code, again.out, again.err) == (0, ran.out, "")


def test_a_model_is_asked_by_all_workers_and_what_it_cost_is_kept(
    audit: Audit, stories: Path, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    ran = audit("corpus", stories, "-o", "out", *asking(server)[:-1], 2, "--part-size", 2)
    assert (ran.code, ran.out.splitlines()[0]) == (0, "10 articles: 10 audited, 2 below standard")
    found = {row["article"] for row in tables(Path("out"))["findings"] if row["quote"] == "occupiers"}
    assert found == {"a0", "a5"}
    [line] = journal(Path("out"))
    assert (
        line["usage"]["requests"]
        == len(server.heard)
        == len({heard.said + str(heard.messages) for heard in server.heard})
    )
    assert {heard.headers["authorization"] for heard in server.heard} == {f"Bearer {KEY}"}
    assert KEY not in "".join(path.read_text(errors="replace") for path in Path("out").rglob("*") if path.is_file())


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        ([], 0, ""),
        (["--fail-on", "minor"], 1, ""),
        (["--fail-on", "critical"], 0, ""),
        (["--max-chars", "80"], 3, "incomplete: 10 articles: the table of gaps says what was not audited, and why"),
        (["--text-column", "body"], 2, 'no column is called "body"'),
        (["--sample", "none"], 2, '--sample none: give a share, "1%" or "0.01", or a number of articles, "500"'),
        (["--address", "auto"], 2, "--address is a cluster's: say --engine ray too"),
    ],
)
def test_the_exit_code_says_what_became_of_it(
    audit: Audit, stories: Path, options: list[str], code: int, said: str
) -> None:
    ran = audit("corpus", stories, "-o", "out", "--no-llm", "--cores", 1, *options)
    assert ran.code == code, ran
    assert said in ran.err


def test_a_limit_of_requests_ends_a_run_which_goes_on_with_a_higher_one(
    audit: Audit, stories: Path, server: Server
) -> None:
    command = ["corpus", stories, "-o", "out", *asking(server), "--part-size", 1, "--concurrency", 1]
    first = audit(*command, "--max-requests", 7)
    assert first.code == 3
    assert "not finished: --max-requests 7 is used up" in first.err
    assert "the same command goes on where this ended" in first.err
    assert len(server.heard) == 7
    assert {row["status"] for row in tables(Path("out"))["articles"]} == {"audited"}
    assert tables(Path("out"))["gaps"] == []
    assert audit(*command).code == 0
    assert len(server.heard) == 20  # two questions an article, each once
    assert [line["ended"][:14] for line in journal(Path("out"))] == ["--max-requests", "complete"]


def test_with_the_cache_only_what_is_not_in_it_ends_with_4(audit: Audit, stories: Path, server: Server) -> None:
    command = ["corpus", stories, *asking(server)]
    nothing = audit(*command, "-o", "none", "--cache-only")
    assert (nothing.code, server.heard) == (4, [])
    assert "not finished: not in the cache" in nothing.err
    assert audit(*command, "-o", "first").code == 0
    asked = len(server.heard)
    assert audit(*command, "-o", "second", "--cache-only").code == 0
    assert len(server.heard) == asked
    assert tables(Path("first")) == tables(Path("second"))


def test_an_endpoint_that_refuses_the_key_ends_the_run_without_a_gap(audit: Audit, stories: Path) -> None:
    refusal = Reply({"error": {"message": "no such key", "type": "error", "code": None}}, 401)
    with Server([refusal]) as server:
        ran = audit("corpus", stories, "-o", "out", *asking(server))
    assert (ran.code, ran.out.splitlines()[0]) == (3, "0 of 10 articles: none is done")
    assert "not finished:" in ran.err
    assert list(Path("out").glob("part=*")) == []


def test_ctrl_c_ends_in_order_with_130_and_the_same_command_goes_on(tmp_path: Path) -> None:
    source = write(tmp_path / "stories.jsonl", rows(3_000))
    command = [
        sys.executable,
        "-m",
        "audit",
        "corpus",
        source,
        "-o",
        "out",
        "--no-llm",
        "--part-size",
        "5",
        "--cores",
        "1",
    ]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, **pipes, start_new_session=True) as process:
        while not list(Path("out").glob("part=*")):
            assert process.poll() is None
            time.sleep(0.01)
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does
        out, err = process.communicate(timeout=30)
    assert process.returncode == 130, err
    assert "Traceback" not in err
    assert "not finished: interrupted; the same command goes on where this ended" in err
    done = int(out.split(" of 3,000 articles")[0].replace(",", ""))
    assert 0 < done == len(tables(Path("out"))["articles"])
    assert [line["ended"] for line in journal(Path("out"))] == ["interrupted"]


def test_an_option_may_come_first(audit: Audit, stories: Path) -> None:
    assert audit("corpus", "-o", "out", "--no-llm", "--cores", 1, stories).code == 0


def test_a_sample_is_drawn_by_strata(audit: Audit, tmp_path: Path) -> None:
    source = write(tmp_path / "stories.jsonl", rows(100))
    ran = audit(
        "corpus", source, "-o", "out", "--no-llm", "--cores", 1, "--sample", "2%", "--by", "outlet", "--at-least", 5
    )
    assert ran.code == 0
    outlets = [dict(row["metadata"])["outlet"] for row in tables(Path("out"))["articles"]]
    assert min(outlets.count("A"), outlets.count("B")) >= 5
    assert len(outlets) < 30
    strata = json.loads(Path("out/manifest.json").read_text())["sample"]["strata"]
    assert [(one["values"], one["size"]) for one in strata] == [(["A"], 50), (["B"], 50)]
