"""A folder of HTML reports: its history, a line as each report is written, and its index at the end."""

import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from audit.cli.outputs import Destination
from audit.config.globs import relative
from audit.domain import Report
from audit.errors import UsageError
from audit.page.index import Index, render
from audit.project.articles import Named, is_report_page
from audit.saved.history import NAME, Entry, History, Missed, entry, line, read_history
from audit.saved.trend import listed, missed

_INDEX = "index.html"
Say = Callable[[str], None]


class Folder:
    """Where reports of HTML go by their names."""

    def __init__(self, destination: Destination, path: Path, run: str) -> None:
        """Raises UsageError where the index would replace a page that is not ours."""
        self._destination, self._path, self._run = destination, path, run
        self.index = path / _INDEX
        if self.index.exists() and not is_report_page(self.index):
            raise UsageError(
                f"{self.index} is no index of reports, and would be replaced by one: write HTML to a folder of its own"
            )

    def record(self, report: Report, named: Named) -> None:
        """Add a report that has been written to the history. Raises UsageError where that cannot be done."""
        page = relative(self._destination.file(named.name), self._path)
        self._append(entry(report, self._run, self._below(report.article.path), page))

    def miss(self, path: str, reason: str) -> None:
        """Add to the history that an article could not be read. Raises UsageError."""
        self._append(Missed(self._run, self._below(path), reason))

    def finish(self, say: Say) -> None:
        """Write the index of all reports that are there, by this run and by others. Raises UsageError."""
        history = read_history(self._path / NAME)
        adopted = tuple(self._adopted(history, say))
        for one in adopted:
            self._append(one)
        for note in history.notes:
            say(note)
        every = History((*history.entries, *adopted), history.missed, history.notes)
        page = render(
            Index(self._path.resolve().name or "reports", listed(every, self._is_there), missed(every), history.notes)
        )
        self._replace(page)
        say(f"index: {self.index}")

    def _adopted(self, history: History, say: Say) -> Iterator[Entry]:
        """Pages of reports of which the history knows nothing: it was lost, or they are older than it."""
        known = {one.report for one in history.entries}
        for path in sorted(self._path.glob("*.html")):
            if path.name in known or path.name == _INDEX or not is_report_page(path):
                continue
            from audit.saved.file import read_report  # it takes 0.1 s to load, and is seldom needed

            try:
                report = read_report(path)
            except UsageError as error:
                say(f"left out of the index: {error}")
                continue
            written = datetime.fromtimestamp(path.stat().st_mtime, UTC)
            yield entry(report, moment(written), self._below(report.article.path), path.name)

    def _below(self, path: str) -> str:
        """A path as the history has it: relative to the folder, wherever a run is started from."""
        if path == "-":
            return path
        try:
            return relative(Path(os.path.realpath(path)), Path(os.path.realpath(self._path)))
        except ValueError:  # on another drive
            return Path(path).as_posix()

    def _is_there(self, report: str) -> bool:
        place = self._path / report
        try:
            return place.is_file() and place.resolve().is_relative_to(self._path.resolve())
        except (OSError, ValueError):  # no name of a file: a NUL in it, or too long
            return False

    def _append(self, one: Entry | Missed) -> None:
        """Write a line at once. One that a killed run has left half is ended first, so that this one stays whole."""
        path = self._path / NAME
        try:
            self._path.mkdir(parents=True, exist_ok=True)
            with path.open("ab+", buffering=0) as file:
                whole = True
                if file.tell():
                    file.seek(-1, os.SEEK_END)
                    whole = file.read(1) == b"\n"
                file.write((b"" if whole else b"\n") + line(one).encode())
        except OSError as error:
            raise UsageError(f"cannot write {path}: {error.strerror}") from error

    def _replace(self, page: str) -> None:
        """Write the index whole or not at all: half of one would not be known as ours."""
        part = self._path / f".{_INDEX}.{os.getpid()}"
        try:
            self._path.mkdir(parents=True, exist_ok=True)
            part.write_text(page, encoding="utf-8")
            part.replace(self.index)
        except OSError as error:
            raise UsageError(f"cannot write {self.index}: {error.strerror}") from error


def moment(time: datetime) -> str:
    """A time in UTC as the history has it."""
    return f"{time:%Y-%m-%dT%H:%M:%S}.{time.microsecond // 1000:03}Z"
