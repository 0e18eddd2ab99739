"""Whether 95 % intervals are 95 % intervals: against tables of exact ones, by hand, and by simulation."""

from math import sqrt

import numpy as np
import pytest

from audit.corpus.summary import intervals, ratio
from audit.corpus.summary.ratio import Design, Drawn, Moments, drawn

Array = np.ndarray
DRAWS = 2000


@pytest.mark.parametrize(
    ("errors", "low", "high"),
    [(0, 0, 3.69), (1, 0.025, 5.57), (2, 0.242, 7.22), (5, 1.62, 11.67), (10, 4.80, 18.39), (100, 81.4, 121.6)],
)
def test_of_independent_errors_the_interval_is_the_exact_one(errors: int, low: float, high: float) -> None:
    """Garwood 1936, table of limits for a Poisson variable; its variance is its mean."""
    found = intervals.rate(errors, errors, 1, 10**9)
    assert found.low is not None
    assert found.high is not None
    assert (round(found.low, 3), found.high) == (pytest.approx(low, rel=0.01), pytest.approx(high, rel=0.002))


@pytest.mark.parametrize(("freedom", "bound"), [(1, 12.706), (2, 4.303), (3, 3.182), (5, 2.571), (30, 2.042)])
def test_bounds_of_student(freedom: int, bound: float) -> None:
    assert intervals.student(freedom) == pytest.approx(bound, rel=0.0015)


@pytest.mark.parametrize(
    ("failing", "number", "low", "high"), [(0, 10, 0, 0.278), (5, 10, 0.237, 0.763), (81, 263, 0.255, 0.366)]
)
def test_shares_have_the_interval_of_wilson(failing: int, number: int, low: float, high: float) -> None:
    """Newcombe 1998, table I, for 81 of 263; of a simple random sample the variance is p (1 - p) / n."""
    value = failing / number
    found = intervals.share(value, value * (1 - value) / number, number, 10**9)
    assert (found.low, found.high) == (pytest.approx(low, abs=0.0006), pytest.approx(high, abs=0.0006))


def test_one_article_has_no_interval() -> None:
    assert ratio.per({"": Moments(1, 2, 1000, 4, 2000, 10**6)}, None) == intervals.Estimate(0.002)


def moments(y: Array, x: Array) -> Moments:
    return Moments(len(y), y.sum(), x.sum(), (y * y).sum(), (x * y).sum(), (x * x).sum())


def test_a_ratio_by_hand() -> None:
    # y 1, 3 and x 2, 2: the ratio is 1; residuals -1, 1; variance 2 x (1 + 1) / (2 - 1) x ... / 4^2
    strata = {"": moments(np.array([1.0, 3.0]), np.array([2.0, 2.0]))}
    found = ratio.per(strata, {"": drawn(4, 2)}, one_more=0)
    # weight 2, half is missing: 2^2 x 0.5 x 2 / 1 x 2 = 8, over (2 x 4)^2
    variance = 8 / 64
    expected = intervals.rate(1.0, variance, 0, 1)
    assert found == expected
    # a total of y: 2 x 4, whose articles vary about their mean 2: 2^2 x 0.5 x 2 x 2 = 8
    total = ratio.total(strata, {"": drawn(4, 2)}, one_more=0)
    assert (total.value, total.high) == (8, pytest.approx(intervals.rate(8.0, 8.0, 0, 1).high))


def test_a_trend_by_hand() -> None:
    # three periods of two articles of 1,000 words: 1, 1; 2, 2; 3, 3 errors and as much again of noise
    at = {t: moments(np.array([t - 0.5, t + 0.5]), np.array([1.0, 1.0])) for t in (1.0, 2.0, 3.0)}
    slope = ratio.slope([(t, {"": one}) for t, one in at.items()], None)
    assert slope is not None
    # sum of (t - 2)(y - 2): (-1)(-2) + 0 + 1 x 2 = 4 over the sum of (t - 2)^2: 4
    assert slope.change.value == pytest.approx(1)
    # squares: (t - 2)^2 (y - 2)^2: 1.5^2 + 0.5^2 twice = 5, by 6 / 5, about a mean of 4 / 6
    score = 4 / sqrt((5 - 16 / 6) * 6 / 5)
    assert slope.p == pytest.approx(intervals.two_sided(score))


@pytest.fixture(scope="module")
def population() -> dict[str, Array]:
    """4,000 articles in three strata, of many lengths, whose errors come in clusters; a critical one is 25 points."""
    random = np.random.default_rng(7)
    stratum = random.integers(0, 3, 4000)
    words = random.gamma(4, 100, 4000).astype(int) + 20.0
    expected = words * 0.003 * (1 + stratum) * random.gamma(1, 1, 4000)
    errors, critical = random.poisson(expected).astype(float), random.poisson(expected / 30)
    return {"stratum": stratum, "words": words, "errors": errors, "points": 5 * errors + 25.0 * critical,
            "fails": (errors > 2).astype(float), "articles": np.ones(4000)}  # fmt: skip


@pytest.mark.parametrize("taken", [{None: 300}, {0: 60, 1: 100, 2: 140}], ids=["simple", "stratified"])
@pytest.mark.parametrize(("what", "over"), [("errors", "words"), ("points", "words"), ("fails", "articles")])
def test_intervals_of_samples_hold_the_truth(
    population: dict[str, Array], taken: dict[int | None, int], what: str, over: str
) -> None:
    y, x = population[what], population[over]
    truth, total = y.sum() / x.sum(), y.sum()
    places = {key: np.flatnonzero((population["stratum"] == key) | (key is None)) for key in taken}
    design = {f"{key}": drawn(len(places[key]), number) for key, number in taken.items()}
    random = np.random.default_rng(11)
    held = held_total = 0
    for _ in range(DRAWS):
        chosen = {key: random.choice(places[key], number, replace=False) for key, number in taken.items()}
        strata = {f"{key}": moments(y[at], x[at]) for key, at in chosen.items()}
        an_error = 6.0 if what == "points" else 1.0
        found = ratio.share(strata, design) if what == "fails" else ratio.per(strata, design, an_error)
        held += covers(found, truth)
        held_total += covers(ratio.total(strata, design, an_error), total)
    assert 0.93 < held / DRAWS < 0.97
    assert 0.93 < held_total / DRAWS < 0.97


@pytest.mark.parametrize("number", [15, 100])
def test_intervals_of_whole_corpora_hold_what_made_them(number: int) -> None:
    """No correction: further articles of the same kind have the same rate."""
    random = np.random.default_rng(3)
    held = 0
    for _ in range(DRAWS):
        words = random.gamma(4, 100, number) + 50
        errors = random.poisson(words * 0.004 * random.gamma(2, 0.5, number)).astype(float)
        held += covers(ratio.per({"": moments(errors, words)}, None), 0.004)
    assert 0.93 < held / DRAWS < 0.97


def test_a_trend_is_found_by_chance_as_often_as_it_says() -> None:
    random = np.random.default_rng(5)
    found = 0
    for _ in range(DRAWS):
        periods = []
        for time in range(6):
            words = random.gamma(4, 100, 40) + 50
            periods.append((time, {"": moments(random.poisson(words * 0.004).astype(float), words)}))
        slope = ratio.slope(periods, None)
        assert slope is not None
        found += slope.p < 0.05
    assert 0.03 < found / DRAWS < 0.07


def test_a_group_of_a_sample_counts_articles_elsewhere_as_nothing() -> None:
    """A domain that crosses strata: Cochran 1977, 5A.14."""
    design: Design = {"a": drawn(10, 5), "b": Drawn(3)}
    strata = {"a": Moments(2, 4, 2000, 10, 4000, 2_000_000)}  # 2 of the 5 that were taken of stratum a
    found = ratio.per(strata, design)
    # residuals: sum 0, squares 10 - 2 x 0.002 x 4000 + 0.002^2 x 2e6 = 2; 2^2 x 0.5 x 5 / 4 x 2 = 5 over (2 x 2000)^2
    assert found == intervals.rate(0.002, 5 / 16e6, 2 * 0.5 / 4000, 1)


def covers(estimate: intervals.Estimate, truth: float) -> bool:
    assert estimate.low is not None
    assert estimate.high is not None
    return estimate.low <= truth <= estimate.high
