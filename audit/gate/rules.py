"""Under which rule a finding goes: the check that made it, or the category that a model gave it."""

import inspect
import re
from collections.abc import Iterable, Mapping
from types import ModuleType

from audit import registry
from audit.config.globs import named
from audit.domain import Category, Finding
from audit.gate.inspection import Rule

MODEL = "model"
"""What the rules of models begin with, and what stands for all of them."""

_LABELLED = re.compile(r"^(Hit|Clean|Languages):\s*", re.MULTILINE)

_CATEGORIES = {
    Category.MISTRANSLATION: "Says something else than the source, or what no author can have meant",
    Category.OMISSION: "Leaves out what the source says",
    Category.ADDITION: "Says what the source does not",
    Category.UNTRANSLATED: "Is left in the language of the source",
    Category.GRAMMAR: "Breaks the grammar of the language",
    Category.SPELLING: "Is misspelt",
    Category.PUNCTUATION: "Is punctuated wrongly",
    Category.ENCODING: "Holds characters that were damaged on the way",
    Category.REPETITION: "Says the same again",
    Category.INCONSISTENT_TERM: "Calls one thing by several names",
    Category.WRONG_TERM: "Uses a word that the field does not use",
    Category.AWKWARD: "Reads as no native would write it",
    Category.BOILERPLATE: "Does not belong to the text",
    Category.OTHER: "Has an error of another kind",
    Category.SUSPICIOUS: "Surprised the embedded model: a place to look at, no proven error",
}


def rules_of(finding: Finding, checks: Iterable[str]) -> tuple[str, ...]:
    """The rules of a finding: the checks among its detectors, sorted; where only models made it, "model/CATEGORY"."""
    own = tuple(name for name in finding.detectors if name in checks)
    return own or (f"{MODEL}/{finding.category}",)


def is_model(rule: str) -> bool:
    """True for the rules of models."""
    return rule == MODEL or rule.startswith(f"{MODEL}/")


def means(rules: Iterable[str], rule: str) -> bool:
    """True where one of these names, "*" and "model" among them, means a rule."""
    return any((one == MODEL and is_model(rule)) or named((one,), rule) for one in rules)


def rules(checks: Mapping[str, ModuleType], model: bool) -> dict[str, Rule]:
    """Every rule that can have a finding where these checks run and maybe a model is asked, by id, sorted."""
    every = [_of_check(name, check) for name, check in checks.items()]
    if model:
        every += [_of_category(category, title) for category, title in _CATEGORIES.items()]
    return {rule.id: rule for rule in sorted(every, key=lambda rule: rule.id)}


def ran(without: frozenset[str]) -> dict[str, ModuleType]:
    """The checks that run where these are switched off, by name."""
    return {name: one for name, one in registry.discover("audit.checks", "check").items() if name not in without}


def _of_check(name: str, check: ModuleType) -> Rule:
    """A check's docstring says it all: title, description, examples."""
    text = inspect.getdoc(check) or name
    title, _, body = text.partition("\n")
    described = body[: found.start()] if (found := _LABELLED.search(body)) else body
    return Rule(name, title.rstrip("."), " ".join(f"{title} {described}".split()), _markdown(text))


def _of_category(category: Category, title: str) -> Rule:
    described = f"{title}. Found by a language model, which gives this category; its wording differs from run to run."
    return Rule(f"{MODEL}/{category}", title, described, f"{described}\n\nMQM category: {category}.")


def _markdown(text: str) -> str:
    """A docstring with its labels in bold, its examples in a list."""
    return _LABELLED.sub(lambda found: f"\n**{found[1]}:** ", text)
