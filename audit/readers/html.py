"""HTML: the story of a page, without navigation, comments and other furniture.

We read the passages of the page ourselves and ask trafilatura only which of them belong to the story: each gets
a mark, and the marks that come back decide. So text and places are the file's own, character for character.
"""

import logging
import re
from collections.abc import Iterator
from html import unescape
from itertools import islice
from typing import NamedTuple

from audit.article import Block, Extract, SourceMap, Span
from audit.errors import InputError
from audit.readers._directives import ignored
from audit.readers._html_tags import Tag, tags
from audit.readers._lines import line_starts
from audit.readers._spelling import as_characters, referenced

SUFFIXES: tuple[str, ...] = (".html", ".htm", ".xhtml")

_PAGE = re.compile(r"(?i)\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--[^>]{0,500}-->\s*)?<(?:!doctype\s+html|html|head|body)\b")
_BLOCK = re.compile(
    "/?(?:address|article|aside|blockquote|body|caption|center|dd|details|dialog|div|dl|dt|fieldset|figcaption|figure|"
    "footer|form|h[1-6r]|header|hgroup|html|legend|li|main|menu|nav|ol|p|pre|search|section|summary|"
    "table|tbody|td|tfoot|th|thead|tr|ul)"
)
# What trafilatura need not see: it costs time and says nothing about what is story.
_INLINE = re.compile("/?(?:abbr|bdi|bdo|[bisqu]|cite|em|font|ins|kbd|mark|small|span|strong|su[bp]|time|var|wbr)")
_LANGUAGE = re.compile(r"""(?:^|\s)(?:xml:)?lang\s*=\s*["']?([A-Za-z]{2,3}(?:[-_][A-Za-z0-9]+)*)""")
_SHRINKING = re.compile(r"[ \t\n\r\f]{2,}|&(?:#[0-9]+|#[xX][0-9a-fA-F]+|[A-Za-z][A-Za-z0-9]{1,31});?")
_SPACE, _AS_SPACES = " \t\n\r\f", str.maketrans("\t\n\r\f", "    ")
_COMMENT = "<!--"
_MAX_TAGS = 120_000
_MAX_STRUCTURE = 30_000
"""Tags that are not inline: trafilatura takes a second for as many; a long news page has a fifth."""
_THOROUGH = 8_000
"""Tags up to which trafilatura may compare itself with other extractors too, which doubles its time."""

# A mark is a sign the page does not use and two digits: printable, because trafilatura drops what is not, and no
# letters, because its heuristics count those. Two digits of 192 number more passages than tags are allowed.
_SIGNS = "\u2e2e\u2e30\u2e31\u2e32\u2e33\u2e34\u2e35"
_DIGIT, _BASE, _DIGITS = 0x2840, 192, "([\u2840-\u28ff])" * 2
_TELLING = 40  # characters from which a run has a mark of its own, should the first of its passage be dropped

logging.getLogger("trafilatura").addHandler(logging.NullHandler())  # else it reports to the user's terminal


class _Passage(NamedTuple):
    """Text between two block tags: file offsets of its runs, None for a line break; is it in a level-1 heading?

    And the rules that a comment in it or before it silences.
    """

    runs: list[tuple[int, int] | None]
    headline: bool
    ignored: set[str]


def sniff(text: str) -> bool:
    """True where the text begins as an HTML page does."""
    return bool(_PAGE.match(text[:4096]))


def read(text: str) -> Extract:
    """Headline, headings, paragraphs, list items, quotes and table cells of the story; all one sees if there is none.

    Raises InputError where there is no text to see, or too much markup for a page with an article.
    """
    every = [*islice(tags(text), _MAX_TAGS)]
    structure = [tag for tag in every if tag.name and not _INLINE.fullmatch(tag.name)]
    if len(every) == _MAX_TAGS or len(structure) > _MAX_STRUCTURE:
        raise InputError(
            f"more markup than an article has (limit {_MAX_STRUCTURE:,} tags): give only the article's HTML"
        )
    passages = _passages(text, every)
    prose = _Prose(text)
    for passage in _story(text, structure, passages) or passages:
        prose.add(passage)
    if not prose.blocks:
        raise InputError("no article text was found: check that the page is complete, or give the article as text")
    source_map = SourceMap(tuple(prose.anchors), line_starts(text))
    declared = (_LANGUAGE.search(tag.attributes) for tag in every if tag.name == "html")
    language = next((match[1] for match in declared if match), None)
    return Extract("".join(prose.pieces), tuple(prose.blocks), source_map, language)


def spellings(file: str, start: int, end: int, words: str) -> Iterator[str]:  # noqa: ARG001 - the contract of readers
    """With references for what is markup, and line breaks as such."""
    written = as_characters(words).replace("\n", "<br>")
    yield written
    yield referenced(written)


def _passages(text: str, every: list[Tag]) -> list[_Passage]:
    """All text one sees, cut where a block begins or ends and at empty lines (two line breaks)."""
    passages = [_Passage([], False, set())]
    position, headline = 0, False
    for tag in [*every, Tag(len(text), len(text), "/body")]:
        runs = passages[-1].runs
        run = text[position : tag.start]
        if run and (runs or run.strip(_SPACE)) and not (runs[-1:] == [None] and not run.strip(_SPACE)):
            runs.append((position, tag.start))
        position = tag.end
        if text.startswith(_COMMENT, tag.start):
            passages[-1].ignored.update(ignored(text[tag.start + len(_COMMENT) : tag.end].removesuffix("-->")))
        if _BLOCK.fullmatch(tag.name) or (tag.name == "br" and runs[-1:] == [None]):
            headline = tag.name == "h1" or (headline and tag.name != "/h1")
            passages += [_Passage([], headline, set() if runs else passages[-1].ignored)]
        elif tag.name == "br" and runs:
            runs.append(None)
    return [passage for passage in passages if passage.runs]


def _story(text: str, structure: list[Tag], passages: list[_Passage]) -> list[_Passage]:
    """The passages trafilatura takes for the story, and the page's headline. None where it finds nothing."""
    from trafilatura import bare_extraction  # a third of a second to import: only for HTML

    sign = next((sign for sign in _SIGNS if sign not in text), _SIGNS[0])
    page = _marked(text, structure, passages, sign)
    story = bare_extraction(page, include_comments=False, fast=len(structure) > _THOROUGH)
    body = getattr(story, "body", None)
    marks = re.findall(sign + _DIGITS, "".join(body.itertext()) if body is not None else "")
    numbers = {(ord(high) - _DIGIT) * _BASE + ord(low) - _DIGIT for high, low in marks} & {*range(len(passages))}
    headlines = [number for number, passage in enumerate(passages) if passage.headline]
    if numbers and headlines and numbers.isdisjoint(headlines):
        numbers.add(max((number for number in headlines if number < min(numbers)), default=headlines[0]))
    return [passages[number] for number in sorted(numbers)]


def _marked(text: str, structure: list[Tag], passages: list[_Passage], sign: str) -> str:
    """The page as trafilatura gets it: a mark before the words of each passage, nothing in it that one does not see."""
    pieces = [(tag.start, text[tag.start : tag.end]) for tag in structure if tag.name not in ("html", "/html")]
    for number, passage in enumerate(passages):
        mark = f" {sign}{chr(_DIGIT + number // _BASE)}{chr(_DIGIT + number % _BASE)} "
        for start, end in filter(None, passage.runs):
            marks = (start, end) == passage.runs[0] or end - start >= _TELLING
            pieces.append((start, (mark if marks else "") + text[start:end]))
    return f"<html>{''.join(piece for _, piece in sorted(pieces))}</html>"


class _Prose:
    """The text as it grows, passage by passage, and where each piece of it stands in the file."""

    def __init__(self, text: str) -> None:
        self.pieces: list[str] = []
        self.blocks: list[Block] = []
        self.anchors: list[tuple[int, int]] = []
        self._text = text
        self._length = 0
        self._spaced = True

    def add(self, passage: _Passage) -> None:
        """A block: its words with entities resolved and white space as a browser shows it."""
        if self.blocks:
            self._write("\n\n")
        start, first = self._length, len(self.pieces)
        for run in passage.runs:
            self._read(*run) if run else self._write("\n")
        words = "".join(self.pieces[first:]).rstrip()
        if words:
            self.blocks.append(Block(Span(start, start + len(words)), ignored=frozenset(passage.ignored)))

    def _read(self, start: int, end: int) -> None:
        """A run of text; anchors where it stops running in step with the file."""
        for shrinking in _SHRINKING.finditer(self._text, start, end):
            self._place(self._text[start : shrinking.start()].translate(_AS_SPACES), start)
            self._place(" " if shrinking[0][0] in _SPACE else unescape(shrinking[0]), shrinking.start())
            start = shrinking.end()
        self._place(self._text[start:end].translate(_AS_SPACES), start)

    def _place(self, piece: str, file_offset: int) -> None:
        if self._spaced and piece.startswith(" "):
            piece, file_offset = piece[1:], file_offset + 1
        if piece and (not self.anchors or file_offset - self._length != self.anchors[-1][1] - self.anchors[-1][0]):
            self.anchors.append((self._length, file_offset))
        self._write(piece)

    def _write(self, piece: str) -> None:
        self.pieces.append(piece)
        self._length += len(piece)
        self._spaced = piece[-1] in " \n" if piece else self._spaced
