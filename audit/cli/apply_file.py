"""Where a corrected file goes: checked before anything is done, written at once or not at all."""

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from audit.apply.carried import Carried
from audit.apply.original import Original
from audit.errors import UsageError
from audit.intake import read_article

_STREAM = "-"


def checked_output(path: str, output: str | None, in_place: bool, force: bool) -> Path | None:
    """The file to write; None: standard output. `path` is the audited file. Raises UsageError."""
    if in_place == (output is not None):
        raise UsageError("say where the corrected text goes: -o FILE, -o - for standard output, or --in-place")
    if in_place:
        if path == _STREAM:
            raise UsageError("standard input cannot be corrected in place: give -o FILE")
        return Path(path)
    if output == _STREAM:
        return None
    target = Path(output or "")
    if path != _STREAM and target.exists() and target.samefile(path):
        raise UsageError(f"{target} is the audited file: give --in-place to correct it, or another file")
    if target.is_dir():
        raise UsageError(f"{target} is a folder: give the name of the corrected file")
    if target.exists() and not force:
        raise UsageError(f"{target} exists: --force replaces it")
    return target


@contextmanager
def stored(made: Carried, original: Original, target: Path | None) -> Iterator[Path]:
    """A draft of the corrected file beside its place, with the format of the original.

    Raises UsageError where it cannot be written, and where it does not read as it should.
    """
    folder = target.resolve().parent if target else None
    try:
        if folder:
            folder.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=".audit-", dir=folder) as beside:
            draft = Path(beside) / f"draft{Path(original.path).suffix}"
            draft.write_bytes(made.data)
            shutil.copymode(original.path, draft)
            if read_article(str(draft), None, original.article.target.language).target.text != made.text:
                raise UsageError(
                    f"{original.path}: with the corrections its encoding could not be told any more: "
                    "save it as UTF-8, and audit it again"
                )
            yield draft
    except OSError as error:
        raise UsageError(f"cannot write {target or 'a draft'}: {error.strerror}") from error


def put(data: bytes, target: Path | None, draft: Path | None = None) -> None:
    """Put a corrected file in its place, at once: a draft where there is one. Raises UsageError."""
    if target is None:
        sys.stdout.buffer.write(data)
        sys.stdout.flush()
        return
    try:
        if draft:
            draft.replace(target.resolve())
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
    except OSError as error:
        raise UsageError(f"cannot write {target}: {error.strerror}") from error
