"""Rates, shares, totals and trends out of sums by stratum: ratio estimators with their variance. Pure.

A rate is a ratio of two sums over articles, errors and words, whose variance is that of its residuals (Taylor
linearisation); within strata, with the correction for finite populations (Cochran 1977, sections 5.3, 5A.14 and 6.11).
A corpus that was audited whole is taken as a sample of all that its outlets and engines would write: one stratum, no
correction. Then the intervals say what the next articles will be like, and totals have none.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from math import sqrt

from audit.corpus.summary import intervals
from audit.corpus.summary.intervals import Estimate, two_sided


@dataclass(frozen=True, slots=True)
class Moments:
    """Sums over articles of y (what is counted) and x (words, or 1): what all estimates are made from."""

    articles: int = 0
    y: float = 0.0
    x: float = 0.0
    yy: float = 0.0
    xy: float = 0.0
    xx: float = 0.0

    def __add__(self, other: "Moments") -> "Moments":
        return Moments(
            self.articles + other.articles,
            self.y + other.y,
            self.x + other.x,
            self.yy + other.yy,
            self.xy + other.xy,
            self.xx + other.xx,
        )

    def residual(self, slope: float) -> tuple[float, float]:
        """The sum of y - slope x, and of its squares."""
        return self.y - slope * self.x, max(0.0, self.yy - 2 * slope * self.xy + slope**2 * self.xx)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A stratum: articles that were taken, how many each stands for, and the share that was not taken."""

    taken: int
    weight: float = 1.0
    missing: float = 1.0
    """1 for a stratum without end."""


def drawn(size: int, taken: int) -> Drawn:
    """A stratum of so many articles, of which at least one was taken."""
    return Drawn(taken, size / taken, 1 - taken / size)


Strata = Mapping[str, Moments]
"""Sums by the key of the stratum; of a corpus that was audited whole there is one."""
Design = Mapping[str, Drawn] | None
"""How each stratum was drawn; None: the corpus was audited whole."""


def per(strata: Strata, design: Design, one_more: float = 1.0) -> Estimate:
    """What y is for each x, 0 or more. `one_more`: what one further error adds to y."""
    value, variance, whole = _ratio(strata, design)
    if not whole:
        return Estimate()
    more = one_more * _heaviest(strata, design) / whole
    return intervals.rate(value, variance, more, _freedom(strata))


def share(strata: Strata, design: Design) -> Estimate:
    """The share of articles with y, which is 0 or 1 of each, as x is 1."""
    value, variance, whole = _ratio(strata, design)
    if not whole:
        return Estimate()
    left = _heaviest(strata, design)
    return intervals.share(value, variance, whole / left if left else float("inf"), _freedom(strata))


def total(strata: Strata, design: Design, one_more: float = 1.0) -> Estimate:
    """All y of the input, never less than what was counted; exact where it was audited whole (Cochran 1977, 5.3)."""
    if design is None:
        return Estimate(sum(one.y for one in strata.values()))
    value = sum(design[key].weight * one.y for key, one in strata.items())
    variance = sum(_variance(one.y, one.yy, design[key]) for key, one in strata.items())
    made = intervals.rate(value, variance, one_more * _heaviest(strata, design), _freedom(strata))
    counted = sum(one.y for one in strata.values())
    return Estimate(value, None if made.low is None else max(counted, made.low), made.high)


@dataclass(frozen=True, slots=True)
class Slope:
    """How a rate changes from one period to the next, and the probability of such a change by chance alone."""

    change: Estimate
    """Of y for each x, for one unit of time."""
    p: float


def slope(periods: Iterable[tuple[float, Strata]], design: Design) -> Slope | None:
    """The linear trend of a rate: (time, sums) by period. None where no period differs from another, or nothing varies.

    The score test for a trend in rates (Armitage 1955; Breslow and Day 1987, section 3.6), with the variance of its
    articles in place of the binomial one.
    """
    listed = list(periods)
    nothing: Strata = {}
    every = reduce(_added, (strata for _, strata in listed), nothing)
    value, _, whole = _ratio(every, design)
    weigh = _weights(every, design)
    if not whole:
        return None
    middle = sum(time * weigh[key] * one.x for time, strata in listed for key, one in strata.items()) / whole
    spread = sum((t - middle) ** 2 * weigh[key] * one.x for t, strata in listed for key, one in strata.items())
    moved: dict[str, tuple[float, float]] = {}
    for time, strata in listed:
        for key, one in strata.items():
            first, second = one.residual(value)
            before = moved.get(key, (0.0, 0.0))
            moved[key] = (before[0] + (time - middle) * first, before[1] + (time - middle) ** 2 * second)
    score = sum(weigh[key] * first for key, (first, _) in moved.items())
    variance = sum(_variance(first, second, _drawn(every, design, key)) for key, (first, second) in moved.items())
    if not spread or not variance:
        return None
    half = intervals.student(max(1, _freedom(every))) * sqrt(variance) / spread
    change = score / spread
    return Slope(Estimate(change, change - half, change + half), two_sided(score / sqrt(variance)))


def _ratio(strata: Strata, design: Design) -> tuple[float, float, float]:
    """The ratio, its variance, and the estimated sum of x."""
    weigh = _weights(strata, design)
    whole = sum(weigh[key] * one.x for key, one in strata.items())
    if not whole:
        return 0.0, 0.0, 0.0
    value = sum(weigh[key] * one.y for key, one in strata.items()) / whole
    variance = sum(_variance(*one.residual(value), _drawn(strata, design, key)) for key, one in strata.items())
    return value, variance / whole**2, whole


def _variance(first: float, second: float, drawn: Drawn) -> float:
    """Of the estimated total of a stratum, from the sum of its articles and of their squares, those taken alone."""
    n = drawn.taken
    about = second - first**2 / n if n > 1 else second  # a stratum of one: about the mean of all
    return drawn.weight**2 * drawn.missing * n / max(1, n - 1) * max(0.0, about)


def _weights(strata: Strata, design: Design) -> Mapping[str, float]:
    return {key: design[key].weight if design else 1.0 for key in strata}


def _drawn(strata: Strata, design: Design, key: str) -> Drawn:
    return design[key] if design else Drawn(strata[key].articles)


def _heaviest(strata: Strata, design: Design) -> float:
    """What an article that was not seen would weigh most; 0 where all were."""
    if design is None:
        return 1.0
    return max((design[key].weight * design[key].missing for key in strata), default=0.0)


def _freedom(strata: Strata) -> int:
    held = [one.articles for one in strata.values() if one.articles]
    return sum(held) - len(held)


def _added(one: Strata, other: Strata) -> Strata:
    return {key: one.get(key, Moments()) + other.get(key, Moments()) for key in one.keys() | other.keys()}
