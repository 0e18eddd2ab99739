"""A campaign for Pearmut (github.com/zouharvi/pearmut), with the marks of gold to begin from: `campaign.json`.

Each rater is a user, whose documents carry their own marks: to check, change and complete in a browser. What nobody
has judged comes as one more task without marks. Protocol MQM, with our four severities, the categories of the gold and
our own, and without a score to be given.

Pearmut counts UTF-16 units and includes the last one; a line break counts nothing there, so it becomes a blank. An
error in the source, or one without words, is marked on Pearmut's token [missing]. Two marks of a rater on the same
words both arrive, but Pearmut shows the later one.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from audit.article import Side
from audit.domain import Category, Severity
from audit.gold.annotation import ErrorSpan, GoldDocument, GoldSegment

_FILE, _UNJUDGED = "campaign.json", "not judged yet"
_OURS = [category.value for category in Category if category is not Category.SUSPICIOUS]
_LINE_BREAKS = str.maketrans("\r\n", "  ")


def export(documents: Sequence[GoldDocument]) -> Mapping[str, str]:
    """The file that `pearmut add` takes: its name -> its text."""
    tasks = dict(_tasks(documents))
    campaign = {
        "campaign_id": "audit gold",
        "info": {
            "assignment": "task-based",
            "protocol": "MQM",
            "users": list(tasks),
            "sliders": [],
            "mqm_severities": [severity.value.capitalize() for severity in Severity],
            "mqm_categories": _categories(documents),
        },
        "data": list(tasks.values()),
    }
    return {_FILE: json.dumps(campaign, ensure_ascii=False, indent=2) + "\n"}


def _tasks(documents: Sequence[GoldDocument]) -> Iterator[tuple[str, list[Any]]]:
    """Each user, and the documents to be shown to them."""
    by_rater: dict[str, list[GoldDocument]] = {}
    for document in documents:
        for rater in dict.fromkeys(rater for segment in document.segments for rater in segment.raters):
            by_rater.setdefault(rater, []).append(document)
    for rater, judged in by_rater.items():
        yield rater, [[_item(document, segment, rater) for segment in document.segments] for document in judged]
    if rest := [one for one in documents if not any(segment.raters for segment in one.segments)]:
        yield _UNJUDGED, [[_item(document, segment, None) for segment in document.segments] for document in rest]


def _item(document: GoldDocument, segment: GoldSegment, rater: str | None) -> dict[str, Any]:
    name = f"system {document.system}" if document.system.isdigit() else document.system  # Pearmut takes no bare number
    item: dict[str, Any] = {"item_id": f"{document.id}#{segment.id}"}
    if segment.source is not None:
        item["src"] = segment.source
    item["tgt"] = {name: segment.target.translate(_LINE_BREAKS)}
    if rater is not None and rater in segment.raters:
        item["error_spans"] = {name: [_span(span, segment.target) for span in segment.raters[rater]]}
    return item


def _span(span: ErrorSpan, target: str) -> dict[str, Any]:
    start, end = _units(target[: span.start]), _units(target[: span.end])
    if span.side is Side.SOURCE or start == end:
        start, end = _units(target), _units(target) + 1  # the token after the text
    category = "/".join(_parts(span.category))
    return {"start_i": start, "end_i": end - 1, "severity": span.severity.value, "category": category}


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _parts(category: str) -> tuple[str, str]:
    """Main and sub-category; of one word, both: Pearmut takes an error for unfinished without a sub-category."""
    family, _, kind = category.partition("/")
    return family, kind or family


def _categories(documents: Iterable[GoldDocument]) -> dict[str, list[str]]:
    """Main category -> its sub-categories: those of the gold as it writes them, and ours where it lacks them."""
    used = [
        span.category
        for document in documents
        for segment in document.segments
        for spans in segment.raters.values()
        for span in spans
    ]
    families: dict[str, tuple[str, dict[str, str]]] = {}
    for category in [*dict.fromkeys(used), *_OURS]:
        family, kind = _parts(category)
        families.setdefault(family.lower(), (family, {}))[1].setdefault(kind.lower(), kind)
    return {family: list(kinds.values()) for family, kinds in families.values()}
