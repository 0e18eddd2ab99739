"""From a model's surprise to the probability that a professional would mark a word. Pure arithmetic.

A word's own surprise is not enough: an unlikely word where the model was sure of another one is a slip, one where
anything could follow is news. Features and coefficients were fitted by `benchmarks/surprisal.py`; docs/quality.md
has their measurements.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, log, log1p

from audit.article import Segment, Span
from audit.llm.model import TokenScore

WORD = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]|\w+(?:[’'-]\w+)*")
"""A word; in scripts without spaces, a character."""

CAPITAL, HEADLINE = -9, -2
"""Places of "begins with a capital" and "in a headline" among the features."""

_FUNCTION_WORDS = """
    the a an of to in on at by for with and or but as is are was were be been has have had that this these those it its
    he she they his her their who which from not will would can could
"""
FUNCTION_WORDS = frozenset(_FUNCTION_WORDS.split())
"""English words that hold the others together. Professionals seldom mark one, whatever its surprise."""

_MOST_TOKENS = 5
_MOST_SURPRISE = 30.0
_STRONGEST = 3
"""Words whose mean stands for a sentence's surprise."""
_CLOSING, _ENDS = " \"'”’»)]", (".", "!", "?", "…", ":", ";")
_MOST_AFTER = 5
"""Words to the sentence's end that are counted."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a segment: where it stands in the document, and what the detector knows of it."""

    segment: str
    span: Span
    features: tuple[float, ...]


def words(segments: Sequence[Segment], readings: Sequence[Sequence[TokenScore]]) -> list[Word]:
    """The words of segments that were read together, with their features.

    `readings` are one or two readings of these segments, tokens ascending, in document offsets. Features, a reading:
    surprise, entropy, smoothed sum of both, number of tokens, surprise of the word before and after, the sentence's
    surprise, surprise of all the word's tokens, mean over the segments; then
    capital, digit, length, first word, sentence length, function word, words to the sentence's end, headline,
    whether the segments have the word more than once.
    """
    spans = [_spans(segment) for segment in segments]
    heard = [_heard(spans, tokens) for tokens in readings]
    shapes = _shapes(segments, spans)
    found: list[Word] = []
    for index, segment in enumerate(segments):
        for place, span in enumerate(spans[index]):
            of_readings = (feature for reading in heard for feature in reading[index][place])
            found.append(Word(segment.id, span, (*of_readings, *shapes[index][place])))
    return found


def probability(features: Sequence[float], coefficients: Mapping[str, Sequence[float]]) -> float:
    """Logistic regression over standardised features: the chance that one professional marks the word."""
    terms = zip(features, coefficients["mean"], coefficients["scale"], coefficients["weight"], strict=True)
    return 1 / (1 + exp(-coefficients["intercept"][0] - sum((x - m) / s * w for x, m, s, w in terms)))


def sentence_score(probabilities: Sequence[float]) -> float:
    """How suspicious a sentence is: the sum of its words' squared probabilities, which sure words dominate."""
    return sum(p * p for p in probabilities)


def _spans(segment: Segment) -> list[Span]:
    start = segment.span.start
    return [Span(start + match.start(), start + match.end()) for match in WORD.finditer(segment.text)]


def _heard(spans: Sequence[Sequence[Span]], tokens: Sequence[TokenScore]) -> list[list[tuple[float, ...]]]:
    """Features of one reading: a list a segment, a tuple a word."""
    of_words = iter(_tokens_by_word([span for own in spans for span in own], tokens))
    columns = [_columns([next(of_words) for _ in own]) for own in spans]
    both = [s + h for column in columns for s, h in zip(column[0], column[1], strict=True)]
    mean = sum(both) / len(both) if both else 0.0
    return [list(zip(*column, [mean] * len(column[0]), strict=True)) for column in columns]


def _columns(of_words: Sequence[Sequence[TokenScore]]) -> list[list[float]]:
    """Features of a sentence's words: one list a feature, one value a word."""
    surprise = [max((token.surprisal for token in own), default=0.0) for own in of_words]
    entropy = [own[0].entropy if own else 0.0 for own in of_words]
    both = [s + h for s, h in zip(surprise, entropy, strict=True)]
    strongest = sorted(both, reverse=True)[:_STRONGEST]
    sentence = sum(strongest) / len(strongest) if strongest else 0.0
    return [
        surprise,
        entropy,
        _smoothed(both),
        [float(min(len(own), _MOST_TOKENS)) for own in of_words],
        [0.0, *surprise][: len(surprise)],
        [*surprise[1:], 0.0][: len(surprise)],
        [sentence] * len(surprise),
        [min(sum(token.surprisal for token in own), _MOST_SURPRISE) for own in of_words],
    ]


def _tokens_by_word(spans: Sequence[Span], tokens: Sequence[TokenScore]) -> list[list[TokenScore]]:
    """The tokens that overlap each word; both ascend, so one pass is enough."""
    found: list[list[TokenScore]] = []
    first = 0
    for span in spans:
        while first < len(tokens) and tokens[first].end <= span.start:
            first += 1
        last = first
        while last < len(tokens) and tokens[last].start < span.end:
            last += 1
        found.append(list(tokens[first:last]))
    return found


def _smoothed(values: Sequence[float]) -> list[float]:
    """Each value with half of its neighbours, as a weighted mean."""
    smoothed = []
    for index, value in enumerate(values):
        around = [values[i] for i in (index - 1, index + 1) if 0 <= i < len(values)]
        smoothed.append((value + sum(around) / 2) / (1 + len(around) / 2))
    return smoothed


def _shapes(segments: Sequence[Segment], spans: Sequence[Sequence[Span]]) -> list[list[tuple[float, ...]]]:
    """Features that need no reading: a list a segment, a tuple a word."""
    texts = [
        [segment.text[span.start - segment.span.start : span.end - segment.span.start] for span in own]
        for segment, own in zip(segments, spans, strict=True)
    ]
    times = Counter(text.lower() for own in texts for text in own)
    return [
        [
            (*_shape(own, place), float(_is_headline(segment)), float(times[text.lower()] > 1))
            for place, text in enumerate(own)
        ]
        for segment, own in zip(segments, texts, strict=True)
    ]


def _is_headline(segment: Segment) -> bool:
    """True for a first paragraph that does not end as a sentence does."""
    return segment.paragraph == 0 and not segment.text.rstrip(_CLOSING).endswith(_ENDS)


def _shape(sentence: Sequence[str], place: int) -> tuple[float, ...]:
    """What a word of a sentence looks like, and where it stands."""
    text = sentence[place]
    return (
        float(text[0].isupper()),
        float(text[0].isdigit()),
        log1p(len(text)),
        float(place == 0),
        log(len(sentence)),
        float(text.lower() in FUNCTION_WORDS),
        float(min(len(sentence) - 1 - place, _MOST_AFTER)),
    )
