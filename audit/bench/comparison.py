"""Two contestants on the same documents: which is better, and would more documents tell?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from audit.bench.changes import Changed, changes
from audit.bench.run import Contestant, Run
from audit.bench.standing import Standing, clusters, standing
from audit.errors import UsageError
from audit.gold.annotation import GoldDocument
from audit.measure.bootstrap import Difference, Interval, differences, intervals
from audit.measure.catalogue import FIGURES, HEADLINES, LOWER_IS_BETTER
from audit.wording import count


@dataclass(frozen=True, slots=True)
class Party:
    """One of the two, as it is named in a comparison."""

    name: str
    created: str
    """When its run was made; UTC."""
    prompts: Mapping[str, str]
    model: str
    samples: int


@dataclass(frozen=True, slots=True)
class Compared:
    """A headline figure of both, and what the other gains on the one."""

    one: Interval
    other: Interval
    difference: Difference


@dataclass(frozen=True, slots=True)
class Comparison:
    """The other contestant beside the one."""

    one: Party
    other: Party
    gold_name: str
    documents: int
    texts: int
    figures: Mapping[str, Compared]
    """By the names of the catalogue, the most important first."""
    remarks: tuple[str, ...]
    """What else differs between the two, so that the reader does not take it for an effect of the prompts."""
    changed: tuple[Changed, ...]


def pick(run: Run, name: str | None, where: str) -> tuple[Contestant, ...]:
    """The samples of the contestant that is meant; `where` names the run in errors, which are UsageErrors."""
    every = run.samples
    if name is None and len(every) == 1:
        return next(iter(every.values()))
    listed = ", ".join(every)
    if name is None:
        raise UsageError(f"{where} has {len(every)} contestants: say which with --contestant; there are: {listed}")
    if name not in every:
        raise UsageError(f"{where} has no contestant {name!r}; there are: {listed}")
    return every[name]


def compare(one: Run, own: tuple[Contestant, ...], other: Run, its: tuple[Contestant, ...]) -> Comparison:
    """Compare the samples of a contestant of one run with those of another run, on the documents of both.

    Raises UsageError where the runs have no document in common.
    """
    before, after = standing(one.documents, own), standing(other.documents, its)
    same = common(before, after)
    if not same:
        raise UsageError(
            f"the two runs have no document in common ({one.gold_name}, {other.gold_name}): compare runs over one gold"
        )
    documents = tuple(document for document in other.documents if document.id in same)
    return Comparison(
        one=_party(one, own),
        other=_party(other, its),
        gold_name=other.gold_name,
        documents=len(documents),
        texts=len({document.doc for document in documents}),
        figures=compared(before, after),
        remarks=tuple(_remarks((one, own), (other, its), documents)),
        changed=changes(documents, own[0], its[0]),
    )


def common(one: Standing, other: Standing) -> frozenset[str]:
    """Documents that both have judged against the same marks of the same raters."""
    return frozenset(id_ for id_ in one.keys() & other.keys() if one[id_].digest == other[id_].digest)


def compared(one: Standing, other: Standing) -> dict[str, Compared]:
    """The headline figures of both over what they have in common, with a paired bootstrap of the difference."""
    same = sorted(common(one, other))
    before, after = (clusters(own[id_] for id_ in same) for own in (one, other))
    figures = {name: FIGURES[name] for name in HEADLINES}
    gains = differences(before, after, figures, LOWER_IS_BETTER)
    alone = [intervals(counts, figures) for counts in (before, after)]
    return {name: Compared(alone[0][name], alone[1][name], gains[name]) for name in HEADLINES}


def _party(run: Run, samples: tuple[Contestant, ...]) -> Party:
    first = samples[0]
    return Party(first.name, run.created, first.prompts, first.model, len(samples))


_Side = tuple[Run, tuple[Contestant, ...]]


def _remarks(one: _Side, other: _Side, documents: tuple[GoldDocument, ...]) -> Iterator[str]:
    (before, own), (after, its) = one, other
    left_out = len(before.documents) + len(after.documents) - 2 * len(documents)
    if before.gold_digest != after.gold_digest:
        yield f"The runs are over different gold files; compared are the {len(documents):,} documents they share."
    elif left_out:
        yield f"The runs are over different documents of the gold; compared are the {len(documents):,} they share."
    if before.with_source != after.with_source:
        yield f"Only {'the first' if before.with_source else 'the second'} was shown the source."
    if before.min_confidence != after.min_confidence:
        least = f"{before.min_confidence:g} in the first, {after.min_confidence:g} in the second"
        yield f"Findings below a confidence were left out: {least}."
    for word, samples in (("first", own), ("second", its)):
        gaps = sum(len(one.judged[document.id].gaps) for one in samples for document in documents)
        if gaps:
            yield f"The {word} gave no verdict on {count(gaps, 'segment')}: counted as unmarked."
    if max(len(own), len(its)) > 1:
        yield "Figures are over all samples; the changes listed are those between the first sample of each."
