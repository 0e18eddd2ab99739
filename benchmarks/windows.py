"""How many requests an edit of a long article changes: those that the cache cannot answer.

    python benchmarks/windows.py [--articles 3]

Articles of 200 sentences are made of the seeds' sentences, shuffled. Each of their sentences is edited in nine ways,
one at a time, and the requests of a window prompt and of a document prompt are compared with those before the edit.
Beside the windows in use: windows packed one after another up to a number of characters, each with the stretch it is
in. No model is asked.
"""

import argparse
import random
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from statistics import mean, pstdev

from audit.article import Article, Document, Pair, Segment, SourceMap, Span
from audit.detect.windows import CONTEXT, FOCUS, Window, stretches, windows
from audit.intake import read_article

SEEDS = Path(__file__).parents[1] / "seeds"
SENTENCES = 200

Layout = Callable[[Article], tuple[list[Window], list[Window]]]
"""Article -> what a window prompt and what a document prompt asks."""


def main() -> None:
    """Print a table for articles with paragraphs and one for articles without."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=3, help="of either kind")
    options = parser.parse_args()
    sentences = [s.text for path in sorted(SEEDS.rglob("*.txt")) for s in read_article(str(path)).segments]
    print(f"{len(sentences)} sentences of {mean(map(len, sentences)):.0f} characters on average, headlines among them")
    for longest in (3, 0):
        stories = [story(sentences, longest, random.Random(seed)) for seed in range(options.articles)]
        print(f"\n{SENTENCES} sentences, " + (f"paragraphs of 1 to {longest}" if longest else "one paragraph"))
        columns = [measured(layout, stories, sentences) for layout in (packed, in_use)]
        for column, name in zip(columns, ("packed one after another", "in use"), strict=True):
            print(f"  {name}: {column.pop('')}")
        print(
            f"  {'requests changed':24}{'packed: mean  95 %  most  over 3':>40}{'in use: mean  95 %  most  over 3':>40}"
        )
        for edit in columns[0]:
            print(f"  {edit:24}{columns[0][edit]:>40}{columns[1][edit]:>40}")


def measured(layout: Layout, stories: Sequence[list[Pair]], sentences: Sequence[str]) -> dict[str, str]:
    """Edit -> what it costs; "" -> the requests themselves."""
    costs: dict[str, list[int]] = defaultdict(list)
    sizes, requests = [], []
    for number, before in enumerate(stories):
        rng = random.Random(number)  # every layout meets the same edits
        views, wholes = layout(made(before))
        sizes += [sum(len(pair.target.text) for pair in view.focus) for view in views]
        requests.append(len(views) + len(wholes))
        known = asked(views) | asked(wholes)
        for place in range(len(before)):
            for edit, after in edits(before, place, sentences, rng):
                costs[edit].append(len(set().union(*map(asked, layout(made(after)))) - known))
    rows = {edit: row(sorted(counts)) for edit, counts in costs.items()}
    focus = f"{mean(sizes):.0f} characters of focus, spread {pstdev(sizes):.0f}, {min(sizes)} to {max(sizes)}"
    return {"": f"{mean(requests):.1f} requests; {focus}"} | rows


def row(counts: Sequence[int]) -> str:
    """Mean, 95th percentile, most, and share above three."""
    over = sum(count > 3 for count in counts) / len(counts)
    return f"{mean(counts):.2f}{counts[int(0.95 * len(counts))]:6}{counts[-1]:6}{over:8.1%}"


def asked(views: Sequence[Window]) -> set[tuple[tuple[str, ...], ...]]:
    """What requests depend on: the segments shown, and those of them that are asked about."""
    return {tuple(tuple(pair.target.text for pair in pairs) for pairs in (view.context, view.focus)) for view in views}


# -- layouts -----------------------------------------------------------------------------------------------------


def in_use(article: Article) -> tuple[list[Window], list[Window]]:
    """The layout that requests have."""
    return list(windows(article)), list(stretches(article))


def packed(article: Article) -> tuple[list[Window], list[Window]]:
    """Whole paragraphs up to the budget, one after another."""
    runs = list(_packed(article.pairs, CONTEXT))
    return [Window(run, part) for run in runs for part in _packed(run, FOCUS)], [Window(run, run) for run in runs]


def _packed(pairs: tuple[Pair, ...], budget: int) -> Iterator[tuple[Pair, ...]]:
    run: tuple[Pair, ...] = ()
    for _, group in groupby(pairs, key=lambda pair: pair.target.paragraph):
        paragraph = tuple(group)
        for piece in [paragraph] if _size(paragraph) <= budget else [(pair,) for pair in paragraph]:
            if run and _size(run + piece) > budget:
                yield run
                run = ()
            run += piece
    yield run


def _size(pairs: tuple[Pair, ...]) -> int:
    return sum(len(pair.target.text) for pair in pairs)


# -- articles and their edits ------------------------------------------------------------------------------------


def made(pairs: Sequence[Pair]) -> Article:
    """An article of these segments; windows look at nothing else of it."""
    return Article(Document("", "en", (), SourceMap(((0, 0),), (0,))), tuple(pairs))


def sentence(text: str, paragraph: int) -> Pair:
    """A segment without a place of its own."""
    return Pair(Segment("", text, Span(0, 0), paragraph))


def story(sentences: Sequence[str], longest: int, rng: random.Random) -> list[Pair]:
    """Sentences in random order, in paragraphs of up to `longest`; in one paragraph where that is 0."""
    shuffled = [text for _ in range(SENTENCES // len(sentences) + 1) for text in rng.sample(sentences, len(sentences))]
    pairs: list[Pair] = []
    for paragraph in range(SENTENCES):
        length = rng.randint(1, longest) if longest else SENTENCES
        pairs += [sentence(text, paragraph) for text in shuffled[len(pairs) : len(pairs) + length]]
    return pairs[:SENTENCES]


def edits(
    pairs: list[Pair], place: int, sentences: Sequence[str], rng: random.Random
) -> Iterator[tuple[str, list[Pair]]]:
    """What an editor may do to a sentence and where it stands, each with the article after it."""
    segment = pairs[place].target
    words = segment.text.split()
    middle, third = len(words) // 2, max(1, round(0.3 * len(words)))
    added = rng.choices(" ".join(sentences).split(), k=third)
    start = middle - third // 2
    texts = {
        "a word in the middle": [*words[:middle], "rather", *words[middle + 1 :]],
        "30 % longer": [*words[:middle], *added, *words[middle:]],
        "30 % shorter": words[:start] + words[start + third :],
        "the first word": ["Rather", *words[1:]],
        "the last word": [*words[:-1], "rather."],
        "another sentence": new(sentences, rng),
    }
    for edit, changed in texts.items():
        edited = replace(segment, text=" ".join(changed))
        yield edit, [*pairs[:place], Pair(edited), *pairs[place + 1 :]]
    yield (
        "a sentence inserted",
        [*pairs[:place], sentence(" ".join(new(sentences, rng)), segment.paragraph), *pairs[place:]],
    )
    yield "a sentence deleted", pairs[:place] + pairs[place + 1 :]
    first = next(at for at, pair in enumerate(pairs) if pair.target.paragraph == segment.paragraph)
    one_paragraph = pairs[0].target.paragraph == pairs[-1].target.paragraph
    number, at = (segment.paragraph, place) if one_paragraph else (-1, first)
    paragraph = [sentence(" ".join(new(sentences, rng)), number) for _ in range(rng.randint(1, 3))]
    yield "a paragraph inserted", [*pairs[:at], *paragraph, *pairs[at:]]


def new(sentences: Sequence[str], rng: random.Random) -> list[str]:
    """A sentence that no article has: the words of one, shuffled."""
    words = rng.choice(sentences).split()
    return rng.sample(words, len(words))


if __name__ == "__main__":
    main()
