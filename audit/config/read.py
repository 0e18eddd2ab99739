"""From a file to a configuration: where it is found, what it says, and every mistake in it with its line."""

import re
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from audit.config.keys import KEYS, mistakes
from audit.config.layouts import layouts
from audit.config.tables import CHECKS
from audit.config.toml import BadTomlError, Place, line_of, parsed
from audit.config.values import AskModel, Config, FailOnModel, Ignore, Price, Profile
from audit.domain import Severity, Weights
from audit.errors import UsageError

_OWN, _SHARED = "audit.toml", "pyproject.toml"
_TABLE: Place = ("tool", "audit")


class ConfigError(UsageError):
    """A configuration that cannot be used: one line for every mistake in it, each with file and line."""


def find(start: Path | None = None) -> Path | None:
    """The nearest file that configures audit, from a folder (None: the working folder) upwards; None: there is none.

    In one folder audit.toml goes before pyproject.toml, which counts only where it has a [tool.audit].
    """
    folder = Path() if start is None else start
    for one in (folder, *folder.absolute().parents):
        if (one / _OWN).is_file():
            return one / _OWN
        if (one / _SHARED).is_file() and _is_ours(one / _SHARED):
            return one / _SHARED
    return None


def read_config(path: Path | None = None, isolated: bool = False) -> Config:
    """The configuration in a file; None: in the nearest one (`find`), empty where there is none or where `isolated`.

    Raises ConfigError with every mistake, each with file, line and what to do; UsageError for a file that cannot be
    read.
    """
    path = None if isolated and path is None else path or find()
    return Config() if path is None else _config(content(path), path)


def content(path: Path) -> dict[str, Any]:
    """What a file says of audit, all of it usable. Raises as `read_config`."""
    text = _text(path)
    try:
        found = parsed(text)
    except BadTomlError as error:
        raise ConfigError(f"{path}:{error.line}: {error.problem}") from error
    place = _TABLE if path.name == _SHARED else ()
    for depth, key in enumerate(place, 1):
        if key not in found:
            raise ConfigError(f"{path}:1: there is no [tool.audit] in it: write one, or name another file")
        found = found[str(key)]
        if not isinstance(found, dict):
            raise ConfigError(f"{path}:{line_of(text, place[:depth])}: [tool.audit] must be a table")
    wrong = [(line_of(text, one.place), one.problem) for one in mistakes(found, place)]
    if wrong:
        raise ConfigError("\n".join(f"{path}:{line}: {problem}" for line, problem in sorted(wrong)))
    return found


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")  # some editors begin every file with a byte order mark
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}: is the path of the configuration file right?") from error
    except UnicodeDecodeError as error:
        line = 1 + error.object.count(b"\n", 0, error.start)
        raise UsageError(f"{path}:{line}: this is not UTF-8: save the file in that encoding") from error


def _is_ours(path: Path) -> bool:
    """True for a pyproject.toml with our table, or with one that somebody has tried to write."""
    with suppress(OSError, ValueError):
        text = path.read_text(encoding="utf-8-sig")
        try:
            tool = tomllib.loads(text).get("tool", {})
        except tomllib.TOMLDecodeError:
            return re.search(r"(?m)^\s*\[+\s*tool\.audit\b", text) is not None
        return isinstance(tool, dict) and "audit" in tool
    return False


def _config(said: Mapping[str, Any], path: Path) -> Config:
    """Values from what a file says, which is known to be usable."""
    values = {key: said.get(key, declared.default) for key, declared in KEYS.items()}
    prices = dict(values["prices"])
    currency = prices.pop("currency", "")
    top = _profile("", values, {})
    profiles = tuple(_profile(name, values, own) for name, own in values["profiles"].items())
    chosen = next((one for one in profiles if one.name == values["profile"]), top)
    return Config(
        prices={name: Price(**{key: float(amount) for key, amount in price.items()}) for name, price in prices.items()},
        currency=currency,
        files=tuple(values["files"]),
        exclude=tuple(values["exclude"]),
        source_language=values["source-language"],
        target_language=values["target-language"],
        source=layouts(values["source"], values["source-language"]),
        glossary=tuple(path.parent / one for one in values["glossary"]),
        off=_off(values["checks"]),
        severity={rule: Severity(name) for rule, name in values["severity"].items()},
        ignore=tuple(Ignore(**{key: tuple(some) for key, some in entry.items()}) for entry in values["ignore"]),
        profile=chosen,
        profiles=profiles,
        fail_on_model=FailOnModel(values["fail-on-model"]),
        min_confidence=values["min-confidence"],
        llm=AskModel(values["llm"]),
        baseline=path.parent / values["baseline"],
        path=path,
    )


def _profile(name: str, values: Mapping[str, Any], own: Mapping[str, Any]) -> Profile:
    """A profile; what it leaves out is as at the top of the file."""
    points: dict[str, float] = KEYS["weights"].default | values["weights"] | own.get("weights", {})
    fail_on = own.get("fail-on", values["fail-on"])
    return Profile(
        weights=_weights(points),
        fail_on=None if fail_on == "never" else Severity(fail_on),
        max_per_thousand_words=own.get("max-per-thousand-words", values["max-per-thousand-words"]),
        name=name,
        files=tuple(own.get("files", ())),
    )


def _weights(points: Mapping[str, float]) -> Weights:
    minor, major, critical, punctuation = (float(points[name]) for name in KEYS["weights"].default)
    return Weights(minor, major, critical, punctuation)


def _off(said: Mapping[str, Any]) -> frozenset[str]:
    """The checks that do not run: a name's own word goes before the lists."""
    on = (set(said.get("select", CHECKS)) - set(said.get("ignore", ()))) | {k for k, v in said.items() if v == "on"}
    return frozenset(CHECKS) - (on - {k for k, v in said.items() if v == "off"})
