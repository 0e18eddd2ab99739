"""Which source a target segment is shown with. A text is a list of paragraphs, each a list of sentence lengths."""

import random
import time
from collections.abc import Sequence

import pytest

from audit.article import Block, Document, Extract, Side, SourceMap, Span, Unit
from audit.pair import in_step, pair
from audit.segment import split

_MAP = SourceMap(((0, 0),), (0,))


def document(*paragraphs: str, side: Side = Side.TARGET, language: str = "en", keys: Sequence[str] = ()) -> Document:
    blocks, text = [], ""
    for number, paragraph in enumerate(paragraphs):
        blocks.append(Block(Span(len(text), len(text) + len(paragraph)), keys[number] if keys else None))
        text += paragraph + "\n\n"
    extract = Extract(text, tuple(blocks), _MAP)
    return Document(text, language, split(extract, language, side), _MAP)


def lengths(*paragraphs: Sequence[int], side: Side = Side.TARGET) -> Document:
    """Sentences of so many characters, "Aaaa a.", which is all that counts."""
    return document(*(" ".join(sentence(length) for length in paragraph) for paragraph in paragraphs), side=side)


def sentence(length: int) -> str:
    return "A" + "a" * max(1, length - 2) + "."


def sources(target: Document, source: Document | None) -> list[str | None]:
    """The id of the source of every target segment."""
    pairs = pair(target, source)
    assert [one.target for one in pairs] == list(target.segments)
    for one in pairs:
        if one.source and source:
            assert one.source.text == one.source.span.of(source.text)
            assert one.source.span.side is Side.SOURCE
    return [one.source.id if one.source else None for one in pairs]


S = Side.SOURCE
PAIRINGS = {
    "one to one": ([[50], [120, 90]], [[60], [110, 95]], ["s1", "s2", "s3"]),
    "one to one, whatever the lengths": ([[20], [30, 300]], [[200], [300, 30]], ["s1", "s2", "s3"]),
    "two source sentences for one": ([[50], [200], [40]], [[50], [90, 110], [40]], ["s1", "s2-s3", "s4"]),
    "one source sentence for two": ([[50], [90, 110], [40]], [[50], [200], [40]], ["s1", "s2", "s2", "s3"]),
    "one source sentence for four": ([[60] * 4, [40]], [[240], [40]], ["s1"] * 4 + ["s2"]),
    "two for one among others": (
        [[80, 200, 60, 150]],
        [[80, 95, 105, 60, 150]],
        ["s1", "s2-s3", "s4", "s5"],
    ),
    "one for two among others": (
        [[80, 95, 105, 60, 150]],
        [[80, 200, 60, 150]],
        ["s1", "s2", "s2", "s3", "s4"],
    ),
    "source lacks a paragraph": (
        [[90], [300], [150], [80], [210]],
        [[90], [300], [80], [210]],
        ["s1", "s2", None, "s3", "s4"],
    ),
    "source lacks three paragraphs": (
        [[90], [300], [60], [190], [150], [220], [170], [80], [400], [120], [260], [95]],
        [[90], [300], [60], [190], [80], [400], [120], [260], [95]],
        ["s1", "s2", "s3", "s4", None, None, None, "s5", "s6", "s7", "s8", "s9"],
    ),
    "target lacks a paragraph": (
        [[90], [300], [80], [210]],
        [[90], [300], [150], [80], [210]],
        ["s1", "s2", "s4", "s5"],
    ),
    "paragraph in two": ([[100, 90], [40], [60]], [[100], [90], [40], [60]], ["s1", "s2", "s3", "s4"]),
    "source without paragraphs": (
        [[100], [55], [140], [30], [88], [61]],
        [[100, 55, 140, 30, 88, 61]],
        ["s1", "s2", "s3", "s4", "s5", "s6"],
    ),
    "a sentence cut short keeps its source": (
        [[100], [40], [150], [90, 30]],
        [[100], [560], [150], [120]],
        ["s1", "s2", "s3", "s4", "s4"],
    ),
    "source three times as short": (
        [[90], [300, 150], [240], [360]],
        [[30], [100, 50], [38, 42], [120]],
        ["s1", "s2", "s3", "s4-s5", "s6"],
    ),
    "source three times as long": (
        [[30], [100, 50], [80], [120]],
        [[90], [300, 150], [114, 126], [360]],
        ["s1", "s2", "s3", "s4-s5", "s6"],
    ),
    "empty source": ([[50], [60]], [], [None, None]),
    "empty target": ([], [[50]], []),
}


@pytest.mark.parametrize(("target", "source", "expected"), PAIRINGS.values(), ids=PAIRINGS.keys())
def test_pairings(target: list[list[int]], source: list[list[int]], expected: list[str | None]) -> None:
    assert sources(lengths(*target), lengths(*source, side=S)) == expected


def test_without_a_source_there_is_none() -> None:
    assert sources(lengths([50, 60]), None) == [None, None]


def test_several_source_sentences_are_shown_as_they_stand() -> None:
    target = document("Title", "He came late, because it rained and the train had stopped.", "End")
    source = document("Titel", "Er kam spät.  Es hatte geregnet, und der Zug stand.", "Ende", side=S, language="de")
    [_, both, _] = pair(target, source)
    assert both.source is not None
    assert both.source.id == "s2-s3"
    assert both.source.text == "Er kam spät.  Es hatte geregnet, und der Zug stand."


def test_chinese_source() -> None:
    target = document(
        "Flood warning",
        "The river rose by two metres overnight. Hundreds of people had to leave their homes in the valley.",
        "The mayor said that help was on the way, and that nobody had been hurt so far.",
        "Rain is expected until Friday.",
    )
    source = document(
        "洪水警报",
        "河水一夜之间上涨了两米，山谷中数百人被迫离开家园。",
        "市长说，救援正在路上。目前为止没有人受伤。",
        "预计雨将持续到星期五。",
        side=S,
        language="zh",
    )
    assert sources(target, source) == ["s1", "s2", "s2", "s3-s4", "s5"]


def test_units_are_paired_by_key() -> None:
    target = document("Open", "Close. Really?", "New here", keys=("open", "close", "new"))
    source = document("Schließen. Wirklich?", "Alt", "Öffnen", keys=("close", "old", "open"), side=S, language="de")
    assert sources(target, source) == ["s4", "s1", "s2", None]


def test_a_translation_with_noise_is_mostly_paired_right() -> None:
    noise = random.Random(7)  # noqa: S311 lengths, not secrets
    source = [[round(noise.lognormvariate(4.6, 0.5)) + 10 for _ in range(noise.randint(1, 4))] for _ in range(60)]
    target = [[round(length * noise.gauss(1.2, 0.1)) for length in paragraph] for paragraph in source]
    del source[20], source[40]
    dropped = {20, 41}
    expected, number = [], 0
    for index, paragraph in enumerate(target):
        for _ in paragraph:
            number += index not in dropped
            expected.append(None if index in dropped else f"s{number}")
    found = sources(lengths(*target), lengths(*source, side=S))
    assert sum(map(str.__eq__, map(str, found), map(str, expected))) / len(expected) > 0.9


@pytest.mark.parametrize(
    ("targets", "others", "paragraph"),
    [(2000, 2000, 1), (2000, 1990, 1), (2000, 1100, 1), (2000, 2000, 2000), (2000, 1990, 2000), (5000, 30, 1)],
)
def test_long_texts_take_seconds(targets: int, others: int, paragraph: int) -> None:
    noise = random.Random(3)  # noqa: S311 lengths, not secrets
    target, source = (
        lengths(
            *([noise.randint(20, 300) for _ in range(paragraph)] for _ in range(count // paragraph or 1)), side=side
        )
        for count, side in ((targets, Side.TARGET), (others, S))
    )
    started = time.process_time()
    pairs = pair(target, source)
    assert time.process_time() - started < 4
    assert len(pairs) == len(target.segments)


# -- units of localized strings ---------------------------------------------------------------------------------------


def catalogue(side: Side, *strings: tuple[str, str, str]) -> Document:
    """A document of units: key, form, text."""
    text, blocks = "", []
    for key, form, string in strings:
        blocks.append(Block(Span(len(text), len(text) + len(string)), key, Unit(form=form)))
        text += string + "\n\n"
    segments = split(Extract(text, tuple(blocks), SourceMap(((0, 0),), (0,))), "en", side)
    return Document(text, "en", segments, SourceMap(((0, 0),), (0,)))


def test_units_are_paired_by_key_and_form() -> None:
    source = catalogue(Side.SOURCE, ("a", "", "A."), ("n", "one", "One"), ("n", "other", "Many"))
    target = catalogue(
        Side.TARGET, ("n", "few", "Kilka"), ("n", "one", "Jeden. Tak."), ("x", "", "Nowe"), ("a", "", "")
    )
    found = [(one.target.text, one.source.text if one.source else None) for one in pair(target, source)]
    assert found == [("Kilka", "Many"), ("Jeden. Tak.", "One"), ("Nowe", None), ("", "A.")]


def test_units_of_one_file_are_paired_in_step() -> None:
    source = catalogue(Side.SOURCE, ("a", "", "A"), ("b", "", " "))
    target = catalogue(Side.TARGET, ("a", "", "Ä"), ("b", "", "Bä"))
    assert [one.source and one.source.text for one in in_step(target, source)] == ["A", None]
