"""What else differs between two audits, and how scores stand side by side."""

from dataclasses import replace

import pytest

from audit.diff.compare import compare
from audit.diff.figures import Figure, by_category, figures
from audit.diff.tools import doubts, tools
from audit.domain import Severity, Standard, Weights
from tests.diff.reports import bilingual, told

TEXT = "The bridge was open. It cost ten million euros."
BEFORE = told(TEXT)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({}, ()),
        ({"model": "other"}, ("model: some-model-2026 → other",)),
        ({"prompts": {"fluency": "ab" * 32}}, ("prompt fluency: 9f9f9f9f → abababab",)),
        ({"prompts": {}}, ("prompt only in OLD: fluency",)),
        ({"checks": ("dates", "names", "numbers", "quotes")}, ("checks only in NEW: dates, names",)),
        (
            {"weights": Weights(major=10, count_repeats=True)},
            ("weights: 1/5/25, punctuation 0.1, repeats once → 1/10/25, punctuation 0.1, every repeat",),
        ),
        ({"segmenter": "s2", "version": "0.2.0"}, ("segmenter: s1 → s2", "audit: 0.1.0 → 0.2.0")),
    ],
)
def test_a_difference_of_tools_is_named(change, said) -> None:
    assert tools(BEFORE, told(TEXT, **change)) == said


def test_what_they_have_to_meet_and_whether_they_knew_the_source() -> None:
    strict = replace(BEFORE, standard=Standard(Severity.MINOR, 5.0, "news"))
    assert tools(BEFORE, strict) == ("has to meet: nothing → news: no error, at most 5 MQM points per 1,000 words",)
    known = told(bilingual(("Eins.", "One.")))
    assert tools(BEFORE, known) == ("source text: not given in OLD, given in NEW",)
    assert tools(known, BEFORE) == ("source text: not given in NEW, given in OLD",)


def test_reports_of_two_texts_are_doubted() -> None:
    assert doubts(compare(BEFORE, told("Quarks have colours. Gluons do too."))) != ()
    assert doubts(compare(BEFORE, told(TEXT.replace("ten", "six")))) == ()


def test_scores_stand_side_by_side() -> None:
    one = replace(told(TEXT, "was:critical", "ten:minor"), standard=Standard())
    other = replace(told(TEXT, "ten:minor", "It:minor"), standard=Standard())
    assert figures(one, other) == (
        Figure("Verdict", "fails", "passes", better=True),
        Figure("MQM points per 1,000 words", "2,888.9", "222.2", "−2,666.7", better=True),  # 26 and 2 points, 9 words
        Figure("MQM points", "26.0", "2.0", "−24.0", better=True),
        Figure("Findings: critical", "1", "0", "−1", better=True),
        Figure("Findings: minor", "1", "2", "+1", better=False),
        Figure("Segments audited", "2 of 2", "2 of 2"),
        Figure("Words", "9", "9"),
    )
    assert by_category(one, other) == (Figure("fluency/grammar", "26.0", "2.0", "−24.0", better=True),)
