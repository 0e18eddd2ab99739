"""Parts of a corpus, and ids that are there once."""

from collections.abc import Iterator

import pytest

from audit.corpus.parts import parts
from audit.corpus.story import Broken, Row, Story
from audit.corpus.unique import unique
from audit.errors import UsageError


def stories(*ids: str) -> Iterator[Row]:
    return (Story(at, name, "Words.", f"n.jsonl:{at + 1}") for at, name in enumerate(ids))


@pytest.mark.parametrize(
    ("ids", "size", "told"),
    [
        ("", 2, []),
        ("a", 2, [(0, "a")]),
        ("abcd", 2, [(0, "ab"), (1, "cd")]),
        ("abcde", 2, [(0, "ab"), (1, "cd"), (2, "e")]),
        ("abc", 1, [(0, "a"), (1, "b"), (2, "c")]),
    ],
)
def test_consecutive_rows_are_a_part(ids: str, size: int, told: list[tuple[int, str]]) -> None:
    assert [(part.number, "".join(row.id for row in part.rows)) for part in parts(stories(*ids), size)] == told


def test_rows_are_drawn_as_parts_are_asked_for() -> None:
    rows = stories(*"abcdef")
    assert next(parts(rows, 2)).number == 0
    assert next(rows).id == "c"


def test_a_part_has_a_row() -> None:
    with pytest.raises(UsageError, match=r"--part-size 0: a part has at least one row"):
        next(parts(stories("a"), 0))


def test_the_second_row_of_an_id_is_broken_and_names_the_first() -> None:
    again = Broken(4, "a", "n.jsonl:5", "not JSON", {"outlet": "AP"})
    found = list(unique([*stories("a", "b", "a", "n.jsonl:3"), again]))
    assert [(row.number, row.id, isinstance(row, Story)) for row in found] == [
        (0, "a", True),
        (1, "b", True),
        (2, "n.jsonl:3", False),
        (3, "n.jsonl:4", False),
        (4, "n.jsonl:5", False),
    ]
    assert [row.reason for row in found if isinstance(row, Broken)] == [
        'the id "a" stands in row 0 too, counted from 0: give every article an id of its own',
        'the id "n.jsonl:3" stands in row 2 too, counted from 0: give every article an id of its own',
        'not JSON; the id "a" stands in row 0 too, counted from 0: give every article an id of its own',
    ]
    assert found[4].metadata == {"outlet": "AP"}


def test_every_id_comes_out_once_however_they_are_called() -> None:
    names = [f"n.jsonl:{at % 7}" for at in range(100)]
    found = [row.id for row in unique(stories(*names))]
    assert len(set(found)) == len(found) == 100
