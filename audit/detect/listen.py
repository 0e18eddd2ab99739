"""Listening to a model read: words it did not expect become claims of "suspicious wording".

A model too small to answer questions about errors is still a good reader. It reads the article, and with a source
text a second time with each sentence's source before it; where it is surprised in the way that professionals'
corrections predict, a claim says so and shows what it expected. That works for English targets. In German ones its
surprise tells no more than the length of the words (docs/quality.md), so other languages are not read: they are gaps.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from audit import language
from audit.article import Article, Segment, Span
from audit.detect.coefficients import WITH_SOURCE, WITHOUT_SOURCE
from audit.detect.detection import Detection, Progress
from audit.detect.layout import Layout, layouts, stretches
from audit.detect.surprise import Word, probability, sentence_score, words
from audit.domain import Category, Claim, Gap, Severity
from audit.errors import ModelError
from audit.llm.model import Activity, Reading, ReadingModel, TokenScore

NAME = "surprise"
VALIDATED = "en"
FLAG_WITH_SOURCE, FLAG_WITHOUT_SOURCE = 0.2, 0.28
"""Words with at least this chance of being marked are flagged: near where span F1 is best, and a stricter bar where the
model knows less (docs/quality.md)."""
NEAR_WITH_SOURCE, NEAR_WITHOUT_SOURCE = 0.17, 0.21
"""Words beside a flagged one belong to its phrase from this chance on: errors are seldom one word long."""
MOST_WITHOUT_SOURCE = 0.025
"""Phrases flagged at most, as a share of the words: an editor without a source reads the surest few, not a page."""
ALWAYS = 2
"""Phrases that may be flagged in an article however short: its headline, which nothing announces, is often one."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words side by side that are flagged together: where, the surest of them, and its chance of being marked."""

    span: Span
    surest: Word
    chance: float


def listen(article: Article, model: ReadingModel, progress: Progress) -> Detection:
    """Flag the words the model did not expect. A stretch it cannot read becomes a gap."""
    if article.is_catalogue:
        return _unread(article, "the embedded model is validated for stories only; this is a file of strings")
    if language.base(article.target.language) not in {VALIDATED, "und"}:
        name = language.name(article.target.language)
        return _unread(article, f"the embedded model is validated for English translations only; this one is {name}")
    every = layouts(article)
    claims: list[Claim] = []
    gaps: list[Gap] = []
    suspicion: dict[str, float] = {}
    for first, new, end in stretches(every[-1], model):
        segments = [pair.target for pair in article.pairs[new:end]]
        try:
            found, scores = _heard(article, segments, every, (first, new, end), model)
            claims += found
            suspicion |= scores
        except ModelError as error:
            gaps.append(Gap(NAME, tuple(segment.id for segment in segments), str(error)))
        progress(end, len(article.pairs), Activity())
    return Detection(tuple(claims), tuple(gaps), notes=tuple(_notes(article)), suspicion=suspicion)


def listened(
    layout: Layout, part: tuple[int, int, int], model: ReadingModel
) -> tuple[Reading, list[TokenScore], list[int]]:
    """One reading of a stretch: the reading, its tokens in document offsets, and their offsets in the read text."""
    text, places = layout.text(*part)
    ranges = [(start, start + len(segment.text)) for start, segment in places]
    reading = model.read(text, ranges)
    tokens, offsets = [], []
    at = 0
    for token in reading.tokens:
        while at + 1 < len(places) and token.start >= ranges[at][1]:
            at += 1
        shift = places[at][1].span.start - places[at][0]
        tokens.append(TokenScore(token.start + shift, token.end + shift, token.surprisal, token.entropy))
        offsets.append(token.start)
    return reading, tokens, offsets


def flagged(found: Sequence[Word], chances: Sequence[float], sourced: bool) -> list[Phrase]:
    """The phrases of an article that are shown: all from the bar on; without a source the surest of them."""
    if sourced:
        return list(_phrases(found, chances, FLAG_WITH_SOURCE, NEAR_WITH_SOURCE))
    most = max(ALWAYS, round(MOST_WITHOUT_SOURCE * len(found)))
    every = _phrases(found, chances, FLAG_WITHOUT_SOURCE, NEAR_WITHOUT_SOURCE)
    return sorted(every, key=lambda phrase: -phrase.chance)[:most]


def _heard(
    article: Article,
    segments: Sequence[Segment],
    every: Sequence[Layout],
    part: tuple[int, int, int],
    model: ReadingModel,
) -> tuple[list[Claim], dict[str, float]]:
    """Claims about one stretch, and the suspicion of each of its segments."""
    heard = [listened(layout, part, model) for layout in every]
    found = words(segments, [tokens for _, tokens, _ in heard])
    coefficients = WITH_SOURCE if article.source else WITHOUT_SOURCE
    chances = [probability(word.features, coefficients) for word in found]
    phrases = flagged(found, chances, sourced=article.source is not None)
    reading, tokens, offsets = heard[-1]
    starts = [_first_token(phrase.surest.span, tokens, offsets) for phrase in phrases]
    expected = reading.expected([start for start in starts if start is not None], 2)
    claims = [
        _claim(phrase, phrase.surest.span.of(article.target.text), expected.get(-1 if start is None else start, ()))
        for phrase, start in zip(phrases, starts, strict=True)
    ]
    return claims, _suspicion(segments, found, chances)


def _unread(article: Article, why: str) -> Detection:
    """No verdict on what the model's surprise says nothing about."""
    every = tuple(segment.id for segment in article.segments)
    return Detection(gaps=(Gap(NAME, every, f"{why}: name a model that answers questions (--model)"),) if every else ())


def _suspicion(segments: Sequence[Segment], found: Sequence[Word], chances: Sequence[float]) -> dict[str, float]:
    of_segment: dict[str, list[float]] = {segment.id: [] for segment in segments}
    for word, chance in zip(found, chances, strict=True):
        of_segment[word.segment].append(chance)
    return {name: sentence_score(own) for name, own in of_segment.items()}


def _phrases(found: Sequence[Word], chances: Sequence[float], bar: float, near: float) -> Iterator[Phrase]:
    """Runs of one segment's words that are near the bar or above it, at least one of them not only near."""
    judged = zip(found, chances, strict=True)
    for _, run in groupby(judged, key=lambda each: (each[0].segment, each[1] >= near)):
        own = list(run)
        surest, chance = max(own, key=lambda each: each[1])
        if chance >= bar:
            yield Phrase(Span(own[0][0].span.start, own[-1][0].span.end), surest, chance)


def _first_token(span: Span, tokens: Sequence[TokenScore], offsets: Sequence[int]) -> int | None:
    """Where in the read text the token begins that begins a word."""
    at = bisect_right(tokens, span.start, key=lambda token: token.end)
    return offsets[at] if at < len(tokens) and tokens[at].start <= span.start else None


def _claim(phrase: Phrase, surest: str, expected: Sequence[str]) -> Claim:
    what = "this" if phrase.surest.span == phrase.span else f"“{surest}”"
    hint = f"; it expected {' or '.join(f'“{word}”' for word in expected)}" if expected else ""
    return Claim(
        detector=NAME,
        category=Category.SUSPICIOUS,
        severity=Severity.NEUTRAL,
        span=phrase.span,
        explanation=f"The embedded model did not expect {what} here{hint}.",
        confidence=round(phrase.chance, 3),
    )


def _notes(article: Article) -> Iterator[str]:
    yield (
        "The embedded model marks wording that surprised it: places to look at, not proven errors, and not scored. "
        "A model that answers questions (--model) finds more and says why."
    )
    if language.base(article.target.language) != VALIDATED:
        yield "It is validated for English translations only; the language of this one is not known."
