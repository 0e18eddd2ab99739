"""Changes of a text, made in the bytes that it was decoded from: all other bytes stay as they are. Pure."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from audit.apply.ways import Splice, spliced
from audit.errors import UsageError


def encoded(data: bytes, text: str, codec: str, splices: Sequence[Splice]) -> bytes:
    """The bytes of a file with changes of its text, in the order of the text.

    `data` are the bytes that were decoded as `text`, without a byte order mark that they may begin with; `codec` is
    what new words are written in, and can write them. Raises UsageError where the bytes say in an unusual way what the
    codec says in another, and cannot be kept.
    """
    mark = "\ufeff".encode(codec, "ignore")
    mark = mark if data.startswith(mark) else b""
    body = data[len(mark) :]
    if text.encode(codec, "replace") == body:
        return mark + spliced(text, splices).encode(codec)
    if codec != "utf-8":
        raise UsageError(f"some of its bytes mean in {codec} what is usually written otherwise: save it as UTF-8 first")
    return mark + _damaged(body, text, splices)


def _damaged(body: bytes, text: str, splices: Sequence[Splice]) -> bytes:
    """The same for UTF-8 with broken bytes, each of which was read as one U+FFFD."""
    anchors = [(0, 0), *_broken(body)]

    def offset(place: int) -> int:
        start, byte = anchors[bisect_right(anchors, (place, len(body))) - 1]
        return byte + len(text[start:place].encode())

    pieces, at = [], 0
    for one in splices:
        pieces += [body[at : offset(one.place)], one.written.encode()]
        at = offset(one.close)
    return b"".join([*pieces, body[at:]])


def _broken(body: bytes) -> Iterator[tuple[int, int]]:
    """Where each stretch of broken bytes begins and ends: characters before it, bytes before it."""
    characters = at = 0
    while True:
        try:
            body[at:].decode()
        except UnicodeDecodeError as error:
            characters += len(body[at : at + error.start].decode())
            yield characters, at + error.start
            characters, at = characters + 1, at + error.end
            yield characters, at
        else:
            return
