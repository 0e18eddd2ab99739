"""The rules of a SARIF log, within the limits of GitHub."""

from collections.abc import Mapping
from typing import Any

from audit.gate.formats._words import short
from audit.gate.inspection import Inspection, Rule
from audit.wording import visible

_LONGEST = 1_024
"""Characters of a description that GitHub takes."""
_MODEL = "model/"


def rules(inspection: Inspection) -> Mapping[str, Rule]:
    """By id, sorted: those of the inspection, and whatever else a flag names."""
    flags = (*inspection.flags, *inspection.silenced)
    unknown = {flag.rule: Rule(flag.rule, flag.rule, flag.rule, flag.rule) for flag in flags}
    return dict(sorted((unknown | dict(inspection.rules)).items()))


def descriptor(rule: Rule) -> dict[str, Any]:
    """A reportingDescriptor, section 3.49. No text of it is empty: GitHub refuses such a file."""
    is_model = rule.id.startswith(_MODEL)
    title = short(rule.title, _LONGEST - 1) or rule.id
    return {
        "id": rule.id,
        "name": rule.id,
        "shortDescription": {"text": title},
        "fullDescription": {"text": short(rule.description, _LONGEST - 1) or title},
        "help": {"text": _help(rule.description) or title, "markdown": _help(rule.help) or title},
        "defaultConfiguration": {"level": "warning"},
        "properties": {
            "precision": "medium" if is_model else "high",
            "problem.severity": "warning",
            "tags": ["translation", "model" if is_model else "check"],
        },
    }


def _help(text: str) -> str:
    """Our own words, with their line breaks."""
    return "\n".join(map(visible, text.strip().splitlines()))
