"""Listening to a model read: words it did not expect become claims of "suspicious wording".

A model too small to answer questions about errors is still a good reader. It reads the article, and with a source
text a second time with each sentence's source before it; where it is surprised in the way that professionals'
corrections predict, a claim says so and shows what it expected. Fitted and validated for English targets only.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from audit import language
from audit.detect.coefficients import WITH_SOURCE, WITHOUT_SOURCE
from audit.detect.detection import Detection
from audit.detect.surprise import Word, probability, words
from audit.domain import Article, Category, Claim, Gap, Pair, Segment, Severity, Span
from audit.errors import ModelError
from audit.llm.model import Reading, ReadingModel, TokenScore

NAME = "surprise"
VALIDATED = "en"
FLAG_WITH_SOURCE, FLAG_WITHOUT_SOURCE = 0.2, 0.3
"""Words with at least this chance of being marked are flagged: where span F1 is best, and a stricter bar where the
model knows less (docs/quality.md)."""
MOST_WITHOUT_SOURCE = 0.025
"""Phrases flagged at most, as a share of the words: an editor without a source reads the surest few, not a page."""
_FILL = 0.9
"""Share of the model's context that one reading may take."""
_OVERLAP = 0.3
"""Share of the model's context that a long article's next stretch reads again, unscored."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Passage:
    """One segment as the model reads it: text before it, the segment, text after it."""

    before: str
    segment: Segment
    after: str

    def __str__(self) -> str:
        return f"{self.before}{self.segment.text}{self.after}"


@dataclass(frozen=True, slots=True)
class Layout:
    """An article written out for reading, one passage a segment."""

    head: str
    passages: tuple[Passage, ...]

    def text(self, first: int, new: int, end: int) -> tuple[str, list[tuple[int, Segment]]]:
        """Passages [first, end) as one text, and where in it the segments of [new, end) begin."""
        text, places = self.head, []
        for index in range(first, end):
            passage = self.passages[index]
            if index >= new:
                places.append((len(text) + len(passage.before), passage.segment))
            text += str(passage)
        return text, places


def listen(article: Article, model: ReadingModel, progress: Progress) -> Detection:
    """Flag the words the model did not expect. A stretch it cannot read becomes a gap."""
    every = layouts(article)
    claims: list[Claim] = []
    gaps: list[Gap] = []
    for first, new, end in stretches(every[-1], model):
        segments = [pair.target for pair in article.pairs[new:end]]
        try:
            claims += _claims(article, segments, every, (first, new, end), model)
        except ModelError as error:
            gaps.append(Gap(NAME, tuple(segment.id for segment in segments), str(error)))
        progress(end, len(article.pairs))
    return Detection(tuple(claims), tuple(gaps), notes=tuple(_notes(article)))


def layouts(article: Article) -> tuple[Layout, ...]:
    """The article on its own; and, where there is a source, each sentence after its source."""
    target = language.name(article.target.language)
    alone = Layout(f"{target} news article\n\n", tuple(_alone(article)))
    if article.source is None:
        return (alone,)
    source = language.name(article.source.language)
    after = tuple(_after_source(pair, source, target) for pair in article.pairs)
    return alone, Layout(f"A {source} news article and its {target} translation.\n\n", after)


def stretches(layout: Layout, model: ReadingModel) -> Iterator[tuple[int, int, int]]:
    """Cut an article that exceeds the model's context: (first passage read, first scored, end), covering all once."""
    sizes = [model.capacity(str(passage)) for passage in layout.passages]
    new = 0
    while new < len(sizes):
        first = new
        while first and sum(sizes[first - 1 : new]) <= _OVERLAP:
            first -= 1
        end = new + 1  # one that is too long by itself is tried alone, and becomes a gap of its own
        while end < len(sizes) and sum(sizes[first : end + 1]) <= _FILL:
            end += 1
        if sum(sizes[first:end]) > _FILL:
            first = new
        yield first, new, end
        new = end


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


def _alone(article: Article) -> Iterator[Passage]:
    """Segments with the text between them, so that the article is read as it stands."""
    text = article.target.text
    pairs = article.pairs
    for index, pair in enumerate(pairs):
        end = pair.target.span.end
        following = pairs[index + 1].target.span.start if index + 1 < len(pairs) else end
        yield Passage("", pair.target, text[end:following])


def _after_source(pair: Pair, source: str, target: str) -> Passage:
    original = f"{source}: {pair.source.text}\n" if pair.source else ""
    return Passage(f"{original}{target}: ", pair.target, "\n\n")


def _claims(
    article: Article,
    segments: Sequence[Segment],
    every: Sequence[Layout],
    part: tuple[int, int, int],
    model: ReadingModel,
) -> list[Claim]:
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
    return [_claim(phrase, chance, expected.get(starts[phrase[0]] or -1, ())) for phrase, chance in phrases]


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
    for token, offset in zip(tokens, offsets, strict=True):
        if token.end > span.start:
            return offset if token.start <= span.start else None
    return None


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
