"""From what a model said to a valid value: find the JSON, check it, say what is wrong with it."""

import json
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from jsonschema import Draft202012Validator

_THINKING = re.compile(r"\A\s*<think>.*?</think>", re.DOTALL)
_FENCE = re.compile(r"\A\s*```[a-zA-Z]*\n(.*?)\n?```\s*\Z", re.DOTALL)
_MOST_PROBLEMS = 5
_LONGEST_PROBLEM = 300


class InvalidAnswerError(Exception):
    """The answer is no JSON or does not fit the schema; the message is fit to be shown to the model."""


def parse(text: str, schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """The JSON object in a model's answer, valid under the schema. Raises InvalidAnswerError.

    Tolerates what models put around JSON (a byte order mark, a thinking block, one code fence, prose), never
    damage inside it: a repaired list may have lost an item, and a lost item would count as "no error".
    """
    try:
        value = _value(text.lstrip("\ufeff"))
        json.dumps(value, ensure_ascii=False).encode()  # an escaped half of a character could not be written anywhere
        problems = _problems(value, schema)
    except RecursionError as error:
        raise InvalidAnswerError("the answer is nested too deep") from error
    except UnicodeEncodeError as error:
        raise InvalidAnswerError(f"the answer contains half a character: {error.object[error.start]!r}") from error
    if problems:
        raise InvalidAnswerError("; ".join(problems))
    return value  # type: ignore[no-any-return]  # the schema's root is an object


def _value(text: str) -> Any:
    text = _THINKING.sub("", text)
    if match := _FENCE.match(text):
        text = match[1]
    try:
        return json.loads(text)
    except ValueError:
        return _last_object(text)


def _last_object(text: str) -> Any:
    """The last complete JSON object in prose: an earlier one may be an echo of the article."""
    decoder, found, position = json.JSONDecoder(), None, text.find("{")
    while position != -1:
        try:
            found, end = decoder.raw_decode(text, position)
        except ValueError:
            end = position + 1
        position = text.find("{", end)
    if found is None:
        raise InvalidAnswerError("the answer contains no complete JSON object")
    return found


def _problems(value: Any, schema: Mapping[str, Any]) -> list[str]:
    errors = sorted(_validator(json.dumps(schema)).iter_errors(value), key=lambda error: list(map(str, error.path)))
    return [f"{error.json_path}: {_shortened(error.message)}" for error in errors[:_MOST_PROBLEMS]]


def _shortened(message: str) -> str:
    """Without the middle: a message begins with the wrong value and ends with what is wrong about it."""
    half = _LONGEST_PROBLEM // 2
    return message if len(message) <= _LONGEST_PROBLEM else f"{message[:half]} … {message[-half:]}"


@lru_cache(maxsize=32)
def _validator(schema: str) -> Draft202012Validator:
    return Draft202012Validator(json.loads(schema))
