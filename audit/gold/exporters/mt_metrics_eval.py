"""A test set of google-research/mt-metrics-eval, as a folder: its texts, and a file of error spans for each rater.

`sources/zh-en.txt`, `documents/zh-en.docs`, `system-outputs/zh-en/SYSTEM.txt`, and the marks in
`human-scores/zh-en.mqm.RATER.seg.rating`. Line n of each is the same segment; a segment that a system did not translate
is "[No translation supplied]", one that a rater did not judge is None. Scores are null: they are not ours to give.

A line holds a segment, so that a line break in one becomes a blank (offsets stay). Names of documents, systems and
raters lose what cannot be in a file name or a column. A source language that is not known is "und".
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from typing import Any

from audit.article import Side
from audit.errors import UsageError
from audit.gold.annotation import ErrorSpan, GoldDocument, GoldSegment

_MISSING = "[No translation supplied]"
_LINE_BREAKS = str.maketrans("\r\n", "  ")
_UNSAFE = re.compile(r"[\s/\\:*?\"<>|\x00]+")

_Row = tuple[str, str]
"""Document and segment: a line of every file."""


@dataclass(frozen=True, slots=True)
class _Pair:
    """What goes into the files of one pair of languages."""

    rows: Sequence[_Row]
    sources: Mapping[_Row, str]
    outputs: Mapping[str, Mapping[_Row, GoldSegment]]
    """System -> its segments."""


def export(documents: Sequence[GoldDocument]) -> Mapping[str, str]:
    """File name, from the folder of the set, -> text.

    Raises UsageError where the translations of a document cannot stand side by side, line by line.
    """
    by_pair: dict[str, list[GoldDocument]] = {}
    for document in documents:
        languages = (document.source_language or "und", document.target_language)
        by_pair.setdefault("-".join(code.replace("-", "_") for code in languages), []).append(document)
    return {name: text for pair, group in by_pair.items() for name, text in _files(pair, _aligned(group))}


def _aligned(documents: Sequence[GoldDocument]) -> _Pair:
    rows = tuple((doc, name) for doc in dict.fromkeys(one.doc for one in documents) for name in _order(doc, documents))
    sources: dict[_Row, str] = {}
    outputs: dict[str, dict[_Row, GoldSegment]] = {}
    for document in documents:
        for segment in document.segments:
            row, source = (document.doc, segment.id), segment.source or ""
            if row in outputs.setdefault(document.system, {}):
                raise UsageError(f"{document.system!r} translates {document.doc!r} twice: give each its own system")
            if source and sources.setdefault(row, source) != source:
                raise UsageError(
                    f"the translations of {document.doc!r} differ in the source of segment {segment.id!r}: "
                    "a line of a test set has one source; give them different names of documents (doc)"
                )
            outputs[document.system][row] = segment
    return _Pair(rows, sources, outputs)


def _order(doc: str, documents: Iterable[GoldDocument]) -> Iterable[str]:
    """The segments that any translation of a document has, each after those that stand before it."""
    order: TopologicalSorter[str] = TopologicalSorter()
    for document in documents:
        if document.doc == doc:
            names = [segment.id for segment in document.segments]
            order.add(names[0])
            for before, after in pairwise(names):
                order.add(after, before)
    try:
        return tuple(order.static_order())
    except CycleError as error:
        raise UsageError(f"the translations of {doc!r} have their segments in different orders: make it one") from error


def _files(pair: str, texts: _Pair) -> Iterator[tuple[str, str]]:
    docs, systems = _safe(doc for doc, _ in texts.rows), _safe(texts.outputs)
    raters = _safe(r for segments in texts.outputs.values() for segment in segments.values() for r in segment.raters)
    yield f"sources/{pair}.txt", _lines(texts.sources.get(row, "") for row in texts.rows)
    yield f"documents/{pair}.docs", _lines(f"gold\t{docs[doc]}" for doc, _ in texts.rows)
    for system, segments in texts.outputs.items():
        targets = (segments[row].target if row in segments else _MISSING for row in texts.rows)
        yield f"system-outputs/{pair}/{systems[system]}.txt", _lines(targets)
    for rater, name in raters.items():
        ratings = (
            _rating(systems[system], segments.get(row), rater, name)
            for system, segments in texts.outputs.items()
            for row in texts.rows
        )
        yield f"human-scores/{pair}.mqm.{name}.seg.rating", _lines(ratings)


def _rating(system: str, segment: GoldSegment | None, rater: str, name: str) -> str:
    if segment is None or rater not in segment.raters:
        return f"{system}\tNone"
    return f"{system}\t{json.dumps({'errors': [_error(span) for span in segment.raters[rater]]})}\t{name}"


def _error(span: ErrorSpan) -> dict[str, Any]:
    return {
        "start": span.start,
        "end": span.end,
        "category": span.category,
        "severity": span.severity.value,
        "score": None,
        "is_source_error": span.side is Side.SOURCE,
    }


def _lines(texts: Iterable[str]) -> str:
    return "".join(f"{text.translate(_LINE_BREAKS)}\n" for text in texts)


def _safe(names: Iterable[str]) -> dict[str, str]:
    """Each name as a file and a column may have it. Raises UsageError where two become one."""
    safe = {name: _UNSAFE.sub("_", name) for name in names}
    by_safe: dict[str, str] = {}
    for name, written in safe.items():
        if (other := by_safe.setdefault(written, name)) != name:
            raise UsageError(f"{other!r} and {name!r} would both be called {written!r}: rename one of them")
    return safe
