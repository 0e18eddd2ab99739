"""A process of its own that keeps answers. Waits for a line, opens the cache, writes each key once it is kept.

Arguments: the file, what its keys begin with, how many answers. What the cache logs goes to standard error.
"""

import sys
from pathlib import Path
from typing import TextIO

from audit.llm.store.cache import Cache, Stored


def tell(line: str, where: TextIO) -> None:
    where.write(f"{line}\n")
    where.flush()


def main(path: str, name: str, answers: str) -> None:
    tell("ready", sys.stdout)
    sys.stdin.readline()
    with Cache(Path(path), lambda line: tell(line, sys.stderr)) as cache:
        for number in range(int(answers)):
            key = f"{name}-{number}"
            cache.keep(key, Stored({"verdict": key}, "m", "https://llm.example/v1"))
            tell(key, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
