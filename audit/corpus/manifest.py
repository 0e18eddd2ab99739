"""What a folder of tables holds: of which input, how read, how audited. A run that goes on must mean the same."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields, is_dataclass, replace
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any

from audit import assets
from audit.config.values import Config
from audit.corpus.columns import Columns
from audit.corpus.sampling import Sample, Strata, restored
from audit.corpus.work import Work
from audit.errors import UsageError
from audit.gate.rules import ran
from audit.llm.choose import choose
from audit.prompting.library import Library
from audit.version import __version__

SCHEMA_VERSION = "1.0"
NAME = "manifest.json"
_DIGITS = 12


@dataclass(frozen=True, slots=True)
class Meant:
    """What a run is asked to do, as far as it decides what the tables hold."""

    fingerprint: str
    """Of the input; see `inputs.fingerprint`."""
    columns: Columns
    sample: Sample
    part_size: int
    """Rows that are committed at once."""
    max_chars: int
    """Characters of the longest text."""
    settings: Mapping[str, str]
    """How an article is audited, in words; see `settings`."""

    def differences(self, other: "Meant") -> Iterator[str]:
        """What is not the same, each with both values: this one's first."""
        if self.fingerprint != other.fingerprint:
            yield "the input: its files have changed, or are others"
        for one in fields(self)[3:5]:
            yield from _difference(one.name.replace("_", " "), getattr(self, one.name), getattr(other, one.name))
        for mine, others in ((self.columns, other.columns), (self.sample, other.sample)):
            for one in fields(mine):
                name = f"{type(mine).__name__.lower()}: {one.name.replace('_', ' ')}"
                yield from _difference(name, getattr(mine, one.name), getattr(others, one.name))
        for name in sorted({*self.settings, *other.settings}):
            yield from _difference(name, self.settings.get(name), other.settings.get(name))


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a folder holds, or is going to hold."""

    created: str
    """UTC, ISO 8601."""
    inputs: tuple[str, ...]
    """As the user has named them."""
    meant: Meant
    strata: Strata
    rows: int
    """To be audited: articles of the sample, and rows that are none."""
    totals: Mapping[str, int] | None = None
    """Of all tables; None while something is missing."""

    def saved(self) -> str:
        """As a file has it (schemas/corpus.json)."""
        meant = asdict(self.meant)
        del meant["sample"]  # stands in the strata
        content = {
            "schema_version": SCHEMA_VERSION,
            "created": self.created,
            "inputs": self.inputs,
            **meant,
            "settings_digest": _digest(self.meant.settings),
            "sample": self.strata.saved(),
            "rows": self.rows,
            "complete": self.totals is not None,
            "totals": self.totals,
        }
        return json.dumps(content, ensure_ascii=False, indent=2).encode("utf-8", "backslashreplace").decode() + "\n"


def read(path: Path) -> Manifest:
    """The manifest in a file. Raises UsageError where it is none of ours, or damaged."""
    remedy = "name another folder with -o, or begin anew with --fresh"
    try:
        content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UsageError(f"{path}: cannot be read as a manifest ({error}): {remedy}") from error
    version = content.get("schema_version") if isinstance(content, dict) else None
    if version != SCHEMA_VERSION:
        raise UsageError(f"{path}: its schema_version is {version!r}, this audit reads {SCHEMA_VERSION!r}: {remedy}")
    for wrong in _validator().iter_errors(content):
        raise UsageError(f"{path}: {wrong.json_path.removeprefix('$.')}: {wrong.message[:300]}: {remedy}")
    strata = restored(content["sample"])
    columns = content["columns"] | {"metadata": tuple(content["columns"]["metadata"])}
    meant = Meant(
        content["fingerprint"],
        Columns(**columns),
        strata.sample,
        content["part_size"],
        content["max_chars"],
        content["settings"],
    )
    inputs = tuple(content["inputs"])
    return Manifest(content["created"], inputs, meant, strata, content["rows"], content["totals"])


def settings(work: Work) -> dict[str, str]:
    """How articles are audited, each thing that changes findings by its name. Raises UsageError."""
    said = work.settings
    rules = work.rules
    return {
        "version": __version__,
        **_asked(work),
        "checks": "+".join(sorted(ran(said.without))) if said.checks else "none",
        "source language": said.source_language or "detected",
        "target language": said.target_language or "detected",
        "least confidence": f"{said.min_confidence}",
        "weights": _words(said.weights),
        "severities": _words(said.severities),
        "configuration": _digest(_ruling(rules.config)) if rules else "none",
        "baseline": _digest(rules.dismissals.entries) if rules and rules.dismissals.entries else "none",
    }


def _asked(work: Work) -> dict[str, str]:
    """Of a model: which, what it is asked, and how."""
    said = work.settings
    if not said.llm:
        return {"model": "none"}
    choice = choose(said.model, said.base_url, work.environment, said.allow_http)
    if not (choice.hosted or choice.path):
        return {"model": choice.name}
    library = Library(said.prompt_folder)
    prompts = (library.prompt(name) for name in sorted(said.prompts or library.names()))
    return {
        "model": choice.name or "the only one of its endpoint",
        "prompts": "+".join(f"{prompt.name}@{prompt.digest[:8]}" for prompt in prompts),
        "second opinion": f"{said.second_opinion}",
        "findings looked at again": f"{said.check_findings}",
        "planted errors": f"{said.canary}",
        "explained in": said.tongue or "en",
        "answers": f"{said.sample}",
    }


def _ruling(config: Config) -> Config:
    """What of a configuration changes what stands."""
    return replace(config, path=None, prices={}, currency="", baseline=Path(), files=(), exclude=())


def _difference(name: str, mine: Any, other: Any) -> Iterator[str]:
    if mine != other:
        yield f"{name}: {_words(mine)}, now {_words(other)}"


def _words(value: Any) -> str:
    plain = _plain(value)
    return plain if isinstance(plain, str) else json.dumps(plain, ensure_ascii=False, sort_keys=True)


def _digest(value: Any) -> str:
    return hashlib.sha256(_words(value).encode("utf-8", "backslashreplace")).hexdigest()[:_DIGITS]


def _plain(value: Any) -> Any:
    """A value as JSON has it, the same in every process."""
    if isinstance(value, Enum):
        return value.value
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: _plain(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, Mapping):
        return {str(_plain(key)): _plain(one) for key, one in value.items()}
    if isinstance(value, frozenset | set):
        return sorted(map(_plain, value))
    if isinstance(value, tuple | list):
        return list(map(_plain, value))
    return value.as_posix() if isinstance(value, Path) else value


@cache
def _validator() -> Any:
    from jsonschema import Draft202012Validator  # a third of a second that a new folder need not wait

    return Draft202012Validator(assets.schema("corpus"))
