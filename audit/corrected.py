"""Suggestions, tried: written into the article, does a check still object there, or does a new one? Pure."""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from audit.article import Article, Document, Pair, Segment, Side, Span
from audit.domain import Claim, Finding

Check = Callable[[Article], Iterable[Claim]]
_Names = frozenset[str]

_BETWEEN = "\n\n"


@dataclass(frozen=True, slots=True)
class _Change:
    """A suggestion in its place: what it replaces in the old text, with what, and where that stands in the new one."""

    finding: int
    old: Span
    words: str
    shift: int
    """By how many characters the text before it has become longer."""

    @property
    def new(self) -> Span:
        start = self.old.start + self.shift
        return Span(start, start + len(self.words))

    @property
    def shift_after(self) -> int:
        return self.shift + len(self.words) - len(self.old)


def tried(
    article: Article, findings: Sequence[Finding], claims: Sequence[Claim], checks: Sequence[Check]
) -> tuple[tuple[Finding, ...], tuple[str, ...]]:
    """The findings, without suggestions that do not stand; a note for each of these.

    `claims` are what the checks said of the article as it is. A suggestion does not stand where the check that asked
    for it still objects, or where a check objects that did not before. Of suggestions that overlap the surest is tried.
    """
    changes = _changes(findings)
    if not (changes and checks):
        return tuple(findings), ()
    before = zip(_said(claims, [change.old for change in changes]), changes, strict=True)
    known = [names - set(findings[change.finding].detectors) for names, change in before]
    kept, notes = list(findings), []
    for change, against in zip(changes, _against(article, changes, known, checks), strict=True):
        if against:
            finding = findings[change.finding]
            kept[change.finding] = replace(finding, suggestion=None)
            words, place = article.quote(finding.span)[:60], article.target.source_map.locate(finding.span.start)
            notes.append(
                f"A suggestion for {words!r} (line {place.line}) is left out: the check {min(against)} objects to it."
            )
    return tuple(kept), tuple(notes)


def _changes(findings: Sequence[Finding]) -> list[_Change]:
    """The suggestions that can be written in together, in the order of the text."""
    chosen: list[tuple[Span, int]] = []
    for number in sorted(range(len(findings)), key=lambda number: -findings[number].confidence):
        span = findings[number].span
        if findings[number].suggestion is None or span.side is not Side.TARGET:
            continue
        at = bisect_left(chosen, (span, number))  # they lie apart, so that only its neighbours can touch it
        if not any(_touch(span, other) for other, _ in chosen[max(0, at - 1) : at + 1]):
            insort(chosen, (span, number))
    return _placed((number, span, findings[number].suggestion or "") for span, number in chosen)


def _placed(wanted: Iterable[tuple[int, Span, str]]) -> list[_Change]:
    """Changes (finding, span, words) in the order of the text, each with what those before it do to its place."""
    changes, shift = [], 0
    for number, span, words in wanted:
        changes.append(_Change(number, span, words, shift))
        shift = changes[-1].shift_after
    return changes


def _against(
    article: Article, changes: Sequence[_Change], known: Sequence[_Names], checks: Sequence[Check]
) -> list[_Names]:
    """Names of the checks that object to each change.

    Of a catalogue only the strings with changes are looked at. What a check objects to there it must object to in the
    whole file as well: some compare strings, and know better with all of them.
    """
    if article.is_catalogue:
        part, inside = _excerpt(article, changes)
        trial = _rewritten(part, inside)
        checks = [check for check in checks if any(_objections(check(trial), inside, known))]
    if not checks:
        return [frozenset()] * len(changes)
    trial = _rewritten(article, changes)
    return _objections((claim for check in checks for claim in check(trial)), changes, known)


def _objections(claims: Iterable[Claim], changes: Sequence[_Change], known: Sequence[_Names]) -> list[_Names]:
    """Who objects to each change, of those who are not known to have done so before."""
    said = _said(claims, [change.new for change in changes])
    return [names - before for names, before in zip(said, known, strict=True)]


def _said(claims: Iterable[Claim], places: Sequence[Span]) -> list[_Names]:
    """Whose claims touch each of these places, which are in order and lie apart."""
    found: list[set[str]] = [set() for _ in places]
    for claim in claims:
        at = bisect_left(places, claim.span.start, key=lambda place: place.end)
        while at < len(places) and places[at].start <= claim.span.end:
            if _touch(claim.span, places[at]):
                found[at].add(claim.detector)
            at += 1
    return list(map(frozenset, found))


def _excerpt(article: Article, changes: Sequence[_Change]) -> tuple[Article, Sequence[_Change]]:
    """A catalogue of only the strings with changes, and all of their forms; the changes as they lie in it.

    All of it where a change is not within one string.
    """
    homes = [_home(article.pairs, change.old) for change in changes]
    if not all(home and change.old.end <= home.span.end for home, change in zip(homes, changes, strict=True)):
        return article, changes
    ids, keys = {home.id for home in homes if home}, {home.key for home in homes if home and home.key is not None}
    pairs, starts, length = [], dict[str, int](), 0
    for pair in article.pairs:
        if pair.target.id in ids or pair.target.key in keys:
            span = Span(length, length + len(pair.target.text))
            starts[pair.target.id], length = length, span.end + len(_BETWEEN)
            pairs.append(Pair(replace(pair.target, span=span), pair.source))
    moves = [starts[home.id] - home.span.start for home in homes if home]
    inside = _placed(
        (one.finding, Span(one.old.start + move, one.old.end + move), one.words)
        for one, move in zip(changes, moves, strict=True)
    )
    return _only(article, tuple(pairs)), inside


def _home(pairs: Sequence[Pair], span: Span) -> Segment | None:
    """The string that a span begins in; None where it begins in none."""
    at = bisect_right(pairs, span.start, key=lambda pair: pair.target.span.start) - 1
    home = pairs[at].target if at >= 0 else None
    return home if home and span.start <= home.span.end else None


def _only(article: Article, pairs: tuple[Pair, ...]) -> Article:
    """An article of these pairs, whose spans are those of their texts one after another."""
    segments = tuple(pair.target for pair in pairs)
    text = _BETWEEN.join(segment.text for segment in segments)
    target, source = replace(article.target, text=text, segments=segments), article.source
    if source is not None:
        source = replace(source, segments=tuple(pair.source for pair in pairs if pair.source))
    return replace(article, target=target, source=source, pairs=pairs)


def _rewritten(article: Article, changes: Sequence[_Change]) -> Article:
    """The article with these suggestions in their places."""
    text = "".join(_pieces(article.target.text, changes))
    segments = tuple(_moved(segment, text, changes) for segment in article.target.segments)
    target = Document(text, article.target.language, segments, article.target.source_map)
    by_id = {segment.id: segment for segment in segments}
    return replace(article, target=target, pairs=tuple(Pair(by_id[p.target.id], p.source) for p in article.pairs))


def _pieces(text: str, changes: Sequence[_Change]) -> Iterator[str]:
    at = 0
    for change in changes:
        yield text[at : change.old.start]
        yield change.words
        at = change.old.end
    yield text[at:]


def _moved(segment: Segment, text: str, changes: Sequence[_Change]) -> Segment:
    """A segment where it stands in the new text, with what is put in at its very beginning and end."""
    start, end = segment.span.start, segment.span.end
    before = bisect_left(changes, start, key=_end)
    if before < len(changes) and changes[before].old.end == start and len(changes[before].old):
        before += 1
    upto = bisect_right(changes, end, key=_end)
    start += changes[before - 1].shift_after if before else 0
    end += changes[upto - 1].shift_after if upto else 0
    span = Span(start, max(start, end))
    return replace(segment, span=span, text=span.of(text))


def _end(change: _Change) -> int:
    return change.old.end


def _touch(one: Span, other: Span) -> bool:
    """True where two spans share a character, or an empty one lies in or at the other."""
    if one.side is not other.side:
        return False
    if len(one) and len(other):
        return one.overlap(other) > 0
    return one.start <= other.end and other.start <= one.end
