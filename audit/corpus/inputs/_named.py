"""What the words of a command mean: tables, and folders of articles."""

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType

from audit import registry
from audit.config.globs import matches
from audit.corpus.inputs._cells import whole
from audit.corpus.inputs._tree import tree
from audit.errors import UsageError
from audit.project.paths import GLOB, parted

_FORMATS = "audit.corpus.inputs"
_ARTICLES = "folder"
_JSON = ": write its articles one a line as .jsonl"


@dataclass(frozen=True, slots=True)
class Input:
    """A table, an article, or a folder of articles, and who reads it."""

    path: str
    name: str
    """Below the folder that was given, else the file's own."""
    format: ModuleType


def inputs(words: Sequence[str]) -> tuple[Input, ...]:
    """What is to be read, once each: in the order of the words, and by name within one.

    A folder is all tables in it, however deep, or else a tree of articles; a glob is every file it fits that can be
    read. Raises UsageError for what does not exist, cannot be read as any format, or is both tables and articles.
    """
    found = tuple(_once(one for word in words for one in _meant(word)))
    for one in found:
        if not whole(one.path):
            shown = one.path.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
            raise UsageError(f"{shown}: the name is not UTF-8: rename it")
    return found


def _meant(word: str) -> Iterable[Input]:
    path = Path(word)
    try:
        if path.is_dir():
            return _folder(word)
        if path.is_file():
            return (_file(word),)
        exists = path.exists()
    except (OSError, ValueError):  # a name that is too long, or has a NUL in it
        exists = False
    if exists or word == "-":
        raise UsageError(f"{word} is no regular file: a run that goes on reads its input again, give a file")
    if not GLOB.search(word):
        raise UsageError(f"{word} does not exist: check its name and the folder you are in")
    return _glob(word)


def _file(word: str) -> Input:
    reader = _reader(word)
    if reader is None:
        known = ", ".join(end for one in _formats().values() for end in one.SUFFIXES if not end.endswith("zstd"))
        raise UsageError(f"{word} is in no format that is known{_JSON if word.endswith('.json') else ''} ({known})")
    return Input(word, Path(word).name, reader)


def _folder(word: str) -> Iterable[Input]:
    """All tables below a folder, else the folder as a tree of articles."""
    return _kind(word, word, "**") or _nothing(f"{word}: no article and no table is in this folder")


def _glob(word: str) -> Iterable[Input]:
    before, after = parted(word)
    kind = _kind(word, before, after) if Path(before).is_dir() else ()
    return kind or _nothing(f"{word} fits no file that can be read")


def _kind(word: str, top: str, glob: str) -> tuple[Input, ...]:
    """The tables below a folder, else the word itself, where there are articles: they may be millions."""
    lost: list[OSError] = []
    folder = _formats()[_ARTICLES]
    tables, article = [], None
    for one in _below(top, lost):
        if matches((f"./{glob}",), one.name):
            if one.format is not folder:
                tables.append(one)
            elif article is None:
                article = one
    if tables and article:
        raise UsageError(
            f"{word} holds tables ({tables[0].name}) and articles ({article.name}): say which are meant, as in "
            f'"{Path(top, "**", "*")}{Path(tables[0].name).suffix}"'
        )
    if tables and lost:  # of articles, whoever lists them says so
        raise UsageError(f"{lost[0].filename} cannot be read ({lost[0].strerror}): check its permissions")
    return tuple(tables) or ((Input(word, "", folder),) if article else ())


def _nothing(said: str) -> Iterable[Input]:
    raise UsageError(f"{said}: check the folder you are in, or name files")


def _below(top: str, lost: list[OSError]) -> Iterator[Input]:
    for path in tree(top, lost):
        reader = _reader(path)
        if reader is not None:
            yield Input(path, Path(path).relative_to(top).as_posix(), reader)


def _reader(path: str) -> ModuleType | None:
    return next((one for one in _formats().values() if one.fits(path)), None)


@cache
def _formats() -> dict[str, ModuleType]:
    return registry.discover(_FORMATS, "rows")


def _once(found: Iterable[Input]) -> Iterator[Input]:
    seen: set[str] = set()
    for one in found:
        place = os.path.realpath(one.path)
        if place not in seen:
            seen.add(place)
            yield one
