"""Which segments of two texts are the same one: units by key and form, prose by its words, wherever it stands."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise

from rapidfuzz.distance import LCSseq

from audit.article import Segment
from audit.diff.common import Block, blocks, words

_ALIKE = 0.5
"""Share of their words that two sentences must have in common (Dice) to be one that was edited."""
_WITHIN, _ENOUGH = 0.75, 6
"""... or of the words of the shorter, where it has so many: a sentence that was split or joined."""
_COMMON = 12
"""A word in more sentences than this tells none of them from the others."""
_CANDIDATES = 3
"""So many sentences, those that share most rare words, are compared word by word."""


@dataclass(frozen=True, slots=True)
class Pairing:
    """Pairs of indexes into two sequences of segments. Those that are in no pair stand in one text only."""

    same: tuple[tuple[int, int], ...]
    """They have the same words; line breaks mean nothing. Each segment is in one pair at most."""
    edited: tuple[tuple[int, int], ...]
    """They read otherwise and share most words, the closest first; one that was split or joined is in several."""
    replaced: tuple[tuple[int, int], ...]
    """They have the same key, or stand in the same place between others, and share few words."""


def paired(one: Sequence[Segment], other: Sequence[Segment]) -> Pairing:
    """Pair the segments of two texts. In the other order the pairs are the same, turned round."""
    if all(segment.key is not None for segment in (*one, *other)):
        return _by_key(one, other)
    same, gaps = _same(_texts(one), _texts(other))
    left = _Left(one, other, {i for i, _ in same}, {j for _, j in same})
    beside = [pair for gap in gaps for pair in _beside(*left.inside(gap))]
    edited = left.alike(beside)
    known = {i for i, _ in edited}, {j for _, j in edited}
    replaced = tuple((i, j) for i, j in dict.fromkeys(beside) if i not in known[0] and j not in known[1])
    return Pairing(same, edited, replaced)


def _by_key(one: Sequence[Segment], other: Sequence[Segment]) -> Pairing:
    """Units by key and form; of several with one name the first stands for the first.

    Old reports have no forms: there the forms of a string stand for one another in their order.
    """
    formless = {s.key for s in (*one, *other) if not s.form}
    names, others = ([f"{s.key}\0{'' if s.key in formless else s.form}" for s in segments] for segments in (one, other))
    pairs = _in_turn(names, others)
    same = tuple((i, j) for i, j in pairs if one[i].text == other[j].text)
    changed = [(i, j) for i, j in pairs if one[i].text != other[j].text]
    alike = {pair for pair in changed if _likeness(_words(one[pair[0]]), _words(other[pair[1]])) is not None}
    return Pairing(same, tuple(pair for pair in changed if pair in alike), tuple(p for p in changed if p not in alike))


_Gap = tuple[range, range]


def _same(one: Sequence[str], other: Sequence[str]) -> tuple[tuple[tuple[int, int], ...], list[_Gap]]:
    """Segments of the same words: first those in the same order, then those that were moved. And what lies between."""
    found = blocks(one, other)
    ordered = [(block.one + n, block.other + n) for block in found for n in range(block.length)]
    here, there = {i for i, _ in ordered}, {j for _, j in ordered}
    rest = [i for i in range(len(one)) if i not in here], [j for j in range(len(other)) if j not in there]
    moved = _in_turn([one[i] for i in rest[0]], [other[j] for j in rest[1]])
    ends = [Block(0, 0, 0), *found, Block(len(one), len(other), 0)]
    gaps = [(range(a.one + a.length, b.one), range(a.other + a.length, b.other)) for a, b in pairwise(ends)]
    return (*ordered, *((rest[0][i], rest[1][j]) for i, j in moved)), gaps


def _in_turn(one: Sequence[str], other: Sequence[str]) -> list[tuple[int, int]]:
    """The first of a kind with the first, the second with the second."""
    places: defaultdict[str, list[int]] = defaultdict(list)
    for j, name in enumerate(other):
        places[name].append(j)
    seen: Counter[str] = Counter()
    pairs = []
    for i, name in enumerate(one):
        if seen[name] < len(places[name]):
            pairs.append((i, places[name][seen[name]]))
            seen[name] += 1
    return pairs


def _beside(one: Sequence[int], other: Sequence[int]) -> Iterator[tuple[int, int]]:
    """What stands in the same place of a gap: counted from its start, and from its end where that is another."""
    yield from zip(one, other, strict=False)
    if len(one) != len(other):
        yield from zip(reversed(one), reversed(other), strict=False)


class _Left:
    """The segments of two texts that have no counterpart of the same words."""

    def __init__(self, one: Sequence[Segment], other: Sequence[Segment], used: set[int], taken: set[int]) -> None:
        self.one = {i: _words(segment) for i, segment in enumerate(one) if i not in used}
        self.other = {j: _words(segment) for j, segment in enumerate(other) if j not in taken}

    def inside(self, gap: _Gap) -> tuple[list[int], list[int]]:
        return [i for i in gap[0] if i in self.one], [j for j in gap[1] if j in self.other]

    def alike(self, beside: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
        """For every segment the one most like it, if any is like it; the closest pairs first."""
        candidates = {*beside, *_sharing(self.one, self.other)}
        found = {(i, j): _likeness(self.one[i], self.other[j]) for i, j in candidates}
        ranked = sorted((-near, i + j, abs(i - j), i, j) for (i, j), near in found.items() if near is not None)
        best: dict[tuple[str, int], tuple[int, int]] = {}
        for *_, i, j in ranked:
            best.setdefault(("one", i), (i, j))
            best.setdefault(("other", j), (i, j))
        kept = set(best.values())
        return tuple((i, j) for *_, i, j in ranked if (i, j) in kept)


def _sharing(one: dict[int, list[str]], other: dict[int, list[str]]) -> Iterator[tuple[int, int]]:
    """Pairs that share rare words: of each segment those few that share most."""
    here, there = _index(one), _index(other)
    shared = Counter(
        (i, j) for word in here.keys() & there.keys() if len(here[word]) <= _COMMON and len(there[word]) <= _COMMON
        for i in here[word] for j in there[word]
    )  # fmt: skip
    ranked = sorted(shared, key=lambda pair: (-shared[pair], sum(pair), abs(pair[0] - pair[1])))
    taken: Counter[tuple[str, int]] = Counter()
    for i, j in ranked:
        if taken["one", i] < _CANDIDATES or taken["other", j] < _CANDIDATES:
            yield i, j
        taken.update((("one", i), ("other", j)))


def _index(texts: dict[int, list[str]]) -> dict[str, list[int]]:
    """Where words and pairs of words occur: in scripts without spaces single ones tell little."""
    index: defaultdict[str, list[int]] = defaultdict(list)
    for at, text in texts.items():
        for word in {*text, *map("\0".join, pairwise(chain(text, [""])))}:
            index[word].append(at)
    return index


def _likeness(one: Sequence[str], other: Sequence[str]) -> float | None:
    """The share of words in common (Dice, 0 to 1); None where that is too little for one and the same sentence."""
    shared, fewer = LCSseq.similarity(one, other), min(len(one), len(other))
    dice = 2 * shared / max(1, len(one) + len(other))
    within = fewer >= _ENOUGH and shared / fewer >= _WITHIN
    return dice if dice >= _ALIKE or within else None


def _texts(segments: Sequence[Segment]) -> list[str]:
    return [" ".join(segment.text.split()) for segment in segments]


def _words(segment: Segment) -> list[str]:
    return [segment.text[start:end] for start, end in words(segment.text)]
