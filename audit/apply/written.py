"""Edits of a text, written into its file: tried, read again, and refused where they would read as anything else."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from types import ModuleType

from audit.apply.edits import Edit, corrected, joined
from audit.apply.runs import Sheet
from audit.apply.ways import Splice, Way, rewritings, spliced, ways
from audit.article import Bitext, Extract, Span
from audit.errors import InputError

Read = Callable[[str], Extract | Bitext]

_TRIED = 60
"""Ways that are tried for one edit at most: each reads the file."""


@dataclass(frozen=True, slots=True)
class Written:
    """A file with edits: what has to be replaced in it, and all that this changes in its text."""

    splices: tuple[Splice, ...]
    edits: tuple[Edit, ...]
    """Those asked for, the least of each, and those that follow: forms of a message share words."""


@dataclass(frozen=True, slots=True)
class Refused:
    """An edit that cannot be written, and why."""

    edit: Edit
    why: str


def written(file: str, reader: ModuleType, read: Read, edits: Sequence[Edit], codec: str) -> Written | list[Refused]:
    """How a file reads as its text with these edits, which do not clash, and as nothing else.

    `read` gives a file's text as `reader` does; `codec` is what the file must stay encodable in. Where it cannot be
    done, what is refused.
    """
    if not edits:
        return Written((), ())
    press = _Press(file, reader, read, codec)
    edits = joined(edits)
    found, failed = press.found(edits)
    if failed:
        return failed
    why = press.reads(list(found.values()))
    if why:
        found, failed = press.found(press.together(edits, found))
        if failed or press.reads(list(found.values())):
            return [Refused(edit, f"it does not go together with the others: {why}") for edit in edits]
    splices = {one for way in found.values() for one in way.splices}
    changes = {one for way in found.values() for one in way.edits}
    return Written(tuple(sorted(splices, key=_order)), tuple(sorted(changes)))


class _Press:
    """Tries ways to write edits into one file."""

    def __init__(self, file: str, reader: ModuleType, read: Read, codec: str) -> None:
        self._file, self._reader, self._read, self._codec = file, reader, read, codec
        now = read(file)
        target = now.target if isinstance(now, Bitext) else now
        self._sheet, self._now = Sheet(file, target), now

    def found(self, edits: Sequence[Edit]) -> tuple[dict[Edit, Way], list[Refused]]:
        """A way for each edit that has one; where one has none, perhaps its block can be written anew."""
        found, failed = self._settled(edits)
        for _, group in groupby(sorted(failed, key=lambda one: one.edit), key=lambda one: self._block(one.edit)):
            refused = list(group)
            way, found = self._rewritten(edits, found, refused)
            failed = [one for one in failed if one not in refused] if way else failed
        return found, failed

    def together(self, edits: Sequence[Edit], found: dict[Edit, Way]) -> list[Edit]:
        """The edits of a block as one where their ways spoil each other, as ``]`` and ``>`` do behind a ``]``."""
        whole: list[Edit] = []
        for _, group in groupby(edits, key=self._block):
            own = list(group)
            whole += [self._as_one(own)] if self.reads([found[edit] for edit in own if edit in found]) else own
        return whole

    def _as_one(self, edits: Sequence[Edit]) -> Edit:
        span = Span(edits[0].span.start, edits[-1].span.end)
        inside = [Edit(Span(one.span.start - span.start, one.span.end - span.start), one.words) for one in edits]
        return Edit(span, corrected(span.of(self._sheet.text), inside))

    def _block(self, edit: Edit) -> int:
        """Which block an edit is in: where that begins."""
        return self._sheet.block(edit.span.start).start

    def _settled(self, edits: Sequence[Edit]) -> tuple[dict[Edit, Way], list[Refused]]:
        """A way for each edit that has one: the likeliest for all together, else halved until it is found out."""
        first = {edit: way for edit in edits if (way := next(ways(self._sheet, self._reader, edit), None))}
        if len(first) == len(edits) and not self.reads(list(first.values())):
            return first, []
        if len(edits) == 1:
            return self._one(edits[0])
        half = len(edits) // 2
        (found, refused), (more, others) = self._settled(edits[:half]), self._settled(edits[half:])
        return found | more, refused + others

    def _rewritten(
        self, edits: Sequence[Edit], found: dict[Edit, Way], refused: Sequence[Refused]
    ) -> tuple[Way | None, dict[Edit, Way]]:
        """A way that writes the whole block of refused edits anew, and all ways with it instead of the others there."""
        block = self._block(refused[0].edit)
        own = [edit for edit in edits if self._block(edit) == block]
        for way in rewritings(self._sheet, self._reader, own):
            if not self.reads([way]):
                return way, {edit: one for edit, one in found.items() if edit not in own} | {own[0]: way}
        return None, found

    def reads(self, chosen: Sequence[Way]) -> str:
        """Why a file with these changes does not read as it should; "" where it does."""
        try:
            splices = sorted({one for way in chosen for one in way.splices}, key=_order)
            file = spliced(self._file, splices)
            expected = corrected(self._sheet.text, {edit for way in chosen for edit in way.edits})
        except ValueError as error:
            return str(error)
        try:
            for one in splices:
                one.written.encode(self._codec)
        except UnicodeEncodeError as error:
            return f"{error.object[error.start : error.end]!r} is not in {self._codec}: save the file as UTF-8 first"
        try:
            then = self._read(file)
        except InputError as error:
            return f"the file could not be read any more ({error})"
        return _difference(self._now, then, expected, hasattr(self._reader, "CATALOGUE"))

    def _one(self, edit: Edit) -> tuple[dict[Edit, Way], list[Refused]]:
        why = "its place in the file cannot be told"
        for number, way in enumerate(ways(self._sheet, self._reader, edit)):
            if not (why := self.reads([way])):
                return {edit: way}, []
            if number == _TRIED:
                break
        return {}, [Refused(edit, why)]


def _difference(now: Extract | Bitext, then: Extract | Bitext, expected: str, catalogue: bool) -> str:
    """What else than expected a file reads as then."""
    target, before = (one.target if isinstance(one, Bitext) else one for one in (then, now))
    if isinstance(now, Bitext) and isinstance(then, Bitext) and now.source.text != then.source.text:
        return "the source text in the file would change with it"
    if catalogue and _names(target) != _names(before):
        return "the strings of the file would not be the same any more"
    if target.text != expected:
        return f"the format has no way to write it there: it would read ‹{_around(target.text, expected)}›"
    return ""


def _names(extract: Extract) -> list[tuple[str | None, str]]:
    return [(block.key, block.unit.form if block.unit else "") for block in extract.blocks]


def _around(text: str, expected: str) -> str:
    """The words of a text where it begins to differ."""
    at = next((at for at, (one, other) in enumerate(zip(text, expected, strict=False)) if one != other), 0)
    return text[max(0, at - 20) : at + 30]


def _order(splice: Splice) -> tuple[int, int]:
    return splice.place, splice.close
