"""From files to the terms that a translation must agree with."""

from collections.abc import Sequence
from pathlib import Path

from audit.article import Term
from audit.errors import InputError, UsageError
from audit.project.glossary import sheet, tbx
from audit.project.glossary.entry import GlossaryError

_MAX_BYTES = 20_000_000
_SHEETS, _TBX = (".csv", ".tsv", ".txt"), (".tbx", ".xml")


def read_glossary(paths: Sequence[Path], source: str | None, target: str | None) -> tuple[Term, ...]:
    """The terms of all these files for a pair of languages, in their order.

    A file that is about other languages gives none. Raises UsageError naming file, line and what to do.
    """
    return tuple(term for path in paths for term in _terms(path, source, target))


def _terms(path: Path, source: str | None, target: str | None) -> tuple[Term, ...]:
    suffix = path.suffix.lower()
    if suffix not in _SHEETS + _TBX:
        raise UsageError(f"{path}: a glossary is a .csv, a .tsv or a .tbx file")
    try:
        with path.open("rb") as file:
            data = file.read(_MAX_BYTES + 1)
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}: is the path of the glossary right?") from error
    if len(data) > _MAX_BYTES:
        raise UsageError(f"{path} is larger than {_MAX_BYTES // 1_000_000} MB: split the glossary")
    try:
        return sheet.terms(data, source, target) if suffix in _SHEETS else tbx.terms(data, source, target)
    except GlossaryError as error:
        raise UsageError(f"{path}:{error.line}: {error}") from error
    except InputError as error:
        raise UsageError(f"{path}: {error}") from error
