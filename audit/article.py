"""What is audited: texts, their segments, and where they stand. Frozen values, no I/O, nothing of ours imported.

Offsets are code points into a document's `text`, ends exclusive, everywhere.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Side(StrEnum):
    """Which of an article's two texts an offset points into."""

    SOURCE = "source"
    TARGET = "target"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of one text: `text[start:end]`, code points. Empty where something is missing."""

    start: int
    end: int
    side: Side = Side.TARGET

    def __len__(self) -> int:
        return self.end - self.start

    def overlap(self, other: "Span") -> int:
        """Number of characters both cover; 0 on different sides."""
        if self.side is not other.side:
            return 0
        return max(0, min(self.end, other.end) - max(self.start, other.start))

    def of(self, text: str) -> str:
        """The words themselves."""
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Location:
    """A place in a file as editors show it: both from 1, the column in code points."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class SourceMap:
    """Where the offsets of a document's text lie in the file it was read from.

    `anchors` are (text offset, file offset) pairs, ascending: between two anchors both run in step.
    `line_starts` are the file offsets at which lines begin.
    """

    anchors: tuple[tuple[int, int], ...]
    line_starts: Sequence[int]

    def locate(self, offset: int) -> Location:
        """The line and column in the file of a text offset."""
        at = max(0, bisect_right(self.anchors, (offset, float("inf"))) - 1)
        text_offset, file_offset = self.anchors[at]
        position = file_offset + max(0, offset - text_offset)
        if at + 1 < len(self.anchors) and self.anchors[at + 1][1] >= file_offset:  # where the file is read in order,
            # text that exists only in the reading stays before its successor
            position = min(position, self.anchors[at + 1][1])
        line = bisect_right(self.line_starts, position)
        return Location(line, position - self.line_starts[line - 1] + 1)


@dataclass(frozen=True, slots=True)
class Unit:
    """What a file of localized strings says about one of them, besides its texts."""

    form: str = ""
    """Of a plural or a choice: "one", "few", "=0", "female"; gettext's index as "0"; empty for a plain string."""
    message: str = ""
    """The whole ICU message that the string is a branch of; empty where it is none."""
    flags: frozenset[str] = frozenset()
    """As the file writes them: "python-format", "fuzzy", "needs-review-translation"."""
    note: str = ""
    """What it tells translators."""
    longest: int | None = None
    """Most characters the translation may have, where the file says so."""
    ignored: frozenset[str] = frozenset()
    """Rules that a comment in the file silences for this string; "*" stands for all."""


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of an extract's text that is prose of its own: a heading, a paragraph, a list item, a unit.

    A block with a `unit` is one segment, whatever it holds, and may be empty: a string that nobody has translated.
    """

    span: Span
    key: str | None = None
    unit: Unit | None = None
    ignored: frozenset[str] = frozenset()
    """Rules that a comment in the file silences for this block of prose, as in a unit; a unit has its own."""


@dataclass(frozen=True, slots=True)
class Extract:
    """What a reader took out of a file: the text to audit, and the blocks of it that are prose.

    Text between blocks (blank lines, separators) is not audited. `language` is what the file declares, if it does.
    """

    text: str
    blocks: tuple[Block, ...]
    source_map: SourceMap
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Bitext:
    """What a reader took out of a file that holds both texts: block n of the source is what block n translates."""

    source: Extract
    target: Extract


@dataclass(frozen=True, slots=True)
class Segment:
    """A sentence, headline, bullet or unit; `text` is exactly `span.of(document.text)`."""

    id: str
    text: str
    span: Span
    paragraph: int
    key: str | None = None
    unit: Unit | None = None
    ignored: frozenset[str] = frozenset()
    """Rules that a comment in the file silences here, in a unit and in prose; "*" stands for all."""

    @property
    def form(self) -> str:
        """Of a plural or a choice, as in its unit; empty for a plain string and in prose."""
        return self.unit.form if self.unit else ""

    @property
    def name(self) -> str:
        """The key with the form, "cart.items[few]"; empty where there is no key."""
        return f"{self.key or ''}[{self.form}]" if self.form else self.key or ""


@dataclass(frozen=True, slots=True)
class Document:
    """One text in one language, split into segments."""

    text: str
    language: str | None
    segments: tuple[Segment, ...]
    source_map: SourceMap
    encoding: str = "utf-8"


@dataclass(frozen=True, slots=True)
class Pair:
    """A target segment and the stretch of the source it translates (None: no source text)."""

    target: Segment
    source: Segment | None = None


@dataclass(frozen=True, slots=True)
class Term:
    """An entry of a glossary: how a source term is to be rendered, and how it is not."""

    source: str
    targets: tuple[str, ...]
    """Any of these will do; the source term itself where it is not to be translated."""
    forbidden: tuple[str, ...] = ()
    case_sensitive: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Focus:
    """The segments that are to be judged, by their ids; the others of the article are there to be seen."""

    target: frozenset[str]
    source: frozenset[str] = frozenset()

    def of(self, side: Side) -> frozenset[str]:
        """Those of one text."""
        return self.target if side is Side.TARGET else self.source


@dataclass(frozen=True, slots=True)
class Article:
    """What is audited: a translation, segment by segment, with its source where there is one."""

    target: Document
    pairs: tuple[Pair, ...]
    source: Document | None = None
    path: str = "-"
    source_path: str | None = None
    """The file of the source text; the same as `path` where one file holds both."""
    terms: tuple[Term, ...] = ()
    """The glossary it must agree with."""
    focus: Focus | None = None
    """What of it is to be judged; None: all."""

    @property
    def is_catalogue(self) -> bool:
        """True where it is a file of localized strings: its segments are units, and tell no story together."""
        return bool(self.pairs) and self.pairs[0].target.unit is not None

    @property
    def segments(self) -> Iterator[Segment]:
        """The target's segments, in order."""
        return (pair.target for pair in self.pairs)

    @property
    def judged(self) -> Iterator[Segment]:
        """The target's segments that are to be judged, in order."""
        focus = self.focus
        return self.segments if focus is None else (one for one in self.segments if one.id in focus.target)

    @property
    def is_seen_only(self) -> bool:
        """True where nothing of the target is to be judged."""
        return self.focus is not None and not self.focus.target

    def judges(self, span: Span) -> bool:
        """True for a span in a segment that is to be judged."""
        if self.focus is None:
            return True
        segments = self.document(span.side).segments
        at = bisect_right(segments, span.start, key=lambda segment: segment.span.start) - 1
        return bool(segments) and segments[max(0, at)].id in self.focus.of(span.side)

    def document(self, side: Side) -> Document:
        """The text a span of this side points into. Raises ValueError without a source."""
        if side is Side.TARGET:
            return self.target
        if self.source is None:
            raise ValueError("the article has no source text")
        return self.source

    def quote(self, span: Span) -> str:
        """The words a span covers."""
        return span.of(self.document(span.side).text)

    def segment_at(self, offset: int) -> Segment | None:
        """The target segment that covers an offset, or the nearest one before it."""
        index = bisect_right(self.pairs, offset, key=lambda pair: pair.target.span.start) - 1
        return self.pairs[max(0, index)].target if self.pairs else None
