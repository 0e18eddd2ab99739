"""docs/corpus-summary.md: its columns are those of the tables, and its queries run as they are written."""

import re
from pathlib import Path

import duckdb
import pytest

from audit.corpus.tables import TABLES
from tests.corpus.made import archive, corpus

PAGE = Path("docs/corpus-summary.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```sql\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)


def test_the_columns_are_those_of_the_tables() -> None:
    for name, columns in TABLES.items():
        row = re.search(rf"^\| `{name}` \| (`.*) \|$", PAGE, re.MULTILINE)
        assert row is not None
        assert re.findall(r"`(\w+)` (\w+)", row[1]) == list(columns.items())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return corpus(tmp_path_factory.mktemp("docs") / "c", archive(3000))


def test_every_query_runs_as_it_is_written(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    assert len(BLOCKS) > 6
    with duckdb.connect() as connection:
        connection.execute(BLOCKS[0])
        for block in BLOCKS[1:-1]:
            assert connection.execute(block).fetchall(), block
        connection.execute(BLOCKS[-1])
    assert (folder / "desk.csv").read_text(encoding="utf-8").count("\n") == 3001
