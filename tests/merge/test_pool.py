"""What several opinions are worth together, computed by hand."""

import pytest

from audit.article import Span
from audit.domain import Category, Claim, Severity
from audit.merge.pool import confidence, major, severity

S = Severity
FIRST, BOTH, NONE = frozenset({"first"}), frozenset({"first", "second"}), frozenset[str]()


def claim(detector: str, stated: float, major: float | None = None, severity: Severity = S.MAJOR) -> Claim:
    return Claim(detector, Category.MISTRANSLATION, severity, Span(0, 4), "Wrong.", stated, None, major)


# Claims, whose opinion was heard -> the chance that a professional marks the words.
CONFIDENCE = {
    "one detector": ([claim("check", 0.7)], NONE, 0.7),
    "two detectors add up as independent chances": ([claim("check", 0.5), claim("names", 0.5)], NONE, 0.75),
    "never quite certain": ([claim("check", 0.99), claim("names", 0.99)], NONE, 0.99),
    "the surest claim of a detector counts": ([claim("check", 0.5), claim("check", 0.2)], NONE, 0.5),
    "one opinion": ([claim("first", 0.6)], FIRST, 0.6),
    "two opinions that agree": ([claim("first", 0.8), claim("second", 0.4)], BOTH, 0.6),
    "two opinions, one is silent": ([claim("first", 0.8)], BOTH, 0.4),
    "an opinion that nobody heard is none": ([claim("first", 0.8), claim("second", 0.5)], FIRST, 0.9),
    "a prompt that is no opinion counts where it is surer": (
        [claim("first", 0.6, 0.5), claim("document", 0.7, 0.5)],
        FIRST,
        0.7,
    ),
    "... and adds nothing where it is not": ([claim("first", 0.6, 0.5), claim("document", 0.5, 0.5)], FIRST, 0.6),
    "evidence adds to opinions": ([claim("first", 0.8), claim("check", 0.5)], BOTH, 0.7),
    "evidence that no opinion shares": ([claim("check", 0.9)], BOTH, 0.9),
}


@pytest.mark.parametrize(("claims", "opinions", "expected"), CONFIDENCE.values(), ids=CONFIDENCE)
def test_confidence(claims: list[Claim], opinions: frozenset[str], expected: float) -> None:
    assert confidence(claims, opinions) == pytest.approx(expected)


SEVERITY = {
    "no chance stated: the word of the lead": ([claim("check", 0.2)], NONE, S.MAJOR),
    "a suspicion stays neutral": ([claim("surprise", 0.9, severity=S.NEUTRAL)], NONE, S.NEUTRAL),
    "surely major": ([claim("first", 0.9, 0.5)], FIRST, S.MAJOR),
    "hardly major, whatever it is called": ([claim("first", 0.9, 0.2)], FIRST, S.MINOR),
    "critical, and surely major": ([claim("first", 0.9, 0.5, S.CRITICAL)], FIRST, S.CRITICAL),
    "critical for one of two": (
        [claim("first", 0.9, 0.5), claim("second", 0.9, 0.5, S.CRITICAL)],
        BOTH,
        S.CRITICAL,
    ),
    "major for one, the other is silent": ([claim("first", 0.9, 0.5)], BOTH, S.MINOR),
    "minor in words, major in numbers": ([claim("first", 0.9, 0.5, S.MINOR)], FIRST, S.MAJOR),
    "a check that is sure makes it major": ([claim("first", 0.9, 0.1), claim("check", 0.8)], FIRST, S.MAJOR),
    "a minor check does not": ([claim("first", 0.9, 0.1), claim("check", 0.8, None, S.MINOR)], FIRST, S.MINOR),
}


@pytest.mark.parametrize(("claims", "opinions", "expected"), SEVERITY.values(), ids=SEVERITY)
def test_severity(claims: list[Claim], opinions: frozenset[str], expected: Severity) -> None:
    assert severity(claims, major(claims, opinions)) is expected


# -> the chance that a professional calls them major.
MAJOR = {
    "not stated": ([claim("check", 0.7)], NONE, None),
    "one opinion": ([claim("first", 0.6, 0.5)], FIRST, 0.5),
    "two opinions, one is silent": ([claim("first", 0.6, 0.5)], BOTH, 0.25),
    "a check that calls it major, as sure as it is": ([claim("first", 0.6, 0.5), claim("check", 0.8)], FIRST, 0.9),
    "a check that calls it minor": ([claim("first", 0.6, 0.5), claim("check", 0.8, None, S.MINOR)], FIRST, 0.5),
}


@pytest.mark.parametrize(("claims", "opinions", "expected"), MAJOR.values(), ids=MAJOR)
def test_the_chance_of_being_called_major(
    claims: list[Claim], opinions: frozenset[str], expected: float | None
) -> None:
    assert major(claims, opinions) == (expected if expected is None else pytest.approx(expected))
