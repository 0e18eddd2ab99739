"""Blocks into paragraphs: one a line, unless the lines were only broken to fit a width (e-mail, Gutenberg)."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from audit.article import Block, Extract, Span

Place = tuple[int, int]
"""Start and end in a text, code points, the end exclusive."""

_ZERO_WIDTH = "\u200b\u2060\ufeff"
_LINE = re.compile(r"[^\n\r\v\f\x85\u2028\u2029]+")
_SOFT_BREAKS = frozenset({"\n", "\r\n", "\r"})
_BULLETS = re.compile(rf"(?:[•·‣▪◦*–—-](?:[\s{_ZERO_WIDTH}]+|$))+")
_ITEM = re.compile(r"[•·‣▪◦*–—#+-]\s|[>|]")
_NUMBER = re.compile(r"\(?(?:\d{1,3}|[^\W\d_])[.)]\s")
_SENTENCE_END = re.compile(r"[.!?:;…。！？।॥؟۔][\"'”’»«›“)\]]*$")

_WIDEST = 80
"""Columns: mail is wrapped at 72 to 78, Gutenberg at 70 to 75, terminals at 80."""

_NARROWEST = 40
"""Columns: shorter lines are verse, addresses, menus."""

_NEVER = 0
"""The column of a text that is not wrapped."""


def paragraphs(extract: Extract) -> Iterator[tuple[int, int, Block]]:
    """Start, end and block of every paragraph in order, none of them blank, no white space or bullets around them."""
    text = extract.text
    stanzas = [(block, stanza) for block in extract.blocks for stanza in _stanzas(text, block.span)]
    column = _column([[text[start:end] for start, end in stanza] for _, stanza in stanzas])
    for block, stanza in stanzas:
        lines = [text[start:end] for start, end in stanza]
        if _is_wrapped(lines) or _fills(lines, column):
            yield *trimmed(text, stanza[0][0], stanza[-1][1]), block
        else:
            yield from ((*item, block) for line in stanza if (item := _without_bullet(text, *line)))


def trimmed(text: str, start: int, end: int) -> Place:
    """A stretch without the white space (zero-width included) at its ends; empty where there is nothing else."""
    while start < end and is_blank(text[start]):
        start += 1
    while end > start and is_blank(text[end - 1]):
        end -= 1
    return start, end


def is_blank(character: str) -> bool:
    """True for white space, and for what shows even less: zero-width space, word joiner, byte-order mark."""
    return character.isspace() or character in _ZERO_WIDTH


def _stanzas(text: str, block: Span) -> Iterator[list[Place]]:
    """Runs of lines with one soft break between them; a blank line or any other break ends a run."""
    stanza: list[Place] = []
    for match in _LINE.finditer(text, block.start, block.end):
        if stanza and text[stanza[-1][1] : match.start()] not in _SOFT_BREAKS:
            yield stanza
            stanza = []
        if match[0].strip():
            stanza.append(match.span())
        elif stanza:
            yield stanza
            stanza = []
    if stanza:
        yield stanza


def _without_bullet(text: str, start: int, end: int) -> Place | None:
    start, end = trimmed(text, start, end)
    if bullet := _BULLETS.match(text, start, end):
        start, end = trimmed(text, bullet.end(), end)
    return (start, end) if start < end else None


def _column(stanzas: Sequence[Sequence[str]]) -> int:
    """Where a text breaks its lines if most of its stanzas prove that it does, else none.

    It decides on stanzas whose only break stands before a capital: 4 of 23 in a news article wrapped at 79.
    """
    several = [lines for lines in stanzas if len(lines) > 1]
    widths = [_width(lines) for lines in several if _is_wrapped(lines)]
    return max(widths) if len(widths) > 1 and 2 * len(widths) > len(several) else _NEVER


def _is_wrapped(lines: Sequence[str]) -> bool:
    """True where every line was broken because the next word did not fit, and one of them in mid-sentence.

    Doubt keeps lines apart: a headline joined to its subhead does more harm than a sentence in two pieces.
    """
    return _fills(lines, _width(lines)) and any(_runs_on(*couple, len(lines)) for couple in pairwise(lines))


def _fills(lines: Sequence[str], column: int) -> bool:
    """True where no line is an item or indented, and no first word of one would have fitted in the line before."""
    return (
        len(lines) > 1
        and _NARROWEST <= column <= _WIDEST
        and _width(lines) <= column
        and not _is_list([line.lstrip() for line in lines])
        and not any(line[0].isspace() for line in lines[1:])
        and all(_is_full(*couple, column) for couple in pairwise(lines))
    )


def _is_list(lines: Sequence[str]) -> bool:
    """True with any bullet, or with numbers; a single one further down ends a sentence: "on February | 24. Then"."""
    numbered = [bool(_NUMBER.match(line)) for line in lines]
    return numbered[0] or sum(numbered) > 1 or any(map(_ITEM.match, lines))


def _width(lines: Sequence[str]) -> int:
    return max(len(line.rstrip()) for line in lines)


def _is_full(line: str, after: str, column: int) -> bool:
    between = 2  # old typists' spaces after a full stop
    return len(line.rstrip()) + between + len(after.split(maxsplit=1)[0]) > column


def _runs_on(line: str, after: str, lines: int) -> bool:
    """True where the sentence goes on in the next line: lower case, or scripts without case in three lines or more."""
    caseless = after[0].isalpha() and after[0].lower() == after[0].upper()
    return not _SENTENCE_END.search(line.rstrip()) and (after[0].islower() or (caseless and lines > 2))
