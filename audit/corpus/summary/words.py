"""The words in which a summary speaks, the same in every format."""

from collections.abc import Iterator

from audit.corpus.summary.intervals import Estimate
from audit.corpus.summary.summary import Dimension, Figures, Recurring, Summary
from audit.wording import count

NONE = "–"
MISSING = "(none)"
"""Shown for a value that is missing."""
MEASURE_WORDS = {
    "points": "MQM points",
    "errors": "errors",
    "critical": "critical errors",
    "major": "major errors",
    "minor": "minor errors",
}
_LEAST_P = 0.001
_CHANCE = 0.05
"""Probability by chance from which on a change is not called a trend."""

WHOLE = (
    "No sample was drawn: the intervals say what further articles of the same kind would be like (95 %, those that "
    "were audited taken as a random sample of them)."
)
SAMPLE = "The intervals say what the whole corpus is like (95 %, from the articles that were drawn)."
METHOD = (
    "Rates are ratio estimators with a variance by Taylor linearisation over articles, stratified and corrected for "
    "the finite corpus where it was sampled (Cochran 1977). Their intervals are gamma intervals (Fay and Feuer 1997), "
    "those of shares Wilson's at the effective number of articles. One interval of twenty is expected to miss."
)
SLOPE = "Score test for a linear trend in rates (Armitage 1955), with the variance over articles."


def number(value: float, places: int | None = None) -> str:
    """With as many places as tell something: 1,234; 12.3; 1.23; 0.012."""
    return f"{value:,.{_places(value) if places is None else places}f}"


def _places(value: float) -> int:
    size = abs(value)
    if not size or size >= 100:
        return 0
    return 1 if size >= 10 else 2 if size >= 0.1 else 3


def interval(estimate: Estimate) -> str:
    """As "1.20 to 1.45", in the places of the figure itself; empty where there are no bounds."""
    if estimate.value is None or estimate.low is None or estimate.high is None:
        return ""
    places = _places(estimate.value or estimate.high)
    return f"{number(estimate.low, places)} to {number(estimate.high, places)}"


def rate(estimate: Estimate) -> str:
    """As "1.32 (1.20 to 1.45)"."""
    if estimate.value is None:
        return NONE
    bounds = interval(estimate)
    return f"{number(estimate.value)} ({bounds})" if bounds else number(estimate.value)


def percent(estimate: Estimate) -> str:
    """As "12 % (10 to 14)"."""
    if estimate.value is None:
        return NONE
    shown = estimate.times(100)
    bounds = interval(shown)
    return f"{number(100 * estimate.value)} % ({bounds})" if bounds else f"{number(100 * estimate.value)} %"


def whole_number(estimate: Estimate) -> str:
    """A total: "12,300 (11,900 to 12,700)"."""
    if estimate.value is None:
        return NONE
    if estimate.low is None or estimate.high is None:
        return f"{estimate.value:,.0f}"
    return f"{estimate.value:,.0f} ({estimate.low:,.0f} to {estimate.high:,.0f})"


def verdict(summary: Summary) -> str:
    """The corpus in one sentence."""
    return ": ".join(filter(None, headline(summary)))


def headline(summary: Summary) -> tuple[str, str]:
    """The corpus in a few words, and the rest of the sentence."""
    whole = summary.whole
    if not whole.articles:
        return "No verdict", "no article was audited."
    points, errors = whole.rates["points"].value, whole.rates["errors"].value
    if points is None or errors is None:
        return "No verdict", "the articles hold no words."
    said = f"{number(errors)} errors per 1,000 words"
    fail = "" if whole.failing.value is None else f"; {number(100 * whole.failing.value)} % of the articles fail"
    return f"{number(points)} MQM points per 1,000 words", f"{said}{fail}."


def basis(summary: Summary) -> str:
    """What the figures rest on."""
    own = f"{count(summary.whole.articles, 'article')} with {count(summary.whole.words, 'word')} audited"
    if summary.sampled is None:
        return f"{own}."
    drawn = summary.sampled
    how = (
        f" by {', '.join(drawn.by)} ({count(drawn.strata, 'stratum').replace('stratums', 'strata')})"
        if drawn.by
        else ""
    )
    return f"{own}: a sample of {drawn.taken:,} of {count(drawn.size, 'article')}{how}, seed {drawn.seed}."


def meaning(summary: Summary) -> str:
    """What the intervals are about."""
    return SAMPLE if summary.sampled else WHOLE


def alarms(summary: Summary) -> Iterator[str]:
    """What is not known, before all else."""
    coverage = summary.coverage
    if not summary.finished:
        yield (
            "The run is not finished: only the first articles are in these figures, and they are no random sample. "
            "Start audit corpus again to go on."
        )
    if coverage.unread:
        yield f"{coverage.unread:,} of {count(coverage.rows, 'row')} could not be audited at all."
    if missing := coverage.segments - coverage.audited:
        yield (
            f"{missing:,} of {count(coverage.segments, 'segment')} {'was' if missing == 1 else 'were'} not audited, "
            f"in {count(coverage.incomplete, 'article')}."
        )
    if summary.sampled and summary.sampled.missed:
        yield (
            f"{count(summary.sampled.missed, 'article')} stand in strata that none was drawn of: no figure has them; "
            "--at-least 2 draws some."
        )


def remarks(summary: Summary) -> Iterator[str]:
    """What the reader should know of how the figures were made."""
    undecided = int(summary.whole.counts["undecided"])
    if undecided and summary.whole.failing.value is not None:
        yield (
            f"{count(undecided, 'article')} {'is' if undecided == 1 else 'are'} undecided, since a part was not "
            "audited: not counted as failing."
        )
    if len(summary.signatures) > 1:
        yield "The articles were audited by different tools: scores under different signatures do not compare."
    yield from (
        "Only deterministic checks have looked for errors, no language model has."
        for one in summary.signatures
        if "|prompts:none|" in one
    )


def trend(dimension: Dimension) -> str:
    """Whether the score rises or falls, in one sentence."""
    slope = dimension.slope
    if slope is None or slope.change.value is None or slope.change.low is None or slope.change.high is None:
        return f"No trend to speak of: the {dimension.period}s do not differ, or are too few."
    change, low, high = slope.change.value, slope.change.low, slope.change.high
    p = f"p < {_LEAST_P}" if slope.p < _LEAST_P else f"p = {slope.p:.3f}" if slope.p < 0.1 else f"p = {slope.p:.2f}"
    bounds = f"{_signed(low)} to {_signed(high)}, {p}"
    way = "Rising" if change > 0 else "Falling"
    if slope.p >= _CHANCE:
        way = "No trend that could not be chance"
    return f"{way}: {_signed(change)} points per 1,000 words a {dimension.period} ({bounds})."


def _signed(value: float) -> str:
    return f"{'−' if value < 0 else '+'}{number(abs(value))}"


def heading(dimension: Dimension) -> str:
    """As "outlet"; of dates "date, by month"."""
    return f"{dimension.name}, by {dimension.period}" if dimension.period else dimension.name


def proposed(error: Recurring) -> str:
    """What the words should be."""
    if error.suggestion is None:
        return NONE
    return error.suggestion or "(delete)"


def spread(error: Recurring) -> str:
    """In how many of whatever the corpus is split by: "3 outlet, 2 engine"."""
    return ", ".join(f"{name}: {number:,}" for name, number in error.values.items())


def failing(figures: Figures) -> str:
    """The share that fails."""
    return percent(figures.failing)
