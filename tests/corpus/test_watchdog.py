"""An article that is never done with: the process that is at it ends, it becomes a gap, and all others are audited."""

import re
import time
from dataclasses import replace
from typing import Any

import pytest

from audit.corpus.engines import local
from audit.corpus.story import Part, Story
from audit.corpus.tables import Audited
from audit.corpus.work import Watch, Work
from audit.llm.endpoint import Terms
from audit.llm.stop import Stop
from audit.settings import Settings
from tests.llm.faults.server import FaultServer

from . import archive
from .archive import story


class Endless(str):
    """A text whose audit never ends, and never lets go of the interpreter, as a pattern that backtracks for years."""

    def __getattribute__(self, name: str) -> Any:
        if not name.startswith("__"):
            re.match(r"(a+)+$", "a" * 60 + "b")
        return super().__getattribute__(name)


class Asleep(str):
    """A text whose audit never ends, but lets other threads work."""

    def __getattribute__(self, name: str) -> Any:
        if not name.startswith("__"):
            time.sleep(3600)
        return super().__getattribute__(name)


def audited(parts: list[Part], work: Work) -> dict[int, Audited]:
    """By number of the part."""
    return {one.number: one for one in local.run(iter(parts), work, 2, Stop(), Watch())}


def status(part: Audited) -> list[str]:
    return [row["status"] for row in part.tables["articles"]]


@pytest.mark.parametrize("kind", [Endless, Asleep])
def test_an_article_that_never_ends_is_a_gap(kind: type[str]) -> None:
    endless = Story(1, "a1", kind("On Monday they left."), "x.jsonl:2", target_language="en")
    parts = [Part(0, (story(0), endless, story(2))), *list(archive.parts(4, 3))[1:]]
    done = audited(parts, replace(archive.PLAIN, hangs_after=2.0))
    assert sorted(done) == [0, 1, 2, 3]
    assert status(done[0]) == ["audited", "unread", "audited"]
    assert "minutes at one article" in done[0].tables["gaps"][0]["reason"]
    assert all(status(done[number]) == ["audited"] * 3 for number in (1, 2, 3))


def test_an_answer_may_take_any_time() -> None:
    with FaultServer(latency=4.0) as server:
        terms = Terms(structured="json_schema", cache="off")
        work = Work(Settings(model="m", base_url=server.url, terms=terms), hangs_after=2.0)
        done = audited(list(archive.parts(2, 2)), work)
    assert [status(done[number]) for number in sorted(done)] == [["audited"] * 2] * 2
