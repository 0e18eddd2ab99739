"""What reviewers decided over a report: our own review files, in the format of `schemas/review.json`.

A finding that a reviewer accepted, edited or added is an error of a rater of that name, with the severity, category and
place that the reviewer gave it; a rejected one is none. Of several decisions of one reviewer on one finding the last
counts. A segment that a reviewer has seen, or decided something in, is judged by them.

A file is one document, of the system "reviewed". Files on the same text (same path and digest) become one, with all
their reviewers. Suggestions and comments stay in the review files: gold has no place for them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from audit.errors import UsageError
from audit.gold.annotation import GoldDocument
from audit.gold.reviewed import gold_of
from audit.gold.segmented import Split
from audit.gold.text import files
from audit.review.file import read_review


def read(paths: Sequence[Path], _split: Split) -> Iterator[GoldDocument]:
    """The documents of the files (of a folder: *.json). Raises UsageError naming file and place."""
    found: dict[str, GoldDocument] = {}
    for path in files(paths, "*.json"):
        document = gold_of(read_review(path))
        known = found.get(document.id)
        found[document.id] = _joined(known, document, str(path)) if known else document
    yield from found.values()


def _joined(one: GoldDocument, other: GoldDocument, where: str) -> GoldDocument:
    """One document with the raters of both. Raises UsageError where the texts differ, or a rater is in both."""
    if [(s.id, s.target, s.source) for s in one.segments] != [(s.id, s.target, s.source) for s in other.segments]:
        raise UsageError(f"{where}: its segments are not those of another review of {one.doc}: import them apart")
    segments = []
    for mine, theirs in zip(one.segments, other.segments, strict=True):
        if twice := mine.raters.keys() & theirs.raters.keys():
            raise UsageError(f"{where}: {min(twice)!r} has reviewed {one.doc} in another file too: give the newer only")
        segments.append(replace(mine, raters={**mine.raters, **theirs.raters}))
    return replace(one, segments=tuple(segments))
