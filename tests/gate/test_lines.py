"""The lines of flags: as they stand in the file, where bytes can be counted in them."""

from dataclasses import replace
from pathlib import Path

import pytest

from audit.article import Location
from audit.domain import Severity
from audit.gate.inspection import Flag
from audit.gate.lines import with_lines
from audit.view import Place
from tests.gate.formats import sample


def flagged(first: int, last: int) -> Flag:
    """A flag from one line to another."""
    one = sample.flag(sample.catalogue("de.po", sample.PO), 1, "Ihr", "doubled", Severity.MINOR)
    return replace(one, place=Place(one.place.span, Location(first, 2), Location(last, 2)))


def lines(content: bytes, first: int, last: int | None = None) -> tuple[str, ...]:
    Path("x.po").write_bytes(content)
    [flag] = with_lines([flagged(first, last or first)], {"de.po": Path("x.po")})
    return flag.lines


@pytest.mark.parametrize(
    ("content", "first", "last", "expected"),
    [
        ("a\nü\nc\n", 2, 2, ("ü",)),
        ("a\r\nü\rc", 2, 3, ("ü", "c")),
        ("a\u2028b\nc", 2, 2, ("c",)),
        ("a\n", 3, 3, ()),
        ("\ufeffa\nb", 1, 2, ()),
        ("\ufeffa\nb", 2, 2, ("b",)),
    ],
)
def test_the_lines_of_a_place(content, first, last, expected):
    assert lines(content.encode(), first, last) == expected


def test_bytes_of_another_encoding_are_not_counted():
    assert lines("a\nü\n".encode("latin-1"), 2) == ()
    assert lines("a\nü\n".encode("utf-16"), 2) == ()


def test_a_file_that_is_not_there_has_no_lines():
    assert with_lines([flagged(1, 1)], {"de.po": Path("gone.po")})[0].lines == ()
    assert with_lines([flagged(1, 1)], {})[0].lines == ()
