"""What the summary of a corpus says: frozen values, which every reporter shows."""

from collections.abc import Mapping
from dataclasses import dataclass

from audit.corpus.summary.intervals import Estimate
from audit.corpus.summary.ratio import Slope

MEASURES = ("points", "errors", "critical", "major", "minor")
"""Counted by 1,000 words; errors are those of the three severities, a finding worth a look is none."""

LANGUAGES = "languages"
"""The dimension that is no metadata: "zh → en"."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Articles together. Articles, words and counts are of those that were audited, never estimates."""

    articles: int
    words: int
    counts: Mapping[str, float]
    """Of `MEASURES`, of findings "neutral", and of articles "failing" and "undecided"."""
    rates: Mapping[str, Estimate]
    """Of `MEASURES`, for 1,000 words; for the whole corpus where this is a sample."""
    failing: Estimate
    """Share of articles that fail, 0 to 1; without a value where no article had anything to meet."""


@dataclass(frozen=True, slots=True)
class Group:
    """The articles that have one value in common."""

    value: str
    """"" where it is missing; of a date the period, "2026-11"."""
    figures: Figures


@dataclass(frozen=True, slots=True)
class Dimension:
    """All articles by the values of a column."""

    name: str
    groups: tuple[Group, ...]
    """Most points for 1,000 words first; periods in their order."""
    period: str | None = None
    """day, month or year, where the values are dates."""
    slope: Slope | None = None
    """The trend of points for 1,000 words, a period; None where there is none to speak of."""


@dataclass(frozen=True, slots=True)
class Kind:
    """The errors of a category, in all articles."""

    category: str
    articles: int
    """Articles that have one."""
    counts: Mapping[str, float]
    rates: Mapping[str, Estimate]


@dataclass(frozen=True, slots=True)
class Worst:
    """An article, and the gravest of its findings."""

    article: str
    place: str
    words: int
    penalty: float
    per_thousand_words: float
    counts: Mapping[str, int]
    severity: str
    """Of the finding; empty where the article has none."""
    quote: str
    explanation: str


@dataclass(frozen=True, slots=True)
class Example:
    """One place of a recurring error."""

    article: str
    place: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Recurring:
    """The same words, found wrong in several articles in the same way."""

    quote: str
    """As the first of these articles has it; they may differ in capitals."""
    category: str
    severity: str
    """The gravest."""
    suggestion: str | None
    """Empty where the words should go, None where nothing is proposed."""
    articles: int
    values: Mapping[str, int]
    """Dimension -> how many of its values these articles have: outlets, engines."""
    examples: tuple[Example, ...]


@dataclass(frozen=True, slots=True)
class Missing:
    """Something that was not audited, by reason."""

    detector: str
    reason: str
    """One of those that differ in numbers and quotes only."""
    articles: int
    segments: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """What was audited of what the tables hold."""

    rows: int
    unread: int
    """Rows that are no articles, or could not be audited at all."""
    incomplete: int
    """Articles of which a part was not audited."""
    segments: int
    audited: int
    missing: tuple[Missing, ...]
    """Most articles first."""
    other_reasons: int
    """Reasons that are not listed."""

    @property
    def complete(self) -> bool:
        """True where nothing was left out."""
        return not self.unread and self.segments == self.audited


@dataclass(frozen=True, slots=True)
class Sampled:
    """How the articles were drawn."""

    size: int
    """Articles of the input."""
    taken: int
    by: tuple[str, ...]
    strata: int
    seed: int
    missed: int
    """Articles of strata that none was taken of."""


@dataclass(frozen=True, slots=True)
class Summary:
    """A corpus, summed up."""

    name: str
    finished: bool
    """False while an interrupted run has left articles that nobody has looked at."""
    sampled: Sampled | None
    """None: every article was audited."""
    whole: Figures
    totals: Mapping[str, Estimate]
    """Of `MEASURES`, words and failing articles, in the whole input; without bounds where all of it was audited; empty
    while the run is not finished."""
    coverage: Coverage
    dimensions: tuple[Dimension, ...]
    kinds: tuple[Kind, ...]
    """Most points first."""
    worst_by_rate: tuple[Worst, ...]
    worst_by_points: tuple[Worst, ...]
    enough_words: int
    """Fewest words of an article among the worst by rate."""
    recurring: tuple[Recurring, ...]
    signatures: Mapping[str, int]
    """Signature -> articles, the most frequent first."""
