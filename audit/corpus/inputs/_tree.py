"""The files below a folder, in one order on every machine; no more of them in memory than one folder holds."""

import os
from collections.abc import Iterator
from pathlib import Path

_LEFT_OUT = frozenset({"node_modules", "venv", "__pycache__"})
"""Besides hidden folders."""
_OURS = "manifest.json"
_PART = "part="


def tree(folder: str, lost: list[OSError]) -> Iterator[str]:
    """Paths that begin with the folder as it is given: the files of each folder by name, then those of its folders.

    Links that lead out of the tree are left out, and so is what `audit corpus` has written. Folders that cannot be
    opened are added to `lost`.
    """
    top = os.path.realpath(folder)
    for place, folders, names in os.walk(folder, onerror=lost.append):
        if _is_output(folders, names):
            folders.clear()
            continue
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name not in _LEFT_OUT)
        files = (str(Path(place, name)) for name in sorted(names) if not name.startswith("."))
        yield from (file for file in files if Path(file).is_file() and _is_within(file, top))


def _is_output(folders: list[str], names: list[str]) -> bool:
    """True for a folder with the tables of an audit, which may lie below its own input."""
    return _OURS in names and ("runs.jsonl" in names or any(name.startswith(_PART) for name in folders))


def _is_within(file: str, top: str) -> bool:
    return not Path(file).is_symlink() or Path(os.path.realpath(file)).is_relative_to(top)
