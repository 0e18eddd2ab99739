"""What an examination finds: of any model in values that cost nothing to import, and of the embedded one right here."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from audit.errors import ModelUnavailableError
from audit.llm.endpoint import RUNGS
from audit.llm.local.weights import INSTALL, QWEN, folder

_NEEDED = 2.4e9
"""Bytes of memory that the embedded model takes."""


class Result(StrEnum):
    """How a check ended."""

    OK = "ok"
    NOTE = "note"
    """A run is possible; whoever starts it may want to know."""
    FAIL = "fail"
    """No run is possible."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at: in words, with what to do, and as a value of JSON (`schemas/doctor.json`)."""

    name: str
    result: Result
    text: str
    value: Any = None


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What is known of a model now."""

    model: str
    """Its name; "" where nobody named one, and the endpoint did not either."""
    endpoint: str | None
    """Base URL without credentials; None for the embedded model, and for a file that cannot be opened."""
    checks: tuple[Check, ...]
    """In the order in which they are best read; each name once."""

    @property
    def usable(self) -> bool:
        """True where a run can be answered."""
        return all(check.result is not Result.FAIL for check in self.checks)


def differences(diagnoses: Sequence[Diagnosis]) -> str:
    """Where the addresses of a model take the schema of an answer differently, and what to do; "" where they do not."""
    rungs = {str(one.endpoint): check.value for one in diagnoses for check in one.checks if check.name == "answers"}
    if len(set(rungs.values())) < 2:
        return ""
    loosest = max(rungs.values(), key=RUNGS.index)
    listed = "; ".join(f"{rung} at {place}" for place, rung in rungs.items())
    return f"the addresses differ ({listed}), and a run asks all alike: give --structured {loosest}"


def embedded() -> Iterator[Check]:
    """What the embedded model needs, and what it can do. Loads, unpacks and sends nothing."""
    yield _engine()
    yield _weights()
    yield Check("ability", Result.OK, "it reads, and marks what surprises it; it does not answer prompts", "reads")
    yield Check("languages", Result.OK, "validated for English translations only; others are not read", ["en"])
    yield _memory()


def _engine() -> Check:
    try:
        import xllamacpp.xllamacpp

        import audit.llm.local.reader  # noqa: F401  # what it needs besides
        from audit.llm.local.llama_c import load_library

        load_library(Path(xllamacpp.xllamacpp.__file__))
    except ImportError as error:
        return Check("engine", Result.FAIL, f"it cannot be imported ({error}): {INSTALL}")
    except ModelUnavailableError as error:
        return Check("engine", Result.FAIL, f"{error}; {INSTALL}")
    number = version("xllamacpp")
    return Check("engine", Result.OK, f"llama.cpp, as xllamacpp {number}", number)


def _weights() -> Check:
    path = folder() / f"{QWEN.name}.gguf"
    if path.is_file():
        return Check("weights", Result.OK, str(path), str(path))
    for number in range(1, QWEN.parts + 1):
        if find_spec(QWEN.package.format(number)) is None:
            text = f"they are not installed (part {number} of {QWEN.parts} is missing): {INSTALL}"
            return Check("weights", Result.FAIL, text)
    text = f"installed; the first run puts them together, {QWEN.size / 1e9:.1f} GB at {path}"
    return Check("weights", Result.OK, text)


def _memory() -> Check:
    needed = f"{_NEEDED / 1e9:.1f} GB are needed"
    if not hasattr(os, "sysconf"):  # Windows
        return Check("memory", Result.OK, needed)
    there = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    result = Result.OK if there >= _NEEDED else Result.NOTE
    return Check("memory", result, f"{needed}; this machine has {there / 1e9:.1f} GB", there)
