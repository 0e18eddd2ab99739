"""Points, counts and words of an article, computed by hand."""

import pytest

from audit.article import Article, Span
from audit.domain import Category, Finding, Score, Severity, Weights
from audit.score import count_words, score
from tests.builders import article

C, S = Category, Severity
MINOR, MAJOR, CRITICAL, LOOK = (C.OTHER, S.MINOR), (C.OTHER, S.MAJOR), (C.OTHER, S.CRITICAL), (C.SUSPICIOUS, S.NEUTRAL)


def finding(category: Category, severity: Severity, repeats: int = 0) -> Finding:
    again = tuple(Span(at, at + 1) for at in range(1, 1 + repeats))
    return Finding(category, severity, Span(0, 1), "Wrong.", 0.5, ("a",), repeats=again)


def of_words(number: int) -> Article:
    return article("word " * number)


def scored(*findings: Finding, words: int = 1_000, **weights: float) -> Score:
    return score(of_words(words), findings, Weights(**weights))


POINTS = {
    "nothing wrong": ([], 0),
    "minor": ([MINOR], 1),
    "major": ([MAJOR], 5),
    "critical": ([CRITICAL], 25),
    "a suspicion weighs nothing": ([LOOK, LOOK], 0),
    "a neutral error weighs nothing": ([(C.GRAMMAR, S.NEUTRAL)], 0),
    "minor punctuation": ([(C.PUNCTUATION, S.MINOR)], 0.1),
    "neutral punctuation": ([(C.PUNCTUATION, S.NEUTRAL)], 0),
    "major punctuation is a major error": ([(C.PUNCTUATION, S.MAJOR)], 5),
    "all of it": ([MINOR, MINOR, MAJOR, CRITICAL, LOOK, (C.PUNCTUATION, S.MINOR)], 32.1),
}


@pytest.mark.parametrize(("findings", "points"), POINTS.values(), ids=POINTS)
def test_penalty_points(findings: list[tuple[Category, Severity]], points: float) -> None:
    assert scored(*(finding(*one) for one in findings)).penalty == pytest.approx(points)


def test_other_weights() -> None:
    findings = [finding(*one) for one in (MINOR, MAJOR, CRITICAL, (C.PUNCTUATION, S.MINOR))]
    assert scored(*findings, minor=2, major=3, critical=10, punctuation=1).penalty == 16


@pytest.mark.parametrize(("words", "per_thousand"), [(1_000, 6), (500, 12), (2_000, 3), (1, 6_000), (0, 0)])
def test_the_score_is_points_per_thousand_words(words: int, per_thousand: float) -> None:
    found = scored(finding(*MINOR), finding(*MAJOR), words=words)
    assert (found.words, found.per_thousand_words) == (words, per_thousand)


@pytest.mark.parametrize(("count_repeats", "points"), [(False, 5), (True, 15)])
def test_a_repeated_error_is_penalised_once_unless_all_shall_count(count_repeats: bool, points: float) -> None:
    found = scored(finding(C.SPELLING, S.MAJOR, repeats=2), count_repeats=count_repeats)
    assert found.penalty == points
    assert found.by_category == {"fluency/spelling": points}


def test_every_place_of_an_error_is_counted_under_its_severity() -> None:
    found = scored(finding(*MINOR), finding(*MAJOR, repeats=2), finding(*LOOK))
    assert found.by_severity == {"neutral": 1, "minor": 1, "major": 3, "critical": 0}


def test_categories_come_with_the_heaviest_first_and_without_the_weightless() -> None:
    found = scored(
        finding(C.GRAMMAR, S.MINOR), finding(*LOOK), finding(C.ADDITION, S.MINOR), finding(C.OMISSION, S.MAJOR)
    )
    assert list(found.by_category.items()) == [
        ("accuracy/omission", 5),
        ("accuracy/addition", 1),
        ("fluency/grammar", 1),
    ]


@pytest.mark.parametrize("words", [0, 1, 499])
def test_a_short_article_has_a_caveat(words: int) -> None:
    assert scored(words=words).caveat == (
        f"only {words} words: below 500 one error moves the score too much; read the counts instead"
    )


def test_a_long_article_has_none() -> None:
    assert scored(words=500).caveat is None


def test_an_article_without_segments_scores_nothing() -> None:
    found = score(article(), [], Weights())
    assert (found.words, found.penalty, found.per_thousand_words) == (0, 0, 0)


WORDS = {
    "a sentence": ("He said no.", 3),
    "numbers and decimals": ("It rose 3.5% to 1,200 in 2019-20.", 7),
    "apostrophes and hyphens": ("Trump's well-known plan isn’t new", 5),
    "dashes end words": ("yes – no—maybe", 3),
    "abbreviations": ("U.S. forces", 2),
    "nothing but signs": ("… – “” 👍 _", 0),
    "Cyrillic": ("Он сказал нет.", 3),
    "Korean has spaces": ("그는 아니라고 말했다", 3),
    "Chinese, two characters a word": ("央行降息。", 2),
    "Chinese, rounded up": ("央行降息了。", 3),
    "Japanese": ("日銀は利下げした", 4),
    "Chinese with Latin words": ("他买了iPhone 15手机", 5),
    "Thai": ("สวัสดี", 3),
    "Hindi vowel signs are no word ends": ("हिन्दी में लिखा", 3),
    "Arabic with vowel marks": ("كَتَبَ الوَلَدُ", 2),
    "accents apart from their letters": ("cafe\u0301s e\u0301tranges", 2),
    "a zero-width joiner": ("می\u200cخواهم", 1),
    "a soft hyphen": ("Donau\u00addampf", 1),
}


@pytest.mark.parametrize(("text", "words"), WORDS.values(), ids=WORDS)
def test_what_counts_as_a_word(text: str, words: int) -> None:
    assert count_words([text]) == words


def test_characters_are_halved_over_the_whole_article() -> None:
    assert count_words(["央", "行", "降"]) == 2
