"""One SQLite file that is never in the way: shared by processes, replaced where damaged, else done without."""

import os
import sqlite3
import threading
import time
from codecs import getincrementaldecoder
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from audit.errors import UsageError

with suppress(ImportError):  # Windows, where a folder cannot be locked either
    import fcntl

_VERSION = 1
_APPLICATION = 0x41554454
"""Marks the file as ours, in its header: "AUDT"."""
_SCHEMA = f"""
BEGIN IMMEDIATE;
CREATE TABLE IF NOT EXISTS answers (
    key TEXT PRIMARY KEY, used REAL NOT NULL, created REAL NOT NULL, model TEXT NOT NULL, stored TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS facts (
    kind TEXT NOT NULL, key TEXT NOT NULL, at REAL NOT NULL, value TEXT NOT NULL, PRIMARY KEY (kind, key)
);
PRAGMA application_id = {_APPLICATION};
PRAGMA user_version = {_VERSION};
COMMIT;
"""
_WHOSE = """
SELECT application_id, user_version, (SELECT count(*) FROM sqlite_master)
FROM pragma_application_id, pragma_user_version
"""
_PATIENCE = 1.5
"""Seconds that another process is waited for; a commit takes it a thousandth of one."""
_LITTLE_PATIENCE = 0.05
"""The same once waiting was in vain: a run must not stand still at every answer."""

_connect = partial(sqlite3.connect, isolation_level=None, check_same_thread=False)  # `Database` checks

T = TypeVar("T")


class Database:
    """One SQLite file: opened or created, replaced where it is damaged, done without where it cannot be used."""

    def __init__(self, path: Path | None, log: Callable[[str], None]) -> None:
        self.path = path
        self._log = log
        self._warned = False
        self._file: tuple[int, int] | None = None
        self._thread = threading.get_ident()
        self._connection = self._opened()

    def adopt(self) -> None:
        """From now on the calling thread uses it, and the one before no more."""
        self._thread = threading.get_ident()

    def close(self) -> None:
        """Close the file; SQLite leaves nothing beside it where no other process has it open."""
        with _alone(self.path):
            self._connection.close()

    def rows(self, query: str, *values: Any) -> list[Any]:
        """What a query finds; nothing where it cannot be asked."""
        return self._run(lambda: self._connection.execute(query, values).fetchall()) or []

    def change(self, statement: str, *values: Any) -> int:
        """Number of rows changed, in one commit; 0 where the change had to be dropped."""
        if self.path and _identity(self.path) != self._file:  # set aside by another process, or removed by a user
            self._reopen()
        return self._run(lambda: self._connection.execute(statement, values).rowcount) or 0

    def note(self, statement: str, rows: list[tuple[Any, ...]]) -> None:
        """Change many rows in one commit. Where that fails nobody is told: a cassette may be read-only."""
        self._check_thread()
        with suppress(sqlite3.Error), self._connection:
            self._connection.execute("BEGIN IMMEDIATE")
            self._connection.executemany(statement, rows)

    def compact(self) -> bool:
        """Leave no space free inside; False where that is not possible now."""
        return self._run(lambda: self._connection.execute("VACUUM")) is not None

    def merge(self) -> None:
        """Give the space back to the disk, as far as no other process is reading."""
        self.rows("PRAGMA wal_checkpoint(TRUNCATE)")

    def _run(self, work: Callable[[], T]) -> T | None:
        """Do what is to be done, after damage once more on a new file; None where it cannot be done."""
        for _ in range(2):
            try:
                self._check_thread()
                return work()
            except sqlite3.ProgrammingError:  # the wrong thread, or closed: a defect of ours
                raise
            except UnicodeEncodeError:  # half a character in a name: no database has it
                return None
            except sqlite3.Error as error:
                if not _is_damage(error):
                    self._warn(f"cannot use {self.path}: {error}; what is not kept will be asked for again")
                    self._connection.execute(f"PRAGMA busy_timeout = {_LITTLE_PATIENCE * 1000:.0f}")
                    return None
                self._reopen(damaged=True)
        return None

    def _check_thread(self) -> None:
        """SQLite's own check would not let a connection be handed over."""
        if threading.get_ident() != self._thread:
            raise sqlite3.ProgrammingError("a cache is used in the same thread until another one adopts it")

    def _reopen(self, damaged: bool = False) -> None:
        self.close()
        self._connection = self._opened(damaged)

    def _opened(self, damaged: bool = False) -> sqlite3.Connection:
        """The file, or memory where it cannot be opened. `damaged`: not the one that was open until now."""
        if self.path:
            try:
                return self._opened_file(self.path, damaged)
            except UsageError as error:
                if self._file is None:
                    raise
                self._warn(f"{error}; answers are not kept from now on")  # somebody has replaced it during the run
                self.path = None
            except (OSError, sqlite3.Error) as error:
                reason = getattr(error, "strerror", None) or error
                self._warn(f"cannot open {self.path}: {reason}; answers are not kept beyond this run")
                self.path = None
        return _prepared(_connect(":memory:"), None)

    def _opened_file(self, path: Path, damaged: bool) -> sqlite3.Connection:
        with suppress(FileExistsError):
            path.parent.mkdir(mode=0o700, parents=True)
        with _alone(path):
            if damaged and _identity(path) == self._file:  # else another process was faster
                self._set_aside(path)
            try:
                connection = _connected(path)
            except sqlite3.DatabaseError as error:
                if not _is_damage(error):
                    raise
                if self._file is None and _is_text(path):
                    raise UsageError(f"{path} is a text, no cache of answers: name another file with --cache") from None
                self._set_aside(path)
                connection = _connected(path)
            self._file = _identity(path)
        return connection

    def _set_aside(self, path: Path) -> None:
        moment = time.time()
        while (aside := beside(path, time.strftime(".corrupt-%Y%m%dT%H%M%S", time.localtime(moment)))).exists():
            moment += 1  # the second one of this second
        for ending in ("-journal", "-wal", "-shm", ""):  # a log left behind would be replayed into the new file
            with suppress(FileNotFoundError):
                beside(path, ending).rename(beside(aside, ending))
        self._log(f"cache: {path} is damaged, set aside as {aside.name}; starting a new one")

    def _warn(self, line: str) -> None:
        if not self._warned:
            self._warned = True
            self._log(f"cache: {line}")


def _connected(path: Path) -> sqlite3.Connection:
    """A connection to our file, which is created where it is not there. Raises UsageError, OSError, sqlite3.Error."""
    if not path.exists():
        path.touch(mode=0o600)  # the files SQLite puts beside it get the same
    elif not path.is_file():
        raise OSError("not a file")
    uri = path.absolute().as_uri()
    try:
        return _prepared(_connect(uri, timeout=_PATIENCE, uri=True), path)
    except sqlite3.OperationalError:
        if os.access(path.parent, os.W_OK):
            raise
        # SQLite shares a file over files beside it; where there can be none it must be promised that nobody writes
        return _prepared(_connect(f"{uri}?immutable=1", uri=True), path)


def _prepared(database: sqlite3.Connection, path: Path | None) -> sqlite3.Connection:
    """The connection, once the file behind it is known to be ours; a foreign one is closed as it was found."""
    try:
        application, version, tables = database.execute(_WHOSE).fetchone()
        if application != _APPLICATION and (application or version or tables):
            raise UsageError(f"{path} is the database of another program: name another file with --cache")
        if version > _VERSION:
            raise UsageError(f"{path} was written by a newer version of audit: name another file with --cache")
        if not application:
            database.executescript(_SCHEMA)
        with suppress(sqlite3.OperationalError):  # of a file that cannot be written
            database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = NORMAL")
    except BaseException:
        database.close()
        raise
    return database


@contextmanager
def _alone(path: Path | None) -> Iterator[None]:
    """Meanwhile no other process opens, closes or sets aside a cache in the same folder: a matter of milliseconds.

    SQLite's own locks are on the file, and here it is the file that may be replaced.
    """
    with ExitStack() as stack:
        with suppress(OSError):  # not every file system can lock; SQLite still does what it can
            if path:
                folder = os.open(path.parent, os.O_RDONLY)
                stack.callback(os.close, folder)
                _lock(folder)
        yield


def _lock(folder: int) -> None:
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:  # somebody else may have locked the folder, for another purpose and for long
        with suppress(BlockingIOError):
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        time.sleep(0.005)


def beside(path: Path, ending: str) -> Path:
    """The file that SQLite (or we) put next to another: its name, and an ending."""
    return path.with_name(path.name + ending)


def _identity(path: Path) -> tuple[int, int] | None:
    """Device and number of the file that has this name now."""
    with suppress(OSError):
        status = path.stat()
        return status.st_dev, status.st_ino
    return None


def _is_text(path: Path) -> bool:
    """True for what a user has named by mistake: no database, however damaged, is without a zero byte for long."""
    with path.open("rb") as file:
        head = file.read(4096)
    try:
        getincrementaldecoder("utf-8")().decode(head)  # which does not mind where it is cut
    except UnicodeDecodeError:
        return False
    return b"\0" not in head


def _is_damage(error: sqlite3.Error) -> bool:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # without SQLite's details
    return code in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
