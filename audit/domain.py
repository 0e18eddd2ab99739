"""What is said of an article: claims, findings, scores, reports. Frozen values, no I/O.

("Model" is the language model, never the domain: that one lives in `audit.llm`.)
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

from audit.article import Article, Span

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
class Standard:
    """What an article has to meet: the profile of its kind of content."""

    fail_on: Severity | None = Severity.MAJOR
    """The mildest severity that fails; None: none does."""
    max_per_thousand_words: float | None = None
    """Most MQM points per 1,000 words; None: no limit."""
    name: str = ""
    """The profile's; empty for that of the configuration's top, and where there is no configuration."""

    def met(self, findings: Iterable[Finding], score: Score) -> bool:
        """True where nothing found is severe enough to fail, nor all of it together too much."""
        least = self.fail_on
        if least is not None and any(finding.severity.rank >= max(1, least.rank) for finding in findings):
            return False
        return self.max_per_thousand_words is None or score.per_thousand_words <= self.max_per_thousand_words


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
    standard: Standard | None = None
    """What it has to meet; None where nobody has said."""
    explained_in: str | None = None
    """Language of the explanations, a BCP 47 tag; None: English."""

    @property
    def passes(self) -> bool | None:
        """Whether it meets its standard; None where it has none, or where what was not audited may decide."""
        if self.standard is None:
            return None
        if not self.standard.met(self.findings, self.score):
            return False
        return True if self.coverage.complete else None
