"""A SARIF 2.1.0 log: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html; sections are named by number."""

import re
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import quote

from audit.gate.formats._fixes import fix
from audit.gate.formats._rules import descriptor, rules
from audit.gate.formats._words import NAME, correction, message, short, source, troubles
from audit.gate.inspection import Flag, Inspection, Silence, worst_first
from audit.view import Place
from audit.wording import count, visible

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_ROOT = "SRCROOT"
_MOST_RESULTS = 25_000
_MOST_RELATED = 100
_MOST_NOTIFICATIONS = 1_000
_LINK = re.compile(r"](?=\()")
"""Section 3.11.6: "[text](target)" in a message is a link."""
_SEMANTIC = re.compile(r"\d+\.\d+\.\d+(?:[-+].+)?")


def log(inspection: Inspection, silenced: Sequence[Flag], *, category: str | None) -> dict[str, Any]:
    """A log of one run. `silenced` go in as suppressed results; a `category` becomes the run's automation id."""
    known = rules(inspection)
    numbers = {id_: number for number, id_ in enumerate(known)}
    kept = _worst((*inspection.flags, *silenced))
    dropped = len(inspection.flags) + len(silenced) - len(kept)
    driver: dict[str, Any] = {"name": NAME, "rules": [descriptor(rule) for rule in known.values()]}
    if inspection.version:
        driver["version"] = inspection.version
        driver |= {"semanticVersion": inspection.version} if _SEMANTIC.fullmatch(inspection.version) else {}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The folder that paths are relative to."}}},
        "invocations": [_invocation(inspection, dropped)],
        "results": [_result(flag, numbers[flag.rule]) for flag in kept],
    }
    if category:
        run["automationDetails"] = {"id": f"{category}/"}
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}


def _worst(flags: tuple[Flag, ...]) -> tuple[Flag, ...]:
    """As many as a log may hold, in their order; what stands before what is silenced."""
    if len(flags) <= _MOST_RESULTS:
        return flags
    standing = worst_first(tuple(flag for flag in flags if not flag.silenced))
    others = worst_first(tuple(flag for flag in flags if flag.silenced))
    chosen = {id(flag) for flag in (*standing, *others)[:_MOST_RESULTS]}
    return tuple(flag for flag in flags if id(flag) in chosen)


def _invocation(inspection: Inspection, dropped: int) -> dict[str, Any]:
    """Section 3.20. What was not checked is said here, and that the run is not whole."""
    notifications = list(_notifications(inspection))
    if notifications[_MOST_NOTIFICATIONS:]:
        rest = len(notifications) - _MOST_NOTIFICATIONS
        notifications[_MOST_NOTIFICATIONS:] = [_notification("error", f"{rest:,} more notifications are left out.")]
    if dropped:
        said = f"{count(dropped, 'result')} did not fit into this log, the worst {_MOST_RESULTS:,} are in it."
        notifications.insert(0, _notification("warning", said))
    stale = [_notification("note", f"stale: {short(entry)}") for entry in inspection.stale[:_MOST_NOTIFICATIONS]]
    return {
        "executionSuccessful": inspection.complete,
        "toolExecutionNotifications": notifications,
        "toolConfigurationNotifications": stale,
    }


def _notifications(inspection: Inspection) -> Iterator[dict[str, Any]]:
    for trouble in troubles(inspection):
        place = {"artifactLocation": _artifact(trouble.path), "region": {"startLine": trouble.line}}
        said = f"{trouble.kind}: {visible(trouble.path)}: {trouble.message}"
        yield _notification("error", said) | {"locations": [{"physicalLocation": place}]}
    yield from (_notification("note", short(note)) for note in inspection.notes if note.strip())


def _notification(level: str, text: str) -> dict[str, Any]:
    return {"level": level, "message": _message(text)}


def _result(flag: Flag, number: int) -> dict[str, Any]:
    """Section 3.27. GitHub knows an alert again by `primaryLocationLineHash` alone."""
    result: dict[str, Any] = {
        "ruleId": flag.rule,
        "ruleIndex": number,
        "level": flag.level.value,
        "message": _message(message(flag)),
        "locations": [_location(flag)],
        "partialFingerprints": {"primaryLocationLineHash": flag.fingerprint, f"{NAME}/v1": flag.fingerprint},
        "rank": round(100 * flag.finding.confidence, 1),
        "properties": _properties(flag),
    }
    if flag.repeats:
        result["relatedLocations"] = [_related(flag, *entry) for entry in enumerate(flag.repeats[:_MOST_RELATED], 1)]
    if (words := fix(flag)) is not None:
        result["fixes"] = [_fix(flag, words)]
    if flag.silenced:
        kind = "inSource" if flag.silenced.by is Silence.COMMENT else "external"
        reason = short(flag.silenced.reason) or f"silenced by {flag.silenced.by}"
        result["suppressions"] = [{"kind": kind, "justification": reason}]
    return result


def _location(flag: Flag) -> dict[str, Any]:
    location: dict[str, Any] = {"physicalLocation": _physical(flag.path, flag.place)}
    if flag.key:
        location["logicalLocations"] = [{"fullyQualifiedName": visible(flag.key), "kind": "resource"}]
    return location


def _related(flag: Flag, number: int, place: Place) -> dict[str, Any]:
    return {"id": number, "message": {"text": "again here"}, "physicalLocation": _physical(flag.path, place)}


def _physical(path: str, place: Place) -> dict[str, Any]:
    return {"artifactLocation": _artifact(path), "region": _region(place)}


def _artifact(path: str) -> dict[str, Any]:
    """A URI relative to the root. A name that is no UTF-8 is written with the bytes that it has."""
    try:
        encoded = path.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        encoded = path.encode("utf-8", "backslashreplace")
    return {"uri": quote(encoded, safe="/"), "uriBaseId": _ROOT}


def _region(place: Place) -> dict[str, int]:
    """Section 3.30: from 1, the end column exclusive."""
    start, end = place.start, place.end
    return {"startLine": start.line, "startColumn": start.column, "endLine": end.line, "endColumn": end.column}


def _fix(flag: Flag, words: str) -> dict[str, Any]:
    replacement: dict[str, Any] = {"deletedRegion": _region(flag.place)}
    if words:
        replacement["insertedContent"] = {"text": words}
    change = {"artifactLocation": _artifact(flag.path), "replacements": [replacement]}
    return {"description": _message(correction(flag)), "artifactChanges": [change]}


def _properties(flag: Flag) -> dict[str, Any]:
    finding = flag.finding
    said = {
        "category": finding.category.value,
        "severity": finding.severity.value,
        "quote": short(flag.quote),
        "source": source(flag),
        "suggestion": short(finding.suggestion or ""),
        "detectors": ", ".join(map(visible, finding.detectors)),
    }
    return {name: text for name, text in said.items() if text}


def _message(text: str) -> dict[str, str]:
    return {"text": _LINK.sub("]\u200b", text)}
