"""MQM ratings as WMT publishes them: tab-separated tables, a row for each error that a rater marked.

From github.com/google/wmt-mqm-human-evaluation, of all years: with the columns system, doc, doc_id, seg_id, rater,
source, target, category, severity, with docSegId and globalSegId (Marot), or with the twelve columns of 2022's
English-Chinese. The words in error stand between <v> and </v>, in the target or in the source. A row "No-error" says
that the rater judged the segment and marked nothing; a row "HOTW-test" tests the rater's attention and is left out;
a row without a rater carries metadata, and its segment is judged by nobody.

- Quotation marks are part of the text, also doubled ones: these files are not quoted as CSV is.
- Languages: the table's own columns, the end of the document's name ("talk.1:English-German"), or the file's name
  ("mqm_ted_zhen.tsv", "news.zh-en.tsv").
- An error without marks is a span without words at the end of the translation: known to be there, not where.
  "Non-translation" without marks is the whole segment.
- Where the rows of a segment differ in its text, it is the text of most rows; marks in another are found again by
  their words, and where those are not there just once, are such an error without words.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from audit.article import Side
from audit.domain import Severity
from audit.errors import UsageError
from audit.gold.annotation import ErrorSpan, GoldDocument, GoldSegment
from audit.gold.importers._languages import pair
from audit.gold.importers._marks import Places, moved, unmarked
from audit.gold.importers._rows import Row, rows
from audit.gold.segmented import Split
from audit.gold.text import files

_CLEAN, _TEST = "no-error", "hotw-test"
_SEVERITIES = {severity.value: severity for severity in Severity}


@dataclass(frozen=True, slots=True)
class _Judgement:
    """One row, its marks taken out of the texts. No severity: the rater marked nothing."""

    rater: str
    category: str
    severity: Severity | None
    source: tuple[str, Places]
    target: tuple[str, Places]


def read(paths: Sequence[Path], _split: Split) -> Iterator[GoldDocument]:
    """The documents of one or more tables (of a folder: *.tsv). Raises UsageError naming file and line."""
    found: dict[tuple[str, str, str | None, str], dict[str, list[_Judgement]]] = {}
    for path in files(paths, "*.tsv"):
        for row in rows(path):
            if _said(row.severity) != _TEST:
                translation = (row.doc, row.system, *(row.languages or pair(path, row.doc)))
                found.setdefault(translation, {}).setdefault(row.segment, []).append(_judgement(row))
    for (doc, system, source, target), judged in found.items():
        segments = tuple(_segment(name, said) for name, said in sorted(judged.items(), key=_order))
        yield GoldDocument(f"{doc}/{system}", doc, system, source, target, segments)


def _order(named: tuple[str, object]) -> tuple[bool, int, str]:
    """Numbered segments by their number, before all others."""
    name = named[0]
    return (False, int(name), name) if name.isdecimal() else (True, 0, name)


def _said(name: str) -> str:
    return name.strip().lower().replace("_", "-")


def _judgement(row: Row) -> _Judgement:
    severity = None
    if row.rater and _CLEAN not in {_said(row.severity), _said(row.category)}:
        severity = _SEVERITIES.get(_said(row.severity))
        if severity is None:
            raise UsageError(
                f"{row.where}: the severity is {row.severity!r}: it must be one of {', '.join(_SEVERITIES)}, No-error"
            )
    source, target = unmarked(row.source, row.where), unmarked(row.target, row.where)
    return _Judgement(row.rater, row.category.strip() or "Other", severity, source, target)


def _segment(name: str, said: Sequence[_Judgement]) -> GoldSegment:
    source = Counter(one.source[0] for one in said).most_common(1)[0][0]
    target = Counter(one.target[0] for one in said).most_common(1)[0][0]
    raters: dict[str, list[ErrorSpan]] = {one.rater: [] for one in said if one.rater}
    for one in said:
        if one.severity is not None:
            raters[one.rater] += _spans(one, one.severity, {Side.TARGET: target, Side.SOURCE: source})
    return GoldSegment(name, target, source or None, {rater: tuple(spans) for rater, spans in raters.items()})


def _spans(one: _Judgement, severity: Severity, texts: Mapping[Side, str]) -> list[ErrorSpan]:
    """The spans of one row; where none can be placed, one without words."""
    marked = {Side.TARGET: one.target, Side.SOURCE: one.source}
    spans = [
        ErrorSpan(start, end, severity, one.category, side)
        for side, (text, places) in marked.items()
        for start, end in moved(places, text, texts[side])
    ]
    if spans:
        return spans
    end = len(texts[Side.TARGET])
    whole = _said(one.category).startswith("non-translation") and not (one.target[1] or one.source[1])
    return [ErrorSpan(0 if whole else end, end, severity, one.category)]
