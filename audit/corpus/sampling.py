"""Which articles of a corpus are audited, where not all are: by a hash of each id, so that it depends on nothing else.

The same sample comes out of every order of the rows, on every machine and in every run with its seed; a larger one has
all of a smaller one in it.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from audit.corpus.chance import Lowest, chance
from audit.corpus.story import Broken, Row, Story
from audit.errors import UsageError

_SHARE = re.compile(r"(?P<percent>\d+(?:\.\d+)?|\.\d+)\s*%|(?P<share>\d*\.\d+)|(?P<count>\d+)")
_FORMS = 'give a share, "1%" or "0.01", or a number of articles, "500"'
_MOST_STRATA = 10_000
_MOST_COUNTED = 1_000_000
"""Articles that are counted out; that many hashes are in memory."""

Values = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sample:
    """What is to be taken."""

    rate: float = 1.0
    """0 to 1, the share of the articles."""
    seed: int = 0
    by: tuple[str, ...] = ()
    """Metadata whose values make the strata."""
    at_least: int = 0
    """Articles of every stratum; all of one that has fewer."""
    count: int | None = None
    """Articles altogether, before `at_least` adds some; the rate is what that comes to."""

    @property
    def counted(self) -> bool:
        """True where the rows have to be counted before the first is taken."""
        return bool(self.by or self.at_least or self.count is not None)


@dataclass(frozen=True, slots=True)
class Stratum:
    """The articles with these values: how many there are, and how many are taken."""

    values: Values
    """In the order of `Sample.by`; "" for one that is missing."""
    size: int
    rate: float
    """Expected share that is taken, 0 to 1; each article of the stratum has the same chance."""
    taken: int
    below: float
    """Taken are those whose hash, 0 to 1, is below this."""


@dataclass(frozen=True, slots=True)
class Strata:
    """A sample and what it has met: what totals are estimated from, size / taken articles for each taken."""

    sample: Sample
    strata: tuple[Stratum, ...]
    """By their values."""
    broken: int
    """Rows that are no articles: all are kept, in no stratum."""

    def saved(self) -> dict[str, Any]:
        """As JSON has it; `restored` reads it again."""
        return asdict(self)


def restored(saved: dict[str, Any]) -> Strata:
    """Strata as `Strata.saved` has written them, also after JSON."""
    sample = saved["sample"] | {"by": tuple(saved["sample"]["by"])}
    strata = (Stratum(**one | {"values": tuple(one["values"])}) for one in saved["strata"])
    return Strata(Sample(**sample), tuple(strata), saved["broken"])


def parse(text: str, seed: int = 0, by: Iterable[str] = (), at_least: int = 0) -> Sample:
    """The sample that the command line asks for: "1%", "0.01", or "500" articles. Raises UsageError."""
    found = _SHARE.fullmatch(text.strip())
    if found is None:
        raise UsageError(f"--sample {text}: {_FORMS}")
    if at_least < 0:
        raise UsageError(f"--at-least {at_least}: give a number of articles, from 0")
    if found["count"]:
        if not 0 < int(found["count"]) <= _MOST_COUNTED:
            raise UsageError(
                f"--sample {text}: a number is from 1 to {_MOST_COUNTED:,} articles; for more give a share"
            )
        return Sample(1.0, seed, tuple(by), at_least, int(found["count"]))
    rate = float(found["percent"]) / 100 if found["percent"] else float(found["share"])
    if not 0 < rate <= 1:
        raise UsageError(f"--sample {text}: the share is more than nothing and at most all: {_FORMS}")
    return Sample(rate, seed, tuple(by), at_least)


def plan(rows: Iterable[Row], sample: Sample) -> Strata:
    """The first pass, over all rows: the size of each stratum, and what is taken of it.

    `at_least` and `count` are met exactly, by the smallest hashes. Memory grows with `count` and with the number of
    strata times `at_least`. Raises UsageError where there are more than 10,000 strata.
    """
    tally = _Tally(sample)
    for row in rows:
        tally.add(row)
    return tally.planned()


class _Tally:
    """The first pass: sizes, and the lowest hashes."""

    def __init__(self, sample: Sample) -> None:
        self._sample = sample
        self._size: Counter[Values] = Counter()
        self._within: Counter[Values] = Counter()
        self._overall = Lowest(sample.count or 0)
        self._each: dict[Values, Lowest] = defaultdict(lambda: Lowest(sample.at_least))
        self._broken = 0

    def add(self, row: Row) -> None:
        if isinstance(row, Broken):
            self._broken += 1
            return
        values, number = _values(row, self._sample), chance(row.id, self._sample.seed)
        self._size[values] += 1
        self._within[values] += number < self._sample.rate
        self._overall.add(number, values)
        self._each[values].add(number, values)
        if len(self._size) > _MOST_STRATA:
            names = ", ".join(self._sample.by)
            raise UsageError(f"--by {names}: more than {_MOST_STRATA:,} strata: name metadata with fewer values")

    def planned(self) -> Strata:
        sample, total = self._sample, self._size.total()
        rate, below, within = sample.rate, sample.rate, self._within
        if sample.count is not None:
            rate, below, within = min(1.0, sample.count / max(1, total)), self._overall.below, self._overall.owners()
        strata = (
            Stratum(
                values,
                size,
                min(1.0, max(rate, sample.at_least / size)),
                max(within[values], min(size, sample.at_least)),
                max(below, self._each[values].below),
            )
            for values, size in sorted(self._size.items())
        )
        return Strata(sample, tuple(strata), self._broken)


class Draw:
    """The second pass, or the only one: takes rows, and counts what it meets."""

    def __init__(self, sample: Sample, planned: Strata | None = None) -> None:
        """`planned`: what `plan` made of the same rows; needed where `sample.counted`."""
        if sample.counted and planned is None:
            raise ValueError("a sample that is counted must be planned first")
        self._sample, self._planned = sample, planned
        self._below = {one.values: one.below for one in planned.strata} if planned else {}
        self._size: Counter[Values] = Counter()
        self._taken: Counter[Values] = Counter()
        self._broken = 0

    def rows(self, rows: Iterable[Row]) -> Iterator[Row]:
        """The rows that are taken, broken ones among them, in their order."""
        for row in rows:
            if isinstance(row, Broken):
                self._broken += 1
                yield row
            elif self._takes(row):
                yield row

    def _takes(self, story: Story) -> bool:
        values = _values(story, self._sample)
        taken = chance(story.id, self._sample.seed) < self._below.get(values, self._sample.rate)
        self._size[values] += 1
        self._taken[values] += taken
        return taken

    @property
    def strata(self) -> Strata:
        """What was planned; without a plan, what has been met so far."""
        if self._planned:
            return self._planned
        rate = self._sample.rate
        met = (Stratum(values, size, rate, self._taken[values], rate) for values, size in sorted(self._size.items()))
        return Strata(self._sample, tuple(met), self._broken)


def _values(story: Story, sample: Sample) -> Values:
    return tuple(story.metadata.get(name, "") for name in sample.by)
