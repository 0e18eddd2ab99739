"""How an article is written out for a model that reads it, and cut where it exceeds the model's context."""

from collections.abc import Iterator
from dataclasses import dataclass

from audit import language
from audit.article import Article, Pair, Segment
from audit.llm.model import ReadingModel

_FILL = 0.9
"""Share of the model's context that one reading may take."""
_OVERLAP = 0.3
"""Share of the model's context that a long article's next stretch reads again, unscored."""


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
