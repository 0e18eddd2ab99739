"""By what a finding is known again: rule, file, unit, both texts, words. Never a line, never a model's wording."""

import json
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

from audit.article import Article, Pair, Segment, Side, Span
from audit.domain import Finding
from audit.gate.inspection import Identity
from audit.gate.rules import MODEL, is_model, rules_of

_DIGEST = 16
"""Hex digits: of a million texts two have the same with a chance of one in thirty million."""


@dataclass(frozen=True, slots=True)
class Spot:
    """One place of a finding."""

    finding: Finding
    span: Span
    rules: tuple[str, ...]
    segment: Segment | None
    """The unit or sentence; None where the translation has none."""
    source: Segment | None
    identity: Identity
    fingerprint: str


class Homes:
    """Which unit or sentence a span belongs to; built once an article, asked for every place."""

    def __init__(self, article: Article) -> None:
        self._pairs = article.pairs
        self._sources = article.source.segments if article.source else ()
        self._is_catalogue = article.is_catalogue
        translated = [pair for pair in article.pairs if pair.source]
        self._translated = sorted(translated, key=lambda pair: _start(pair.source))

    def of(self, span: Span) -> tuple[Segment | None, Segment | None]:
        """The target segment and its source. A source unit that nothing translates has no target segment."""
        if span.side is Side.TARGET:
            at = bisect_right(self._pairs, span.start, key=lambda pair: pair.target.span.start) - 1
            pair = self._pairs[max(0, at)] if self._pairs else None
            return (pair.target, pair.source) if pair else (None, None)
        at = bisect_right(self._sources, span.start, key=_start) - 1
        own = self._sources[max(0, at)] if self._sources else None
        pair = self._translating(span)
        if pair and pair.source and pair.source.span.end >= span.start:
            return pair.target, pair.source
        return (None, own) if self._is_catalogue or pair is None else (pair.target, own)

    def _translating(self, span: Span) -> Pair | None:
        """The pair whose source the span lies in or after."""
        at = bisect_right(self._translated, span.start, key=lambda pair: _start(pair.source)) - 1
        return self._translated[max(0, at)] if self._translated else None


def spots(article: Article, findings: tuple[Finding, ...], checks: frozenset[str]) -> Iterator[Spot]:
    """Every place of every finding, in the order of the text; `article.path` is what the file is called."""
    homes, seen = Homes(article), Counter[tuple[object, ...]]()
    places = [(span, finding) for finding in findings for span in finding.spans]
    for span, finding in sorted(places, key=lambda place: place[0]):
        segment, source = homes.of(span)
        rules = rules_of(finding, checks)
        one = _identity(article, span, rules[0], segment, source)
        known = (one.rule, one.file, one.unit, one.source, one.target, one.quote, one.side)
        yield Spot(finding, span, rules, segment, source, one, _digest(json.dumps([*known, seen[known]])))
        seen[known] += 1


def unit_name(segment: Segment | None) -> str:
    """The key of a unit with its form, "cart.items[few]"; of a sentence its words on one line."""
    if segment is None:
        return ""
    if segment.key is None or segment.unit is None:
        return " ".join(segment.text.split())
    return segment.name


def digest(segment: Segment | None) -> str:
    """Of a segment's text; "" where there is none. Line breaks of prose mean nothing, those of units do."""
    if segment is None:
        return ""
    return _digest(segment.text if segment.unit else " ".join(segment.text.split()))


def _identity(article: Article, span: Span, rule: str, segment: Segment | None, source: Segment | None) -> Identity:
    inside = segment if span.side is Side.TARGET else source
    return Identity(
        rule=MODEL if is_model(rule) else rule,
        file=article.path,
        unit=unit_name(segment or source),
        source=digest(source),
        target=digest(segment),
        quote=article.quote(span),
        at=span.start - inside.span.start if inside else span.start,
        side=span.side,
    )


def _digest(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGEST]


def _start(segment: Segment | None) -> int:
    return segment.span.start if segment else 0
