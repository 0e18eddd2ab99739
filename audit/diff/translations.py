"""What translates the words of a source text."""

from bisect import bisect_left

from audit.article import Article, Segment, Span


class Translations:
    """Of an article's source; built once, asked for every place in it."""

    def __init__(self, article: Article) -> None:
        pairs = ((pair.source.span, pair.target) for pair in article.pairs if pair.source)
        self._pairs = sorted(pairs, key=lambda pair: pair[0])
        self._ends = [span.end for span, _ in self._pairs]

    def of(self, span: Span) -> list[Segment]:
        """The segments that translate what a span touches, in the order of the source; none where nothing does."""
        found = []
        for source, target in self._pairs[bisect_left(self._ends, span.start) :]:
            if source.start > span.end:
                break
            if source.overlap(span) or not len(span):
                found.append(target)
        return found
