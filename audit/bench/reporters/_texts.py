"""Segments that changed: what each contestant and each rater marks, side by side in the same words."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from audit.article import Span
from audit.bench.changes import Changed
from audit.bench.told import Told, told
from audit.markup import Html, element, together
from audit.measure.spans import Place, in_target
from audit.view import runs
from audit.wording import SEVERITY_WORDS, quoted


def changes(changed: Sequence[Changed], one: str, other: str) -> Html:
    """Every changed segment, folded by document; `one` and `other` are the names of the contestants."""
    by_document = groupby(changed, key=lambda each: each.document.id)
    return together(_document(id_, tuple(group), one, other) for id_, group in by_document)


def _document(id_: str, changed: tuple[Changed, ...], one: str, other: str) -> Html:
    count = element("span", f"{len(changed):,} changed", class_="small")
    segments = (_segment(each, one, other) for each in changed)
    return element("details", element("summary", element("bdi", id_), " ", count), *segments, class_="document")


def _segment(changed: Changed, one: str, other: str) -> Html:
    segment, document = changed.segment, changed.document
    source = None
    if segment.source:
        source = element("p", segment.source, class_="source", lang=document.source_language, dir="auto")
    voices: list[tuple[str, str, Iterable[Place]]] = [
        (one, "contestant", changed.one),
        (other, "contestant", changed.other),
        *((name, "rater", in_target(errors)) for name, errors in segment.raters.items()),
    ]
    said = (_voice(changed, name, kind, places) for name, kind, places in voices)
    return element(
        "article",
        element("h3", f"Segment {segment.id}"),
        element("ul", *map(_told, told(changed)), class_="told"),
        source,
        element("div", *said, class_="voices"),
        class_="changed",
    )


def _told(one: Told) -> Html:
    words = element("q", quoted(one.quote), dir="auto") if one.quote else None
    change = element("b", one.change)
    return element(
        "li", change, ": ", f"{one.what}, " if one.what else None, words, ", " if words else None, one.raters
    )


def _voice(changed: Changed, name: str, kind: str, places: Iterable[Place]) -> Html:
    text = _marked(changed.segment.target, tuple(places))
    label = element("p", element("bdi", name), class_="name")
    words = element("p", text, class_="target", lang=changed.document.target_language, dir="auto")
    return element("div", label, words, class_=f"voice {kind}")


def _marked(text: str, places: tuple[Place, ...]) -> Html:
    """The text with its places marked; a mark says its severity before its words, for those who hear it."""
    spans = [Span(place.start, place.end) for place in places]
    return together(
        _run(text[run.start : run.end], run.start, run.marks, places) for run in runs(Span(0, len(text)), spans)
    )


def _run(words: str, start: int, marks: tuple[int, ...], places: tuple[Place, ...]) -> Html | str:
    made: Html | str = quoted(words) if marks else words
    for depth, index in reversed(list(enumerate(marks))):
        place = places[index]
        word = SEVERITY_WORDS[place.severity]
        spoken = element("span", f"[{word}: ", class_="heard") if place.start == start else None
        empty = " missing" if place.start == place.end else ""
        made = element("mark", spoken, made, class_=f"{place.severity} d{min(depth, 2)}{empty}", title=word)
    return made
