"""The words everything else is written in: frozen values, no I/O, nothing of ours imported.

Offsets are code points into a document's `text`, ends exclusive, everywhere.
("Model" is the language model, never the domain: that one lives in `audit.llm`.)
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

_Number = TypeVar("_Number", int, float)


class Severity(StrEnum):
    """MQM severity levels, mildest first. NEUTRAL marks what deserves a look and is not scored."""

    NEUTRAL = "neutral"
    MINOR = "minor"
    MAJOR = "major"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        """0 for NEUTRAL to 3 for CRITICAL."""
        return list(Severity).index(self)


class Category(StrEnum):
    """MQM error types, short on purpose: long lists of categories raise false alarms."""

    MISTRANSLATION = "accuracy/mistranslation"
    OMISSION = "accuracy/omission"
    ADDITION = "accuracy/addition"
    UNTRANSLATED = "accuracy/untranslated"
    GRAMMAR = "fluency/grammar"
    SPELLING = "fluency/spelling"
    PUNCTUATION = "fluency/punctuation"
    ENCODING = "fluency/character-encoding"
    REPETITION = "fluency/repetition"
    INCONSISTENT_TERM = "terminology/inconsistent"
    WRONG_TERM = "terminology/inappropriate"
    AWKWARD = "style/awkward"
    BOILERPLATE = "other/boilerplate"
    OTHER = "other/other"
    SUSPICIOUS = "suspicious wording"
    """Not an MQM error: a language model did not expect these words. Always NEUTRAL."""


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
    line_starts: tuple[int, ...]

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


@dataclass(frozen=True, slots=True)
class Claim:
    """What one detector believes is wrong. It has one author; only `merge` makes findings."""

    detector: str
    category: Category
    severity: Severity
    span: Span
    explanation: str
    confidence: float
    """Estimated probability, 0 to 1, that a professional would mark this too."""
    suggestion: str | None = None
    """What the span should read; an empty string where it should go; None where nothing is proposed."""
    major: float | None = None
    """Estimated probability, 0 to 1, that a professional would mark this as major or worse; None where not stated."""
    shown: bool = False
    """True where the detector was shown these words, and says what it thinks of them and of nothing else."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Segments a detector gave no verdict on, and why. Silence is never "clean"."""

    detector: str
    segments: tuple[str, ...]
    reason: str
    uncached: bool = False
    """True where only the cache might have been asked, and it had no answer."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Claims that agree, merged: what a report shows."""

    category: Category
    severity: Severity
    span: Span
    explanation: str
    confidence: float
    detectors: tuple[str, ...]
    suggestion: str | None = None
    repeats: tuple[Span, ...] = ()
    """Further places of the same error, in order; `span` is the first."""
    major: float | None = None
    """Estimated probability, 0 to 1, that a professional would mark this as major or worse; None where not stated."""

    @property
    def spans(self) -> tuple[Span, ...]:
        """All places of this error."""
        return (self.span, *self.repeats)


@dataclass(frozen=True, slots=True)
class Weights:
    """MQM penalty points by severity (defaults: Freitag et al. 2021, with critical apart from major)."""

    minor: float = 1.0
    major: float = 5.0
    critical: float = 25.0
    punctuation: float = 0.1
    count_repeats: bool = False
    """False: a repeated error is penalised once (ISO 5060)."""


@dataclass(frozen=True, slots=True)
class Score:
    """MQM penalty of an article. `per_thousand_words` is points per 1,000 target words."""

    words: int
    penalty: float
    per_thousand_words: float
    by_category: Mapping[str, float]
    by_severity: Mapping[str, int]
    caveat: str | None = None


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many segments every detector that was asked for has answered on."""

    segments: int
    audited: int

    @property
    def complete(self) -> bool:
        """True where nothing was left unaudited."""
        return self.audited == self.segments


@dataclass(frozen=True, slots=True)
class Usage:
    """What an audit cost. Token counts are None where the endpoint did not say, `cost` where no price is known."""

    requests: int = 0
    """Requests that were answered by the endpoint."""
    prompt_tokens: int | None = 0
    completion_tokens: int | None = 0
    seconds: float = 0.0
    cached: int = 0
    """Requests that our own cache answered: nothing was sent, nothing paid."""
    cached_tokens: int = 0
    """Prompt tokens that the endpoint says it had in its prompt cache."""
    cost: float | None = 0.0
    currency: str = ""

    def __add__(self, other: "Usage") -> "Usage":
        return Usage(
            self.requests + other.requests,
            _total(self.prompt_tokens, other.prompt_tokens),
            _total(self.completion_tokens, other.completion_tokens),
            self.seconds + other.seconds,
            self.cached + other.cached,
            self.cached_tokens + other.cached_tokens,
            _total(self.cost, other.cost),
            self.currency or other.currency,
        )


def _total(one: _Number | None, other: _Number | None) -> _Number | None:
    """A sum in which what is unknown stays unknown."""
    return None if one is None or other is None else one + other


@dataclass(frozen=True, slots=True)
class Signature:
    """What makes a score reproducible; printed by every reporter, as sacreBLEU prints its own."""

    version: str
    model: str
    prompts: Mapping[str, str]
    """Prompt name -> hash of prompt, schema and parameters."""
    checks: tuple[str, ...]
    weights: Weights
    segmenter: str

    def __str__(self) -> str:
        weights = self.weights
        prompts = "+".join(f"{name}@{digest[:8]}" for name, digest in sorted(self.prompts.items()))
        parts = {
            "audit": self.version,
            "model": self.model,
            "prompts": prompts or "none",
            "checks": "+".join(self.checks) or "none",
            "weights": f"{weights.minor:g}/{weights.major:g}/{weights.critical:g}/{weights.punctuation:g}"
            + ("" if weights.count_repeats else ",repeats-once"),
            "segmenter": self.segmenter,
        }
        return "|".join(f"{key}:{value}" for key, value in parts.items())


@dataclass(frozen=True, slots=True)
class Report:
    """The result of an audit: everything a reporter may show."""

    article: Article
    findings: tuple[Finding, ...]
    gaps: tuple[Gap, ...]
    score: Score
    coverage: Coverage
    usage: Usage
    signature: Signature
    notes: tuple[str, ...] = field(default=())
    """What the reader of the report should know about how it was made."""
    suspicion: Mapping[str, float] = field(default_factory=dict)
    """Segment id -> how suspicious a reading model found it, from 0 up, for ranking; empty where none has read."""
