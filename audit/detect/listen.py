"""Listening to a model read: words it did not expect become claims of "suspicious wording".

A model too small to answer questions about errors is still a good reader. It reads the article, and with a source
text a second time with each sentence's source before it; where it is surprised in the way that professionals'
corrections predict, a claim says so and shows what it expected. Fitted and validated for English targets only.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from audit import language
from audit.detect.coefficients import WITH_SOURCE, WITHOUT_SOURCE
from audit.detect.detection import Detection, Progress
from audit.detect.layout import Layout, layouts, stretches
from audit.detect.surprise import Word, probability, sentence_score, words
from audit.domain import Article, Category, Claim, Gap, Segment, Severity, Span
from audit.errors import ModelError
from audit.llm.model import Activity, Reading, ReadingModel, TokenScore

NAME = "surprise"
VALIDATED = "en"
FLAG_WITH_SOURCE, FLAG_WITHOUT_SOURCE = 0.2, 0.3
"""Words with at least this chance of being marked are flagged: near where span F1 is best, and a stricter bar where the
model knows less (docs/quality.md)."""
MOST_WITHOUT_SOURCE = 0.025
"""Phrases flagged at most, as a share of the words: an editor without a source reads the surest few, not a page."""


def listen(article: Article, model: ReadingModel, progress: Progress) -> Detection:
    """Flag the words the model did not expect. A stretch it cannot read becomes a gap."""
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
    coefficients, bar = (WITH_SOURCE, FLAG_WITH_SOURCE) if article.source else (WITHOUT_SOURCE, FLAG_WITHOUT_SOURCE)
    chances = [probability(word.features, coefficients) for word in found]
    phrases = list(_phrases(found, chances, bar))
    if article.source is None:
        most = max(1, round(MOST_WITHOUT_SOURCE * len(found)))
        phrases = sorted(phrases, key=lambda phrase: -phrase[1])[:most]
    reading, tokens, offsets = heard[-1]
    starts = {phrase[0]: _first_token(phrase[0].span, tokens, offsets) for phrase, _ in phrases}
    expected = reading.expected([start for start in starts.values() if start is not None], 2)
    claims = [_claim(phrase, chance, expected.get(starts[phrase[0]] or -1, ())) for phrase, chance in phrases]
    return claims, _suspicion(segments, found, chances)


def _suspicion(segments: Sequence[Segment], found: Sequence[Word], chances: Sequence[float]) -> dict[str, float]:
    of_segment: dict[str, list[float]] = {segment.id: [] for segment in segments}
    for word, chance in zip(found, chances, strict=True):
        of_segment[word.segment].append(chance)
    return {name: sentence_score(own) for name, own in of_segment.items()}


def _phrases(found: Sequence[Word], chances: Sequence[float], bar: float) -> Iterator[tuple[list[Word], float]]:
    """Runs of flagged words of one segment, with the chance of its surest word."""
    run: list[Word] = []
    best = 0.0
    for word, chance in zip(found, chances, strict=True):
        if run and (chance < bar or word.segment != run[0].segment):
            yield run, best
            run, best = [], 0.0
        if chance >= bar:
            run.append(word)
            best = max(best, chance)
    if run:
        yield run, best


def _first_token(span: Span, tokens: Sequence[TokenScore], offsets: Sequence[int]) -> int | None:
    """Where in the read text the token begins that begins a word."""
    at = bisect_right(tokens, span.start, key=lambda token: token.end)
    return offsets[at] if at < len(tokens) and tokens[at].start <= span.start else None


def _claim(phrase: Sequence[Word], chance: float, expected: Sequence[str]) -> Claim:
    hint = f"; it expected {' or '.join(f'“{word}”' for word in expected)}" if expected else ""
    return Claim(
        detector=NAME,
        category=Category.SUSPICIOUS,
        severity=Severity.NEUTRAL,
        span=Span(phrase[0].span.start, phrase[-1].span.end),
        explanation=f"The embedded model did not expect this here{hint}.",
        confidence=round(chance, 3),
    )


def _notes(article: Article) -> Iterator[str]:
    yield (
        "The embedded model marks wording that surprised it: places to look at, not proven errors, and not scored. "
        "A model that answers questions (--model) finds more and says why."
    )
    if language.base(article.target.language) != VALIDATED:
        name = language.name(article.target.language)
        yield f"The embedded model is validated for English translations only; this one is {name}."
