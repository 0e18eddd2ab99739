"""The lines of files as they stand there: some tools count the bytes of a line, not what a reader made of them."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from audit.gate.inspection import Flag
from audit.view import Place

_LINE_END = re.compile(r"\r\n?|\n")
_MARK = "\ufeff"


def with_lines(flags: Iterable[Flag], files: Mapping[str, Path]) -> tuple[Flag, ...]:
    """The flags with the lines of their places; `files` are where those of their paths lie.

    A file is read once more only where something was found in it. Its lines are not known where it is not in UTF-8, or
    is no longer there, and neither is a line that begins with a byte order mark: columns do not count it.
    """
    flags = tuple(flags)
    every = {name: _lines(files[name]) for name in {flag.path for flag in flags} if name in files}
    return tuple(replace(flag, lines=_within(every.get(flag.path, ()), flag.place)) for flag in flags)


def _lines(path: Path) -> Sequence[str]:
    try:
        return _LINE_END.split(path.read_bytes().decode("utf-8"))
    except (OSError, UnicodeDecodeError):
        return ()


def _within(lines: Sequence[str], place: Place) -> tuple[str, ...]:
    first, last = place.start.line, place.end.line
    known = last <= len(lines) and not lines[first - 1].startswith(_MARK)
    return tuple(lines[first - 1 : last]) if known else ()
