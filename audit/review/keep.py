"""A review on disk: the whole file or the one before, never half of it."""

import os
import stat
from contextlib import suppress
from pathlib import Path
from secrets import token_hex

from audit.review.decision import Review
from audit.review.file import text_of


def write_review(path: Path, review: Review) -> None:
    """Replace the file by this review; on return it is on the disk. Raises OSError, and the file is as it was."""
    path = path.resolve()  # the file behind a link, not the link
    partial = path.with_name(f".{path.name}.{token_hex(4)}.tmp")
    try:
        with partial.open("x", encoding="utf-8", newline="\n") as file:
            with suppress(FileNotFoundError):
                partial.chmod(stat.S_IMODE(path.stat().st_mode))  # who may read the one before may read this one
            file.write(text_of(review))
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    except BaseException:
        with suppress(OSError):
            partial.unlink()
        raise
    _settle(path.parent)


def _settle(folder: Path) -> None:
    """The new name too survives a power cut; not every system can do that."""
    with suppress(OSError):
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)
