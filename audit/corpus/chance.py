"""The chance of an article to be in a sample: a hash of its id; and the lowest of many. No I/O."""

from collections import Counter
from hashlib import blake2b
from heapq import heappush, heapreplace
from math import inf, nextafter

_BITS = 53
"""What a float holds exactly."""

_Owner = tuple[str, ...]


def chance(name: str, seed: int) -> float:
    """The hash of an id: evenly spread from 0 up to, without, 1."""
    digest = blake2b(f"{seed}\0{name}".encode(), digest_size=8).digest()
    return (int.from_bytes(digest) >> (64 - _BITS)) / float(1 << _BITS)


class Lowest:
    """The `most` lowest of many numbers from 0 up to 1, and whose they are."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._heap: list[tuple[float, _Owner]] = []

    def add(self, number: float, owner: _Owner) -> None:
        """Keeps the number where it is among the lowest."""
        if len(self._heap) < self._most:
            heappush(self._heap, (-number, owner))
        elif self._heap and -self._heap[0][0] > number:
            heapreplace(self._heap, (-number, owner))

    @property
    def below(self) -> float:
        """All of them, and no other that was added, are below this: 0 where there is none, 1 where there is room."""
        if len(self._heap) < self._most:
            return 1.0
        return nextafter(-self._heap[0][0], inf) if self._heap else 0.0

    def owners(self) -> Counter[_Owner]:
        """How many of the lowest are whose."""
        return Counter(owner for _, owner in self._heap)
