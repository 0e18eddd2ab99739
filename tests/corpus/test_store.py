"""The folder of tables: what is written, what is refused, what a crash leaves."""

import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from audit.corpus.arrow import SCHEMAS
from audit.corpus.store import Store
from audit.corpus.story import Broken
from audit.corpus.tables import TABLES, Audited, audited, unread
from audit.corpus.work import Worker
from audit.errors import UsageError

from . import archive


def part(number: int = 0, **more: Any) -> Audited:
    """A part of one row that is no article."""
    fields = {"number": 0, "id": "a0", "place": "in:1", "reason": "not JSON", "metadata": {"outlet": "A"}, **more}
    return audited(number, [unread(Broken(**fields), fields["reason"])])


def test_a_part_is_four_typed_files(tmp_path: Path) -> None:
    with Worker(archive.PLAIN) as worker, Store(tmp_path / "out") as store:
        store.commit(worker.audited(next(archive.parts(1))))
    for name in TABLES:
        file = pq.ParquetFile(tmp_path / "out" / "part=000000" / f"{name}.parquet")
        assert file.schema_arrow.equals(SCHEMAS[name])
        assert {file.metadata.row_group(0).column(0).compression for _ in range(file.num_row_groups)} <= {"ZSTD"}
    held = archive.tables(tmp_path / "out")
    assert [row["article"] for row in held["articles"]] == ["a0", "a1"]
    assert [(row["article"], row["quote"], row["detectors"]) for row in held["findings"]] == [
        ("a0", "the the", ["doubled"])
    ]
    assert len(held["segments"]) == 6


def test_what_was_begun_and_not_committed_is_removed_and_what_is_committed_is_known(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        store.commit(part(7))
    (tmp_path / ".draft-8").mkdir()
    (tmp_path / ".draft-8" / "articles.parquet").write_bytes(b"half")
    with Store(tmp_path) as store:
        assert store.done == {7}
    assert not (tmp_path / ".draft-8").exists()


def test_text_that_no_file_can_hold_is_spelled_out(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        store.commit(part(reason="it says \ud800", metadata={"outlet": "\udcff"}))
    held = archive.tables(tmp_path)
    assert held["gaps"][0]["reason"] == "it says \\ud800"
    assert held["articles"][0]["metadata"] == [("outlet", "\\udcff")]


def test_two_runs_do_not_work_in_one_folder(tmp_path: Path) -> None:
    with Store(tmp_path), pytest.raises(UsageError, match="another run is at work in it"), Store(tmp_path):
        pass
    with Store(tmp_path):
        pass


def test_a_folder_with_other_things_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").write_text("all I have")
    with pytest.raises(UsageError, match=r"holds other things \(thesis.tex\)"), Store(tmp_path):
        pass
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.tex"]


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="file/out: cannot be used: Not a directory"), Store(tmp_path / "file" / "out"):
        pass


def test_a_full_disk_is_said_and_what_is_committed_is_safe(tmp_path: Path) -> None:
    """A limit on the size of files stands for the disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    with Store(tmp_path) as store:
        store.commit(part(0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, before[1]))
        try:
            with pytest.raises(UsageError, match=r"cannot be used: .*[Ff]ile too large.* What is committed is safe"):
                store.commit(part(1))
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
    with Store(tmp_path) as store:
        assert store.done == {0}
        store.commit(part(1))
    assert len(archive.tables(tmp_path)["gaps"]) == 2


def test_totals_are_sums_over_all_parts(tmp_path: Path) -> None:
    with Worker(archive.PLAIN) as worker, Store(tmp_path) as store:
        for one in archive.parts(3):
            store.commit(worker.audited(one))
        store.commit(part(3))
        found = store.totals()
    assert (found["articles"], found["audited"], found["incomplete"], found["unread"]) == (7, 6, 0, 1)
    assert found["segments"] == 18
    assert found["words"] == sum(len(archive.text(number).split()) for number in range(6))
    assert sum(found[name] for name in ("minor", "major", "critical", "neutral")) == 2  # a0 and a3


def test_a_run_that_was_killed_is_noted_by_the_next(tmp_path: Path) -> None:
    with Store(tmp_path):
        (tmp_path / ".running.json").write_text('{"started": "2026-01-01T00:00:00+00:00", "engine": "local"}')
    with Store(tmp_path) as store, store.journal({"started": "later"}) as entry:
        entry["ended"] = "complete"
    assert [(line["started"], line["ended"]) for line in archive.journal(tmp_path)] == [
        ("2026-01-01T00:00:00+00:00", "killed"),
        ("later", "complete"),
    ]


def test_arrow_can_do_without_pandas() -> None:
    code = (
        "import sys; from audit.corpus.arrow import spare_pandas, table; spare_pandas(); "
        "made = table('gaps', ({'article': 'a', 'detector': 'd', 'segments': ['s1'], 'reason': 'r'},)); "
        "print(made.num_rows, 'pandas' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.split() == ["1", "False"]
