"""What the embedded model makes of a text while it reads it. Real weights, real engine."""

import math
from collections.abc import Iterator
from pathlib import Path

import pytest

from audit.errors import ModelError, ModelUnavailableError
from audit.llm.model import Reading, ReadingModel, TokenScore

pytest.importorskip("numpy", reason="the extra [local] is not installed")
pytest.importorskip("xllamacpp", reason="the extra [local] is not installed")

from audit.llm.local.reader import GgufReader

pytestmark = pytest.mark.slow

FOX = "The quick brown fox jumps over the lazy dog. The capital of France is Paris."


@pytest.fixture(scope="module")
def reader(gguf: Path) -> Iterator[GgufReader]:
    reader = GgufReader(gguf, "embedded", threads=1)  # texts are short, and two threads wait for each other
    yield reader
    reader.close()


def read(reader: GgufReader, text: str) -> Reading:
    return reader.read(text, [(0, len(text))])


def surprise(reader: GgufReader, text: str, word: str) -> float:
    """Surprisal of a whole word, nats."""
    start = text.index(word)
    end = start + len(word)
    tokens = reader.read(text, [(start, end)]).tokens
    return sum(token.surprisal for token in tokens)


def test_it_is_a_reading_model(reader: GgufReader) -> None:
    assert isinstance(reader, ReadingModel)
    assert reader.name == "embedded"


def test_the_tokens_cover_the_text(reader: GgufReader) -> None:
    tokens = read(reader, FOX).tokens
    assert [token.start for token in tokens[1:]] == [token.end for token in tokens[:-1]]
    assert tokens[-1].end == len(FOX)
    assert FOX[: tokens[0].start] == "The"  # nothing is expected before the first token, so it has no score
    assert [FOX[token.start : token.end] for token in tokens[:3]] == [" quick", " brown", " fox"]


def test_scores_are_what_they_are_called(reader: GgufReader) -> None:
    for token in read(reader, FOX).tokens:
        assert token.surprisal >= 0
        assert 0 <= token.entropy <= math.log(152_000)


@pytest.mark.parametrize(
    ("text", "expected", "nonsense"),
    [
        ("The capital of France is {}.", "Paris", "butter"),
        ("The quick brown fox jumps over the lazy {}.", "dog", "tax"),
        ("La capitale de la France est {}.", "Paris", "beurre"),
        ("Die Hauptstadt von Frankreich ist {}.", "Paris", "Butter"),
        ("法国的首都是{}。", "巴黎", "黄油"),
    ],
)
def test_nonsense_is_a_surprise(reader: GgufReader, text: str, expected: str, nonsense: str) -> None:
    usual = surprise(reader, text.format(expected), expected)
    assert surprise(reader, text.format(nonsense), nonsense) > usual + 3


def test_only_the_ranges_are_scored_and_scored_the_same(reader: GgufReader) -> None:
    start = FOX.index("lazy")
    everything = read(reader, FOX).tokens
    some = reader.read(FOX, [(start, start + 1), (start + 6, start + 8)]).tokens
    assert [FOX[token.start : token.end] for token in some] == [" lazy", " dog"]
    for token in some:
        whole = next(one for one in everything if one.start == token.start)
        assert token.surprisal == pytest.approx(whole.surprisal, abs=0.01)


def test_a_reading_leaves_nothing_behind_for_the_next(reader: GgufReader) -> None:
    first = read(reader, FOX)
    first.expected([first.tokens[-2].start], 1)
    read(reader, "Something else altogether.")
    again = read(reader, FOX)
    assert [one.surprisal for one in again.tokens] == pytest.approx([one.surprisal for one in first.tokens], abs=0.01)


def test_a_text_longer_than_a_batch(reader: GgufReader) -> None:
    """Tokens are evaluated 256 at a time: the joints must not show."""
    text = FOX + " And then it all began again." * 40
    tokens = read(reader, text).tokens
    assert len(tokens) > 256
    assert [token.start for token in tokens[1:]] == [token.end for token in tokens[:-1]]
    assert max(token.surprisal for token in tokens[200:]) < 3  # by now it knows what comes


def test_what_it_would_rather_have_read(reader: GgufReader) -> None:
    text = "The capital of France is butter. The quick brown fox jumps over the lazy tax."
    reading = read(reader, text)
    butter, tax = text.index(" butter"), text.index(" tax")
    expected = reading.expected([butter, tax], 2)
    assert sorted(expected) == [butter, tax]
    assert "Paris" in expected[butter]
    assert expected[tax][0] == "dog"
    assert all(1 <= len(words) <= 2 and all(words) for words in expected.values())
    assert "butter" not in expected[butter]


def test_places_may_be_asked_about_in_any_order(reader: GgufReader) -> None:
    """Asking about a place makes the model forget what comes after it; it has to read that again."""
    text = "The capital of France is butter. The quick brown fox jumps over the lazy tax."
    reading = read(reader, text)
    butter, tax = text.index(" butter"), text.index(" tax")
    assert [reading.expected([place], 1)[place] for place in (butter, tax, butter, tax)] == [["Paris"], ["dog"]] * 2


@pytest.mark.parametrize(
    "text",
    [
        "猫坐在垫子上。然后它睡着了。",
        "I laughed 😂 and then 👩‍👩‍👧 came. Füße, naïve, žluťoučký.",
        "𒀀𒁀 ancient",
        "Ελληνικά и русский و العربية 한국어",
        "tabs\tand\r\nlines\n\n\nand\u00a0spaces\u200b\u202e.",
        "a\x00b",
    ],
)
def test_offsets_are_characters(reader: GgufReader, text: str) -> None:
    tokens = read(reader, text).tokens
    assert tokens[-1].end == len(text)
    covered = {at for token in tokens for at in range(token.start, token.end)}
    assert covered >= set(range(tokens[0].start, len(text)))
    assert [token.start for token in tokens] == sorted(token.start for token in tokens)


@pytest.mark.parametrize("special", ["<|im_start|>", "<|im_end|>", "<|endoftext|>", "<|fim_prefix|>"])
def test_the_models_own_signs_are_plain_text_in_an_article(reader: GgufReader, special: str) -> None:
    text = f"He wrote {special} on the wall."
    tokens = reader.read(text, [(9, 9 + len(special))]).tokens
    assert len(tokens) >= 3
    assert all(token.end - token.start < len(special) for token in tokens)


@pytest.mark.parametrize("text", ["", "a", " ", "The"])
def test_a_text_too_short_to_expect_anything(reader: GgufReader, text: str) -> None:
    assert list(read(reader, text).tokens) == []


def test_ranges_where_nothing_is(reader: GgufReader) -> None:
    assert list(reader.read(FOX, []).tokens) == []
    assert list(reader.read(FOX, [(1000, 2000)]).tokens) == []


def test_a_text_beyond_the_context_is_refused_unread(reader: GgufReader) -> None:
    long = "word " * 5000
    assert reader.capacity(long) > 1
    with pytest.raises(ModelError, match="tokens do not fit the local model's context") as refused:
        read(reader, long)
    assert not isinstance(refused.value, ModelUnavailableError)
    assert read(reader, FOX).tokens


def test_capacity_says_what_can_be_read(reader: GgufReader) -> None:
    assert 0 < reader.capacity(FOX) < 0.01
    assert reader.capacity("") == 0
    over = next(count for count in range(4070, 4100) if reader.capacity(" a" * count) > 1)
    with pytest.raises(ModelError):
        reader.read(" a" * over, [])
    assert reader.capacity(" a" * (over - 1)) <= 1


def test_a_file_that_is_no_model(tmp_path: Path) -> None:
    (tmp_path / "holiday.gguf").write_bytes(b"a photograph")
    with pytest.raises(ModelUnavailableError, match=r"holiday\.gguf: not a GGUF model"):
        GgufReader(tmp_path / "holiday.gguf", "holiday", 1)


def test_token_scores_are_plain_numbers(reader: GgufReader) -> None:
    token = read(reader, FOX).tokens[0]
    assert isinstance(token, TokenScore)
    assert {type(token.surprisal), type(token.entropy)} == {float}
