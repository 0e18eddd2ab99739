"""Findings -> MQM score: penalty points per category and per 1,000 words of the translation."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from audit.article import Article
from audit.domain import Category, Finding, Score, Severity, Weights

ENOUGH_WORDS = 500
"""Below it one error moves the score too much to compare articles (peers refuse a number there)."""

_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]")
_WORD = re.compile(r"[^\W_]+(?:['’.,-][^\W_]+)*")
_INSIDE_WORDS = {"Mn", "Mc", "Me", "Cf"}
"""Vowel signs, accents and joiners: not letters to a regular expression, but no end of a word either."""
_CHARACTERS_A_WORD = 2
"""Scripts without spaces are counted in characters, two to a word."""


def score(article: Article, findings: Sequence[Finding], weights: Weights) -> Score:
    """The MQM score (Lommel et al. 2024: penalty points normalised by words). Suspicions weigh nothing."""
    words = count_words(segment.text for segment in article.segments)
    by_category: defaultdict[str, float] = defaultdict(float)
    by_severity: Counter[str] = Counter({severity.value: 0 for severity in Severity})
    for finding in findings:
        by_severity[finding.severity] += len(finding.spans)
        times = len(finding.spans) if weights.count_repeats else 1
        if points := times * penalty(finding, weights):
            by_category[finding.category] += points
    total = sum(by_category.values())
    return Score(
        words=words,
        penalty=total,
        per_thousand_words=1000 * total / words if words else 0.0,
        by_category=dict(sorted(by_category.items(), key=lambda item: (-item[1], item[0]))),
        by_severity=dict(by_severity),
        caveat=_caveat(words),
    )


def penalty(finding: Finding, weights: Weights) -> float:
    """Points of one finding, repeats aside."""
    if finding.category is Category.PUNCTUATION and finding.severity is Severity.MINOR:
        return weights.punctuation
    return {
        Severity.NEUTRAL: 0.0,
        Severity.MINOR: weights.minor,
        Severity.MAJOR: weights.major,
        Severity.CRITICAL: weights.critical,
    }[finding.severity]


def count_words(texts: Iterable[str]) -> int:
    """Words of texts; characters of scripts without spaces count half a word each."""
    spaced = unspaced = 0
    for text in texts:
        rest, characters = _UNSPACED.subn(" ", text)
        unspaced += characters
        letters = "".join(c for c in rest if unicodedata.category(c) not in _INSIDE_WORDS)
        spaced += sum(1 for _ in _WORD.finditer(letters))
    return spaced + -(-unspaced // _CHARACTERS_A_WORD)


def _caveat(words: int) -> str | None:
    if words >= ENOUGH_WORDS:
        return None
    return f"only {words} words: below {ENOUGH_WORDS} one error moves the score too much; read the counts instead"
