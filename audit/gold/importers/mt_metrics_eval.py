"""Error spans of a test set of google-research/mt-metrics-eval, from its folder or from single files of ratings.

A folder (as wmt23/) has `sources/zh-en.txt`, `documents/zh-en.docs`, `system-outputs/zh-en/SYSTEM.txt` (or .jsonl), a
segment a line, and `human-scores/zh-en.NAME.seg.rating`: for each system as many lines as there are segments, each
`SYSTEM`, a tab, `None` (not judged) or `{"errors": [{"start", "end", "category", "severity", "is_source_error"}]}`, and
a tab and the rater's name (without it: NAME). Of a folder all ratings are taken; where two files have different
judgements of one rater on one segment, give the files to be taken.

Segments are counted from 1 in each document. A document by a system that nobody has judged is left out, and so is a
segment that a system did not translate. A blank source is none. An error without a category is "Other".
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any

from audit.article import Side
from audit.domain import Severity
from audit.errors import UsageError
from audit.gold.annotation import ErrorSpan, GoldDocument, GoldSegment
from audit.gold.importers._eval_set import EvalSet, eval_set
from audit.gold.segmented import Split
from audit.gold.text import files, lines

_RATINGS = "*.seg.rating"
_SEVERITIES = {severity.value: severity for severity in Severity}

_Raters = dict[str, tuple[ErrorSpan, ...]]


@dataclass(slots=True)
class _Judged:
    """A test set, and what its raters marked. Filled in as files are read."""

    texts: EvalSet
    outputs: dict[str, Sequence[str | None]] = field(default_factory=dict)
    marks: dict[str, list[_Raters]] = field(default_factory=dict)
    """System -> segment -> rater -> spans."""

    def output(self, system: str) -> Sequence[str | None]:
        """What a system made of each segment."""
        if system not in self.outputs:
            self.outputs[system] = self.texts.output(system)
            self.marks[system] = [{} for _ in self.texts.sources]
        return self.outputs[system]


def read(paths: Sequence[Path], _split: Split) -> Iterator[GoldDocument]:
    """The judged documents of folders or files of ratings. Raises UsageError naming file and line."""
    found: dict[tuple[Path, str], _Judged] = {}
    for path in files((_ratings(path) for path in paths), _RATINGS):
        pair, _, name = path.name.removesuffix(_RATINGS[1:]).partition(".")
        folder = path.parent.parent
        if (folder, pair) not in found:
            found[folder, pair] = _Judged(eval_set(folder, pair))
        _add(path, name, found[folder, pair])
    for judged in found.values():
        yield from _documents(judged)


def _ratings(path: Path) -> Path:
    return path / "human-scores" if (path / "human-scores").is_dir() else path


def _add(path: Path, name: str, judged: _Judged) -> None:
    """Read a file of ratings."""
    sources = judged.texts.sources
    rows: Counter[str] = Counter()
    for number, line in enumerate(lines(path), 1):
        where = f"{path}:{number}"
        system, *cells = line.strip().split("\t")
        if len(cells) not in {1, 2}:
            raise UsageError(f"{where}: {1 + len(cells)} cells: it must be SYSTEM, a tab, the rating, a tab, the rater")
        row = rows[system]
        rows[system] += 1
        if cells[0] != "None" and row < len(sources):
            texts = {Side.TARGET: judged.output(system)[row] or "", Side.SOURCE: sources[row]}
            _judge(judged.marks[system][row], (cells[1:] or [name])[0], _spans(cells[0], texts, where), where)
    for system, count in rows.items():
        if count != len(sources):
            raise UsageError(
                f"{path}: {count:,} ratings of {system!r}, but the source has {len(sources):,} segments: "
                "a line is needed for each, None where it was not judged"
            )


def _judge(raters: _Raters, rater: str, spans: tuple[ErrorSpan, ...], where: str) -> None:
    if raters.setdefault(rater, spans) != spans:
        raise UsageError(
            f"{where}: {rater!r} judged this segment otherwise in another file: give the files that are to be taken"
        )


def _spans(rating: str, texts: Mapping[Side, str], where: str) -> tuple[ErrorSpan, ...]:
    try:
        errors = json.loads(rating)["errors"]
        return tuple(_span(error, texts, f"{where}: error number {n}") for n, error in enumerate(errors, 1))
    except (ValueError, KeyError, TypeError) as error:
        raise UsageError(f'{where}: not a rating ({error!r}): it must be {{"errors": [...]}} or None') from error


def _span(error: Mapping[str, Any], texts: Mapping[Side, str], where: str) -> ErrorSpan:
    side = Side.SOURCE if error.get("is_source_error") else Side.TARGET
    start, end, severity = error["start"], error["end"], str(error.get("severity")).lower()
    if severity not in _SEVERITIES:
        raise UsageError(f"{where}: the severity is {severity!r}: it must be one of {', '.join(_SEVERITIES)}")
    if not 0 <= start <= end <= len(texts[side]):
        raise UsageError(f"{where}: {start} to {end} is no place in the {side} of {len(texts[side])} characters")
    return ErrorSpan(int(start), int(end), _SEVERITIES[severity], error.get("category") or "Other", side)


def _documents(judged: _Judged) -> Iterator[GoldDocument]:
    """Every document by every system of which a segment was judged."""
    texts = judged.texts
    for doc, group in groupby(range(len(texts.docs)), key=texts.docs.__getitem__):
        rows = list(group)
        for system, marks in judged.marks.items():
            if any(marks[row] for row in rows):
                name = f"{texts.pair}/{doc}/{system}"
                segments = tuple(_segments(rows, judged, system))
                yield GoldDocument(name, doc, system, texts.source_language, texts.target_language, segments)


def _segments(rows: Sequence[int], judged: _Judged, system: str) -> Iterator[GoldSegment]:
    for number, row in enumerate(rows, 1):
        target, raters = judged.outputs[system][row], judged.marks[system][row]
        source = judged.texts.sources[row]
        if target is not None or raters:
            yield GoldSegment(str(number), target or "", source if source.strip() else None, raters)
