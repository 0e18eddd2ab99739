"""Which characters each token of a text covers, given the tokens' bytes."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.llm.model import pieces

PLACES = {
    "nothing": ([], []),
    "words": ([b"The", b" cat"], [(0, 3), (3, 7)]),
    "a word with an accent": ([b"caf\xc3\xa9", b"!"], [(0, 4), (4, 5)]),
    "a character in two tokens": ([b"\xe7\x8c", b"\xab"], [(0, 1), (0, 1)]),
    "a character in three tokens": ([b"\xe7", b"\x8c", b"\xab"], [(0, 1), (0, 1), (0, 1)]),
    "an emoji in four": ([b"\xf0", b"\x9f", b"\x98", b"\x80", b"!"], [(0, 1), (0, 1), (0, 1), (0, 1), (1, 2)]),
    "a token that ends inside a character": ([b"a\xe7", b"\x8c\xabb"], [(0, 2), (1, 3)]),
    "one that ends it and begins the next": ([b"\xe7\x8c", b"\xab\xe7", b"\x8c\xab"], [(0, 1), (0, 2), (1, 2)]),
    "a token of no bytes": ([b"a", b"", b"b"], [(0, 1), (1, 1), (1, 2)]),
}


@pytest.mark.parametrize(("tokens", "places"), PLACES.values(), ids=PLACES.keys())
def test_pieces(tokens: list[bytes], places: list[tuple[int, int]]) -> None:
    assert list(pieces(tokens)) == places


@given(st.text(max_size=30), st.data())
def test_pieces_cover_any_text_wherever_it_is_cut(text: str, data: st.DataObject) -> None:
    raw = text.encode()
    cuts = sorted(data.draw(st.sets(st.integers(0, len(raw)))) | {0, len(raw)})
    tokens = [raw[start:end] for start, end in pairwise(cuts)]
    places = list(pieces(tokens))
    assert len(places) == len(tokens)
    assert {at for start, end in places for at in range(start, end)} == set(range(len(text)))
    for (start, end), token in zip(places, tokens, strict=True):
        assert token in text[start:end].encode()
