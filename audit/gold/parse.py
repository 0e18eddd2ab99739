"""One line of a gold file, understood and checked.

`schemas/gold.json` says the same for other programs. It is not used here: a validator takes ten times as long, and
cannot compare an offset with a text. A test holds both to one table of good and bad lines.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from audit.article import Side
from audit.domain import Severity
from audit.errors import UsageError
from audit.gold.annotation import ErrorSpan, GoldDocument, GoldSegment

_Fields = Mapping[str, Any]

_SEVERITIES = {severity.value: severity for severity in Severity}
_SIDES = {side.value: side for side in Side}
_TEXT, _LIST, _OBJECT = (str, "a text"), (list, "a list"), (dict, "an object")


def parse(line: str) -> GoldDocument:
    """The document of a line. Raises UsageError saying which part is wrong and what to do, without the file's name."""
    fields = _of(_json(line), _OBJECT, "the line")
    name = _name(fields, "id", "the document")
    where = f"document {name!r}"
    source_language = _optional(fields, "source_lang", _TEXT, where)
    segments = tuple(_segments(_field(fields, "segments", _LIST, where), where))
    return GoldDocument(
        id=name,
        doc=_name(fields, "doc", where),
        system=_name(fields, "system", where),
        source_language=source_language or None,
        target_language=_name(fields, "target_lang", where),
        segments=segments,
    )


def _json(line: str) -> Any:
    try:
        value = json.loads(line, object_pairs_hook=_unique)
        if "\\u" in line:  # half of a surrogate pair is JSON, but no text that could be written again
            json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise UsageError("half of a surrogate pair stands alone (as \\ud83d): write the character itself") from error
    except json.JSONDecodeError as error:
        raise UsageError(f"not JSON ({error.msg}, column {error.colno}): one document a line, as JSON") from error
    except (ValueError, RecursionError) as error:
        raise UsageError(f"not JSON that can be read ({error}): one document a line, as JSON") from error
    return value


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose keys differ: of two entries of a rater, JSON would drop one without a word."""
    fields = dict(pairs)
    if len(fields) < len(pairs):
        keys = [key for key, _ in pairs]
        raise ValueError(f"the key {next(key for key in keys if keys.count(key) > 1)!r} stands twice in an object")
    return fields


def _segments(values: list[Any], where: str) -> Iterator[GoldSegment]:
    if not values:
        raise UsageError(f'{where}: "segments" is empty: give what was translated, or take the document out')
    seen: set[str] = set()
    for number, value in enumerate(values, 1):
        segment = _segment(_of(value, _OBJECT, f"{where}, segment number {number}"), where, number)
        if segment.id in seen:
            raise UsageError(f"{where}: two segments are called {segment.id!r}: give each its own seg")
        seen.add(segment.id)
        yield segment


def _segment(fields: _Fields, document: str, number: int) -> GoldSegment:
    name = _segment_id(fields, f"{document}, segment number {number}")
    where = f"{document}, segment {name!r}"
    target = _field(fields, "target", _TEXT, where)
    source = _optional(fields, "source", _TEXT, where)
    paragraph = None if fields.get("paragraph") is None else _number(fields, "paragraph", where)
    texts = {Side.TARGET: target, Side.SOURCE: source}
    raters: dict[str, tuple[ErrorSpan, ...]] = {}
    for rater, errors in _field(fields, "raters", _OBJECT, where).items():
        place = f"{where}, rater {rater!r}"
        numbered = enumerate(_of(errors, _LIST, place), 1)
        raters[rater] = tuple(_span(error, texts, f"{place}, error number {n}") for n, error in numbered)
    return GoldSegment(name, target, source, raters, paragraph)


def _segment_id(fields: _Fields, where: str) -> str:
    return str(_number(fields, "seg", where)) if _is_number(fields.get("seg")) else _name(fields, "seg", where)


def _span(value: Any, texts: Mapping[Side, str | None], where: str) -> ErrorSpan:
    fields = _of(value, _OBJECT, where)
    side = _choice(fields, "side", _SIDES, where) if "side" in fields else Side.TARGET
    start, end = _number(fields, "start", where), _number(fields, "end", where)
    severity = _choice(fields, "severity", _SEVERITIES, where)
    category = _name(fields, "category", where)
    text = texts[side]
    if text is None:
        raise UsageError(f'{where}: it is in the source, but the segment has none: give "source"')
    if not start <= end <= len(text):
        raise UsageError(
            f"{where}: {start} to {end} is no place in the {side} of {len(text)} characters: "
            "offsets are code points, the end is exclusive"
        )
    said = _optional(fields, "text", _TEXT, where)
    if said is not None and said != text[start:end]:
        raise UsageError(
            f"{where}: {start} to {end} of the {side} is {text[start:end]!r}, not {said!r}: "
            'correct the offsets, or take "text" out'
        )
    return ErrorSpan(start, end, severity, category, side)


# -- fields ------------------------------------------------------------------------------------------------------


def _of(value: Any, kind: tuple[type, str], where: str) -> Any:
    if not isinstance(value, kind[0]):
        raise UsageError(f"{where} is {_shown(value)}: it must be {kind[1]}")
    return value


def _field(fields: _Fields, key: str, kind: tuple[type, str], where: str) -> Any:
    if key not in fields:
        raise UsageError(f'{where} lacks "{key}": give it as {kind[1]}')
    return _of(fields[key], kind, f'{where}: "{key}"')


def _optional(fields: _Fields, key: str, kind: tuple[type, str], where: str) -> Any:
    return None if fields.get(key) is None else _field(fields, key, kind, where)


def _name(fields: _Fields, key: str, where: str) -> str:
    name: str = _field(fields, key, _TEXT, where)
    if not name:
        raise UsageError(f'{where}: "{key}" is empty: give it a name')
    return name


def _number(fields: _Fields, key: str, where: str) -> int:
    if key not in fields:
        raise UsageError(f'{where} lacks "{key}": give it as a number')
    if not _is_number(fields[key]):
        raise UsageError(f'{where}: "{key}" is {_shown(fields[key])}: it must be a whole number, 0 or more')
    return int(fields[key])


def _is_number(value: Any) -> bool:
    """True for 0, 1, 2 ... and for 1.0, which is an integer to a JSON Schema."""
    return type(value) in {int, float} and value == value // 1 and value >= 0


def _choice(fields: _Fields, key: str, choices: Mapping[str, Any], where: str) -> Any:
    said = _field(fields, key, _TEXT, where)
    if said.lower() not in choices:
        raise UsageError(f'{where}: "{key}" is {said!r}: it must be one of {", ".join(choices)}')
    return choices[said.lower()]


def _shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else f"{text[:57]}..."
