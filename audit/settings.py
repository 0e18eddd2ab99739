"""What an audit is to do: values, and what follows from them alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from audit import language
from audit.domain import Category, Finding, Severity, Weights
from audit.errors import UsageError
from audit.llm.endpoint import Terms

SURE_ENOUGH = 0.3
"""Confidence from which on errors are shown: five of six such findings are marked by at least one of three
professionals, and six of seven errors that most of them call major are among them (docs/quality.md)."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What an audit is to do. The defaults audit with what is configured, else with the embedded model."""

    model: str | None = None
    """A model's name, "local", "local:PATH.gguf"; None: $AUDIT_MODEL, else the embedded model."""
    base_url: str | Sequence[str] | None = None
    """An OpenAI-compatible endpoint, or several that are replicas of one model; None: $OPENAI_BASE_URL, else OpenAI's
    own."""
    llm: bool = True
    """False: deterministic checks only; no model is loaded or asked."""
    prompts: tuple[str, ...] = ()
    """Names of prompts; empty: all that fit the article (with or without a source text)."""
    prompt_folder: Path | None = None
    """A folder of further prompts, which replace built-in ones of the same name."""
    target_language: str | None = None
    source_language: str | None = None
    second_opinion: bool = False
    """True: where no prompts are named, the prompts of a second opinion are asked as well."""
    check_findings: bool = False
    """True: what one opinion alone found is put to a model once more."""
    canary: bool = False
    """True: an error is planted in each request of a window prompt; an answer that misses it is not believed."""
    checks: bool = True
    """False: no deterministic checks."""
    without: frozenset[str] = frozenset()
    """Names of checks that are switched off."""
    severities: Mapping[str, Severity] = field(default_factory=dict)
    """A check's name -> how severe all that it finds is taken to be."""
    sample: int = 0
    """Which of several independent answers to the same questions is wanted."""
    min_confidence: float | None = None
    """Findings below it are left out of the report; None: errors below `SURE_ENOUGH`, and no suspicion."""
    allow_http: bool = False
    """True: an endpoint on another machine may be spoken to without encryption."""
    terms: Terms = field(default_factory=Terms)
    """How a model that answers may be used: concurrency, cache, budget."""
    weights: Weights = field(default_factory=Weights)
    explain_in: str | None = None
    """The reader's language, as "de" or "pt-BR": a model that answers puts explanations into it; None: English."""

    @property
    def tongue(self) -> str | None:
        """The tag of the reader's language; None where explanations are in it already. Raises UsageError for none."""
        try:
            tag = None if self.explain_in is None else language.tag(self.explain_in)
        except UsageError as error:
            raise UsageError(f"--explain-in: {error}") from error
        return None if language.base(tag) in {"en", "und"} else tag

    @property
    def bar(self) -> float:
        """The least confidence with which an error is shown."""
        return SURE_ENOUGH if self.min_confidence is None else self.min_confidence

    def shows(self, finding: Finding) -> bool:
        """True for what belongs in a report. A detector of suspicions has a bar of its own, unless one is set."""
        own_bar = self.min_confidence is None and finding.category is Category.SUSPICIOUS
        return own_bar or finding.confidence >= self.bar
