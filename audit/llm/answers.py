"""From what a model said to a valid value: find the JSON, check it, say what is wrong with it, save what is whole."""

import json
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator

_THINKING = "</think>"
_OBJECT = re.compile(r'\{\s*"')
_BETWEEN = re.compile(r"[\s,]*(?=\{)")
_FENCE = re.compile(r"\A\s*```[a-zA-Z]*\n(.*?)\n?```\s*\Z", re.DOTALL)
_DECODER = json.JSONDecoder()
_MOST_PROBLEMS = 5
_LONGEST_PROBLEM = 300


class InvalidAnswerError(Exception):
    """The answer is no JSON or does not fit the schema; the message is fit to be shown to the model."""


def parse(text: str, schema: Mapping[str, Any], cut_off: bool = False) -> Mapping[str, Any]:
    """The JSON object in a model's answer, valid under the schema. Raises InvalidAnswerError.

    In a text that was cut off only all of it can be the answer: an object before the cut is a draft or an echo.

    Tolerates what models put around JSON (a byte order mark, a thinking block, one code fence, prose), never
    damage inside it: a repaired list may have lost an item, and a lost item would count as "no error".
    """
    try:
        value = _value(text.lstrip("\ufeff"), cut_off)
        json.dumps(value, ensure_ascii=False).encode()  # an escaped half of a character could not be written anywhere
        problems = _problems(value, schema)
    except RecursionError as error:
        raise InvalidAnswerError("the answer is nested too deep") from error
    except UnicodeEncodeError as error:
        raise InvalidAnswerError(f"the answer contains half a character: {error.object[error.start]!r}") from error
    if problems:
        raise InvalidAnswerError("; ".join(problems))
    return value  # type: ignore[no-any-return]  # the schema's root is an object


def fits(value: Any, schema: Mapping[str, Any]) -> bool:
    """True for a value that is valid under a schema."""
    return _validator(json.dumps(schema)).is_valid(value)


def said(body: Mapping[str, Any]) -> tuple[str, str]:
    """What a completion says, and why it ended: the arguments of a tool called, else the content."""
    choice = body["choices"][0]
    finish = str(choice.get("finish_reason") or "")
    match choice["message"]:
        case {"tool_calls": [{"function": {"arguments": str(arguments)}}, *_]}:
            return arguments, finish
        case {"content": str(content)}:
            return content, finish
        case {"content": [*parts]}:  # a part in which the model thinks has no text
            texts = (part.get("text") for part in parts if isinstance(part, Mapping))
            return "".join(text for text in texts if isinstance(text, str)), finish
    return "", finish


def salvage(text: str, schema: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The whole items of a damaged answer: those in its one list that fit the schema. None where there is none.

    Sound where the asker knows which items are due: what was lost is then seen to be missing.
    """
    lists = {name: of for name, of in schema.get("properties", {}).items() if of.get("type") == "array"}
    if len(lists) != 1:
        return None
    [(name, of)] = lists.items()
    fits = _validator(json.dumps(of.get("items", {})))
    whole = [item for item in _items(text, name) if fits.is_valid(item) and _writable(item)]
    return {name: whole} if whole else None


def _items(text: str, name: str) -> Iterator[Any]:
    """What stands in the last list of that name (an earlier one may be an echo), up to the first damage."""
    try:
        text = _thought_over(text)
    except InvalidAnswerError:
        return
    starts = list(re.finditer(rf'"{re.escape(name)}"\s*:\s*\[', text))
    position = starts[-1].end() if starts else len(text)
    while match := _BETWEEN.match(text, position):
        try:
            item, position = _DECODER.raw_decode(text, match.end())
        except (ValueError, RecursionError):
            return
        yield item


def _writable(value: Any) -> bool:
    """False for a text with half a character in it, which could not be written anywhere."""
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True


def _value(text: str, cut_off: bool) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        text = _thought_over(text)
    if match := _FENCE.match(text):
        text = match[1]
    try:
        return json.loads(text)
    except ValueError as error:
        if cut_off:
            raise InvalidAnswerError("the answer contains no complete JSON object") from error
        return _last_object(text)


def _thought_over(text: str) -> str:
    """What a model says once it has thought; some open the block in the prompt, so that only its end is here."""
    text = text.rpartition(_THINKING)[2]
    if text.lstrip().startswith("<think>"):
        raise InvalidAnswerError("the answer ends before the model has ended its thoughts")
    return text


def _last_object(text: str) -> Any:
    """The last JSON object in prose, if it is complete: an earlier one may be an echo of the article, or a draft."""
    found, position = None, text.find("{")
    while position != -1:
        try:
            found, end = _DECODER.raw_decode(text, position)
        except ValueError:
            end = position + 1
            found = None if _OBJECT.match(text, position) else found  # one more has begun, and is damaged
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
def _validator(schema: str) -> "Draft202012Validator":
    from jsonschema import Draft202012Validator  # 45 ms that --help does not need

    return Draft202012Validator(json.loads(schema))
