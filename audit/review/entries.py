"""What is to be added to a review, checked as strictly as the file: it fits the schema, and the text."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

from audit import assets
from audit.errors import UsageError
from audit.review.decision import Decision, Review
from audit.review.file import astray, decision_of

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator


def entries(value: Any, review: Review) -> tuple[tuple[Decision, ...], Mapping[str, tuple[str, ...]]]:
    """The decisions, and who has read what, of plain values: {"decisions": rows, "seen": {reviewer: ids}}.

    Either may be left out. Raises UsageError naming the place.
    """
    if wrong := assets.misfit(_validator(), value, "review", "the request"):
        raise UsageError(wrong)
    decisions = tuple(map(decision_of, value.get("decisions", ())))
    seen = {reviewer: tuple(ids) for reviewer, ids in value.get("seen", {}).items()}
    if lost := next(astray(replace(review, decisions=decisions, seen=seen)), None):
        raise UsageError(lost)
    return decisions, seen


@cache
def _validator() -> "Draft202012Validator":
    from jsonschema import Draft202012Validator  # 45 ms that --help does not need

    schema = assets.schema("review")
    parts = {name: schema["properties"][name] for name in ("decisions", "seen")}
    return Draft202012Validator(
        {"$defs": schema["$defs"], "type": "object", "additionalProperties": False, "properties": parts}
    )
