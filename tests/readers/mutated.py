"""What holds for any reader whatever is done to a file: it is read with every letter in its place, or refused."""

import re
import time
from collections.abc import Sequence
from contextlib import suppress
from types import ModuleType

from hypothesis import given, settings
from hypothesis import strategies as st

from audit.errors import InputError
from tests.readers.xml_units import sides, strays

ODD = ['"', "'", "\\", "\\n", "{", "}", "[", "]", ":", ",", "#", "\r\n", "\n", "\t", " ", "😀", "é", "w w", "\ufeff"]


def survives(reader: ModuleType, good: str, odd: Sequence[str] = ()) -> None:
    """Random text, and random changes to a good file: never anything but InputError, never a wrong place."""
    pieces = re.findall(r"\w+|\s+|.", good)
    changes = st.tuples(st.integers(0, len(pieces)), st.sampled_from([*ODD, *odd]), st.integers(0, 2))

    @settings(max_examples=250, deadline=None)
    @given(st.lists(changes, max_size=5))
    def mutated(wanted: list[tuple[int, str, int]]) -> None:
        changed = pieces[:]
        for at, new, gone in wanted:
            changed[at : at + gone] = [new]
        text = "".join(changed)
        with suppress(InputError):
            assert not [stray for side in sides(reader.read(text)) for stray in strays(text, side)]

    @settings(max_examples=100, deadline=None)
    @given(st.text(max_size=80))
    def random(text: str) -> None:
        with suppress(InputError):
            reader.read(text)

    mutated()
    random()


def seconds(reader: ModuleType, text: str) -> float:
    """How long a file takes to be read or refused."""
    started = time.process_time()
    with suppress(InputError):
        reader.read(text)
    return time.process_time() - started
