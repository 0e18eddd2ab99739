"""What an answer says about the segments asked about: claims, and which segments it gives no verdict on."""

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

from audit.detect.ground import find
from audit.domain import Category, Claim, Pair, Severity, Span

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
    detector: str, names: Mapping[str, Pair], focus: Mapping[str, Pair], content: Mapping[str, Any]
) -> tuple[tuple[Claim, ...], tuple[str, ...]]:
    """Claims whose quote is in a segment asked about; a note for each that is not."""
    made, lost = [], []
    for entry in content["segments"]:
        seen: Counter[str] = Counter()
        for error in entry["errors"]:
            pair, quote = focus.get(entry["id"]), error["quote"]
            if pair is None:
                asked = names[entry["id"]].target.id if entry["id"] in names else entry["id"]
                lost.append(f"{detector} was not asked about {asked[:80]!r}, where it marks {quote[:80]!r}")
                continue
            if claim := _claim(detector, error, pair, seen[quote], names):
                made.append(claim)
            else:
                lost.append(f"{detector} quoted words that are not in {pair.target.id}: {quote[:80]!r}")
            seen[quote] += 1
    return tuple(made), tuple(lost)


def _claim(
    detector: str, error: Mapping[str, Any], pair: Pair, occurrence: int, names: Mapping[str, Pair]
) -> Claim | None:
    place = _place(error, pair, occurrence)
    if place is None:
        return None
    start = pair.target.span.start
    correction = error["correction"]
    unchanged = correction in {error["quote"], pair.target.text[slice(*place)]}
    reason = _NAMED.sub(lambda name: names[name[0]].target.id if name[0] in names else name[0], error["reason"])
    return Claim(
        detector=detector,
        category=Category(error["category"]),
        severity=Severity(error["severity"]),
        span=Span(start + place[0], start + place[1]),
        explanation=" ".join(reason.split()),
        confidence=min(100, max(0, error["confidence"])) / 100,
        suggestion=None if unchanged else correction,
    )


def _place(error: Mapping[str, Any], pair: Pair, occurrence: int = 0) -> tuple[int, int] | None:
    return find(error["quote"], pair.target.text, occurrence)
