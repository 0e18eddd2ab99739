"""A tree of articles: every text, Markdown and HTML file in a folder, however deep; or one such file.

Hidden folders and files are left out, and so are pages that we have written. What .gitignore says is not asked:
archives are data. The articles are read where they are audited, as their formats say.
"""

from collections.abc import Iterator
from pathlib import Path

from audit.config.globs import matches
from audit.corpus.columns import Columns
from audit.corpus.inputs._lost import reason
from audit.corpus.inputs._tree import tree
from audit.corpus.story import Broken, Row, Story
from audit.project.articles import is_page_of_ours, prose
from audit.project.paths import parted

SUFFIXES: tuple[str, ...] = tuple(sorted(prose()))

_LARGEST_PAGE = 20_000_000
"""Bytes; a file that is larger is no article, and whoever audits it says so."""


def fits(path: str) -> bool:
    """True for a file of this format."""
    return path.lower().endswith(SUFFIXES)


def rows(path: str, columns: Columns, most: int) -> Iterator[Row]:  # noqa: ARG001 - the contract of inputs
    """An article a file, by the names of folders and files; its id is its path below the folder. Numbers from 0.

    `path` is a folder, a file, or a glob.
    """
    lost: list[OSError] = []
    at = 0
    for file, name in files(path, lost):
        for error in lost:
            yield _closed(at, error)
            at += 1
        lost.clear()
        yield _row(at, file, name)
        at += 1
    yield from (_closed(number, error) for number, error in enumerate(lost, at))


def files(path: str, lost: list[OSError]) -> Iterator[tuple[str, str]]:
    """The articles of a folder, a file or a glob: path, and path below the folder. `lost` as in `tree`.

    Pages of ours are no articles.
    """
    if Path(path).is_file():
        if not _is_ours(path):
            yield path, Path(path).name
        return
    top, glob = (path, "**") if Path(path).is_dir() else parted(path)
    for file in tree(top, lost):
        name = Path(file).relative_to(top).as_posix()
        if fits(file) and matches((f"./{glob}",), name) and not _is_ours(file):
            yield file, name


def _row(at: int, file: str, name: str) -> Row:
    try:
        file.encode()
    except UnicodeEncodeError:
        shown = file.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
        return Broken(at, f"{shown} (file {at})", shown, "the file's name is not UTF-8: rename it")
    return Story(at, name, "", file, path=file)


def _is_ours(file: str) -> bool:
    path = Path(file)
    try:
        return path.stat().st_size <= _LARGEST_PAGE and is_page_of_ours(path)
    except OSError:  # it has gone since: whoever audits it says so
        return False


def _closed(at: int, error: OSError) -> Broken:
    place = str(error.filename)
    return Broken(at, place, place, f"the folder cannot be read ({reason(error)}): check its permissions")
