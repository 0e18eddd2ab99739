"""Which paths and names a glob means. Always "/" between folders, on every system."""

import os
import re
from collections.abc import Iterable
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

from audit.config.values import Config, Ignore, Profile

_ABSOLUTE = re.compile(r"[/~]|[A-Za-z]:")
_TOKEN = re.compile(
    r"(?P<any>\*{2,}/)|(?P<rest>\*{2,})|(?P<some>\*)|(?P<one>\?)|(?P<of>\[!?\]?[^\]/]*\])|(?P<plain>.)", re.DOTALL
)
_AS_REGEX = {"any": "(?:.*/)?", "rest": ".*", "some": "[^/]*", "one": "[^/]"}


def wrong(glob: str) -> str:
    """What is wrong with a glob; empty where it can be used."""
    if not glob.strip():
        return "is empty"
    if "\\" in glob:
        return "has a \\ in it: write / between folders"
    if _ABSOLUTE.match(glob):
        return "is absolute: write it relative to the folder of this file"
    if ".." in glob.split("/"):
        return "leads out of the folder of this file with ..: put the configuration further up"
    return ""


def matches(globs: Iterable[str], path: str) -> bool:
    """True where one of the globs means the path, or a folder that it lies in.

    `path` is relative to the folder of the configuration. As in .gitignore, a glob without a / means a name at any
    depth (./NAME: in this folder only), and ** any number of folders.
    """
    return any(_regex(glob).fullmatch(path) for glob in globs)


def named(globs: Iterable[str], name: str) -> bool:
    """True where one of the globs means a name that is no path: a key, a rule. A * stands for anything."""
    return any(fnmatchcase(name, glob) for glob in globs)


def profile_of(config: Config, path: str) -> Profile:
    """How a file is scored, and what fails it. `path` as in `matches`."""
    return next((profile for profile in config.profiles if matches(profile.files, path)), config.profile)


def ignored(config: Config, rule: str, path: str, key: str) -> Ignore | None:
    """The entry that silences a rule in a file under a key ("" in prose); None where none does."""
    return next((entry for entry in config.ignore if _silences(entry, rule, path, key)), None)


def relative(path: Path, root: Path) -> str:
    """A path as globs see it: from the configuration's folder, with "/"; "../x" where it lies outside."""
    return Path(os.path.relpath(path, root)).as_posix()  # pathlib's own walks up only from Python 3.12 on


def _silences(entry: Ignore, rule: str, path: str, key: str) -> bool:
    return (
        (not entry.rules or named(entry.rules, rule))
        and (not entry.files or matches(entry.files, path))
        and (not entry.keys or named(entry.keys, key))
    )


@cache
def _regex(glob: str) -> re.Pattern[str]:
    folder = glob.endswith("/")
    glob = glob.rstrip("/")
    glob = glob.removeprefix("./") if "/" in glob else f"**/{glob}"
    body = "".join(_token(found) for found in _TOKEN.finditer(glob))
    return re.compile(f"{body}/.*" if folder else f"{body}(?:/.*)?", re.DOTALL)


def _token(found: re.Match[str]) -> str:
    kind = str(found.lastgroup)
    if kind == "of":  # [abc], [!abc]; brackets have no escapes
        inside = found[0][1:-1]
        negated = inside.startswith("!")
        listed = re.sub(r"([\\^\[&~|])", r"\\\1", inside[negated:])
        return f"(?!/)[{'^' * negated}{listed}]" if listed else re.escape(found[0])
    return _AS_REGEX.get(kind) or re.escape(found[0])
