"""The texts of a test set of mt-metrics-eval for one pair of languages, line by line."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from audit.errors import UsageError
from audit.gold.annotation import UNKNOWN
from audit.gold.text import lines

_MISSING = "[No translation supplied]"
"""What mt-metrics-eval writes where a system gave no translation."""


@dataclass(frozen=True, slots=True)
class EvalSet:
    """What systems had to translate: segment n of the source is of document n."""

    folder: Path
    pair: str
    source_language: str | None
    target_language: str
    sources: Sequence[str]
    docs: Sequence[str]

    def output(self, system: str) -> Sequence[str | None]:
        """What a system made of each segment; None where it gave nothing. Raises UsageError."""
        path = self.folder / "system-outputs" / self.pair / f"{system}.txt"
        found = [None if line == _MISSING else line for line in _texts(path, "hypothesis")]
        _same_length(path, found, self.sources)
        return found


def eval_set(folder: Path, pair: str) -> EvalSet:
    """The texts of a pair, as "zh-en" or "en-cs_CZ".

    Raises UsageError where a file is missing, or has not a line for each segment.
    """
    source_language, _, target_language = (code.replace("_", "-") for code in pair.partition("-"))
    if not (source_language and target_language):
        raise UsageError(f"{folder}: {pair!r} is no pair of languages: files are called as zh-en.mqm.seg.rating")
    sources = _texts(folder / "sources" / f"{pair}.txt", "source")
    path = folder / "documents" / f"{pair}.docs"
    docs = [_doc(line, f"{path}:{number}") for number, line in enumerate(lines(path), 1)]
    _same_length(path, docs, sources)
    known = None if source_language == UNKNOWN else source_language
    return EvalSet(folder, pair, known, target_language, sources, docs)


def _texts(path: Path, key: str) -> list[str]:
    """The lines of a text file, or of the .jsonl file that newer sets have in its place."""
    as_json = path.with_name(f"{path.stem}.jsonl")
    if path.exists() or not as_json.exists():
        return lines(path)
    return [_value(line, key, f"{as_json}:{number}") for number, line in enumerate(lines(as_json), 1)]


def _value(line: str, key: str, where: str) -> str:
    try:
        return str(json.loads(line)[key])
    except (ValueError, KeyError, TypeError) as error:
        raise UsageError(f'{where}: not understood ({error!r}): it must be an object with "{key}"') from error


def _doc(line: str, where: str) -> str:
    cells = line.split()
    if len(cells) != 2:
        raise UsageError(f"{where}: {line!r} is not understood: it must be DOMAIN, a blank, DOCUMENT")
    return cells[1]


def _same_length(path: Path, found: Sequence[str | None], sources: Sequence[str]) -> None:
    if len(found) != len(sources):
        raise UsageError(f"{path}: {len(found):,} lines, but the source has {len(sources):,}: each segment is a line")
