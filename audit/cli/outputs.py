"""Where reports go: `--format NAME[=PATH]` and `-o` become destinations, and reports become files."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from audit import registry, reporters
from audit.domain import Report
from audit.errors import UsageError
from audit.project.articles import Named
from audit.reporters import text as terminal


@dataclass(frozen=True, slots=True)
class Destination:
    """One format and the file it goes to; None is standard output. `{name}` in it is the article's name."""

    format: str
    path: str | None

    @property
    def folder(self) -> Path | None:
        """The folder that reports go to by their names; None where `path` is no folder."""
        if self.path is None or not (self.path.endswith(("/", "\\")) or Path(self.path).is_dir()):
            return None
        return Path(self.path)

    def file(self, name: str) -> Path:
        """The file of a report, by its article's name ("sub/story"). Raises ValueError for standard output."""
        if self.path is None:
            raise ValueError("standard output has no file")
        if "{name}" not in self.path and self.folder is None:
            return Path(self.path)
        path = Path(self.path.replace("{name}", name))
        if self.path.endswith(("/", "\\")) or path.is_dir():
            suffix: str = registry.load("audit.reporters", self.format, "SUFFIX").SUFFIX
            return path / f"{name}{suffix}"
        return path


def destinations(formats: Sequence[str], output: str | None) -> tuple[Destination, ...]:
    """What was asked for. Raises UsageError for what there is not, and where two reports would be mixed."""
    wanted = tuple(_destinations(formats or ["text"], output))
    for one in wanted:
        if one.format not in reporters.formats():
            raise UsageError(f"no report format {one.format!r}; there are: {', '.join(reporters.formats())}")
    if sum(one.path is None for one in wanted) > 1:
        raise UsageError("only one format can go to standard output: give the others a file, as --format json=FILE")
    return wanted


def nothing_lost(wanted: Sequence[Destination], articles: Sequence[Named], source: str | None) -> None:
    """Raises UsageError where a report would replace that of another article, or a text that is audited."""
    texts = {os.path.realpath(one.path): one.path for one in articles} | (
        {os.path.realpath(source): source} if source else {}
    )
    for one in wanted:
        if one.path is None:
            continue
        if len(articles) > 1 and "{name}" not in one.path and one.folder is None:
            raise UsageError(
                f"{one.path} would hold the reports of {len(articles)} files: use a folder/ or {{name}} in it"
            )
        for article in articles:
            if text := texts.get(os.path.realpath(one.file(article.name))):
                raise UsageError(f"the report of {article.path} would replace {text}: write reports to another folder")


def write(report: Report, destination: Destination, name: str) -> None:
    """Write one report to its file or to standard output. Raises UsageError where the file cannot be written."""
    if destination.path is None:
        _print(report, destination.format)
        return
    save(destination.file(name), reporters.render(report, destination.format))


def save(path: Path, text: str) -> None:
    """Write a file, and the folders to it. Raises UsageError where that cannot be done."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"cannot write {path}: {error.strerror}") from error


def _destinations(formats: Sequence[str], output: str | None) -> Iterator[Destination]:
    for wanted in formats:
        name, _, path = wanted.partition("=")
        yield Destination(name, path or output)


def _print(report: Report, name: str) -> None:
    console = Console(highlight=False)
    if name == "text" and console.is_terminal:
        terminal.write(report, console)
    else:
        console.file.write(reporters.render(report, name).rstrip("\n") + "\n")
