"""What the schema of an answer must hold: the fields that `audit.detect` reads, as it reads them."""

from collections.abc import Iterator, Mapping
from typing import Any

from audit.domain import Category, Severity

_ERROR = {
    "quote": "string",
    "reason": "string",
    "category": tuple(str(category) for category in Category if category is not Category.SUSPICIOUS),
    "severity": tuple(map(str, Severity)),
    "correction": "string",
    "confidence": "number",
    "major": "number",
}
_SEGMENTS = {"segments": [{"id": "string", "errors": [_ERROR]}]}
_CANDIDATES = {"candidates": [{"id": "string", "confidence": "number", "major": "number"}]}

_EXPLANATIONS = {"explanations": [{"id": "string", "text": "string"}]}

READ: Mapping[str, Mapping[str, Any]] = {
    "window": _SEGMENTS,
    "document": _SEGMENTS,
    "finding": _CANDIDATES,
    "explanation": _EXPLANATIONS,
}
"""Scope of a prompt -> what is read of its answer: a type, the words of an enum, a list of one form, or fields."""


def fault(schema: Any, scope: str) -> str | None:
    """The first reason why answers under a schema could not be read, and what to do; None where they can."""
    from jsonschema import Draft202012Validator, SchemaError

    try:
        Draft202012Validator.check_schema(schema)
    except SchemaError as error:
        return f"this is no JSON Schema: {error.json_path}: {error.message}"
    if "$ref" in set(_keywords(schema)):
        return "'$ref' is not followed: write out what it refers to"
    return next(_faults(schema, READ[scope], ""), None)


def _keywords(schema: Any) -> Iterator[str]:
    if isinstance(schema, Mapping):
        yield from schema
        for part in schema.values():
            yield from _keywords(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from _keywords(part)


def _faults(schema: Any, form: Any, place: str) -> Iterator[str]:
    """Why what stands at a place of an answer could not be read, its form being one as in READ."""
    of = schema if isinstance(schema, Mapping) else {}
    here = place or "the root"
    if isinstance(form, Mapping):
        yield from _object_faults(of, form, place)
    elif isinstance(form, list):
        if of.get("type") != "array":
            yield f"{here} must be of type array"
        else:
            yield from _faults(of.get("items"), form[0], f"{place}[]")
    elif isinstance(form, tuple):
        words = of.get("enum")
        if of.get("type") != "string" or not words:
            yield f"{here} must be of type string with an enum of some of these: {', '.join(form)}"
        elif unknown := [word for word in words if word not in form]:
            yield f"{here} has {unknown[0]!r} in its enum; known: {', '.join(form)}"
    elif of.get("type") not in (("integer", "number") if form == "number" else (form,)):
        yield f"{here} must be of type {form}"


def _object_faults(schema: Mapping[str, Any], form: Mapping[str, Any], place: str) -> Iterator[str]:
    if schema.get("type") != "object":
        yield f"{place or 'the root'} must be of type object"
        return
    for name, inner in form.items():
        here = f"{place}.{name}".removeprefix(".")
        if name not in schema.get("properties", {}) or name not in schema.get("required", []):
            yield f"{here} is read from every answer: it must be among the properties and required"
        else:
            yield from _faults(schema["properties"][name], inner, here)
