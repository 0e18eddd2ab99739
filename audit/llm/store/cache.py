"""What models have answered, in one SQLite file: a run that was cut short resumes from it, and pays nothing twice.

The same file is a cassette: copied to a machine without a network or a key, it answers what it was asked before.
"""

import json
import os
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Self

from platformdirs import user_cache_path

from audit.llm.model import unlogged
from audit.llm.store.database import Database, beside
from audit.llm.store.keys import as_json

_REMOVE_LEAST_USED = """
DELETE FROM answers WHERE rowid IN (
    SELECT rowid FROM (
        SELECT rowid, size, sum(size) OVER (ORDER BY used, rowid) AS total
        FROM (SELECT rowid, used, length(CAST(stored AS BLOB)) AS size FROM answers)
    ) WHERE total - size < (SELECT page_count * page_size - ? FROM pragma_page_count, pragma_page_size)
)
"""
_USES = 1000
"""Lookups noted in one commit."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A validated answer, and where it came from."""

    content: Mapping[str, Any]
    """A JSON object."""
    model: str
    """The one asked for."""
    endpoint: str
    """Base URL as `endpoint_name` has it."""
    structured: str = ""
    """How the schema was enforced."""
    served_model: str = ""
    """What the endpoint says it is."""
    fingerprint: str = ""
    request_id: str = ""
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    seconds: float = 0.0
    complete: bool = True
    """False for the whole items of an answer that was damaged."""
    created: float = 0.0
    """Unix time; set by `Cache.keep` where 0."""


@dataclass(frozen=True, slots=True)
class Share:
    """One model's part in the cache."""

    count: int
    oldest: float
    """Unix time of its first answer."""
    newest: float


@dataclass(frozen=True, slots=True)
class Statistics:
    """What is in the cache."""

    answers: int
    bytes: int
    """On disk, what is not yet merged into the file included; 0 in memory."""
    by_model: Mapping[str, Share]


class Cache:
    """Answers by `request_key`, and small facts beside them. Used from the thread that opened it only, until another
    one adopts it.

    What `keep` and `remember` took is on disk when they return: killing the process loses none of it (a power cut may
    lose the last of it). Any number of processes may share a file.

    Never in the way: a damaged file is set aside for a new one, what cannot be read is a miss, what cannot be written
    is dropped, and the log is told once.
    """

    def __init__(self, path: Path | None, log: Callable[[str], None] = unlogged) -> None:
        """None: in memory only. Raises UsageError for a database of another program or of a newer version."""
        self._database = Database(path, log)
        self._used: dict[str, float] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def adopt(self) -> None:
        """From now on the calling thread uses it, and the one before no more."""
        self._database.adopt()

    def close(self) -> None:
        """Note what was used, and close the file. May be called twice."""
        self._flush()
        self._database.close()

    @property
    def path(self) -> Path | None:
        """Where answers are kept; None: in memory, also where the file cannot be opened."""
        return self._database.path

    # -- answers and facts

    def answer(self, key: str) -> Stored | None:
        """The answer kept under a key; None too where its row is damaged."""
        rows = self._database.rows("SELECT CAST(stored AS BLOB) FROM answers WHERE key = ?", key)
        stored = _stored(rows[0][0]) if rows else None
        if stored:
            self._used[key] = time.time()
            if len(self._used) >= _USES:
                self._flush()
        return stored

    def keep(self, key: str, stored: Stored) -> None:
        """Keep an answer, in one commit; replaces an older one."""
        now = time.time()
        stored = replace(stored, created=stored.created or now)
        row = (key, now, stored.created, stored.model, as_json(asdict(stored)))
        self._database.change("INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?, CAST(? AS TEXT))", *row)

    def recall(self, kind: str, key: str) -> Any | None:
        """The JSON value remembered under a kind and a key."""
        rows = self._database.rows("SELECT CAST(value AS BLOB) FROM facts WHERE kind = ? AND key = ?", kind, key)
        return _value(rows[0][0]) if rows else None

    def remember(self, kind: str, key: str, value: Any) -> None:
        """Remember a JSON value, in one commit; replaces an older one."""
        row = (kind, key, time.time(), as_json(value))
        self._database.change("INSERT OR REPLACE INTO facts VALUES (?, ?, ?, CAST(? AS TEXT))", *row)

    def forget(self, kind: str, key: str) -> None:
        """Forget a fact, if there is one."""
        self._database.change("DELETE FROM facts WHERE kind = ? AND key = ?", kind, key)

    def facts(self, kind: str) -> Iterator[tuple[str, Any]]:
        """(key, value) of every fact of a kind, oldest first."""
        statement = "SELECT key, CAST(value AS BLOB) FROM facts WHERE kind = ? ORDER BY at, rowid"
        values = ((key, _value(text)) for key, text in self._database.rows(statement, kind))
        return ((key, value) for key, value in values if value is not None)  # None: the row is damaged

    def age(self, kind: str, key: str) -> float | None:
        """Seconds since a fact was remembered."""
        rows = self._database.rows("SELECT at FROM facts WHERE kind = ? AND key = ?", kind, key)
        return max(0.0, time.time() - rows[0][0]) if rows else None

    # -- housekeeping

    def statistics(self) -> Statistics:
        """What is in the cache, by model."""
        rows = self._database.rows("SELECT model, count(*), min(created), max(created) FROM answers GROUP BY model")
        files = [beside(self.path, ending) for ending in ("", "-wal")] if self.path else []
        return Statistics(
            answers=sum(count for _, count, _, _ in rows),
            bytes=sum(file.stat().st_size for file in files if file.exists()),
            by_model={model: Share(*share) for model, *share in rows},
        )

    def prune(self, older_than: float | None, max_bytes: int | None) -> int:
        """Remove answers not used for more than so many seconds; then the least recently used until the file fits.

        Facts stay. Gives the space back, and returns how many answers were removed.
        """
        self._flush()
        removed = 0
        if older_than is not None:
            removed = self._database.change("DELETE FROM answers WHERE used < ?", time.time() - older_than)
        while self._database.compact() and max_bytes is not None:
            more = self._database.change(_REMOVE_LEAST_USED, max_bytes)
            if not more:
                break
            removed += more
        self._database.merge()
        return removed

    def clear(self) -> int:
        """Remove every answer and every fact. Gives the space back, and returns how many answers were removed."""
        removed = self._database.change("DELETE FROM answers")
        self._database.change("DELETE FROM facts")
        self._database.compact()
        self._database.merge()
        return removed

    def _flush(self) -> None:
        used, self._used = self._used, {}
        if used:
            self._database.note("UPDATE answers SET used = ? WHERE key = ?", [(at, key) for key, at in used.items()])


def default_path() -> Path:
    """The user's own cache: in $AUDIT_CACHE_DIR, else where the system keeps caches."""
    chosen = os.environ.get("AUDIT_CACHE_DIR")
    return (Path(chosen).expanduser() if chosen else user_cache_path("translation-audit")) / "answers.sqlite"


def _value(text: bytes) -> Any:
    """The value of a row; None where somebody has damaged it."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _stored(text: bytes) -> Stored | None:
    try:
        stored = Stored(**_value(text))
    except TypeError:  # JSON, but not what was kept
        return None
    return stored if isinstance(stored.content, dict) else None
