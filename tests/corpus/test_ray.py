"""A corpus on a cluster: the same rows as on one machine, whatever dies, and a key that stays where it is."""

import asyncio
import json
import os
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("ray")

from ray.cluster_utils import Cluster

from audit.corpus.engines import local
from audit.corpus.engines import ray as cluster
from audit.corpus.engines._ray_source import Source
from audit.corpus.story import Broken, Part, Row, Story
from audit.corpus.tables import Audited
from audit.corpus.work import Watch, Work
from audit.errors import UsageError
from audit.llm.endpoint import Terms
from audit.llm.stop import Stop
from audit.settings import Settings
from tests.asking import asked
from tests.llm.server import KEY, Heard, Reply, Server, says

pytestmark = [
    pytest.mark.slow,  # a cluster takes seconds to start
    pytest.mark.filterwarnings("ignore"),  # Ray's own, of its own code
]

_SMALL = {"num_cpus": 1, "object_store_memory": 100 * 2**20}
CHECKS = Work(Settings(llm=False))


@pytest.fixture(scope="module")
def nodes() -> Iterator[Cluster]:
    """A head and another node, each with room for one worker."""
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    every = Cluster(initialize_head=True, head_node_args={**_SMALL, "include_dashboard": False})
    every.add_node(**_SMALL)
    yield every
    every.shutdown()


def story(number: int, size: int) -> Row:
    if number % size == 2:
        return Broken(number, f"a{number}", f"x.jsonl:{number + 1}", "no text", {"outlet": "wire"})
    text = (
        f"On Monday the the minister of town {number} said that 12% of voters were happy. The rest of of them was not."
    )
    return Story(number, f"a{number}", text, f"x.jsonl:{number + 1}", target_language="en", metadata={"outlet": "wire"})


def parts(count: int, size: int = 3) -> Iterator[Part]:
    for number in range(count):
        yield Part(number, tuple(story(number * size + place, size) for place in range(size)))


def judged(heard: Heard) -> Reply:
    """One error in each first segment."""
    rows, _ = asked(heard.messages)
    error = {
        "quote": "voters", "reason": "Not what the source says.", "category": "accuracy/mistranslation",
        "severity": "major", "correction": "readers", "confidence": 80, "major": 60,
    }  # fmt: skip
    content = {"segments": [{"id": row["id"], "errors": [error] if "voters" in row["text"] else []} for row in rows]}
    return says(json.dumps(content), delay=0.02)


def hosted(server: Server, **terms: Any) -> Work:
    how = Terms(structured="json_schema", cache="off", concurrency=8, **terms)
    return Work(Settings(model="m", base_url=server.url, terms=how), environment={"OPENAI_API_KEY": KEY})


def by_number(results: Iterator[Audited]) -> dict[int, Audited]:
    found = list(results)
    numbers = [one.number for one in found]
    assert len(numbers) == len(set(numbers))
    return {one.number: one for one in found}


def tables(results: dict[int, Audited]) -> dict[int, Any]:
    return {number: dict(one.tables) for number, one in results.items()}


def test_checks_make_the_same_rows_as_on_one_machine(nodes: Cluster) -> None:
    there = by_number(cluster.run(parts(6), CHECKS, 2, nodes.address, Stop(), Watch()))
    here = by_number(local.run(parts(6), CHECKS, 1, Stop(), Watch()))
    assert sorted(there) == list(range(6))
    assert tables(there) == tables(here)


def test_a_model_is_one_for_all_workers_and_its_key_stays_with_it(nodes: Cluster) -> None:
    with Server(judged) as server:
        there = by_number(cluster.run(parts(6), hosted(server), 2, nodes.address, Stop(), Watch()))
        most, asked_there = server.most_at_a_time, len(server.heard)
        here = by_number(local.run(parts(6), hosted(server), 1, Stop(), Watch()))
    assert tables(there) == tables(here)
    assert sum(len(one.tables["findings"]) for one in there.values()) > 0
    assert most <= 8  # --concurrency of both workers together
    assert asked_there == len(server.heard) - asked_there
    logs = Path(nodes.head_node.get_session_dir_path(), "logs")
    spoken = b"".join(file.read_bytes() for file in logs.rglob("*") if file.is_file())
    assert b"MapBatches(Auditing)" in spoken
    assert KEY.encode() not in spoken


def test_the_embedded_model_reads_as_on_one_machine(nodes: Cluster) -> None:
    work = Work(Settings(model="local", target_language="en"))
    there = by_number(cluster.run(parts(2), work, 1, nodes.address, Stop(), Watch()))
    here = by_number(local.run(parts(2), work, 1, Stop(), Watch()))
    assert tables(there) == tables(here)
    assert all(segment["suspicion"] is not None for segment in here[0].tables["segments"])


def test_a_limit_ends_the_run_and_no_part_of_it_becomes_gaps(nodes: Cluster) -> None:
    stop = Stop()
    with Server(judged) as server:
        done = by_number(cluster.run(parts(20), hosted(server, max_requests=9), 2, nodes.address, stop, Watch()))
        assert len(server.heard) <= 9
    assert "--max-requests 9 is used up" in (stop.reason or "")
    assert len(done) < 20
    assert not [gap for one in done.values() for gap in one.tables["gaps"] if gap["detector"] != "input"]


def test_a_stop_ends_the_run_in_order(nodes: Cluster) -> None:
    stop, seen = Stop(), 0
    for _ in cluster.run(parts(10_000), CHECKS, 2, nodes.address, stop, Watch()):
        seen += 1
        assert stop.heeded
        stop.pull("interrupted", 1.0)
    assert 1 <= seen <= 20  # those that were out


def test_a_part_that_the_end_overtakes_is_not_lost() -> None:
    """Calls of an actor may arrive in another order than they were made in."""

    async def told() -> list[bool]:
        source = Source()
        await source.end(2)
        await source.put(Part(0, ()))
        last = asyncio.create_task(source.has(1))
        await asyncio.sleep(0)
        await source.put(Part(1, ()))
        return [await source.has(0), await last, await source.has(2)]

    assert asyncio.run(told()) == [True, True, False]


def test_nothing_to_do_is_done(nodes: Cluster) -> None:
    assert not by_number(cluster.run(iter(()), CHECKS, 1, nodes.address, Stop(), Watch()))


def test_settings_that_are_impossible_are_said_before_anything_runs(nodes: Cluster) -> None:
    work = Work(Settings(llm=False, prompts=("nosuch",)))
    with pytest.raises(UsageError, match="no prompt 'nosuch'"):
        list(cluster.run(parts(1), work, 1, nodes.address, Stop(), Watch()))


class Deadly(str):
    """A text that ends whoever looks at it, as one that needs more memory than there is."""

    def __getattribute__(self, name: str) -> Any:
        if not name.startswith("__"):
            os.kill(os.getpid(), 9)
        return super().__getattribute__(name)


def test_an_article_that_ends_its_worker_is_a_gap_and_the_others_are_audited(nodes: Cluster) -> None:
    deadly = Story(1, "a1", Deadly("On Monday they left."), "x.jsonl:2", target_language="en")
    part = Part(0, (story(0, 3), deadly, story(3, 3)))
    done = by_number(cluster.run(iter([part, *list(parts(4))[1:]]), CHECKS, 2, nodes.address, Stop(), Watch()))
    assert sorted(done) == [0, 1, 2, 3]
    assert [row["status"] for row in done[0].tables["articles"]] == ["audited", "unread", "audited"]
    assert "ended the process that audited it" in done[0].tables["gaps"][0]["reason"]


class Endless(str):
    """A text whose audit never ends, as a pattern that backtracks for years."""

    def __getattribute__(self, name: str) -> Any:
        if not name.startswith("__"):
            re.match(r"(a+)+$", "a" * 60 + "b")
        return super().__getattribute__(name)


def test_an_article_that_never_ends_is_a_gap_and_the_others_are_audited(nodes: Cluster) -> None:
    endless = Story(1, "a1", Endless("On Monday they left."), "x.jsonl:2", target_language="en")
    part = Part(0, (story(0, 3), endless, story(3, 3)))
    work = replace(CHECKS, hangs_after=8.0)  # the first article of a worker loads much
    done = by_number(cluster.run(iter([part, *list(parts(4))[1:]]), work, 2, nodes.address, Stop(), Watch()))
    assert sorted(done) == [0, 1, 2, 3]
    assert [row["status"] for row in done[0].tables["articles"]] == ["audited", "unread", "audited"]
    assert "minutes at one article" in done[0].tables["gaps"][0]["reason"]


def test_a_node_that_is_killed_costs_no_article_and_doubles_none(nodes: Cluster) -> None:
    doomed, done = nodes.add_node(**_SMALL), []
    with Server(judged) as server:
        for one in cluster.run(parts(30), hosted(server), 3, nodes.address, Stop(), Watch()):
            done.append(one)
            if len(done) == 5:
                nodes.remove_node(doomed, allow_graceful=False)
    rows = [row["article"] for one in done for row in one.tables["articles"]]
    assert sorted(rows, key=lambda id_: int(id_[1:])) == [f"a{number}" for number in range(90)]


def test_a_ray_client_is_refused_with_what_to_do_instead() -> None:
    with pytest.raises(UsageError, match=r"ray://127\.0\.0\.1:10001: .* run audit on a machine of the cluster"):
        list(cluster.run(parts(1), CHECKS, 1, "ray://127.0.0.1:10001", Stop(), Watch()))


def test_where_no_cluster_is_the_user_is_told_what_to_do() -> None:
    with pytest.raises(UsageError, match=r"no Ray cluster answers at 127\.0\.0\.1:1 .*`ray start --head`"):
        list(cluster.run(parts(1), CHECKS, 1, "127.0.0.1:1", Stop(), Watch()))
