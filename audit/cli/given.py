"""From the parameters of a command to how it asks a model: they are called alike in every command."""

from collections.abc import Mapping
from typing import Any

from audit.cli import options
from audit.config.values import Config
from audit.gate.rules import is_model
from audit.llm.endpoint import Terms
from audit.settings import Settings

_TERMS = ("concurrency", "rpm", "tpm", "structured", "timeout", "cache_only", "max_cost", "max_requests")
_SETTINGS = ("model", "base_url", "second_opinion", "check_findings", "explain_in", "canary", "allow_http")


def terms(given: Mapping[str, Any], config: Config) -> Terms:
    """How a model may be used, from a command's parameters (its `locals()`), all of which must be there."""
    return Terms(**{name: given[name] for name in _TERMS}, cache=options.cache_path(given["cache"]), config=config)


def settings(given: Mapping[str, Any], config: Config) -> Settings:
    """What an audit of articles is to do, from a command's parameters and the configuration that holds for it."""
    bar = given["min_confidence"]
    return Settings(
        **{name: given[name] for name in _SETTINGS},
        llm=not given["no_llm"],
        prompts=tuple(given["prompt"] or ()),
        prompt_folder=given["prompts"],
        target_language=given["target_lang"],
        source_language=given["source_lang"],
        without=config.off,
        severities={rule: severity for rule, severity in config.severity.items() if not is_model(rule)},
        min_confidence=config.min_confidence if bar is None else bar,
        terms=terms(given, config),
        weights=config.profile.weights,
    )
