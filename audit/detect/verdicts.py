"""What an answer says about the segments asked about: claims, and which segments it gives no verdict on."""

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

from audit.article import Pair, Span
from audit.detect.ground import find
from audit.detect.minimal import inserted, narrowed
from audit.domain import Category, Claim, Severity
from audit.prompting.prompt import Prompt

_NAMED = re.compile(r"\bs\d+\b")
LEFT_OUT = "the answer leaves this segment out"
MISQUOTED = "the answer quotes words that are not in this segment"
UNKNOWN = "the answer names segments that were not asked about"


def missing(focus: Mapping[str, Pair], lists_all: bool, content: Mapping[str, Any]) -> dict[str, str]:
    """The segments that a valid answer gives no verdict on, and why; by the names they were asked about.

    Where an answer lists every segment, one that is not there is left out. Where it lists only segments with errors,
    one that nobody knows might be any of them. And an error whose words are nowhere to be found is no verdict, unless
    another of the same segment is found.
    """
    found: dict[str, bool] = {}
    for entry in content["segments"]:
        pair = focus.get(entry["id"])
        if pair is None and entry["errors"] and not lists_all:
            return dict.fromkeys(focus, UNKNOWN)
        if pair:
            grounded = not entry["errors"] or any(_place(error, pair) for error in entry["errors"])
            found[entry["id"]] = found.get(entry["id"], False) or grounded
    if lists_all:
        return {name: MISQUOTED if name in found else LEFT_OUT for name in focus if not found.get(name)}
    return {name: MISQUOTED for name, grounded in found.items() if not grounded}


def claims(
    prompt: Prompt, names: Mapping[str, Pair], focus: Mapping[str, Pair], content: Mapping[str, Any]
) -> tuple[tuple[Claim, ...], tuple[str, ...]]:
    """Claims whose quote is in a segment asked about; a note for each that is not."""
    made, lost = [], []
    for entry in content["segments"]:
        seen: Counter[str] = Counter()
        for error in entry["errors"]:
            pair, quote = focus.get(entry["id"]), error["quote"]
            if pair is None:
                asked = names[entry["id"]].target.id if entry["id"] in names else entry["id"]
                lost.append(f"{prompt.name} was not asked about {asked[:80]!r}, where it marks {quote[:80]!r}")
                continue
            if claim := _claim(prompt, error, pair, seen[quote], names):
                made.append(claim)
            else:
                lost.append(f"{prompt.name} quoted words that are not in {pair.target.id}: {quote[:80]!r}")
            seen[quote] += 1
    return tuple(made), tuple(lost)


def _claim(
    prompt: Prompt, error: Mapping[str, Any], pair: Pair, occurrence: int, names: Mapping[str, Pair]
) -> Claim | None:
    place = _place(error, pair, occurrence)
    if place is None:
        return None
    start, end, suggestion = _change(error, pair.target.text, *place)
    reason = _NAMED.sub(lambda name: names[name[0]].target.id if name[0] in names else name[0], error["reason"])
    return Claim(
        detector=prompt.name,
        category=Category(error["category"]),
        severity=Severity(error["severity"]),
        span=Span(pair.target.span.start + start, pair.target.span.start + end),
        explanation=" ".join(reason.split()),
        confidence=prompt.calibration.confidence.chance(share(error["confidence"])),
        suggestion=suggestion,
        major=prompt.calibration.major.chance(share(error["major"])),
    )


def _change(error: Mapping[str, Any], text: str, start: int, end: int) -> tuple[int, int, str | None]:
    """The words that have to change, and what they should read: no more of the quote than that."""
    correction = error["correction"]
    if correction in {error["quote"], text[start:end]}:
        return start, end, None
    if error["category"] == Category.OMISSION and (place := inserted(text, start, end, correction)):
        return place[0], place[0], place[1]
    return narrowed(text, start, end, correction)


def share(percent: float) -> float:
    """A stated percentage as a share, 0 to 1, whatever the model wrote."""
    return min(100, max(0, percent)) / 100


def _place(error: Mapping[str, Any], pair: Pair, occurrence: int = 0) -> tuple[int, int] | None:
    return find(error["quote"], pair.target.text, occurrence)
