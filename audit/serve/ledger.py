"""The review that a server keeps: in memory as it is on disk, each request of decisions whole or not at all."""

from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import Any

from audit.errors import UsageError
from audit.review.decision import Review
from audit.review.entries import entries
from audit.review.file import read_review, text_of
from audit.review.keep import write_review
from audit.review.merge import continued, merged, obstacle

_Stamp = tuple[int, int, int]
"""By which a file is known to be the one that was read: inode, size, time of its last change in nanoseconds."""


class SpoiltError(UsageError):
    """The file is no review of this text any more: somebody has changed it."""


class Ledger:
    """The review of one report. Many threads may use it at once.

    What another program has put into the file meanwhile is taken in, so that two servers do not undo each other.
    """

    def __init__(self, path: Path, opened: Review) -> None:
        """`opened` is the report's review without decisions. Raises SpoiltError where the file is of another text."""
        self._path, self._lock = path, Lock()
        self._stamp: _Stamp | None = None
        self._saved = self._review = opened
        self._refresh()

    @property
    def text(self) -> str:
        """What the file holds, or would hold. Raises SpoiltError."""
        with self._lock:
            self._refresh()
            return text_of(self._review)

    @property
    def decisions(self) -> int:
        """How many there are, of all reviewers."""
        with self._lock, suppress(SpoiltError):  # another server may write to the same file
            self._refresh()
        return len(self._review.decisions)

    def add(self, value: Any) -> int:
        """Keep what a request says (see `entries`): when this returns it is on disk. How many decisions there are now.

        Raises UsageError for what does not fit, SpoiltError, OSError where it cannot be written; nothing is kept then.
        """
        with self._lock:
            self._refresh()
            made = continued(self._review, *entries(value, self._review))
            if made != self._saved:
                write_review(self._path, made)
                self._stamp, self._saved = _stamp(self._path), made
            self._review = made
            return len(made.decisions)

    def _refresh(self) -> None:
        """Take in what is on disk, if it is not what we read or wrote last. A file that is gone is written again."""
        stamp = _stamp(self._path)
        if stamp is None or stamp == self._stamp:
            return
        try:
            found = read_review(self._path)
        except UsageError as error:
            raise SpoiltError(str(error)) from error
        if why := obstacle(self._review, found):
            raise SpoiltError(f"{self._path}: {why}: name another file with -o")
        self._review = merged((found, self._review))
        self._stamp, self._saved = stamp, found


def _stamp(path: Path) -> _Stamp | None:
    try:
        known = path.stat()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise SpoiltError(f"{path}: {error.strerror}: name another file with -o") from error
    return known.st_ino, known.st_size, known.st_mtime_ns
