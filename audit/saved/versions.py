"""Reports of older versions, as the current one has them: what they could not say is unknown."""

from typing import Any


def upgraded(value: dict[str, Any]) -> dict[str, Any]:
    """A report of any version 1.x with every field of the current one."""
    try:
        return value | {
            "standard": value.get("standard"),
            "explained_in": value.get("explained_in"),
            "article": {"source_path": None} | value["article"] | {"source": _upgraded_source(value)},
            "segments": [_upgraded_segment(row) for row in value["segments"]],
            "findings": [{"major": None, "prompts": {}} | row for row in value["findings"]],
            "gaps": [{"uncached": False} | row for row in value["gaps"]],
            "usage": {"cached": 0, "cached_tokens": 0, "cost": None, "currency": ""} | value["usage"],
        }
    except (KeyError, TypeError):  # not even an old one: the schema says what is missing
        return value


def _upgraded_segment(row: dict[str, Any]) -> dict[str, Any]:
    """Before 1.3 a segment did not say where it ended, nor that a string is one: only strings have keys."""
    end = row["column"] + row["end"] - row["start"]
    form = None if row["key"] is None else ""
    return {"suspicion": None, "end_line": row["line"], "end_column": max(1, end), "form": form} | row


def _upgraded_source(value: dict[str, Any]) -> dict[str, Any] | None:
    """Before 1.3 a source had no segments of its own: those that are translated are known."""
    source: dict[str, Any] | None = value["article"]["source"]
    if source is None or "segments" in source:
        return source
    places = {(row["source"]["start"], row["source"]["end"]): row for row in value["segments"] if row["source"]}
    segments = [
        {"id": f"s{number}", "start": start, "end": end, "paragraph": row["paragraph"], "key": row["key"], "form": None}
        for number, ((start, end), row) in enumerate(sorted(places.items()), 1)
    ]
    return source | {"segments": segments}
