r"""Characters nobody can see: zero-width spaces, direction controls, soft hyphens, byte order marks, control codes.

They break search, copying, line breaks and screen readers, carry hidden messages, and direction overrides can turn
what is read into something else. Where a script needs them they are left alone.

Hit:   pass\u200bword | a soft hy\u00adphen | \u202Etxt.exe
Clean: a family emoji (joiners) | Persian می‌خواهم (non-joiner) | marks in Arabic or Hebrew text | no-break spaces
Languages: all.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

from audit.article import Article, Span
from audit.domain import Category, Claim, Severity
from audit.language import base

_HIDDEN = re.compile(
    r"([\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064"
    r"\u2066-\u206f\u3164\ufeff\ufff9-\ufffb\U000e0000-\U000e007f])\1*"
)
_OVERRIDES = "\u202d\u202e"
_DIRECTION = re.compile(r"[\u061c\u200e\u200f\u202a-\u202c\u2066-\u2069]")
_RIGHT_TO_LEFT = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_TO_LEFT = {"ar", "fa", "he", "ur", "ps", "ckb", "ug", "yi", "sd", "dv"}
"""Languages in which a string may need a mark though it holds placeholders only."""
_JOINERS = "\u200c\u200d"
_JOINED = re.compile(r"[\u0600-\u08ff\u0900-\u0dff\u0f00-\u109f\u1780-\u18af\u1b00-\u1c4f\ua800-\uabff\ufb50-\ufdff]")
_EMOJI = re.compile(r"[\u2190-\u2bff\u3030\u303d\ufe0f\U0001f000-\U0001faff\U000e007f]")
_UNSPACED = re.compile(r"[\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u4e00-\u9fff]")
"""Scripts without spaces, in which a zero-width space says where a line may break."""
_FLAG = "\U0001f3f4"


def check(article: Article) -> Iterator[Claim]:
    """One claim a run of the same character."""
    if not _HIDDEN.search(article.target.text):
        return
    to_left = base(article.target.language) in _TO_LEFT
    for segment in article.segments:
        text = segment.text
        runs = [match.span() for match in _HIDDEN.finditer(text)]
        mixed = bool(runs) and (to_left or bool(_RIGHT_TO_LEFT.search(text)))
        for start, end in runs:
            if segment.span.start + start > 0 and not _is_needed(text, start, end, mixed):
                span = Span(segment.span.start + start, segment.span.start + end)
                severity = Severity.MAJOR if text[start] in _OVERRIDES else Severity.MINOR
                yield Claim(
                    "invisible", Category.ENCODING, severity, span, f"Invisible: {_name(text[start])}.", 0.5, ""
                )


def _is_needed(text: str, start: int, end: int, mixed: bool) -> bool:
    character, before, after = text[start], text[max(0, start - 1) : start], text[end : end + 1]
    if character in _JOINERS:
        between_emoji = bool(_EMOJI.match(before) and _EMOJI.match(after))
        return end - start == 1 and (between_emoji or bool(_JOINED.match(before)))
    if character == "\u200b":
        return bool(_UNSPACED.search(text))
    if "\U000e0020" <= character <= "\U000e007f":
        return _FLAG in text[max(0, start - 7) : start]
    return mixed and bool(_DIRECTION.match(character))


@cache
def _name(character: str) -> str:
    code = f"U+{ord(character):04X}"
    return f"{unicodedata.name(character, 'control character')} ({code})"
