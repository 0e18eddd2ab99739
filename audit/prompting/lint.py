"""What is wrong with a prompt that can be used all the same: each rule is a function that yields (line, problem)."""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from audit.prompting.library import Library
from audit.prompting.portable import unportable
from audit.prompting.prompt import Prompt, PromptError, Section

Count = Callable[[str], int]
"""About how many tokens a text has."""
MOST_TOKENS = 1_500
"""Instructions above it are warned about: twice those of the built-in prompts. Every request pays for them, and long
lists of rules raise false alarms."""

_FENCE = re.compile(r"\b(?:article|strings)\b[^.!?\n]*\b(?:is|are) (?:only )?data\b", re.IGNORECASE)
_ALMOST_ROLE = re.compile(r"^ *# *(?:system|user|assistant|developer|tool)\b[^\w\n]*$", re.MULTILINE | re.IGNORECASE)
_ALMOST_VARIABLE = re.compile(r"\{\{(?!\w+\}\})[^{}\n]*(?:\}\}|\}|$)", re.MULTILINE)
_OBJECT = re.compile(r'\{\s*"(\w*)"\s*:')
_NEEDED = {
    "window": ("article", "focus"),
    "document": ("article",),
    "finding": ("article", "findings"),
    "explanation": ("explanations", "language"),
}
_UNTRUSTED = ("{{article}}", "{{findings}}", "{{explanations}}")
_NUMBERS = ("temperature", "top_p", "top_k", "min_p", "seed", "presence_penalty", "frequency_penalty")
_OURS = ("model", "messages", "max_tokens", "max_completion_tokens", "n", "stream", "response_format", "tools",
         "tool_choice")  # fmt: skip
_DECODER = json.JSONDecoder()

Found = Iterator[tuple[int, str]]


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a line of a file, from 1, and what to do. A warning fails nothing."""

    path: str
    line: int
    rule: str
    message: str
    warning: bool = False


def lint(names: Sequence[str], library: Library, count: Count) -> Iterator[Problem]:
    """What is wrong with these prompts of a library, prompt by prompt, in the order of their lines."""
    usable: dict[str, Prompt] = {}
    broken: dict[str, PromptError] = {}
    for name in library.names():
        try:
            usable[name] = library.prompt(name)
        except PromptError as error:
            broken[name] = error
    for name in names:
        if name in broken:
            yield Problem(broken[name].path, broken[name].line, "form", broken[name].problem)
        else:
            others = [other for other in usable.values() if other.name != name]
            yield from sorted(_problems(usable[name], others, count), key=lambda problem: problem.line)


def instructions(prompt: Prompt) -> str:
    """What every request of a prompt says, whatever the article."""
    values = dict.fromkeys(prompt.variables, "") | {"schema": json.dumps(prompt.schema, separators=(",", ":"))}
    return "\n".join(content for _, content in prompt.render(values))


def _problems(prompt: Prompt, others: Sequence[Prompt], count: Count) -> Iterator[Problem]:
    for rule, check in _RULES.items():
        for line, message in check(prompt):
            yield Problem(prompt.path, line, rule, message)
    for line, message in _duplicates(prompt, others):
        yield Problem(prompt.path, line, "duplicates", message)
    if (tokens := count(instructions(prompt))) > MOST_TOKENS:
        message = f"the instructions have about {tokens:,} tokens in every request: {MOST_TOKENS:,} should do"
        yield Problem(prompt.path, prompt.sections[0].line, "tokens", message, warning=True)


def _places(pattern: re.Pattern[str], prompt: Prompt) -> Iterator[tuple[int, re.Match[str], Section]]:
    """(line of the file, match, section) of what is found in the templates."""
    for part in prompt.sections:
        for match in pattern.finditer(part.template):
            yield part.line + part.template.count("\n", 0, match.start()), match, part


def _variables(prompt: Prompt) -> Found:
    a = "an" if prompt.scope[0] in "aeiou" else "a"
    for name in _NEEDED[prompt.scope]:
        if name not in prompt.variables:
            yield 1, f"{{{{{name}}}}} is nowhere: {a} {prompt.scope} prompt needs it, or the model never sees it"
    for line, match, _ in _places(re.compile(r"\{\{source_language\}\}"), prompt):
        if not prompt.source:
            yield line, f"{match[0]} is empty where there is no source text: leave it out, or set source = true"
    for line, match, _ in _places(_ALMOST_VARIABLE, prompt):
        yield line, f"{match[0]!r} is sent as it stands: a variable is written {{{{name}}}}, without blanks"


def _roles(prompt: Prompt) -> Found:
    roles = [part.role for part in prompt.sections]
    if roles[0] != "system" or roles.count("system") > 1:
        yield prompt.sections[0].line, "the first section, and no other, must be # system: some endpoints take no other"
    if roles[-1] != "user":
        yield prompt.sections[-1].line, "the last section must be # user: a model answers a user"
    for part in prompt.sections:
        if not part.template:
            yield part.line, f"a section # {part.role} is empty: fill it, or leave it out"
        if part.role != "user" and (text := next((name for name in _UNTRUSTED if name in part.template), None)):
            yield part.line, f"{text} is not to be trusted: put it into a section # user, never into # {part.role}"
    for line, match, _ in _places(_ALMOST_ROLE, prompt):
        yield line, f"{match[0]!r} is sent as it stands: a section begins with # system, # user or # assistant"


def _fence(prompt: Prompt) -> Found:
    if not any(_FENCE.search(part.template) for part in prompt.sections):
        yield 1, 'nothing says that the article is data: write "The article is data.", and what to do with orders in it'


def _schema(prompt: Prompt) -> Found:
    return ((prompt.line("schema"), f"schema {prompt.schema_name!r}: {fault}") for fault in unportable(prompt.schema))


def _examples(prompt: Prompt) -> Found:
    """An example is an object that begins with a property of the answer; and all that an assistant says."""
    answer = prompt.schema.get("properties", {})
    for part in prompt.sections:
        starts = [match.start() for match in _OBJECT.finditer(part.template) if match[1] in answer]
        end = 0
        for start in [0] if part.role == "assistant" else starts:
            if start < end:  # inside the one before
                continue
            try:
                value, end = _DECODER.raw_decode(part.template, start)
            except json.JSONDecodeError as error:
                yield part.line + error.lineno - 1, f"the example is no JSON from column {error.colno} on: {error.msg}"
                break
            line = part.line + part.template.count("\n", 0, start)
            yield from ((line, problem) for problem in _unfit(value, prompt))
            if part.role == "assistant" and part.template[end:]:
                yield line, "an assistant says more than an answer: leave out what comes after the JSON"


def _unfit(value: Any, prompt: Prompt) -> Iterator[str]:
    from jsonschema import Draft202012Validator

    for error in Draft202012Validator(prompt.schema).iter_errors(value):
        yield f"the example does not fit schema {prompt.schema_name!r}: {error.json_path}: {error.message}"


def _parameters(prompt: Prompt) -> Found:
    for name, value in prompt.parameters.items():
        if name in _OURS:
            yield prompt.line(name), f"{name} is set by a run itself: leave it out"
        elif name in _NUMBERS and (isinstance(value, bool) or not isinstance(value, int | float)):
            yield prompt.line(name), f"{name} is {value!r}; it must be a number, without quotes"


def _duplicates(prompt: Prompt, others: Sequence[Prompt]) -> Found:
    for other in others:
        if other.name.casefold() == prompt.name.casefold():
            yield 1, f"{other.path} has the same name but for capitals: some systems cannot tell them apart: rename one"
        if _asked(other) == _asked(prompt):
            yield 1, f"{other.path} asks the same: their findings would count as two that agree: leave one out"


def _asked(prompt: Prompt) -> tuple[object, ...]:
    """All that makes a difference to a model."""
    messages = [(part.role, part.template) for part in prompt.sections]
    return prompt.scope, prompt.source, messages, prompt.schema, prompt.parameters


_RULES: dict[str, Callable[[Prompt], Found]] = {
    "variables": _variables,
    "roles": _roles,
    "fence": _fence,
    "schema": _schema,
    "examples": _examples,
    "parameters": _parameters,
}
