"""Two versions of one text, linked: which segments are the same one, and where the words of each stand in the other."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rapidfuzz.distance import Postfix, Prefix

from audit.article import Document, Segment, Span
from audit.diff.common import blocks, words
from audit.diff.pairing import Pairing, paired
from audit.diff.way import Piece, Way


@dataclass(frozen=True, slots=True)
class End:
    """One of the two versions, seen from itself: the other one is where its ways lead."""

    document: Document
    way: Way
    twins: Mapping[int, int]
    """Segment -> the one of the same words in the other text, by index."""
    counterparts: Mapping[int, tuple[Segment, ...]]
    """Segment, by index -> what it is in the other text, if anything: the same, edited, or another in its place."""

    def lacking(self) -> list[str]:
        """The words that the other text does not have."""
        whole = Span(0, len(self.document.text))
        return [stretch for stretch, lacks in self.way.changed(whole) if lacks]


def linked(old: Document, new: Document) -> tuple[End, End]:
    """Both ends of what links two texts. The other way round it is the same, turned round."""
    pairing = paired(old.segments, new.segments)
    pieces = list(_pieces(old, new, pairing))
    forth, back = Way(old.text, new.text, pieces), Way(new.text, old.text, [_turned(piece) for piece in pieces])
    pairs = (*pairing.same, *pairing.edited, *pairing.replaced)
    return (
        End(old, forth, dict(pairing.same), _counterparts(pairs, new.segments)),
        End(new, back, {j: i for i, j in pairing.same}, _counterparts([(j, i) for i, j in pairs], old.segments)),
    )


def _counterparts(pairs: Sequence[tuple[int, int]], others: Sequence[Segment]) -> dict[int, tuple[Segment, ...]]:
    found: defaultdict[int, list[int]] = defaultdict(list)
    for i, j in pairs:
        found[i].append(j)
    return {i: tuple(others[j] for j in sorted(own)) for i, own in found.items()}


def _pieces(old: Document, new: Document, pairing: Pairing) -> Iterator[Piece]:
    """What is the same in both, each character once."""
    yield _before(old, new)
    for i, j in pairing.same:
        one, other = old.segments[i], new.segments[j]
        yield from _same(one, other)
        yield Piece(one.span.end, other.span.end, Prefix.similarity(_after(old, i), _after(new, j)))
    used: tuple[set[int], set[int]] = (set(), set())
    for i, j in pairing.edited:
        yield from _edited(old.segments[i], new.segments[j], used)


def _before(old: Document, new: Document) -> Piece:
    """The end of what precedes the first segments; all of a text that has none."""
    heads = [text.text[: text.segments[0].span.start] if text.segments else text.text for text in (old, new)]
    same = Postfix.similarity(*heads)
    return Piece(len(heads[0]) - same, len(heads[1]) - same, same)


def _after(document: Document, index: int) -> str:
    """What lies between a segment and the next one: blanks, bullets, separators."""
    rest = document.segments[index + 1 : index + 2]
    return document.text[document.segments[index].span.end : rest[0].span.start if rest else None]


def _same(one: Segment, other: Segment) -> Iterator[Piece]:
    """Two segments of the same words: blanks may differ."""
    if one.text == other.text:
        yield Piece(one.span.start, other.span.start, len(one.text))
        return
    here, there = list(words(one.text)), list(words(other.text))
    yield from _joined(one, other, list(zip(here, there, strict=True)))


_Place = tuple[int, int]


def _edited(one: Segment, other: Segment, used: tuple[set[int], set[int]]) -> Iterator[Piece]:
    """What two segments have in common, of the words that no pair has used up; `used` takes what is linked here."""
    here = [(start, end) for start, end in words(one.text) if one.span.start + start not in used[0]]
    there = [(start, end) for start, end in words(other.text) if other.span.start + start not in used[1]]
    found = blocks([one.text[a:b] for a, b in here], [other.text[a:b] for a, b in there])
    for block in found:
        pairs = [(here[block.one + n], there[block.other + n]) for n in range(block.length)]
        used[0].update(one.span.start + start for (start, _), _ in pairs)
        used[1].update(other.span.start + start for _, (start, _) in pairs)
        yield from _joined(one, other, pairs)


def _joined(one: Segment, other: Segment, pairs: Sequence[tuple[_Place, _Place]]) -> Iterator[Piece]:
    """Words that follow each other in both, with the blanks between them where these are the same."""
    if not pairs:
        return
    (start, _), (at, _) = pairs[0]
    for ((_, end), (_, far)), ((following, _), (further, _)) in pairwise(pairs):
        if one.text[end:following] != other.text[far:further]:
            yield Piece(one.span.start + start, other.span.start + at, end - start)
            start, at = following, further
    yield Piece(one.span.start + start, other.span.start + at, pairs[-1][0][1] - start)


def _turned(piece: Piece) -> Piece:
    return Piece(piece.there, piece.here, piece.length)
