"""What reports say of the standard they have to meet."""

from dataclasses import replace

import pytest

from audit.domain import Coverage, Finding, Report, Severity, Standard
from audit.wording import demand, standing
from tests.reporters import sample

WHOLE = Coverage(9, 9)


def report(standard: Standard | None, coverage: Coverage = WHOLE, points: float = 12.34, *kept: Severity) -> Report:
    """The sample (1 critical, 2 major and 4 minor errors), or only its findings of the severities that are kept."""
    small = sample.small()
    findings: tuple[Finding, ...] = tuple(one for one in small.findings if not kept or one.severity in kept)
    score = replace(small.score, per_thousand_words=points)
    return replace(small, findings=findings, standard=standard, coverage=coverage, score=score)


@pytest.mark.parametrize(
    ("made", "sentence"),
    [
        (report(Standard(name="news")), "Fails the profile news: 1 critical and 2 major errors (none allowed)."),
        (report(Standard()), "Fails: 1 critical and 2 major errors (none allowed)."),
        (report(Standard(Severity.CRITICAL)), "Fails: 1 critical error (none allowed)."),
        (report(Standard(Severity.NEUTRAL)), "Fails: 1 critical, 2 major and 4 minor errors (none allowed)."),
        (report(Standard(None, 5)), "Fails: 12.3 MQM points per 1,000 words (at most 5 allowed)."),
        (report(Standard(None, 5), WHOLE, 5.004), "Fails: 5.004 MQM points per 1,000 words (at most 5 allowed)."),
        (
            report(Standard(Severity.CRITICAL, 5.5, "web")),
            "Fails the profile web: 1 critical error (none allowed); "
            "12.3 MQM points per 1,000 words (at most 5.5 allowed).",
        ),
        (report(Standard(None)), "Passes: it asks for nothing."),
        (report(Standard(None, 12.34, "web")), "Passes the profile web: at most 12.34 MQM points per 1,000 words."),
        (
            report(Standard(name="news"), WHOLE, 0, Severity.MINOR),
            "Passes the profile news: no major or critical error.",
        ),
        (report(None), "Undecided: no profile says what it has to meet."),
        (
            report(Standard(name="news"), Coverage(9, 6), 0, Severity.MINOR),
            "Undecided: nothing that was found fails the profile news, but 3 of 9 segments were not audited.",
        ),
        (
            report(Standard(), Coverage(9, 8), 0, Severity.NEUTRAL),
            "Undecided: nothing that was found fails it, but 1 of 9 segments was not audited.",
        ),
        (report(Standard(), Coverage(9, 6)), "Fails: 1 critical and 2 major errors (none allowed)."),
        (
            report(Standard(name="a\x1b[31m\u202eb")),
            r"Fails the profile a\x1b[31m\u202eb: 1 critical and 2 major errors (none allowed).",
        ),
    ],
)
def test_the_standard_in_one_sentence(made: Report, sentence: str) -> None:
    assert standing(made) == sentence


@pytest.mark.parametrize(
    ("standard", "words"),
    [
        (Standard(Severity.MINOR, 5), "no error, at most 5 MQM points per 1,000 words"),
        (Standard(Severity.CRITICAL), "no critical error"),
        (Standard(), "no major or critical error"),
        (Standard(None, 1200), "at most 1,200 MQM points per 1,000 words"),
    ],
)
def test_what_a_standard_asks_for(standard: Standard, words: str) -> None:
    assert demand(standard) == words
