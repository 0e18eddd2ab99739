"""A folder of tables: the only writer. A part is there wholly or not at all, and what is there is never done again.

DIR/manifest.json                what it holds
DIR/part=000000/NAME.parquet     articles, findings, segments, gaps of a part
DIR/runs.jsonl                   a line a run
DIR/.lock                        held, by the operating system, by the one run that works here
"""

import json
import os
import re
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any, Self

import pyarrow as pa
import pyarrow.parquet as pq
from filelock import FileLock, Timeout

from audit.corpus.arrow import table
from audit.corpus.manifest import NAME, Manifest, read
from audit.corpus.tables import Audited
from audit.errors import UsageError

_PART = re.compile(r"part=(\d{6,})")
_DRAFT, _NEW = ".draft-", ".new"
_LOCK, _RUNS, _RUNNING = ".lock", "runs.jsonl", ".running.json"
_LISTED = 8
"""Differences that a message names at most."""


class Store:
    """The folder of one run. Use it as a context; meanwhile no other run works there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.done: set[int] = set()
        """Numbers of the parts that are there."""
        self._closing = ExitStack()

    def __enter__(self) -> Self:
        """Raises UsageError where another run works there, and where the folder cannot be written or is not ours."""
        with _explained(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
            strange = next((path.name for path in self.folder.iterdir() if not _is_ours(path)), None)
            if strange and not ((self.folder / NAME).exists() or (self.folder / _RUNS).exists()):
                raise UsageError(f"{self.folder} holds other things ({strange}): name an empty or a new folder with -o")
            try:
                self._closing.enter_context(FileLock(self.folder / _LOCK, timeout=0))
            except Timeout:
                raise UsageError(
                    f"{self.folder}: another run is at work in it: wait for its end, or name another folder with -o"
                ) from None
            for draft in self.folder.glob(f"{_DRAFT}*"):
                shutil.rmtree(draft)
        self.done = {int(found[1]) for path in self.folder.iterdir() if (found := _PART.fullmatch(path.name))}
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.close()

    def manifest(self) -> Manifest | None:
        """What the folder holds; None where it holds nothing yet. Raises UsageError where it cannot be told."""
        path = self.folder / NAME
        return read(path) if path.exists() else None

    def describe(self, manifest: Manifest) -> None:
        """Write the manifest. Raises UsageError."""
        with _explained(self.folder):
            _replace(self.folder / NAME, manifest.saved())

    def clear(self) -> None:
        """Remove everything that was audited; what was said of earlier runs stays. Raises UsageError."""
        with _explained(self.folder):
            for number in sorted(self.done):  # out of sight at once: half of a part would be taken for a whole one
                gone = self.folder / f"{_DRAFT}gone-{number}"
                self._part(number).rename(gone)
                shutil.rmtree(gone)
            (self.folder / NAME).unlink(missing_ok=True)
        self.done = set()

    def commit(self, part: Audited) -> None:
        """Write a part, to the disk itself, and make it visible by one rename. Raises UsageError."""
        draft = self.folder / f"{_DRAFT}{part.number}"
        made = {name: table(name, rows) for name, rows in part.tables.items()}
        with _explained(self.folder):
            draft.mkdir()
            for name, content in made.items():
                path = draft / f"{name}.parquet"
                pq.write_table(content, path, compression="zstd")
                _sync(path)
            _sync(draft)
            draft.rename(self._part(part.number))
            _sync(self.folder)
        self.done.add(part.number)

    def totals(self) -> dict[str, int]:
        """Of all that is there: articles by status, those that fail, words, segments, and errors by severity."""
        found: Counter[str] = Counter()
        sums = ["words", "segments", "neutral", "minor", "major", "critical"]
        for number in self.done:
            path = self._part(number) / "articles.parquet"
            with _explained(path):
                rows = pq.read_table(path, columns=["status", "passes", *sums], partitioning=None).to_pydict()
            found.update(rows["status"])
            found["articles"] += len(rows["status"])
            found["failing"] += sum(passes is False for passes in rows["passes"])
            for name in sums:
                found[name] += sum(rows[name])
        names = ("articles", "audited", "incomplete", "unread", "failing", *sums)
        return {name: found[name] for name in names}

    @contextmanager
    def journal(self, begun: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        """A line in runs.jsonl for this run, with what is put into the yielded one until its end.

        A run that was killed could not write its own: the next one does it.
        """
        running = self.folder / _RUNNING
        with _explained(self.folder):
            if running.exists():
                with suppress(ValueError):
                    self._note(json.loads(running.read_text(encoding="utf-8")) | {"ended": "killed"})
            _replace(running, json.dumps(begun))
        entry = {**begun, "ended": "failed"}
        try:
            yield entry
        finally:
            with _explained(self.folder):
                self._note(entry)
                running.unlink()

    def _note(self, entry: Mapping[str, Any]) -> None:
        with (self.folder / _RUNS).open("a", encoding="utf-8") as file:
            file.write(json.dumps(entry) + "\n")

    def _part(self, number: int) -> Path:
        return self.folder / f"part={number:06d}"


def refuse(folder: Path, differences: Iterator[str]) -> None:
    """Raises UsageError where there are any."""
    found = list(differences)
    if found:
        more = f"; and {len(found) - _LISTED} more" if found[_LISTED:] else ""
        raise UsageError(
            f"{folder} holds another audit: {'; '.join(found[:_LISTED])}{more}. Run what began it, name another folder "
            "with -o, or begin anew with --fresh"
        )


def _is_ours(path: Path) -> bool:
    name = path.name.removesuffix(_NEW)
    return name in {NAME, _LOCK, _RUNS, _RUNNING} or name.startswith((_DRAFT, "part="))


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    """What the system says, as a message."""
    try:
        yield
    except (OSError, pa.ArrowException) as error:
        reason = getattr(error, "strerror", None) or str(error).partition("\n")[0]
        raise UsageError(
            f"{path}: cannot be used: {reason}. What is committed is safe: mend it, and run the same command again"
        ) from error


def _replace(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    draft = path.with_name(path.name + _NEW)
    draft.write_text(text, encoding="utf-8")
    _sync(draft)
    draft.replace(path)
    _sync(path.parent)


def _sync(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
