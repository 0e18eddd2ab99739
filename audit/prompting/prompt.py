"""A prompt: one Markdown file, TOML front matter between `+++` lines, then `# system` and `# user` sections.

`{{name}}` is replaced once by a value; what a value contains is never read as template or as a role.
"""

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from audit import assets
from audit.errors import AssetError
from audit.prompting.answer import fault
from audit.prompting.calibration import Calibration, Line
from audit.prompting.front import ABOUT, OPINIONS, SCOPES, MistakeError, line_of, settings, split

Schemas = Callable[[str], Mapping[str, Any]]
"""A schema by name. Raises AssetError where there is none that can be used."""

_ROLE = re.compile(r"^# (system|user|assistant)[ \t]*(?:\n|\Z)", re.MULTILINE)
_VARIABLE = re.compile(r"\{\{(\w+)\}\}")


@dataclass(frozen=True, slots=True)
class Section:
    """A message of a prompt, before its variables are replaced."""

    role: str
    template: str
    line: int
    """Of the file, from 1, on which the template begins."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """A detector in words. `digest` identifies prompt, schema and parameters together."""

    name: str
    description: str
    version: str
    scope: str
    source: bool
    """True: needs the source text; False: is for articles without one."""
    about: str
    """One of ABOUT."""
    opinion: str
    """One of OPINIONS."""
    schema_name: str
    schema: Mapping[str, Any]
    parameters: Mapping[str, Any]
    sections: tuple[Section, ...]
    calibration: Calibration
    digest: str
    text: str
    """The whole file."""
    path: str
    """Of the file, as messages name it."""

    def render(self, values: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
        """The messages, (role, content), with every variable replaced once."""
        return tuple((part.role, _VARIABLE.sub(lambda m: values[m[1]], part.template)) for part in self.sections)

    @property
    def variables(self) -> frozenset[str]:
        """The variables it uses."""
        return frozenset(name for part in self.sections for name in _VARIABLE.findall(part.template))

    @property
    def front_matter(self) -> str:
        """The TOML, without the lines around it."""
        return split(self.text)[0].removeprefix("\n")

    def line(self, key: str) -> int:
        """The line of the file, from 1, on which the front matter sets a key; 1 where it does not."""
        return line_of(split(self.text)[0], key)


class PromptError(AssetError):
    """A prompt's file, or the schema's beside it, that cannot be used: what is wrong, and on which line, from 1."""

    def __init__(self, path: str, line: int, problem: str) -> None:
        super().__init__(f"{path}:{line}: {problem}")
        self.path, self.line, self.problem = path, line, problem


def parse_prompt(name: str, text: str, path: str | None = None, schemas: Schemas = assets.schema) -> Prompt:
    """A prompt from the text of its file; path None: a built-in one. Raises PromptError naming file and line."""
    path = path or f"prompts/{name}.md"
    try:
        return _parsed(name, text.replace("\r\n", "\n"), path, schemas)
    except MistakeError as mistake:
        raise PromptError(path, mistake.line, str(mistake)) from mistake


def _parsed(name: str, text: str, path: str, schemas: Schemas) -> Prompt:
    head, body = split(text)
    said = settings(head, name)
    sections = _sections(text, body)
    _check_variables(text, body, said["scope"])
    schema = _schema(head, said, schemas)
    parameters = said.get("parameters", {})
    # the order of a schema's keys counts: under constrained decoding it is the order in which an answer is written
    identity = json.dumps([text, schema, parameters], ensure_ascii=False)
    return Prompt(
        name=name,
        description=said["description"],
        version=str(said["version"]),
        scope=said["scope"],
        source=said["source"],
        about=said.get("about", ABOUT[0]),
        opinion=said.get("opinion", OPINIONS[0]),
        schema_name=said["schema"],
        schema=schema,
        parameters=parameters,
        sections=sections,
        calibration=Calibration(**{name: Line(*line) for name, line in said.get("calibration", {}).items()}),
        digest=hashlib.sha256(identity.encode()).hexdigest(),
        text=text,
        path=path,
    )


def _sections(text: str, body: int) -> tuple[Section, ...]:
    heads = list(_ROLE.finditer(text, body))
    if not heads or text[body : heads[0].start()].strip():
        line = text.count("\n", 0, body) + 1
        raise MistakeError(line, "after the front matter comes a section '# system' or '# user'")
    sections = []
    for head, end in zip(heads, [*(later.start() for later in heads[1:]), len(text)], strict=True):
        content = text[head.end() : end]
        begin = head.end() + len(content) - len(content.lstrip())
        sections.append(Section(head[1], content.strip(), text.count("\n", 0, begin) + 1))
    return tuple(sections)


def _check_variables(text: str, body: int, scope: str) -> None:
    for match in _VARIABLE.finditer(text, body):
        if match[1] not in SCOPES[scope]:
            line = text.count("\n", 0, match.start()) + 1
            raise MistakeError(line, f"unknown variable {match[0]}; known: {sorted(SCOPES[scope])}")


def _schema(head: str, said: Mapping[str, Any], schemas: Schemas) -> Mapping[str, Any]:
    """The schema that is named; with the fields that a run reads of every answer, or it cannot be used."""
    name, line = said["schema"], line_of(head, "schema")
    try:
        schema = schemas(name)
    except AssetError as error:
        raise MistakeError(line, str(error)) from error
    if problem := fault(schema, said["scope"]):
        raise MistakeError(line, f"schema {name!r}: {problem}")
    return schema
