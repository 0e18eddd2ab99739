"""The lines of the files themselves, for formats that count bytes."""

import re
from collections.abc import Mapping, Sequence

from audit.domain import Document, Location
from audit.gate.inspection import Inspection

Lines = Mapping[str, Sequence[str]]
"""By path, without line ends."""

_LINE_END = re.compile(r"\r\n?|\n")


def lines_of(inspection: Inspection) -> Lines:
    """Of those files whose text was audited as it stands; of others a reader has kept only where its words were."""
    known: dict[str, Sequence[str]] = {}
    for file in inspection.files:
        document = file.report.article.target
        if _as_it_stands(document):
            known[file.path] = _LINE_END.split(document.text)
    return known


def byte_column(lines: Sequence[str], at: Location) -> int | None:
    """The column counted in UTF-8 bytes, from 1; None where the line is not known."""
    if not 0 < at.line <= len(lines):
        return None
    return len(lines[at.line - 1][: at.column - 1].encode("utf-8", "replace")) + 1


def _as_it_stands(document: Document) -> bool:
    ends = tuple(match.end() for match in _LINE_END.finditer(document.text))
    same = document.source_map.anchors == ((0, 0),) and document.source_map.line_starts == (0, *ends)
    return same and document.encoding.lower().replace("_", "-") in {"utf-8", "utf-8-sig", "ascii"}
