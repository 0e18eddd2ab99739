"""Which files a check looks at: the user's words, files, folders and globs, as paths."""

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path

from audit import registry
from audit.config.globs import matches, relative
from audit.config.values import Config
from audit.errors import UsageError
from audit.project.git import GitError, git, split
from audit.project.layouts import configured
from audit.project.marks import marks
from audit.project.siblings import HOLDS_SOURCE, target

GLOB = re.compile(r"[*?\[]")
"""What makes a word a glob."""
_LEFT_OUT = frozenset({"node_modules", "venv", "__pycache__"})
"""Besides hidden folders, where no git says what belongs to a project."""
_QT = re.compile(rb"<!DOCTYPE TS\b|<TS\b")
_SNIFFED = 512


def expand(arguments: Sequence[str], config: Config, root: Path) -> tuple[Path, ...]:
    """The files that these words mean, once each, in the order of the words and by name within one.

    A file is itself. A folder is every translation in it that some reader knows; a glob, every file it fits that some
    reader knows and that is not in the source language. No words: the configuration's `files`, else the folder `root`,
    which its globs are relative to. What .gitignore or `exclude` leave out is left out; `exclude` also where it is
    named, so that hooks, which name files, agree with whole checks. Paths are relative to the working folder where they
    lie in it.

    Raises UsageError for what does not exist and for what means no file.
    """
    if arguments:
        found = [path for argument in arguments for path in _meant(argument, config, root)]
    elif config.files:
        found = _fitting(root, config.files, config, root)
        if not found:
            raise UsageError(f"{config.path}: `files` fits no file that can be read: check its globs")
    else:
        found = _folder(root, config, root)
    kept = [path for path in found if not matches(config.exclude, relative(path, root))]
    return tuple(shown(path) for path in _once(kept))


def _meant(argument: str, config: Config, root: Path) -> list[Path]:
    """The files that one word means."""
    path = Path(argument)
    try:
        if path.is_dir():
            return _folder(path, config, root)
        if path.exists():
            return [path]
    except (OSError, ValueError):  # a name that is too long, or has a NUL in it
        pass
    if not GLOB.search(argument):
        raise UsageError(f"{argument} does not exist: check its name and the folder you are in")
    before, after = parted(argument)
    found = _fitting(Path(before), (f"./{after}",), config, root) if Path(before).is_dir() else []
    if not found:
        raise UsageError(f"{argument} fits no file that can be read: check the glob and the folder you are in")
    return found


def parted(glob: str) -> tuple[str, str]:
    """The folder before the first name with a * in it, and the rest."""
    names = Path(glob).parts
    first = next(count for count, name in enumerate(names) if GLOB.search(name))
    return str(Path(*names[:first])), "/".join(names[first:])


def _fitting(folder: Path, globs: Iterable[str], config: Config, root: Path) -> list[Path]:
    globs = tuple(globs)
    known = [path for path in files(folder) if path.suffix.lower() in suffixes()]
    fitting = [path for path in known if matches(globs, relative(path, folder))]
    return [path for path in fitting if not target(path, config, root).is_source]


def _folder(folder: Path, config: Config, root: Path) -> list[Path]:
    found = [path for path in files(folder) if _is_translation(path, config, root)]
    if not found:
        raise UsageError(
            f"{folder}: no translation was recognised in this folder: name files, or write `files` and `source` "
            "in audit.toml (files that .gitignore leaves out are not looked at)"
        )
    return found


def _is_translation(path: Path, config: Config, root: Path) -> bool:
    """True for a file that, found in a folder, is worth opening: some reader knows it, and its path speaks for it."""
    suffix = path.suffix.lower()
    place = relative(path, root)
    if suffix not in suffixes() or (suffix == ".ts" and not _is_qt(path)):
        return False
    if suffix not in HOLDS_SOURCE and configured(place, config) is None and not any(marks(place)):
        return False
    found = target(path, config, root)
    return found.recognised and not found.is_source


def files(folder: Path) -> list[Path]:
    """All files that belong to a folder, by name; a link that leads out of it does not."""
    try:
        names = split(git(folder, "ls-files", "--cached", "--others", "--exclude-standard", "-z"))
        listed = [folder / name for name in names]
        if not listed and _is_ignored(folder):  # who names such a folder means it
            listed = list(_walked(folder))
    except (GitError, UsageError):  # no work tree, or no git
        listed = list(_walked(folder))
    tree = folder.resolve()
    return sorted({path for path in listed if path.is_file() and path.resolve().is_relative_to(tree)})


def _is_ignored(folder: Path) -> bool:
    try:
        git(folder, "check-ignore", "--quiet", str(folder.resolve()))
    except GitError:
        return False
    return True


def _walked(folder: Path) -> Iterator[Path]:
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".") and name not in _LEFT_OUT]
        yield from (Path(place) / name for name in names if not name.startswith("."))


@cache
def suffixes() -> frozenset[str]:
    """File name endings that some reader knows; a template of gettext has no translations."""
    readers = registry.discover("audit.readers", "read").values()
    return frozenset(suffix for reader in readers for suffix in reader.SUFFIXES) - {".pot"}


def _is_qt(path: Path) -> bool:
    """True for a catalogue of Qt, False for TypeScript."""
    with path.open("rb") as file:
        return _QT.search(file.read(_SNIFFED)) is not None


def _once(paths: Iterable[Path]) -> Iterator[Path]:
    seen: set[Path] = set()
    for path in paths:
        if path.resolve() not in seen:
            seen.add(path.resolve())
            yield path


def shown(path: Path) -> Path:
    """A path as it is said: relative to the working folder where it lies in it."""
    full, here = path.absolute(), Path.cwd()
    return full.relative_to(here) if full.is_relative_to(here) else path
