"""Why a finding of one report is not in the other: the text is another one, nobody looked, or nobody objects."""

from audit.article import Segment, Side, Span
from audit.diff.difference import Cause, Reading
from audit.diff.places import Ends, Place
from audit.diff.translations import Translations
from audit.domain import Category, Report
from audit.gate.identity import Homes
from audit.gate.rules import MODEL

_NO_SOURCE = "it was made without the source text"


class Absence:
    """What one report's places are in the other one; built once, asked for every place that has no counterpart."""

    def __init__(self, report: Report, other: Report, ends: Ends, others: Ends) -> None:
        self._article, self._other, self._ends, self._others = report.article, other, ends, others
        self._homes = Homes(report.article)
        self._translations, self._their_translations = Translations(report.article), Translations(other.article)
        self._source = {pair.target.id: pair.source for pair in report.article.pairs}
        self._other_source = {pair.target.id: pair.source for pair in other.article.pairs}
        self._index = {segment.id: n for n, segment in enumerate(report.article.target.segments)}
        self._reasons = {id_: gap.reason for gap in reversed(other.gaps) for id_ in gap.segments}

    def why(self, place: Place) -> tuple[Cause, str, Reading]:
        """The cause, why the other audit cannot have found it ("" where it can), and how the sentence reads there."""
        span = place.span
        here, there = self._translated(span) if span.side is Side.SOURCE else self._sentences(span)
        is_there = bool(there) or (span.side in self._ends and bool(self._ends[span.side].way.images(span)))
        unjudged = self._unjudged(place, there) if is_there or span.side not in self._ends else ""
        return self._cause(span, here, there), unjudged, self._reading(here, there)

    def _sentences(self, span: Span) -> tuple[list[Segment], list[Segment]]:
        """The sentences that a place lies in, and what they are in the other text."""
        first = self._homes.of(span)[0]
        if first is None:
            return [], []
        segments, here = self._article.target.segments, [first]
        for at in range(self._index[first.id] + 1, len(segments)):
            if segments[at].span.start >= span.end:
                break
            here.append(segments[at])
        return here, [segment for one in here for segment in self._counterparts(one)]

    def _translated(self, span: Span) -> tuple[list[Segment], list[Segment]]:
        """What translates a place in the source, here and there; where nothing does, the sentence before it."""
        images = self._ends[Side.SOURCE].way.images(span) if Side.SOURCE in self._ends else []
        here = self._translations.of(span)
        there = list(dict.fromkeys(one for image in images for one in self._their_translations.of(image)))
        return (here, there) if here or there else self._sentences(span)

    def _counterparts(self, segment: Segment) -> tuple[Segment, ...]:
        return self._ends[Side.TARGET].counterparts.get(self._index[segment.id], ())

    def _cause(self, span: Span, here: list[Segment], there: list[Segment]) -> Cause:
        if span.side is Side.SOURCE:
            is_same = [one.text.split() for one in here] == [one.text.split() for one in there]
            stands = span.side not in self._ends or self._ends[span.side].way.stands(span)
            return Cause.VERDICT if is_same and stands else Cause.WORDS
        if not self._ends[span.side].way.stands(span):
            return Cause.WORDS
        return Cause.VERDICT if all(map(self._is_same, here)) else Cause.AROUND

    def _is_same(self, segment: Segment) -> bool:
        """True where the other text has this very sentence, and for the same source."""
        twin = self._ends[Side.TARGET].twins.get(self._index[segment.id])
        if twin is None:
            return False
        source = self._source.get(segment.id)
        theirs = self._other_source.get(self._other.article.target.segments[twin].id)
        return source is None or theirs is None or source.text.split() == theirs.text.split()

    def _unjudged(self, place: Place, there: list[Segment]) -> str:
        signature = self._other.signature
        if place.span.side not in self._ends:
            return _NO_SOURCE
        if missing := sorted(place.rules - {MODEL} - set(signature.checks)):
            return f"the check {missing[0]} did not run"
        if MODEL not in place.rules:
            return ""
        if reason := next((self._reasons[one.id] for one in there if one.id in self._reasons), ""):
            return reason
        if place.finding.category is Category.SUSPICIOUS:
            return "" if _listened(self._other) else "no model listened to it"
        return "" if signature.prompts else "no model was asked about the wording"

    def _reading(self, here: list[Segment], there: list[Segment]) -> Reading:
        """The sentence in the other text, where it is not the same."""
        if [one.text.split() for one in here] == [one.text.split() for one in there]:
            return ()
        way, parts = self._others[Side.TARGET].way, list[tuple[str, bool]]()
        for segment in dict.fromkeys(there):
            parts += [(" ", False)] * bool(parts) + list(way.changed(segment.span))
        return tuple(parts)


def _listened(report: Report) -> bool:
    """True where a reading model was at work: one that answers has prompts."""
    signature = report.signature
    listening = signature.model != "none" and not signature.prompts
    return listening or any(finding.category is Category.SUSPICIOUS for finding in report.findings)
