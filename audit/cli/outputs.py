"""Where reports go: `--format NAME[=PATH]` and `-o` become destinations, and reports become files."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from audit import registry, reporters
from audit.domain import Report
from audit.errors import UsageError
from audit.reporters import text as terminal


@dataclass(frozen=True, slots=True)
class Destination:
    """One format and the file it goes to; None is standard output. `{name}` in it is the article's file name."""

    format: str
    path: str | None

    def file(self, report: Report) -> Path:
        """The file of one report. Raises ValueError for standard output."""
        if self.path is None:
            raise ValueError("standard output has no file")
        name = "stdin" if report.article.path == "-" else Path(report.article.path).stem
        path = Path(self.path.replace("{name}", name))
        if self.path.endswith(("/", "\\")) or path.is_dir():
            suffix: str = registry.load("audit.reporters", self.format, "SUFFIX").SUFFIX
            return path / f"{name}{suffix}"
        return path


def destinations(formats: Sequence[str], output: str | None, articles: int) -> tuple[Destination, ...]:
    """What was asked for. Raises UsageError where two outputs would be mixed or overwritten."""
    wanted = tuple(_destinations(formats or ["text"], output))
    for one in wanted:
        if one.format not in reporters.formats():
            raise UsageError(f"no report format {one.format!r}; there are: {', '.join(reporters.formats())}")
        if articles > 1 and one.path and not _has_room(one.path):
            raise UsageError(f"{one.path} would hold the reports of {articles} files: use a folder/ or {{name}} in it")
    if sum(one.path is None for one in wanted) > 1:
        raise UsageError("only one format can go to standard output: give the others a file, as --format json=FILE")
    return wanted


def one_file_each(wanted: Sequence[Destination], articles: Sequence[str]) -> None:
    """Raises UsageError where two articles have the same name, and so their reports would have one file."""
    stems = [Path(article).stem for article in articles]
    if any(one.path for one in wanted) and (twice := {stem for stem in stems if stems.count(stem) > 1}):
        raise UsageError(
            f"several files are called {min(twice)}, and the report of one would replace that of another: "
            "audit them in separate runs, into separate folders"
        )


def write(report: Report, destination: Destination) -> None:
    """Write one report to its file or to standard output. Raises UsageError where the file cannot be written."""
    if destination.path is None:
        _print(report, destination.format)
        return
    save(destination.file(report), reporters.render(report, destination.format))


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


def _has_room(path: str) -> bool:
    return "{name}" in path or path.endswith(("/", "\\")) or Path(path).is_dir()


def _print(report: Report, name: str) -> None:
    console = Console(highlight=False)
    if name == "text" and console.is_terminal:
        terminal.write(report, console)
    else:
        console.file.write(reporters.render(report, name).rstrip("\n") + "\n")
