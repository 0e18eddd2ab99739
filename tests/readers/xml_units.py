"""What the tests of the XML readers look at: units as rows, and what holds for any reader whatever the file is."""

import re
import time
from contextlib import suppress
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.article import Bitext, Extract, Unit
from audit.errors import InputError
from tests.readers.places import blocks, misplaced


def rows(result: Extract | Bitext) -> list[tuple[str | None, ...]]:
    """Key, form, the source where the file has it, the target, and where that begins ("line:column")."""
    target = result.target if isinstance(result, Bitext) else result
    places = [target.source_map.locate(block.span.start) for block in target.blocks]
    columns = [
        [block.key for block in target.blocks],
        [unit.form for unit in units(result)],
        *([blocks(result.source)] if isinstance(result, Bitext) else []),
        blocks(target),
        [f"{place.line}:{place.column}" for place in places],
    ]
    return list(zip(*columns, strict=True))


def units(result: Extract | Bitext) -> list[Unit]:
    target = result.target if isinstance(result, Bitext) else result
    return [block.unit for block in target.blocks if block.unit]


def sides(result: Extract | Bitext) -> list[Extract]:
    return [result.source, result.target] if isinstance(result, Bitext) else [result]


def stands(text: str, result: Extract | Bitext) -> bool:
    """Every word is located where it stands, and both sides are in step."""
    keys = {tuple(block.key for block in side.blocks) for side in sides(result)}
    return len(keys) == 1 and not any(misplaced(text, side) for side in sides(result))


def strays(text: str, extract: Extract) -> list[str]:
    """Letters and digits that stand neither in the file where they are located, nor for a reference or escape there."""
    lines = re.split(r"\r\n|\r|\n", text)
    places = [(letter[0], extract.source_map.locate(letter.start())) for letter in re.finditer(r"\w", extract.text)]
    return [letter for letter, at in places if lines[at.line - 1][at.column - 1] not in (letter, "&", "\\")]


def refusal(reader: ModuleType, text: str) -> str:
    with pytest.raises(InputError) as error:
        reader.read(text)
    return str(error.value)


def survives(reader: ModuleType, good: str) -> None:
    """Whatever is done to a good file, it is read with every letter in its place, or refused."""
    pieces = re.findall(r"</?|/?>|&\w+;|\w+|\s+|.", good)
    odd = [
        "<",
        ">",
        "&",
        "&amp;",
        "&lt;b&gt;",
        "&#x1F600;",
        "&#119;",
        "\r\n",
        "\t",
        "😀",
        "<!-- c -->",
        "<b>",
        "</b>",
        "é",
    ]
    odd += [
        "<![CDATA[<w> & w]]>",
        '"',
        "'",
        "\\",
        "\\n",
        "\\u00e9",
        "\\'",
        "w w",
        "<?p?>",
        '<x id="1"/>',
        "&nbsp;",
        "]]>",
    ]

    @settings(max_examples=200, deadline=None)
    @given(st.lists(st.tuples(st.integers(0, len(pieces)), st.sampled_from(odd), st.integers(0, 2)), max_size=5))
    def mutated(changes: list[tuple[int, str, int]]) -> None:
        changed = pieces[:]
        for at, new, gone in changes:
            changed[at : at + gone] = [new]
        text = "".join(changed)
        with suppress(InputError):
            result = reader.read(text)
            assert not any(strays(text, side) for side in sides(result))

    @settings(max_examples=100, deadline=None)
    @given(st.text(max_size=80))
    def random(text: str) -> None:
        with suppress(InputError):
            reader.read(text)

    mutated()
    random()


def bounded(reader: ModuleType, before: str, unit: str, after: str, size: int = 1_000_000) -> None:
    """A file of a megabyte takes seconds or is refused."""
    text = before + unit * (size // len(unit)) + after
    started = time.process_time()
    with suppress(InputError):
        reader.read(text)
    assert time.process_time() - started < 5  # a fifth of that on a machine of its own
