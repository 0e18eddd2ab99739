"""An archive to be audited, and what became of it: for tests of whole runs."""

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from audit.corpus.columns import Columns
from audit.corpus.run import Engine, Job, Listener, Result, run
from audit.corpus.sampling import Sample
from audit.corpus.story import Part, Story
from audit.corpus.tables import TABLES, Audited
from audit.corpus.work import Work, Worker
from audit.llm.stop import Stop
from audit.settings import Settings

PLAIN = Work(Settings(llm=False))


def text(number: int) -> str:
    """Three sentences; in every third article a word stands twice, in every fifth one an error that a model knows."""
    doubled = "the the" if number % 3 == 0 else "the"
    planted = "The occupiers left." if number % 5 == 0 else "The soldiers left."
    return f"Column {number} of {doubled} convoy left the depot before dawn. It came back on Monday. {planted}"


def rows(count: int) -> list[dict[str, Any]]:
    return [{"id": f"a{number}", "text": text(number), "outlet": "AB"[number % 2]} for number in range(count)]


def write(path: Path, listed: Iterable[Mapping[str, Any] | bytes]) -> Path:
    """JSON Lines; bytes are a line as it is."""
    path.write_bytes(b"".join((one if isinstance(one, bytes) else json.dumps(one).encode()) + b"\n" for one in listed))
    return path


def story(number: int, **more: Any) -> Story:
    return Story(**{"number": number, "id": f"a{number}", "text": text(number), "place": f"in:{number + 1}", **more})


def parts(count: int, size: int = 2) -> Iterator[Part]:
    """So many parts."""
    for number in range(count):
        yield Part(number, tuple(story(at) for at in range(number * size, (number + 1) * size)))


def job(source: Path, folder: Path, **more: Any) -> Job:
    usual = {"columns": Columns(metadata=("outlet",)), "sample": Sample(), "part_size": 4, "max_chars": 100_000}
    return Job(**{"inputs": (str(source),), "folder": folder, "work": PLAIN, **usual, **more})


def here(drawn: Iterator[Part]) -> Iterator[Audited]:
    """The plainest engine: one part after another, in this process."""
    with Worker(PLAIN) as worker:
        yield from map(worker.audited, drawn)


def done(what: Job, engine: Engine = here, stop: Stop | None = None) -> Result:
    """A run that nobody listens to."""
    return run(what, engine, {"engine": "test", "cores": 1}, stop or Stop(), Listener(lambda _: None, lambda *_: None))


def tables(folder: Path) -> dict[str, list[dict[str, Any]]]:
    """All that a folder holds, sorted."""
    found: dict[str, list[dict[str, Any]]] = {}
    for name in TABLES:
        listed = [
            row for path in folder.glob(f"part=*/{name}.parquet") for row in pq.ParquetFile(path).read().to_pylist()
        ]
        found[name] = sorted(listed, key=lambda row: json.dumps(row, sort_keys=True))
    return found


def unordered(held: Mapping[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    """The same without where in the input an article stands."""
    plain = {
        name: [{key: value for key, value in row.items() if key not in {"row", "place"}} for row in listed]
        for name, listed in held.items()
    }
    return {name: sorted(listed, key=lambda row: json.dumps(row, sort_keys=True)) for name, listed in plain.items()}


def journal(folder: Path) -> list[dict[str, Any]]:
    """The lines of its runs."""
    return [json.loads(line) for line in (folder / "runs.jsonl").read_text().splitlines()]
