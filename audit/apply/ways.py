"""Ways to write an edit into a file, the likeliest first; only reading the file again tells which is right. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from types import ModuleType

from audit.apply.edits import Edit, corrected, trimmed
from audit.apply.runs import Part, Sheet
from audit.article import Span

_TOKEN = re.compile(r"\w+|\s+|[^\w\s]")
_TAG = re.compile(r"<(/?)([A-Za-z][\w:.-]*)[^<>]*?(/?)>")
_ALONE = ("br", "img", "wbr", "hr")
_LONGEST = 2_000
"""Characters up to which words are compared one by one; beyond, a stretch is replaced as a whole."""


@dataclass(frozen=True, slots=True)
class Splice:
    """What comes in the place of a stretch of a file."""

    place: int
    close: int
    written: str


@dataclass(frozen=True, slots=True)
class Way:
    """Changes of a file, and what they do to the text that it reads as."""

    splices: tuple[Splice, ...]
    edits: tuple[Edit, ...]


def ways(sheet: Sheet, reader: ModuleType, edit: Edit) -> Iterator[Way]:
    """Ways to write an edit where its words stand, as `reader` spells words."""
    if edit.words == edit.span.of(sheet.text):
        yield Way((), ())
        return
    for parts in _shapes(sheet, edit):
        every = [list(_spelled(sheet.file, reader, part)) for part in parts]
        edits = {change for part in parts for change in (part.edit, *sheet.mirrored(part))}
        for number in range(max(map(len, every), default=1)):
            written = [spellings[min(number, len(spellings) - 1)] for spellings in every]
            splices = (Splice(part.place, part.close, words) for part, words in zip(parts, written, strict=True))
            yield Way(tuple(splices), tuple(sorted(edits)))
    yield from _without_paragraph(sheet, edit)


def rewritings(sheet: Sheet, reader: ModuleType, edits: Sequence[Edit]) -> Iterator[Way]:
    """Ways to write a whole block anew with all its edits, in another flavour of the format."""
    block = sheet.block(edits[0].span.start)
    if not hasattr(reader, "rewritings") or any(edit.span.end > block.end for edit in edits):
        return
    inside = [Edit(Span(one.span.start - block.start, one.span.end - block.start), one.words) for one in edits]
    words = corrected(block.of(sheet.text), inside)
    changes = {change for edit in edits for part in _places(sheet, edit) for change in (edit, *sheet.mirrored(part))}
    for one in reader.rewritings(sheet.file, *sheet.stretch(block), words):
        yield Way((Splice(*one),), tuple(sorted(changes)))


def _places(sheet: Sheet, edit: Edit) -> list[Part]:
    """Where in the file an edit is, which may be shown in several places of the text."""
    if len(edit.span):
        return sheet.parts(edit)
    return [Part(point, point, edit) for point in sheet.points(edit.span.start, forward=True)[:1]]


def spliced(file: str, splices: Sequence[Splice]) -> str:
    """A file with everything in its place. Raises ValueError where two splices overlap."""
    pieces, at = [], 0
    for one in splices:
        if one.place < at:
            raise ValueError("two changes of one place")
        pieces += [file[at : one.place], one.written]
        at = one.close
    return "".join([*pieces, file[at:]])


def _without_paragraph(sheet: Sheet, edit: Edit) -> Iterator[Way]:
    """A whole block deleted: what is left of its markup holds no text, so that the gap beside it is gone as well."""
    blocks, block = sheet.extract.blocks, sheet.block(edit.span.start)
    if edit.words or edit.span != block or len(blocks) == 1:
        return
    at = next(number for number, one in enumerate(blocks) if one.span == block)
    start = blocks[at - 1].span.end if at else block.start
    gap = Span(start, block.end if at else blocks[1].span.start)
    parts = sheet.parts(edit)
    yield Way(tuple(Splice(part.place, part.close, "") for part in parts), (Edit(gap, ""),))
    line = sheet.file.rfind("\n", 0, parts[0].place) + 1
    close = sheet.file.find("\n", parts[-1].close)
    close = len(sheet.file) if close < 0 else close
    if _is_balanced(sheet.file[line:close]):
        yield Way((Splice(line, close, ""),), (Edit(gap, ""),))


def _shapes(sheet: Sheet, whole: Edit) -> Iterator[list[Part]]:
    """Where in the file an edit may be made, and with which words in which place."""
    edit = trimmed(whole, sheet.text)
    if not len(edit.span):  # with the characters that it was to replace, else before the word that it begins
        forward = edit.span.start == whole.span.start if len(whole.span) else edit.words[:1].isalnum()
        yield from ([Part(point, point, edit)] for point in sheet.points(edit.span.start, forward) if edit.words)
        if edit.words:
            yield from _beside(sheet, edit)
        return
    parts = sheet.parts(edit)
    if len(parts) > 1:
        yield _word_by_word(sheet, edit)
    if parts:
        yield parts
        yield from _whole(sheet, edit, parts[0].place, parts[-1].close)
    if not edit.words and sheet.block(edit.span.start) != edit.span:
        before, after = sheet.stretch(Span(max(0, edit.span.start - 1), min(len(sheet.text), edit.span.end + 1)))
        inner = sheet.stretch(edit.span)
        yield from _whole(sheet, edit, min(before + 1, inner[0]), max(after - 1, inner[1]))
        yield from _beside(sheet, edit)


def _beside(sheet: Sheet, edit: Edit) -> Iterator[list[Part]]:
    """With the character before it or behind it, which may be an escape, or has to become one."""
    block, span = sheet.block(edit.span.start), edit.span
    for start, end in ((span.start - 1, span.end), (span.start, span.end + 1)):
        if block.start <= start and end <= block.end:
            before, after = sheet.text[start : span.start], sheet.text[span.end : end]
            yield sheet.parts(Edit(Span(start, end), before + edit.words + after))


def _word_by_word(sheet: Sheet, edit: Edit) -> list[Part]:
    """Only the words that differ, so that markup between others stays where it is."""
    old, new = _TOKEN.findall(edit.span.of(sheet.text)), _TOKEN.findall(edit.words)
    if max(len(old), len(new)) > _LONGEST:
        return sheet.parts(edit)
    places = [edit.span.start]
    for token in old:
        places.append(places[-1] + len(token))
    found: list[Part] = []
    for kind, start, end, first, last in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        change = Edit(Span(places[start], places[end]), "".join(new[first:last]))
        if start < end:
            found += sheet.parts(change)
        else:
            point = sheet.points(change.span.start, change.words[:1].isalnum())[0]
            found.append(Part(point, point, change))
    return found


def _whole(sheet: Sheet, edit: Edit, place: int, close: int) -> Iterator[list[Part]]:
    """The words with all markup between them, where that is no half of a pair."""
    parts = sheet.parts(edit)
    between = sheet.file[place : parts[0].place] + sheet.file[parts[-1].close : close]
    between += "".join(sheet.file[one.close : other.place] for one, other in pairwise(parts))
    if between and _is_balanced(between):
        span = Span(parts[0].edit.span.start, parts[-1].edit.span.end)
        yield [Part(place, close, Edit(span, "".join(part.edit.words for part in parts)))]


def _is_balanced(markup: str) -> bool:
    """True where every tag that is opened in some markup is closed in it."""
    opened: list[str] = []
    for closing, name, alone in (found.groups() for found in _TAG.finditer(markup)):
        if closing:
            if not opened or opened.pop() != name:
                return False
        elif not alone and name.lower() not in _ALONE:
            opened.append(name)
    return not opened


def _spelled(file: str, reader: ModuleType, part: Part) -> Iterator[str]:
    if part.edit.words:
        yield from dict.fromkeys(reader.spellings(file, part.place, part.close, part.edit.words))
    else:
        yield ""
