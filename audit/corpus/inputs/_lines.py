"""The lines of a file, plain or compressed, one at a time: what is in memory does not grow with the file."""

import gzip
import io
import zlib
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from audit.corpus.inputs._arrow import arrow
from audit.corpus.inputs._lost import LostError, reason

PACKED = ("", ".gz", ".zst", ".zstd")
"""What may stand behind a suffix; "" is plain."""

_WIDE = (BOM_UTF16_LE, BOM_UTF16_BE)
_PIECE = 1 << 20
_CUT = "get the file again, what stands before is used"
_UNREADABLE = "check its permissions, and that it is what its name says"


@dataclass(frozen=True, slots=True)
class Line:
    """A line without its end."""

    number: int
    """From 1, as editors count."""
    data: bytes | None
    """None: it is longer than the longest."""


def lines(path: str, longest: int) -> Iterator[Line]:
    """Every line, blank ones too. One of more than `longest` bytes is passed over in pieces.

    Raises LostError where the file cannot be read, or where what is left of it cannot be unpacked.
    """
    number = 0
    try:
        with closing(_opened(path)) as file:
            while data := file.readline(longest + 1):
                if number == 0 and data.startswith(_WIDE):
                    raise LostError(path, "is UTF-16: save it as UTF-8")
                number += 1
                whole = len(data) <= longest or data.endswith(b"\n")
                if not whole:
                    _pass_over(file)
                yield Line(
                    number, (data.removeprefix(BOM_UTF8) if number == 1 else data).rstrip(b"\r\n") if whole else None
                )
    except (OSError, EOFError, zlib.error) as error:
        if number == 0:
            raise LostError(path, f"cannot be read ({reason(error)}): {_UNREADABLE}") from error
        raise LostError(f"{path}:{number + 1}", f"cannot be read from here on ({reason(error)}): {_CUT}") from error


def _opened(path: str) -> io.BufferedIOBase:
    end = Path(path).suffix.lower()
    if end == ".gz":  # unlike Arrow's, it hands over all that stands before the damage
        return gzip.open(path, "rb")
    if end in {".zst", ".zstd"}:
        return io.BufferedReader(arrow().input_stream(path, compression="zstd"))
    return Path(path).open("rb")


def _pass_over(file: io.BufferedIOBase) -> None:
    while (piece := file.readline(_PIECE)) and not piece.endswith(b"\n"):
        pass
