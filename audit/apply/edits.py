"""Changes of a text: stretches of it and the words that come in their place. Pure."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from audit.article import Span


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """Words for a stretch of the translation: code points; an empty stretch is an insertion, empty words a deletion."""

    span: Span
    words: str

    @property
    def growth(self) -> int:
        """By how many characters the text becomes longer."""
        return len(self.words) - len(self.span)


def corrected(text: str, edits: Iterable[Edit]) -> str:
    """A text with all edits made; none may clash with another. Raises ValueError for those that do."""
    return "".join(_pieces(text, sorted(set(edits))))


def clash(one: Edit, other: Edit) -> bool:
    """True for different edits that share a character, that are made at one point, or one inside the other."""
    if one == other:
        return False
    first, second = sorted((one.span, other.span))
    if len(first) and len(second):
        return second.start < first.end
    return first.start == second.start if not (len(first) or len(second)) else second.start < first.end != second.end


def trimmed(edit: Edit, text: str) -> Edit:
    """The same change with the least of the text touched: without the ends that stay as they are."""
    old, new = edit.span.of(text), edit.words
    most = min(len(old), len(new))
    before = next((at for at in range(most) if old[at] != new[at]), most)
    most -= before
    after = next((at for at in range(most) if old[-1 - at] != new[-1 - at]), most)
    span = replace(edit.span, start=edit.span.start + before, end=edit.span.end - after)
    return Edit(span, new[before : len(new) - after])


def joined(edits: Iterable[Edit]) -> list[Edit]:
    """The same edits in order, deletions that follow each other as one."""
    found: list[Edit] = []
    for edit in sorted(edits):
        if found and not (edit.words or found[-1].words) and found[-1].span.end == edit.span.start:
            found.append(Edit(replace(edit.span, start=found.pop().span.start), ""))
        else:
            found.append(edit)
    return found


class Moves:
    """Where places of a text lie after edits; built once, asked often."""

    def __init__(self, edits: Iterable[Edit]) -> None:
        """`edits` do not clash."""
        self._edits: Sequence[Edit] = sorted(set(edits))
        self._ends = [edit.span.end for edit in self._edits]
        self._shifts = [0, *accumulate(edit.growth for edit in self._edits)]

    def of(self, span: Span) -> Span:
        """A stretch where it stands then, without what is put in beside it; what is replaced in it counts as new."""
        start, end = self._start(span.start), self._end(span.end)
        return replace(span, start=start, end=max(start, end))

    def _start(self, offset: int) -> int:
        """Behind what ends here or is put in here; at the beginning of what is replaced around it."""
        passed = bisect_left(self._ends, offset + 1)
        within = self._edits[passed] if passed < len(self._edits) else None
        return min(offset, within.span.start if within else offset) + self._shifts[passed]

    def _end(self, offset: int) -> int:
        """Before what begins or is put in here; at the end of what is replaced around it."""
        passed = bisect_left(self._ends, offset)
        within = self._edits[passed] if passed < len(self._edits) else None
        if within and within.span.start < offset:
            return within.span.start + self._shifts[passed] + len(within.words)
        return offset + self._shifts[passed]


def _pieces(text: str, edits: Sequence[Edit]) -> Iterator[str]:
    at = 0
    for edit in edits:
        if edit.span.start < at:
            raise ValueError(f"two edits of one place, at {edit.span.start}")
        yield text[at : edit.span.start]
        yield edit.words
        at = edit.span.end
    yield text[at:]
