"""URLs and e-mail addresses in a text, and which may stand for each other in two languages."""

import re
from collections.abc import Iterator

ADDRESS = re.compile(
    r"(?:https?|ftp)://[^\s<>\"'()（）\[\]{}，。、；”’»]{3,300}|[\w.+-]{1,60}@[\w-]{1,60}(?:\.[\w-]{1,60})+"
)
_CODES = re.compile(r"^(?:[a-z]{2,3}|[a-z]{2}[-_][A-Za-z]{2,4}|intl)$")
_PARTS = re.compile(r"(?:(\w+)://)?(?:(?<=/)([^/?#]*))?([^?#]*)")
"""Scheme, host and path."""


def addresses(text: str) -> Iterator[tuple[int, str]]:
    """Where URLs and e-mail addresses stand, and how they read without the punctuation behind them."""
    for match in ADDRESS.finditer(text):
        yield match.start(), match[0].rstrip(".,;:!?*_`…।։؛،。")


def same_address(one: str, other: str) -> bool:
    """True also for the page of another language: another path or host, with a language's code or country in it."""
    first, second = _PARTS.match(one), _PARTS.match(other)
    if one.rstrip("/") == other.rstrip("/") or not first or not second or bool(first[1]) != bool(second[1]):
        return True
    if "@" in one and not first[1]:
        return "example" in one
    localized = first[2] != second[2] or _has_code(first[3]) or _has_code(second[3])
    return _owner(first[2]) == _owner(second[2]) and (localized or first[3] == second[3])


def _owner(host: str | None) -> str:
    """The part of a host's name that tells whose it is: "python" of "docs.python.org"."""
    labels = (host or "").split(".")[:-1]
    return next((label for label in reversed(labels) if len(label) > 3), "".join(labels[-1:]))


def _has_code(path: str) -> bool:
    return any(_CODES.match(part) for part in path.split("/") if part)
