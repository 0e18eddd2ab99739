"""The only reader of the top-level `prompts/` and `schemas/` (inside a wheel: `audit/prompts`, `audit/schemas`).

A prompt is one Markdown file: TOML front matter between `+++` lines, then `# system` and `# user` sections.
`{{name}}` is replaced once by a value; what a value contains is never read as template or as a role.
"""

import hashlib
import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from audit.errors import AssetError

_PACKAGE = Path(__file__).parent
# in an editable install and in a checkout the folders lie beside the package, in a wheel inside it
_ROOT = _PACKAGE if (_PACKAGE / "prompts").is_dir() else _PACKAGE.parent

_ROLE = re.compile(r"^# (system|user|assistant)[ \t]*\n", re.MULTILINE)
_VARIABLE = re.compile(r"\{\{(\w+)\}\}")
_TEXT, _FLAG, _TABLE = (str, "text in quotes"), (bool, "true or false"), (dict, "a table")
_KEYS: dict[str, tuple[type, str]] = {
    "description": _TEXT,
    "version": (object, "anything"),
    "scope": _TEXT,
    "source": _FLAG,
    "schema": _TEXT,
    "parameters": _TABLE,
}

SCOPES = {
    "window": {"article", "focus", "schema", "source_language", "target_language"},
    "document": {"article", "schema", "source_language", "target_language"},
}
"""What a prompt is asked about, and the variables it may use."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """A detector in words. `digest` identifies prompt, schema and parameters together."""

    name: str
    description: str
    version: str
    scope: str
    source: bool
    """True: needs the source text; False: is for articles without one."""
    schema_name: str
    schema: Mapping[str, Any]
    parameters: Mapping[str, Any]
    sections: tuple[tuple[str, str], ...]
    digest: str

    def render(self, values: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
        """The messages, (role, content), with every variable replaced once."""
        return tuple((role, _VARIABLE.sub(lambda m: values[m[1]], template)) for role, template in self.sections)


def schema(name: str) -> dict[str, Any]:
    """A JSON Schema by name. Raises AssetError where it is missing or malformed."""
    path = _ROOT / "schemas" / f"{name}.json"
    try:
        content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise AssetError(f"no schema {name!r} ({path.name}: {error.strerror})") from error
    except ValueError as error:
        raise AssetError(f"schemas/{path.name}: {error}") from error
    return content


def prompt_names() -> tuple[str, ...]:
    """The prompts there are, sorted."""
    return tuple(sorted(path.stem for path in (_ROOT / "prompts").glob("*.md") if path.stem != "README"))


def prompt(name: str) -> Prompt:
    """A prompt by name. Raises AssetError naming file and line where it cannot be used."""
    path = _ROOT / "prompts" / f"{name}.md"
    if name not in prompt_names():
        raise AssetError(f"no prompt {name!r}; there are: {', '.join(prompt_names())}")
    return parse_prompt(name, path.read_text(encoding="utf-8"))


def parse_prompt(name: str, text: str) -> Prompt:
    """A prompt from the text of its file. Raises AssetError."""
    where = f"prompts/{name}.md"
    text = text.replace("\r\n", "\n")
    head, body = _split_front_matter(text, where)
    _check_head(head, where)
    sections = _sections(body, where)
    _check_variables(body, SCOPES[head["scope"]], where, first_line=text.count("\n") - body.count("\n") + 1)
    parameters = head.get("parameters", {})
    try:
        answer_schema = schema(head["schema"])
    except AssetError as error:
        raise AssetError(f"{where}: {error}") from error
    identity = json.dumps([text, answer_schema, parameters], sort_keys=True, ensure_ascii=False)
    return Prompt(
        name=name,
        description=head["description"],
        version=str(head["version"]),
        scope=head["scope"],
        source=head["source"],
        schema_name=head["schema"],
        schema=answer_schema,
        parameters=parameters,
        sections=sections,
        digest=hashlib.sha256(identity.encode()).hexdigest(),
    )


def _split_front_matter(text: str, where: str) -> tuple[dict[str, Any], str]:
    if not text.startswith("+++\n") or "\n+++\n" not in text:
        raise AssetError(f"{where}:1: a prompt begins with TOML between two lines of +++")
    head, body = text[3:].split("\n+++\n", 1)  # the line break stays: TOML then counts lines as the file does
    try:
        return tomllib.loads(head), body
    except tomllib.TOMLDecodeError as error:
        raise AssetError(f"{where}: front matter: {error}") from error


def _check_head(head: Mapping[str, Any], where: str) -> None:
    if unknown := head.keys() - _KEYS:
        raise AssetError(f"{where}: unknown key {sorted(unknown)[0]!r} in the front matter; known: {sorted(_KEYS)}")
    if missing := _KEYS.keys() - {"parameters"} - head.keys():
        raise AssetError(f"{where}: the front matter lacks {sorted(missing)}")
    for key, value in head.items():
        kind, words = _KEYS[key]
        if not isinstance(value, kind):
            raise AssetError(f"{where}: {key} is {value!r}; it must be {words}")
    if head["scope"] not in SCOPES:
        raise AssetError(f"{where}: scope is {head['scope']!r}; it can be {sorted(SCOPES)}")


def _sections(body: str, where: str) -> tuple[tuple[str, str], ...]:
    parts = _ROLE.split(body)
    if parts[0].strip() or len(parts) < 3:
        raise AssetError(f"{where}: after the front matter comes a section '# system' or '# user'")
    return tuple((role, content.strip()) for role, content in zip(parts[1::2], parts[2::2], strict=True))


def _check_variables(body: str, allowed: set[str], where: str, first_line: int) -> None:
    for match in _VARIABLE.finditer(body):
        if match[1] not in allowed:
            line = first_line + body.count("\n", 0, match.start())
            raise AssetError(f"{where}:{line}: unknown variable {match[0]}; known: {sorted(allowed)}")
