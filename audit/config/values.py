"""What a configuration says, as values; the defaults are those of `keys`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from audit.domain import Severity, Weights


class FailOnModel(StrEnum):
    """Which findings of a model may fail a check; those of a deterministic check always may."""

    NEVER = "never"
    CONFIRMED = "confirmed"
    """Those that more than one opinion agrees on."""
    ANY = "any"


class AskModel(StrEnum):
    """Whether a model is asked."""

    AUTO = "auto"
    """Where one is configured."""
    ALWAYS = "always"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Price:
    """What a model's tokens cost: money for a million of them."""

    input: float
    output: float
    cached_input: float | None = None
    """Of prompt tokens that the endpoint had in its cache; None: as `input`."""


@dataclass(frozen=True, slots=True)
class Profile:
    """How the findings of one kind of content are scored, and what fails."""

    weights: Weights = field(default_factory=Weights)
    fail_on: Severity | None = Severity.MAJOR
    """The mildest severity that fails; None: none does."""
    max_per_thousand_words: float | None = None
    """Most MQM points per 1,000 words; None: no limit."""
    name: str = ""
    """Empty: what the configuration says at its top."""
    files: tuple[str, ...] = ()
    """Globs of the files that it is about."""


@dataclass(frozen=True, slots=True)
class Ignore:
    """Findings that do not count: of these rules, in these files, under these keys. An empty one stands for all."""

    rules: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Config:
    """What the configuration file says; all of it may be left out."""

    prices: Mapping[str, Price] = field(default_factory=dict)
    """By the model's name; a name that ends in * stands for all that begin so."""
    currency: str = ""
    """Of all prices, as "USD"; only shown."""
    files: tuple[str, ...] = ()
    """Globs of what a check without paths looks at; empty: the whole folder."""
    exclude: tuple[str, ...] = ()
    """Globs of what is never looked at."""
    source_language: str | None = None
    target_language: str | None = None
    source: tuple[tuple[str, str], ...] = ()
    """(layout of a target's path, layout of its source's), both with {lang} and {name} in them."""
    glossary: tuple[Path, ...] = ()
    off: frozenset[str] = frozenset()
    """Names of checks that do not run."""
    severity: Mapping[str, Severity] = field(default_factory=dict)
    """By rule."""
    ignore: tuple[Ignore, ...] = ()
    profile: Profile = field(default_factory=Profile)
    """Of files that no other profile is about."""
    profiles: tuple[Profile, ...] = ()
    """The first whose globs match a file is that file's."""
    fail_on_model: FailOnModel = FailOnModel.NEVER
    min_confidence: float | None = None
    llm: AskModel = AskModel.AUTO
    baseline: Path = Path(".audit-baseline.json")
    path: Path | None = field(default=None, compare=False)
    """The file that says so; None: no file does."""

    @property
    def root(self) -> Path:
        """The folder that its globs and paths are relative to: the file's, else the working folder."""
        return Path() if self.path is None else self.path.parent


def price_of(config: Config, model: str) -> Price | None:
    """What a model costs: by its own name, else by the longest beginning of it that is priced; None: not known."""
    if model in config.prices:
        return config.prices[model]
    beginnings = [name for name in config.prices if name.endswith("*") and model.startswith(name[:-1])]
    return config.prices[max(beginnings, key=len)] if beginnings else None
