"""Gold documents small enough to count on paper, any gold documents, and the shared ones."""

import json
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path

import pytest
from hypothesis import strategies as st

from audit.article import Side
from audit.domain import Category, Severity
from audit.gold.annotation import ErrorSpan, GoldDocument, GoldSegment
from audit.measure.marks import Mark

Raters = Mapping[str, Sequence[ErrorSpan]]


def error(
    start: int,
    end: int,
    severity: str = "major",
    category: str = "Accuracy/Mistranslation",
    side: Side = Side.TARGET,
) -> ErrorSpan:
    return ErrorSpan(start, end, Severity(severity), category, side)


def mark(
    segment: str,
    start: int,
    end: int,
    severity: str = "major",
    category: Category = Category.MISTRANSLATION,
    confidence: float = 0.5,
) -> Mark:
    return Mark(segment, start, end, Severity(severity), category, confidence, ("a",))


def gold(*segments: tuple[str, Raters], doc: str = "news", system: str = "mt") -> GoldDocument:
    """A document of (target, what each rater marks); its segments are "1", "2", ..."""
    made = (
        GoldSegment(str(number), target, None, {name: tuple(errors) for name, errors in raters.items()})
        for number, (target, raters) in enumerate(segments, 1)
    )
    return GoldDocument(f"{doc}/{system}", doc, system, None, "en", tuple(made))


STORY = gold(
    (
        "The cat sat.",
        {"ann": [error(4, 7)], "bob": [error(4, 11, "minor", "Fluency/Grammar")]},
    ),
    ("It was big.", {"ann": [], "bob": []}),
    ("No one saw.", {"ann": [], "bob": [error(3, 6, "minor", "Style/Unnatural or awkward")]}),
)
FINDINGS = (
    mark("1", 4, 7, "minor"),
    mark("1", 8, 11, "major", Category.GRAMMAR),
    mark("2", 0, 2, "minor", Category.GRAMMAR),
)
"""In STORY: "cat" as a minor error, "sat" as a major one, and "It" in the sentence that nobody marks."""

# -- any ---------------------------------------------------------------------------------------------------------

SEVERITIES = st.sampled_from(["neutral", "minor", "major", "critical"])
_PLACE = st.tuples(st.integers(0, 10), st.integers(0, 10)).map(lambda ends: (min(ends), max(ends)))
_KINDS = st.sampled_from(["Accuracy/Mistranslation", "Fluency/Grammar", "Source issue"])
ERRORS = st.builds(
    lambda place, severity, kind, side: error(*place, severity, kind, side),
    _PLACE,
    SEVERITIES,
    _KINDS,
    st.sampled_from([Side.TARGET, Side.TARGET, Side.SOURCE]),
)


def documents(raters: Sequence[str] = ("ann", "bob", "cay"), least: int = 0) -> st.SearchStrategy[GoldDocument]:
    """Documents of up to four segments of ten letters, each judged by `least` of the raters or more."""
    judged = st.lists(st.sampled_from(raters), min_size=least, unique=True).flatmap(
        lambda names: st.fixed_dictionaries({name: st.lists(ERRORS, max_size=3) for name in names})
    )
    segments = st.lists(judged.map(lambda by: ("one two 34", by)), max_size=4)
    return segments.map(lambda every: gold(*every))


def marks(document: GoldDocument) -> st.SearchStrategy[list[Mark]]:
    """Findings in a document."""
    ids = [segment.id for segment in document.segments]
    if not ids:
        return st.just([])
    one = st.builds(
        lambda segment, place, severity, category, confidence: mark(segment, *place, severity, category, confidence),
        st.sampled_from(ids),
        _PLACE,
        SEVERITIES,
        st.sampled_from(Category),
        st.integers(0, 20).map(lambda n: n / 20),
    )
    return st.lists(one, max_size=6)


def judged(*times: Callable[[GoldDocument], object], least: int = 0) -> st.SearchStrategy[tuple[GoldDocument, ...]]:
    """A document, with findings in it, once for each of `times`."""
    return documents(least=least).flatmap(lambda one: st.tuples(st.just(one), *(time(one) for time in times)))


# -- real --------------------------------------------------------------------------------------------------------

GOLD = Path(__file__).parents[3] / "shared" / "gold"
needs_gold = pytest.mark.skipif(not GOLD.is_dir(), reason=f"the WMT gold is not in the repository: {GOLD}")


@cache
def shared(languages: str) -> tuple[GoldDocument, ...]:
    """All documents of a shared gold set."""
    lines = (GOLD / f"wmt23-mqm-news.{languages}.dev.jsonl").read_text(encoding="utf-8").splitlines()
    return tuple(_document(json.loads(line)) for line in lines)


def _document(line: Mapping[str, object]) -> GoldDocument:
    return GoldDocument(
        line["id"],
        line["doc"],
        line["system"],
        line["source_lang"],
        line["target_lang"],
        tuple(
            GoldSegment(
                str(part["seg"]),
                part["target"],
                part["source"],
                {name: tuple(_error(one) for one in errors) for name, errors in part["raters"].items()},
            )
            for part in line["segments"]
        ),
    )


def _error(one: Mapping[str, object]) -> ErrorSpan:
    return ErrorSpan(one["start"], one["end"], Severity(one["severity"]), one["category"], Side(one["side"]))
