"""Which quotation marks and brackets belong together, in one pass, and a text without the marks."""

import re
from collections import deque
from collections.abc import Iterator

from audit.segment.paragraphs import Place

_CLOSERS = {
    "(": ")", "[": "]", "{": "}", "（": "）", "［": "］", "【": "】", "〔": "〕",
    "「": "」", "『": "』", "《": "》", "〈": "〉",
    "«": "»", "‹": "›", "»": "«»", "›": "‹›",
    "“": "”", "„": "“”", "”": "”", "‘": "’", "‚": "‘’", '"': '"', "'": "'",
}  # fmt: skip
"""What may close each mark: „German“, »Danish«, ”Swedish” and »Finnish» turn English and French around."""

_TURNING = frozenset("\"'”»›")
"""Marks that open or close by what stands around them."""

_CLOSING = frozenset("".join(_CLOSERS.values()))
_MARK = re.compile(f"[{re.escape(''.join(_CLOSERS.keys() | _CLOSING))}]")
_QUOTATION_MARKS = str.maketrans(dict.fromkeys('"“”„«»‹›「」『』`', " "))
_OUTER_APOSTROPHE = re.compile(r"(?<!\w)['’‘‚]|['’‘‚](?!\w)")

_DEEPEST = 8
"""Marks that wait for their partner: nobody nests deeper, and a run of 100,000 brackets stays linear."""

_LONGEST = 1500
"""Characters from mark to mark: further apart, two marks are more likely two mistakes than a quotation."""


def closed(text: str) -> list[Place]:
    """The stretches from an opening mark through its closing one, in the order they close; odd marks are left out."""
    waiting: deque[tuple[str, int]] = deque(maxlen=_DEEPEST)
    found = []
    for match in _MARK.finditer(text):
        mark, at = match[0], match.start()
        if mark in _CLOSING and _may_close(text, at) and any(mark in _CLOSERS[opener] for opener, _ in waiting):
            opener, start = waiting.pop()
            while mark not in _CLOSERS[opener]:
                opener, start = waiting.pop()
            if at + 1 - start <= _LONGEST:
                found.append((start, at + 1))
        elif mark in _CLOSERS and (mark not in _TURNING or _may_open(text, at)):
            waiting.append((mark, at))
    return found


def covered(pairs: list[Place]) -> Iterator[Place]:
    """Pairs without those inside others, ascending; pairs that cross are one stretch."""
    start = end = 0
    for first, last in sorted(pairs):
        if first >= end:
            if end > start:
                yield start, end
            start = first
        end = max(end, last)
    if end > start:
        yield start, end


def masked(text: str) -> str:
    """The text with a space for every quotation mark and every apostrophe that is not inside a word, same length."""
    return _OUTER_APOSTROPHE.sub(" ", text.translate(_QUOTATION_MARKS))


def _may_close(text: str, at: int) -> bool:
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    if text[at] == "'":  # "'Tis the season. The boys' turn.": the plural's apostrophe closes nothing
        return not after.isalnum() and before in ".,!?…"
    if text[at] == "’":
        return not (before.isalnum() and after.isalnum())
    return text[at] not in _TURNING or not after.isalnum() or not (before.isspace() or not before)


def _may_open(text: str, at: int) -> bool:
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    return bool(after) and not after.isspace() and not before.isalnum()
