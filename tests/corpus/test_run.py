"""A corpus from its input to its tables: the same rows however it was run, and nothing lost."""

import json
import os
import re
import signal
from collections.abc import Iterator
from dataclasses import replace
from itertools import count, islice
from multiprocessing import active_children
from pathlib import Path
from random import Random

import pytest
from jsonschema import validate

from audit import assets
from audit.corpus.columns import Columns
from audit.corpus.engines import local
from audit.corpus.engines._tasks import Task, Tasks
from audit.corpus.manifest import read
from audit.corpus.sampling import Sample
from audit.corpus.story import Part
from audit.corpus.tables import Audited
from audit.corpus.work import Watch, Work, Worker
from audit.errors import ModelUnavailableError, UsageError
from audit.llm.endpoint import Patience, Terms
from audit.llm.stop import Stop
from audit.settings import Settings

from . import archive
from .archive import done, here, job, rows, tables, write

STANDARD = {"audited": 10, "articles": 10}


@pytest.fixture
def stories(tmp_path: Path) -> Path:
    return write(tmp_path / "stories.jsonl", rows(10))


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


# -- one run -------------------------------------------------------------------------------------------------------


def test_every_article_is_one_row_with_its_metadata(stories: Path, out: Path) -> None:
    result = done(job(stories, out))
    assert (result.complete, result.rows, result.totals["audited"]) == (True, 10, 10)
    held = tables(out)["articles"]
    assert {row["article"]: (row["row"], row["place"], row["metadata"]) for row in held} == {
        f"a{at}": (at, f"{stories}:{at + 1}", [("outlet", "AB"[at % 2])]) for at in range(10)
    }
    assert sorted(path.name for path in out.glob("part=*")) == ["part=000000", "part=000001", "part=000002"]


def test_the_manifest_fits_its_schema_and_is_read_again(stories: Path, out: Path) -> None:
    done(job(stories, out, sample=Sample(0.5, 1, ("outlet",), 1)))
    content = json.loads((out / "manifest.json").read_text())
    validate(content, assets.schema("corpus"))
    assert (content["complete"], content["totals"]["articles"]) == (True, content["rows"])
    assert read(out / "manifest.json").saved() == (out / "manifest.json").read_text()


def test_the_order_of_the_input_changes_nothing_but_where_articles_stand(tmp_path: Path) -> None:
    listed = rows(23)
    one = write(tmp_path / "one.jsonl", listed)
    Random(4).shuffle(listed)  # noqa: S311  # to be repeated
    other = write(tmp_path / "other.jsonl", listed)
    for source in (one, other):
        done(job(source, tmp_path / source.stem))
    assert archive.unordered(tables(tmp_path / "one")) == archive.unordered(tables(tmp_path / "other"))


def test_what_is_wrong_with_rows_is_said_in_gaps_and_the_others_are_audited(tmp_path: Path, out: Path) -> None:
    listed: list[object] = rows(200)
    listed[20] = b'{"id": "a20", "text": "\xff"}'
    listed[40] = {"id": "a40"}
    listed[60] = b"{"
    listed[80] = {"id": "a80", "text": 7}
    listed[100] = {"id": "a0", "text": "The id of another."}
    listed[120] = {"id": "a120", "text": "Long. " * 20_000}
    result = done(job(write(tmp_path / "stories.jsonl", listed), out, part_size=50))
    assert (result.totals["articles"], result.totals["audited"], result.totals["unread"]) == (200, 194, 6)
    gaps = {row["article"]: row["reason"] for row in tables(out)["gaps"]}
    place = f"{tmp_path / 'stories.jsonl'}:"
    assert len(gaps) == 6
    for article, words in {
        f"{place}61": "JSON",
        "a40": '"text" is missing',
        "a80": '"text" is a number',
        f"{place}101": 'the id "a0" stands in row 0 too',
        "a120": "has 120,000 characters, more than 100,000",
    }.items():
        assert words in gaps[article], gaps


def test_an_article_of_ten_megabytes_is_a_gap_or_audited_as_its_owner_wants(tmp_path: Path, out: Path) -> None:
    listed = [*rows(2), {"id": "long", "text": "word " * 2_000_000}]
    done(job(write(tmp_path / "stories.jsonl", listed), out, max_chars=1_000_000))
    [gap] = tables(out)["gaps"]
    assert (gap["article"], "more than 1,000,000" in gap["reason"]) == ("long", True)


# -- several -------------------------------------------------------------------------------------------------------


def test_a_run_that_ended_early_goes_on_where_it_was(stories: Path, out: Path, tmp_path: Path) -> None:
    done(job(stories, tmp_path / "whole"))
    drawn: list[int] = []

    def noted(parts: Iterator[Part], most: int) -> Iterator[Audited]:
        for part in islice(parts, most):
            drawn.append(part.number)
            yield from here(iter([part]))

    first = done(job(stories, out), lambda parts: noted(parts, 1))
    assert (first.complete, first.totals["articles"], json.loads((out / "manifest.json").read_text())["totals"]) == (
        False,
        4,
        None,
    )
    assert done(job(stories, out), lambda parts: noted(parts, 9)).complete
    assert done(job(stories, out), lambda parts: noted(parts, 9)).complete
    assert drawn == [0, 1, 2]
    assert tables(out) == tables(tmp_path / "whole")
    assert [(line["ended"], line["articles"]) for line in archive.journal(out)] == [("failed", 4), ("complete", 6)]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"part_size": 5}, "part size: 4, now 5"),
        ({"max_chars": 7}, "max chars: 100000, now 7"),
        ({"columns": Columns(id=None, metadata=("outlet",))}, "columns: id: id, now null"),
        ({"sample": Sample(0.5)}, "sample: rate: 1.0, now 0.5"),
        ({"work": Work(Settings(llm=False, without=frozenset({"doubled"})))}, "checks: "),
        ({"work": Work(Settings(model="m", base_url="http://127.0.0.1:1/v1"))}, "model: none, now m"),
    ],
)
def test_a_folder_that_holds_another_audit_is_refused_with_what_differs(
    stories: Path, out: Path, change: dict[str, object], said: str
) -> None:
    done(job(stories, out))
    before = tables(out)
    with pytest.raises(UsageError, match=re.escape(said)) as error:
        done(job(stories, out, **change))
    assert "name another folder with -o, or begin anew with --fresh" in str(error.value)
    assert tables(out) == before


def test_a_changed_input_is_another_audit(stories: Path, out: Path) -> None:
    done(job(stories, out))
    write(stories, rows(11))
    with pytest.raises(UsageError, match="the input: its files have changed"):
        done(job(stories, out))


def test_an_input_that_changes_while_it_is_audited_is_not_taken_for_complete(stories: Path, out: Path) -> None:
    def changing(parts: Iterator[Part]) -> Iterator[Audited]:
        yield from here(parts)
        os.utime(stories, (1, 1))

    with pytest.raises(UsageError, match="changed while it was audited"):
        done(job(stories, out), changing)
    assert json.loads((out / "manifest.json").read_text())["complete"] is False


def test_a_fresh_start_deletes_parts_only_where_it_is_told_twice(stories: Path, out: Path) -> None:
    done(job(stories, out))
    with pytest.raises(UsageError, match=r"--fresh would delete 3 audited parts in .*: say --force too"):
        done(job(stories, out, fresh=True))
    assert len(tables(out)["articles"]) == 10
    assert done(job(stories, out, fresh=True, force=True, part_size=5)).complete
    assert len(list(out.glob("part=*"))) == 2


def test_a_fresh_start_that_is_refused_deletes_nothing(stories: Path, out: Path) -> None:
    done(job(stories, out))
    (out / "desk.csv").write_text("somebody's own")
    with pytest.raises(UsageError, match='no column is called "body"'):
        done(job(stories, out, fresh=True, force=True, columns=Columns(text="body")))
    with pytest.raises(UsageError, match="--sample: none of the 10 articles is drawn"):
        done(job(stories, out, fresh=True, force=True, sample=Sample(0.0001)))
    assert len(tables(out)["articles"]) == 10
    (out / "manifest.json").unlink()
    assert done(job(stories, out, fresh=True, force=True)).complete


def test_a_sample_is_the_same_in_every_run(tmp_path: Path, out: Path) -> None:
    source = write(tmp_path / "stories.jsonl", rows(200))
    sampled = job(source, out, sample=Sample(0.2, seed=3), part_size=7)
    assert not done(sampled, lambda parts: here(islice(parts, 2))).complete
    result = done(sampled)
    done(replace(sampled, folder=tmp_path / "whole"))
    assert 20 <= result.rows <= 60
    assert result.complete
    assert tables(out) == tables(tmp_path / "whole")


# -- processes -----------------------------------------------------------------------------------------------------


def on_this_machine(parts: Iterator[Part], stop: Stop | None = None, work: Work = archive.PLAIN) -> Iterator[Audited]:
    return local.run(parts, work, 2, stop or Stop(), Watch())


def by_number(results: Iterator[Audited]) -> list[tuple[int, object]]:
    return sorted((one.number, one.tables) for one in results)


def test_workers_that_are_killed_lose_nothing() -> None:
    random, found = Random(1), []  # noqa: S311  # to be repeated
    for result in on_this_machine(archive.parts(60, 4)):
        found.append((result.number, result.tables))
        if len(found) in {5, 25, 40}:
            victim = random.choice(active_children())
            assert victim.pid
            os.kill(victim.pid, signal.SIGKILL)
    with Worker(archive.PLAIN) as worker:
        assert sorted(found) == by_number(worker.audited(part) for part in archive.parts(60, 4))
    assert active_children() == []


def test_the_input_is_drawn_only_as_it_is_worked_on() -> None:
    drawn = count()
    endless = (next(archive.parts(1)) for _ in iter(lambda: next(drawn), None))
    running = on_this_machine(Part(number, part.rows) for number, part in enumerate(endless))
    assert len(list(islice(running, 20))) == 20
    running.close()  # type: ignore[attr-defined]  # it is a generator
    assert next(drawn) <= 20 + 2 * 2 + 2
    assert active_children() == []


def test_a_stop_ends_a_run_and_its_processes() -> None:
    stop = Stop()
    results = on_this_machine(archive.parts(100_000), stop)
    next(results)
    stop.pull("interrupted", 1.0)
    assert len(list(results)) <= 8
    assert active_children() == []


def test_an_endpoint_that_never_answers_ends_the_run_and_makes_no_gaps() -> None:
    patience = Patience(backoff=0.01, longest_backoff=0.02)
    terms = Terms(structured="json_schema", cache="off", patience=patience)
    work, stop = Work(Settings(model="m", base_url="http://127.0.0.1:9/v1", terms=terms)), Stop()
    assert list(on_this_machine(archive.parts(30), stop, work)) == []
    assert "no connection to the endpoint" in (stop.reason or "")


def test_a_model_that_is_not_there_ends_a_run_before_anything_is_audited() -> None:
    work = Work(Settings(model=None, base_url="http://127.0.0.1:9/v1"))
    with pytest.raises(ModelUnavailableError, match="does not list its models"):
        list(on_this_machine(archive.parts(1), work=work))


# -- what kills who audits it --------------------------------------------------------------------------------------


def simulated(whole: list[Part], deadly: set[str], workers: int = 2) -> tuple[list[Audited], int]:
    """What comes of parts, some articles of which kill every worker; and how many that are."""
    tasks, found, deaths = Tasks(iter(whole)), list[Audited](), 0
    with Worker(archive.PLAIN) as worker:
        while True:
            seats: list[list[Task]] = []
            for _ in range(workers):
                one = tasks.next(idle=True)
                more = None if one is None or one.suspect else tasks.next(idle=False)
                seats.append([task for task in (one, more) if task])
            if not any(seats):
                return found, deaths
            for seat in seats:
                if any(row.id in deadly for task in seat for row in task.rows):
                    deaths += 1
                    ended = list(tasks.died(seat))
                else:
                    ended = [(task, worker.audited(task.part)) for task in seat]
                found += filter(None, (tasks.done(task, result) for task, result in ended))


@pytest.mark.parametrize("deadly", [set(), {"a5"}, {"a0", "a1"}, {"a0", "a9", "a15", "a31"}])
def test_an_article_that_kills_workers_is_a_gap_and_all_others_are_audited(deadly: set[str]) -> None:
    whole = list(archive.parts(4, 8))
    found, deaths = simulated(whole, deadly)
    assert sorted(one.number for one in found) == [0, 1, 2, 3]
    articles = [row for one in sorted(found, key=lambda one: one.number) for row in one.tables["articles"]]
    assert [row["article"] for row in articles] == [f"a{number}" for number in range(32)]
    assert {row["article"] for row in articles if row["status"] == "unread"} == deadly
    assert deaths <= len(deadly) * 8
    reasons = [row["reason"] for one in found for row in one.tables["gaps"]]
    assert all("it ended the process that audited it" in reason for reason in reasons)
    assert len(reasons) == len(deadly)
