"""Where each character of a text stands in its file, and where it ends there. Pure."""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from audit.apply.edits import Edit
from audit.article import Extract, Span

_WRITTEN = re.compile(
    r"&[^;\s<&]{1,40};?|\\[uU][dD][89abAB][0-9a-fA-F]{2}\\[uU][dD][c-fC-F][0-9a-fA-F]{2}|\\&[^;\s<]{1,40};"
    r"|(?:\\(?:[0-7]{1,3}|x[0-9a-fA-F]{2}))+|\\u[0-9a-fA-F]{4}|\\U[0-9a-fA-F]{1,8}|\\\r\n|\\.|\"\"|''|[ \t\r\n\f]+",
    re.DOTALL,
)
"""Characters that are written as several, in any format: references, escapes, doubled quotes, folded blanks."""


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text and of the file: both in step, or rigid, as an escape is: to be replaced as a whole."""

    start: int
    end: int
    place: int
    """Where it begins in the file, ..."""
    close: int
    """... and where it ends there."""
    rigid: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """A change of one stretch of a file: `place` to `close`."""

    place: int
    close: int
    edit: Edit


class Sheet:
    """The text that a file reads as, over the file itself."""

    def __init__(self, file: str, extract: Extract) -> None:
        self.file, self.text, self.extract = file, extract.text, extract
        self._blocks = extract.blocks
        self._runs = tuple(_runs(file, extract))
        self._starts = [run.start for run in self._runs]
        self._places = defaultdict[int, list[Run]](list)
        for run in self._runs:
            self._places[run.place].append(run)
        self._anchors = dict(extract.source_map.anchors)

    def parts(self, edit: Edit) -> list[Part]:
        """The stretches of the file that an edit, which is no insertion, touches: all its words go into the first."""
        found: list[Part] = []
        for run in self._touched(edit.span):
            start, end = max(run.start, edit.span.start), min(run.end, edit.span.end)
            if run.rigid:
                before, after = self.text[run.start : start], self.text[end : run.end]
                change = Edit(Span(run.start, run.end), before + ("" if found else edit.words) + after)
                part = Part(run.place, run.close, change)
            else:
                change = Edit(Span(start, end), "" if found else edit.words)
                part = Part(run.place + start - run.start, run.place + end - run.start, change)
            if found and found[-1].close == part.place:
                part, last = found[-1], part
                whole = Edit(replace(part.edit.span, end=last.edit.span.end), part.edit.words + last.edit.words)
                found[-1] = Part(part.place, last.close, whole)
            else:
                found.append(part)
        return found

    def points(self, offset: int, forward: bool) -> list[int]:
        """Where in the file something can be put in: behind the character before and before the next one.

        `forward`: which of the two is likelier. Neither is asked beyond the ends of a block.
        """
        block = self.block(offset)
        points = []
        if block.start < offset:
            points += [self._end(offset)]
        if offset < block.end or block.start == block.end:
            points += [self.place(offset)]
        if forward:
            points.reverse()
        return list(dict.fromkeys((*points, self.place(offset))))

    def place(self, offset: int) -> int:
        """Where in the file a character begins."""
        if offset in self._anchors:
            return self._anchors[offset]
        at = max(0, bisect_right(self._starts, offset) - 1)
        run = self._runs[at]
        return run.place if run.rigid else run.place + offset - run.start

    def _end(self, offset: int) -> int:
        """Where in the file the character before an offset ends."""
        run = self._runs[max(0, bisect_right(self._starts, offset - 1) - 1)]
        return run.close if run.rigid else run.place + offset - run.start

    def stretch(self, span: Span) -> tuple[int, int]:
        """Where in the file some words begin and end."""
        if not len(span):
            return (self.place(span.start),) * 2
        return self.place(span.start), self._end(span.end)

    def block(self, offset: int) -> Span:
        """The block around an offset, or before it."""
        at = bisect_right(self._blocks, offset, key=lambda block: block.span.start) - 1
        return self._blocks[max(0, at)].span if self._blocks else Span(0, len(self.text))

    def mirrored(self, part: Part) -> Iterator[Edit]:
        """The same change wherever else the text shows that stretch of the file: forms of a message share words."""
        span = part.edit.span
        at = max(0, bisect_right(self._starts, span.start) - 1)
        for own in self._runs[max(0, at - 1) : at + 2]:
            if not own.place <= part.place <= part.close <= own.close:
                continue
            for other in self._places[own.place]:
                if other.start != own.start and other.end - other.start == own.end - own.start:
                    start = other.start + (0 if own.rigid else part.place - own.place)
                    yield Edit(Span(start, start + len(span)), part.edit.words)

    def _touched(self, span: Span) -> Iterator[Run]:
        at = max(0, bisect_left(self._starts, span.start + 1) - 1)
        while at < len(self._runs) and self._runs[at].start < span.end:
            if self._runs[at].end > span.start:
                yield self._runs[at]
            at += 1


def _runs(file: str, extract: Extract) -> Iterator[Run]:
    """Between two anchors: what is in step, then what is not."""
    anchors = [*extract.source_map.anchors, (len(extract.text), len(file))]
    for (start, place), (end, following) in pairwise(anchors):
        if start == end:
            continue
        length = _in_step(extract.text[start:end], file[place : place + end - start])
        limit = following if following > place else len(file)
        written = _WRITTEN.match(file, place + length, limit)
        if length == end - start == 1 and (sole := _WRITTEN.match(file, place, limit)) and sole.end() > place + 1:
            length, written = 0, sole  # "&" in "&amp;", a quote that is doubled
        if length:
            yield Run(start, start + length, place, place + length)
        if start + length < end:
            close = written.end() if written else limit if limit == following else place + length
            yield Run(start + length, end, place + length, close, rigid=True)


def _in_step(text: str, file: str) -> int:
    """How many characters of a text stand as they are in the file, or as another blank."""
    if text == file:
        return len(text)
    pairs = enumerate(zip(text, file, strict=False))
    return next((at for at, (one, other) in pairs if not _alike(one, other)), min(len(text), len(file)))


def _alike(one: str, other: str) -> bool:
    return one == other or (one in " \n" and other in " \t\r\n\f")
