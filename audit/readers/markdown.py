"""Markdown (CommonMark with tables): the prose without its markup; front matter, code and HTML are left out."""

import re
import string
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

from audit.article import Block, Extract, SourceMap, Span
from audit.errors import InputError
from audit.readers._lines import LINE_END, line_starts
from audit.readers._markdown_comments import Comments
from audit.readers._markdown_words import words
from audit.readers._spelling import referenced

SUFFIXES: tuple[str, ...] = (".md", ".markdown", ".mdown", ".mkd")

_FRONT = re.compile(r"(?:---[ \t]*(?:\r\n?|\n)\s{0,99}(?:#|---|[\w-]+[ \t]*:)|\+\+\+[ \t]*(?:\r\n?|\n)\s{0,99}[\w#+])")
_FRONT_END = re.compile(r"(?:\r\n?|\n)(?:---|\.\.\.|\+\+\+)[ \t]*(?:\r\n?|\n|\Z)")
_LANGUAGE = re.compile(
    r"(?:^|[\r\n])(?:lang|language|locale)[ \t]*[:=][ \t]*[\"']?([A-Za-z]{2,3}(?:[-_][A-Za-z0-9]+)*)"
)

_PREFIX = re.compile(r"[ \t>]*")
_HEADING = re.compile(r"(?m)(?:\A|^[ \t]*\r?\n)#{1,6} \S[^\r\n]*(?:\r?\n[ \t]*){2}")
_LINK = re.compile(r"\w\]\(https?://")
_DATA = re.compile(r"(?m)^[ \t]*(?:msgid\b|[\"']?[\w.-]+[\"']?[ \t]*[:=]|[<{])")
_SNIFFED = 4096

_MAX_DEPTH = 40
_MAX_MARKS = 25_000
"""Lines and markup signs of a file: the parser takes a second for the worst of them, an article has a tenth."""


def sniff(text: str) -> bool:
    """True for front matter, a link, or a heading on its own (not a comment in a file of keys and values)."""
    beginning = text[:_SNIFFED]
    if _front_matter(text):
        return True
    if _DATA.search(beginning):
        return False
    return bool(_LINK.search(beginning) or _HEADING.search(beginning))


def read(text: str) -> Extract:
    """Headings, paragraphs, list items, quotes, table cells and image texts, each located at its words in the file.

    Raises InputError where nothing is prose, or where markup is deeper or denser than in any article.
    """
    if _marks(text) > _MAX_MARKS:
        raise InputError("more Markdown markup than an article has: split the file, or give it as plain text (.txt)")
    front = _front_matter(text)
    starts = line_starts(text)
    prose = _Prose(text, starts, first_line=bisect_right(starts, front) - 1)
    # Without text_join, escapes and entities stay tokens of their own that know how they were written.
    parser = (
        MarkdownIt("commonmark", {"maxNesting": _MAX_DEPTH}).enable(["table", "strikethrough"]).disable("text_join")
    )
    comments = Comments(text, starts, prose.first_line)
    before = ""
    for token in parser.parse(text[front:]):
        if token.level >= _MAX_DEPTH - 1:  # the parser drops what is deeper without a word
            raise InputError(f"quotes or lists nested more than {_MAX_DEPTH // 2} deep: flatten them")
        ignored = comments.before(token)
        if token.type == "inline":
            prose.add(token, cell=before in ("th_open", "td_open"), ignored=ignored)
        before = token.type
    if not prose.blocks:
        raise InputError("no prose found, only code or markup: check that this is the article")
    language = _LANGUAGE.search(text, 0, front)
    source_map = SourceMap(tuple(prose.anchors), starts)
    return Extract("".join(prose.pieces), tuple(prose.blocks), source_map, language[1] if language else None)


def spellings(file: str, start: int, end: int, words: str) -> Iterator[str]:  # noqa: ARG001 - the contract of readers
    """As they are; with a backslash before what is markup; with a reference for what has no other way."""
    line = max(file.rfind("\n", 0, start), file.rfind("\r", 0, start)) + 1
    prefix = _PREFIX.match(file, line)
    for marks in ("", "\\`*_[]<>&", string.punctuation):
        escaped = "".join(f"\\{one}" if one in marks else one for one in words)
        yield escaped.replace("\n", f"\\\n{prefix[0] if prefix else ''}")
    yield referenced(escaped)


def _marks(text: str) -> int:
    """Lines and signs that cost the parser time: brackets most, those that are markup only in extensions least."""
    costly = sum(map(text.count, "*_`&<\\|#!")) + 4 * text.count("[")
    return len(LINE_END.findall(text)) + costly + sum(map(text.count, "]{}~$%@:=+^>-")) // 16


def _front_matter(text: str) -> int:
    """Where the body begins: after YAML or TOML front matter, 0 without it."""
    end = _FRONT_END.search(text, 3) if _FRONT.match(text) else None
    return end.end() if end else 0


class _Prose:
    """The text as it grows, block by block, and where each piece of it stands in the file."""

    def __init__(self, text: str, line_starts: Sequence[int], first_line: int) -> None:
        self.pieces: list[str] = []
        self.blocks: list[Block] = []
        self.anchors: list[tuple[int, int]] = []
        self._length = 0
        self._text = text
        self._line_starts = line_starts
        self.first_line = first_line
        self._reached = 0

    def add(self, token: Token, cell: bool, ignored: frozenset[str]) -> None:
        """A block of prose, if its inline token has any words."""
        places = self._places(token, cell)
        found = [(word, at) for word, at in words(token.children or [], token.content.replace("\n", " ")) if word]
        text = "".join(word for word, _ in found)
        if not text.strip():
            return
        if self.blocks:
            self.pieces += ["\n\n"]
            self._length += 2
        start = self._length + len(text) - len(text.lstrip())
        for word, at in found:
            self._anchor(len(word), at, places)
            self.pieces += [word]
            self._length += len(word)
        self.blocks.append(Block(Span(start, start + len(text.strip())), ignored=ignored))

    def _anchor(self, length: int, at: int, places: list[tuple[int, int]]) -> None:
        """Anchors of a word: where it begins, and wherever it goes on in another line."""
        first = max(0, bisect_right(places, (at, len(self._text))) - 1)
        last = bisect_right(places, (at + length - 1, len(self._text)))
        for begin, place in places[first : max(last, first + 1)]:
            offset = self._length + max(0, begin - at)
            file_offset = place + max(0, at - begin)
            if not self.anchors or (self.anchors[-1][0] < offset and self.anchors[-1][1] <= file_offset):
                self.anchors.append((offset, file_offset))

    def _places(self, token: Token, cell: bool) -> list[tuple[int, int]]:
        """(offset in the token's content, offset in the file) wherever the two stop running in step."""
        places: list[tuple[int, int]] = []
        offset = 0
        for number, row in enumerate(token.content.split("\n"), self.first_line + (token.map or [0])[0]):
            begin = max(self._line_starts[number], self._reached)
            end = self._line_starts[number + 1] if number + 1 < len(self._line_starts) else len(self._text)
            part_offset = offset + len(row) - len(row.lstrip(" \t"))
            # A line ends in its words; cells share one, and their pipes are written with a backslash.
            for part in re.split(r"(?=\|)", row.strip(" \t")) if cell else [row.strip(" \t")]:
                at = self._text.find(part, begin, end) if cell else self._text.rfind(part, begin, end)
                begin = at + len(part) if at >= 0 else begin
                places.append((part_offset, at if at >= 0 else begin))
                part_offset += len(part)
            self._reached = begin
            offset += len(row) + 1
        return places
