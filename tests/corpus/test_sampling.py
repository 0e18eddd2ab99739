"""Samples: what the command line may ask for, who is in them, and what is counted."""

import json
import random
from collections import Counter
from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.corpus.sampling import Draw, Sample, Strata, parse, plan, restored
from audit.corpus.story import Broken, Row, Story
from audit.errors import UsageError


def corpus(**outlets: int) -> list[Row]:
    """So many articles of each outlet, and a broken row after every hundredth."""
    stories: list[Row] = []
    for outlet, size in outlets.items():
        for at in range(size):
            stories.append(Story(len(stories), f"{outlet}-{at}", "Words.", "n", metadata={"outlet": outlet}))
            if at % 100 == 99:
                stories.append(Broken(len(stories), f"{outlet}-{at}-broken", "n", "not JSON"))
    return stories


def taken(rows: list[Row], sample: Sample) -> tuple[set[str], Strata]:
    draw = Draw(sample, plan(rows, sample) if sample.counted else None)
    return {row.id for row in draw.rows(rows) if isinstance(row, Story)}, draw.strata


@pytest.mark.parametrize(
    ("text", "rate", "count"),
    [
        ("1%", 0.01, None),
        ("0.01", 0.01, None),
        (".5 %", 0.005, None),
        (" 2.5% ", 0.025, None),
        ("100%", 1, None),
        ("1.0", 1, None),
        ("500", 1, 500),
        ("1", 1, 1),
    ],
)
def test_the_command_line_asks_for_a_share_or_a_number(text: str, rate: float, count: int | None) -> None:
    assert parse(text, 3, ["outlet"], 5) == Sample(pytest.approx(rate), 3, ("outlet",), 5, count)


@pytest.mark.parametrize("text", ["0", "0%", "0.0", "101%", "1.5", "-1%", "many", "1%%", "", "1e-3", "2000000"])
def test_what_is_no_share_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match=rf'^--sample {text}: .*(give a share, "1%" or "0.01", or a|for more give)'):
        parse(text)


def test_a_share_is_taken_within_its_bounds_of_chance() -> None:
    rows = corpus(AP=20_000)
    for seed in range(5):
        found, strata = taken(rows, Sample(0.1, seed))
        assert abs(len(found) - 2_000) < 4 * sqrt(20_000 * 0.1 * 0.9)
        assert [(one.size, one.taken, one.rate) for one in strata.strata] == [(20_000, len(found), 0.1)]
        assert strata.broken == 200
    assert taken(rows, Sample(0.1, 0))[0] != taken(rows, Sample(0.1, 1))[0]


@given(
    st.randoms(use_true_random=False), st.sampled_from([Sample(0.2), Sample(0.2, 1, ("outlet",), 5), Sample(count=30)])
)
def test_the_order_of_the_rows_does_not_matter(shuffler: random.Random, sample: Sample) -> None:
    rows = corpus(AP=150, TASS=20)
    before = taken(rows, sample)
    shuffler.shuffle(rows)
    assert taken(rows, sample) == before


@pytest.mark.parametrize(
    ("smaller", "larger"),
    [
        (Sample(0.05), Sample(0.2)),
        (Sample(0.2), Sample(0.2, by=("outlet",), at_least=20)),
        (Sample(0.2, by=("outlet",), at_least=20), Sample(0.3, by=("outlet",), at_least=21)),
        (Sample(count=500), Sample(count=501)),
        (Sample(0.2), Sample(count=500)),
    ],
)
def test_a_larger_sample_has_the_smaller_one_in_it(smaller: Sample, larger: Sample) -> None:
    rows = corpus(AP=1000, TASS=30)
    assert taken(rows, smaller)[0] < taken(rows, larger)[0]


def test_every_stratum_has_at_least_so_many() -> None:
    rows = corpus(AP=5000, TASS=40, X=3)
    found, planned = taken(rows, Sample(0.1, by=("outlet",), at_least=10))
    sizes = Counter(name.split("-")[0] for name in found)
    assert sizes["TASS"] >= 10
    assert sizes["X"] == 3
    assert [(one.values, one.size, one.rate, one.taken) for one in planned.strata] == [
        (("AP",), 5000, 0.1, sizes["AP"]),
        (("TASS",), 40, 0.25, sizes["TASS"]),
        (("X",), 3, 1.0, 3),
    ]


@pytest.mark.parametrize(("count", "expected"), [(1, 1), (500, 500), (5000, 1030)])
def test_a_number_of_articles_is_exact(count: int, expected: int) -> None:
    found, planned = taken(corpus(AP=1000, TASS=30), Sample(count=count, by=("outlet",)))
    assert len(found) == sum(one.taken for one in planned.strata) == expected
    assert planned.strata[0].rate == pytest.approx(min(1, count / 1030))


def test_broken_rows_are_all_kept() -> None:
    rows = corpus(AP=1000)
    kept = [row for row in Draw(Sample(0.01)).rows(rows) if isinstance(row, Broken)]
    assert len(kept) == 10


def test_strata_come_back_from_a_manifest() -> None:
    planned = plan(corpus(AP=300, TASS=40), Sample(0.1, 7, ("outlet",), 10))
    assert restored(json.loads(json.dumps(planned.saved()))) == planned


def test_too_many_strata_are_refused() -> None:
    rows = [Story(at, f"{at}", "", "n", metadata={"url": f"{at}"}) for at in range(10_001)]
    with pytest.raises(UsageError, match=r"--by url: more than 10,000 strata: name metadata with fewer values"):
        plan(rows, Sample(0.1, by=("url",)))


def test_missing_metadata_is_a_stratum_of_its_own() -> None:
    rows = [Story(0, "a", "", "n"), Story(1, "b", "", "n", metadata={"outlet": "AP"})]
    assert [one.values for one in plan(rows, Sample(0.5, by=("outlet",))).strata] == [("",), ("AP",)]
