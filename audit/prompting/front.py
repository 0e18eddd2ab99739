"""The front matter of a prompt: TOML between two lines of `+++`, read and checked."""

import json
import re
import tomllib
from math import isfinite
from typing import Any

_TOML_LINE = re.compile(r"\(at line (\d+),")
_SCHEMA_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")
"""What OpenAI takes as the name of a response format."""
_TEXT, _FLAG, _TABLE = (str, "text in quotes"), (bool, "true or false"), (dict, "a table")
_KEYS: dict[str, tuple[type, str]] = {
    "name": _TEXT,
    "description": _TEXT,
    "version": (object, "anything"),
    "scope": _TEXT,
    "source": _FLAG,
    "about": _TEXT,
    "opinion": _TEXT,
    "schema": _TEXT,
    "parameters": _TABLE,
    "calibration": _TABLE,
}
_OPTIONAL = {"name", "about", "opinion", "parameters", "calibration"}
_CALIBRATED = ("confidence", "major")
_LANGUAGES = {"source_language", "target_language"}

SCOPES = {
    "window": {"article", "focus", "schema", *_LANGUAGES},
    "document": {"article", "schema", *_LANGUAGES},
    "finding": {"article", "findings", "schema", *_LANGUAGES},
    "explanation": {"explanations", "language", "schema", *_LANGUAGES},
}
"""What a prompt is asked about, and the variables it may use."""
EXPLANATIONS = "explanations"
"""The one prompt of the scope "explanation": a run does not choose it, --explain-in asks it."""
ABOUT = ("article", "strings")
"""What kind of text it is about: prose that tells a story, or the strings of a program, each by itself."""
OPINIONS = ("first", "second")
"""A second opinion is asked for only where somebody wants one."""

_CHOICES = {"scope": tuple(sorted(SCOPES)), "about": ABOUT, "opinion": OPINIONS}


class MistakeError(Exception):
    """What is wrong with a line of a prompt, from 1; never leaves `audit.prompting`."""

    def __init__(self, line: int, problem: str) -> None:
        super().__init__(problem)
        self.line = line


def split(text: str) -> tuple[str, int]:
    """The front matter, and where the text after it begins. Raises MistakeError.

    The front matter begins with a line break: TOML then counts lines as the file does.
    """
    end = text.find("\n+++\n")
    if not text.startswith("+++\n") or end == -1:
        raise MistakeError(1, "a prompt begins with TOML between two lines of +++")
    return text[3:end], end + 5


def settings(head: str, name: str) -> dict[str, Any]:
    """What the front matter of a prompt of that name says, all of it usable. Raises MistakeError."""
    try:
        content = tomllib.loads(head)
    except ValueError as error:  # also where a number has more digits than Python reads
        told = _TOML_LINE.search(str(error))
        raise MistakeError(int(told[1]) if told else head.count("\n") + 1, f"front matter: {error}") from error
    if unknown := [key for key in content if key not in _KEYS]:
        problem = f"unknown key {unknown[0]!r} in the front matter; known: {sorted(_KEYS)}"
        raise MistakeError(line_of(head, unknown[0]), problem)
    if missing := sorted(_KEYS.keys() - _OPTIONAL - content.keys()):
        raise MistakeError(1, f"the front matter lacks {missing}")
    for key, value in content.items():
        if problem := _wrong(key, value, name):
            raise MistakeError(line_of(head, key), problem)
    return content


def line_of(head: str, key: str) -> int:
    """The line of the file, from 1, on which the front matter sets a key; 1 where it does not."""
    setting = re.search(rf"^[ \t]*\[?[ \t]*[\"']?{re.escape(key)}[\"']?[ \t]*[].=]", head, re.MULTILINE)
    return head.count("\n", 0, setting.start()) + 1 if setting else 1


def _wrong(key: str, value: Any, name: str) -> str:
    """What is wrong with the value of a key; empty where it is right."""
    kind, words = _KEYS[key]
    if not isinstance(value, kind):
        return f"{key} is {value!r}; it must be {words}"
    match key:
        case "name" if value != name:
            return f"name is {value!r}, but the file is {name}.md: give both the same name, or leave this line out"
        case "scope" | "about" | "opinion" if value not in _CHOICES[key]:
            return f"{key} is {value!r}; it can be {list(_CHOICES[key])}"
        case "scope" if (value == "explanation") != (name == EXPLANATIONS):
            return f"{name}.md has the scope {value!r}: {EXPLANATIONS}.md, and no other, has 'explanation': rename it"
        case "schema" if not _SCHEMA_NAME.fullmatch(str(value)):
            return f"schema is {value!r}; it must be a name of letters, digits, _ and -, without folder or .json"
        case "parameters" if not _is_json(value):
            return "parameters are sent as JSON, which has no dates, no times, no inf and no nan: leave these out"
        case "calibration" if not _is_calibration(value):
            return "calibration is for confidence and major, each as [shift, slope], the slope above 0"
    return ""


def _is_calibration(value: Any) -> bool:
    return all(name in _CALIBRATED and _is_line(line) for name, line in value.items())


def _is_line(value: Any) -> bool:
    match value:
        case [int() | float() as shift, int() | float() as slope]:
            return isfinite(shift) and isfinite(slope) and slope > 0
    return False


def _is_json(value: Any) -> bool:
    try:
        json.dumps(value, allow_nan=False)
    except (TypeError, ValueError):
        return False
    return True
