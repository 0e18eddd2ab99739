"""Workflow commands of GitHub Actions: annotations on the lines of a pull request.

A step shows ten errors, ten warnings and ten notices, and drops the rest without a word: the worst come first, and
one notice says how many more there are. https://docs.github.com/actions/reference/workflow-commands-for-github-actions
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from audit.gate.formats._words import message, short, troubles, verdict
from audit.gate.inspection import Flag, Inspection, Level, worst_first
from audit.wording import count, visible

SUFFIX = ".txt"

_COMMANDS = {Level.ERROR: "error", Level.WARNING: "warning", Level.NOTE: "notice"}
_MOST = 10
"""Annotations of a kind that a step shows."""
_FILES = 10
"""Files that the last notice names."""


@dataclass(frozen=True, slots=True)
class _Command:
    name: str
    path: str
    properties: tuple[tuple[str, str], ...]
    message: str

    def __str__(self) -> str:
        properties = ",".join(f"{key}={_property(value)}" for key, value in self.properties)
        return f"::{self.name} {properties}::{_data(self.message)}"


def render(inspection: Inspection) -> str:
    """The commands, a line each. What was not checked comes before what was found."""
    every = [*_troubles(inspection), *map(_annotation, worst_first(inspection.flags))]
    shown: Counter[str] = Counter({"notice": 1})  # the last one is ours
    chosen: list[_Command] = []
    rest: list[_Command] = []
    for command in every:
        shown[command.name] += 1
        (chosen if shown[command.name] <= _MOST else rest).append(command)
    return "".join(f"{command}\n" for command in [*chosen, *_more(inspection, rest)])


def _troubles(inspection: Inspection) -> Iterator[_Command]:
    for trouble in troubles(inspection):
        where = (("file", trouble.path), ("line", str(trouble.line)), ("title", f"audit: {trouble.kind}"))
        yield _Command("error", trouble.path, where, trouble.message)


def _annotation(flag: Flag) -> _Command:
    start, end = flag.place.start, flag.place.end
    lines = [("file", flag.path), ("line", str(start.line)), ("endLine", str(end.line))]
    if start.line == end.line:  # columns say nothing where lines differ
        lines += [("col", str(start.column)), ("endColumn", str(end.column))]
    title = ("title", f"audit: {flag.rule}")
    key = f"{visible(flag.key)}: " if flag.key else ""
    return _Command(_COMMANDS[flag.level], flag.path, (*lines, title), key + message(flag))


def _more(inspection: Inspection, rest: Sequence[_Command]) -> Iterator[_Command]:
    """What could not be shown, and what has no line: how the check was made, that there are too many points."""
    if not rest and not inspection.over_limit and not inspection.notes:
        return
    said = " ".join([verdict(inspection), *map(short, inspection.notes)])
    if rest:
        files = Counter(command.path for command in rest).most_common()
        named = ", ".join(f"{visible(path)} ({number:,})" for path, number in files[:_FILES])
        others = f" and {count(len(files) - _FILES, 'other file')}" if files[_FILES:] else ""
        said += f" {count(len(rest), 'more annotation')} in {named}{others}: see the summary of this job or its log."
    yield _Command("notice", "", (("title", "audit"),), said)


def _data(text: str) -> str:
    """As the toolkit's `escapeData` does; what nobody sees is spelled out before."""
    return visible(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    """As the toolkit's `escapeProperty` does."""
    return _data(text).replace(":", "%3A").replace(",", "%2C")
