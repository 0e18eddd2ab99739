"""Rows in parts, which are audited together and committed at once."""

from collections.abc import Iterable, Iterator
from itertools import count, islice

from audit.corpus.story import Part, Row
from audit.errors import UsageError


def parts(rows: Iterable[Row], size: int) -> Iterator[Part]:
    """Consecutive rows, `size` to a part, the last one shorter; drawn only as they are asked for.

    Raises UsageError for a size below 1.
    """
    if size < 1:
        raise UsageError(f"--part-size {size}: a part has at least one row")
    rest = iter(rows)
    for number in count():
        taken = tuple(islice(rest, size))
        if not taken:
            return
        yield Part(number, taken)
