"""Plain text: paragraphs, and places as an editor shows them."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.article import Location
from audit.readers import text as reader

TEXTS = st.text(alphabet=st.sampled_from("ab \t\n\r\u2028\x0b\x0c\x85\xa0中"), max_size=60)


@pytest.mark.parametrize(
    ("text", "paragraphs"),
    [
        ("One line", ["One line"]),
        ("Head\n\nBody one.\nBody two.\n", ["Head", "Body one.\nBody two."]),
        ("Head\r\n\r\nBody one.\r\nBody two.\r\n", ["Head", "Body one.\r\nBody two."]),
        ("Head\r\rBody one.\rBody two.\r", ["Head", "Body one.\rBody two."]),
        ("\n\n  Indented\n \t\nNext  \n\n", ["Indented", "Next"]),
        ("a\n\u3000\xa0\nb", ["a", "b"]),
        ("a\n\r\nb", ["a", "b"]),
        ("a\u2028b\x0bc\x0c\x85d", ["a\u2028b\x0bc\x0c\x85d"]),
        ("", []),
        (" \n \n", []),
    ],
)
def test_a_paragraph_is_a_run_of_lines_that_are_not_blank(text: str, paragraphs: list[str]) -> None:
    assert [block.span.of(text) for block in reader.read(text).blocks] == paragraphs


@given(TEXTS)
def test_blocks_are_the_words_and_gaps_are_blank(text: str) -> None:
    extract = reader.read(text)
    assert extract.text == text
    end = 0
    for block in extract.blocks:
        assert text[end : block.span.start].isspace() or (end == block.span.start == 0)
        assert block.span.of(text) == block.span.of(text).strip() != ""
        end = block.span.end
    assert not text[end:].strip()
    lines = re.split(r"\r\n|\r|\n", text)
    paragraphs = "\n".join(line if line.strip() else "" for line in lines)
    assert len(extract.blocks) == len([part for part in re.split(r"\n{2,}", paragraphs) if part.strip()])


@given(TEXTS)
def test_every_offset_is_located_as_counting_does(text: str) -> None:
    source_map = reader.read(text).source_map
    line, column = 1, 1
    for offset, character in enumerate(text):
        assert source_map.locate(offset) == Location(line, column)
        ends = character == "\n" or (character == "\r" and text[offset + 1 : offset + 2] != "\n")
        line, column = (line + 1, 1) if ends else (line, column + 1)


def test_no_text_is_surely_plain() -> None:
    assert not reader.sniff("Anything")


@pytest.mark.parametrize("piece", ["word and more, ", "\n", "\r", "a\n", "\r\n \n", " ", " \n", "a\n\n"])
def test_a_megabyte_takes_less_than_a_second(piece: str) -> None:
    started = time.process_time()
    reader.read(piece * (1_000_000 // len(piece)))
    assert time.process_time() - started < 2  # a second on a machine of its own
