"""Sums into figures: rates for 1,000 words, shares, totals and trends, with their intervals. Pure."""

from collections.abc import Mapping

from audit.corpus.summary import ratio
from audit.corpus.summary.dimensions import Split
from audit.corpus.summary.intervals import Estimate
from audit.corpus.summary.ratio import Design, Moments, Slope, Strata
from audit.corpus.summary.summary import MEASURES, Dimension, Figures, Group
from audit.corpus.summary.sums import Scan, Sums


def points_an_error(whole: Sums) -> float:
    """Points that one further error is taken to cost: what the others do; 1 where there is none."""
    errors = _sum(whole.measures["errors"])
    return _sum(whole.measures["points"]) / errors if errors else 1.0


def figures(sums: Sums, design: Design, an_error: float) -> Figures:
    """All figures of articles that belong together."""
    counts = {name: _sum(sums.measures[name]) for name in MEASURES}
    articles, failing = sum(one.articles for one in sums.failing.values()), _sum(sums.failing)
    decided = sums.undecided < articles
    return Figures(
        articles=articles,
        words=sums.words,
        counts=counts | {"neutral": sums.neutral, "failing": failing, "undecided": sums.undecided},
        rates={name: rate(sums.measures[name], design, _weight(name, an_error)) for name in MEASURES},
        failing=ratio.share(sums.failing, design) if decided else Estimate(),
    )


def rate(strata: Strata, design: Design, one_more: float) -> Estimate:
    """For 1,000 words."""
    return ratio.per(strata, design, one_more).times(1000)


def totals(whole: Sums, design: Design, an_error: float) -> dict[str, Estimate]:
    """Of the whole input."""
    found = {name: ratio.total(whole.measures[name], design, _weight(name, an_error)) for name in MEASURES}
    words = {
        key: Moments(one.articles, one.x, one.x, one.xx, one.xx, one.xx)
        for key, one in whole.measures["points"].items()
    }
    return found | {"words": ratio.total(words, design, 0.0), "failing": _failing(whole, design)}


def _failing(whole: Sums, design: Design) -> Estimate:
    """Never more articles than there are."""
    if design is None:
        return ratio.total(whole.failing, design)
    articles = sum(design[key].weight * one.articles for key, one in whole.failing.items())
    return ratio.share(whole.failing, design).times(articles)


def dimension(split: Split, scan: Scan, design: Design, an_error: float) -> Dimension:
    """A column with all its values."""
    by = scan.by[split.name]
    groups = [Group(value, figures(sums, design, an_error)) for value, sums in by.items()]
    if split.period is None:
        return Dimension(split.name, tuple(sorted(groups, key=_gravity)))
    ordered = sorted(groups, key=lambda one: (not one.value, one.value))
    return Dimension(split.name, tuple(ordered), split.period, _slope(split, by, design))


def _slope(split: Split, by: Mapping[str, Sums], design: Design) -> Slope | None:
    """Of points for 1,000 words; what has no date has no part in it."""
    found = ratio.slope(((split.time(value), sums.measures["points"]) for value, sums in by.items() if value), design)
    return Slope(found.change.times(1000), found.p) if found else None


def _gravity(group: Group) -> tuple[float, str]:
    return -(group.figures.rates["points"].value or 0.0), group.value


def _weight(measure: str, an_error: float) -> float:
    return an_error if measure == "points" else 1.0


def _sum(strata: Mapping[str, Moments]) -> float:
    return sum(one.y for one in strata.values())
