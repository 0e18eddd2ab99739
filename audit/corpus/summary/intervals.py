"""How far a figure may be from what it estimates: 95 % intervals for rates and shares that may be small. Pure.

A rate gets the gamma interval of Fay and Feuer (1997, Statistics in Medicine 16, 791-801) about its own variance: it is
never negative, leans to where errors are, and is the exact one of Garwood (1936) where the errors are independent, also
where none was found: then its upper bound is 3.69 errors. A share gets the interval of Wilson (1927) with the number of
articles that a simple sample of the same variance would have (Korn and Graubard 1998).
"""

from dataclasses import dataclass
from math import exp, lgamma, log, pi, sqrt, tan
from statistics import NormalDist

LEVEL = 0.95
_TAIL = (1 - LEVEL) / 2
_Z = NormalDist().inv_cdf(1 - _TAIL)
_LARGE = 30.0
"""Shape of a gamma distribution from which on its cube root is normal to three digits (Wilson and Hilferty 1931)."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with its bounds; None where there is nothing to tell it, or its bounds, from."""

    value: float | None = None
    low: float | None = None
    high: float | None = None

    def times(self, factor: float) -> "Estimate":
        """In another unit."""
        return Estimate(*(None if one is None else factor * one for one in (self.value, self.low, self.high)))


def rate(value: float, variance: float, one_more: float, freedom: int) -> Estimate:
    """A rate, 0 or more, with its bounds.

    `one_more`: what one further error would add to the rate; `freedom`: degrees of freedom of the variance, none
    without two articles. A variance that is itself estimated from few articles is taken for larger, as Student did.
    """
    if freedom < 1:
        return Estimate(value)
    wide = variance * (student(freedom) / _Z) ** 2
    if value and not wide and one_more:
        wide = value * one_more  # all articles alike: at least what chance alone would do (Poisson)
    low = _gamma(value, wide, _TAIL) if value and wide else value
    return Estimate(value, low, _gamma(value + one_more, wide + one_more**2, 1 - _TAIL) if wide or one_more else value)


def share(value: float, variance: float, number: float, freedom: int) -> Estimate:
    """A share, 0 to 1, of `number` articles; `number` counts where the variance is 0 since all articles are alike."""
    if freedom < 1:
        return Estimate(value)
    wide = variance * (student(freedom) / _Z) ** 2
    effective = value * (1 - value) / wide if wide else number
    middle, square = value + _Z**2 / (2 * effective), value * (1 - value) / effective
    half = _Z * sqrt(square + (_Z / (2 * effective)) ** 2)
    below = 1 + _Z**2 / effective
    return Estimate(value, max(0.0, (middle - half) / below), min(1.0, (middle + half) / below))


def student(freedom: int) -> float:
    """The bound of Student's t for `LEVEL`: exact for 1 and 2, else to three digits (Abramowitz and Stegun 26.7.5)."""
    if freedom == 1:
        return tan(pi * (0.5 - _TAIL))
    if freedom == 2:
        return (1 - 2 * _TAIL) * sqrt(2 / (4 * _TAIL * (1 - _TAIL)))
    z, n = _Z, float(freedom)
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160,
    )
    return z + sum(term / n**power for power, term in enumerate(terms, 1))


def two_sided(z: float) -> float:
    """The probability of a standard normal value at least as far from 0."""
    return 2 * NormalDist().cdf(-abs(z))


def _gamma(mean: float, variance: float, probability: float) -> float:
    """The quantile of the gamma distribution with this mean and variance."""
    shape = mean**2 / variance
    return quantile(shape, probability) * variance / mean


def quantile(shape: float, probability: float) -> float:
    """Of the gamma distribution of scale 1."""
    if shape > _LARGE:
        z = NormalDist().inv_cdf(probability)
        root = 1 - 1 / (9 * shape) + z / (3 * sqrt(shape))
        return shape * root * root * root
    low, high = 0.0, shape + 20 * sqrt(shape) + 20
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if _below(shape, middle) < probability else (low, middle)
    return (low + high) / 2


def _below(shape: float, value: float) -> float:
    """The regularised lower incomplete gamma function, by its series (Abramowitz and Stegun 6.5.29)."""
    if value <= 0:
        return 0.0
    term = total = 1 / shape
    n: float = shape
    while term > total * 1e-15:
        n += 1
        term *= value / n
        total += term
    return min(1.0, total * exp(shape * log(value) - value - lgamma(shape)))
