"""Gold files: JSON Lines, a document a line, as `schemas/gold.json` describes it; a review is one document."""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from audit.article import Side
from audit.errors import UsageError
from audit.gold.annotation import UNKNOWN, ErrorSpan, GoldDocument, GoldSegment
from audit.gold.parse import parse
from audit.gold.reviewed import gold_of
from audit.gold.text import contents
from audit.review.file import read_review

_BOM = b"\xef\xbb\xbf"
_REVIEW = re.compile(
    rb'\s*\{\s*(?="(?:decisions|languages|report|schema_version|seen)"\s*:).*"decisions"\s*:', re.DOTALL
)
"""The beginning and the log of a review. No line of gold begins so; a quotation mark inside a text is escaped."""


def read_gold(path: Path) -> tuple[GoldDocument, ...]:
    """The documents of a gold file, in its order. Raises UsageError naming file and line where it cannot be used."""
    documents, problems = examine(path)
    if not problems:
        return documents
    more = f" ({len(problems) - 1:,} more: audit gold check {path})" if len(problems) > 1 else ""
    raise UsageError(problems[0] + more)


def examine(path: Path) -> tuple[tuple[GoldDocument, ...], tuple[str, ...]]:
    """The documents that can be used, and what is wrong with the other lines, as "FILE:LINE: what, and what to do".

    Raises UsageError where the file itself cannot be read.
    """
    content = contents(path).removeprefix(_BOM)
    if _REVIEW.match(content):
        return _reviewed(path)
    documents: dict[str, GoldDocument] = {}
    lines: dict[str, int] = {}
    problems: list[str] = []
    for number, line in _lines(content):
        try:
            document = parse(_decoded(line))
            if document.id in documents:
                raise UsageError(f"document {document.id!r} is in line {lines[document.id]} too: give each its own id")
        except UsageError as error:
            problems.append(f"{path}:{number}: {error}")
            continue
        documents[document.id], lines[document.id] = document, number
    if not documents and not problems:
        problems.append(f"{path} is empty: there is no document in it. Check that the right file was given")
    return tuple(documents.values()), tuple(problems)


def write_gold(documents: Iterable[GoldDocument]) -> str:
    """The text of a gold file: what `read_gold` reads again as the same documents."""
    return "".join(f"{json.dumps(_document(document), ensure_ascii=False)}\n" for document in documents)


def digest(path: Path) -> str:
    """SHA-256 of a gold file's bytes, hex: what says that two runs were measured on the same gold."""
    return hashlib.sha256(contents(path)).hexdigest()


def _reviewed(path: Path) -> tuple[tuple[GoldDocument, ...], tuple[str, ...]]:
    try:
        document = gold_of(read_review(path))
    except UsageError as error:
        return (), (str(error),)
    if document.target_language == UNKNOWN:
        return (), (f"{path}: nothing says which language it is in: audit gold import --from review --target-lang",)
    return (document,), ()


def _lines(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Number and bytes of each line that is not blank."""
    for number, line in enumerate(content.split(b"\n"), 1):
        if line.strip():
            yield number, line


def _decoded(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UsageError(f"not UTF-8 (byte {error.start + 1} of the line): save the file in that encoding") from error


def _document(document: GoldDocument) -> dict[str, Any]:
    return {
        "id": document.id,
        "doc": document.doc,
        "system": document.system,
        "source_lang": document.source_language,
        "target_lang": document.target_language,
        "segments": [_segment(segment) for segment in document.segments],
    }


def _segment(segment: GoldSegment) -> dict[str, Any]:
    fields: dict[str, Any] = {"seg": _number_or_name(segment.id)}
    if segment.source is not None:
        fields["source"] = segment.source
    fields["target"] = segment.target
    if segment.paragraph is not None:
        fields["paragraph"] = segment.paragraph
    fields["raters"] = {rater: [_span(span, segment) for span in spans] for rater, spans in segment.raters.items()}
    return fields


def _number_or_name(name: str) -> int | str:
    """An id as published sets have it: a number, where it is written as one."""
    return int(name) if name.isascii() and name.isdigit() and str(int(name)) == name else name


def _span(span: ErrorSpan, segment: GoldSegment) -> dict[str, Any]:
    text = segment.target if span.side is Side.TARGET else segment.source or ""
    return {
        "start": span.start,
        "end": span.end,
        "side": span.side.value,
        "category": span.category,
        "severity": span.severity.value,
        "text": text[span.start : span.end],
    }
