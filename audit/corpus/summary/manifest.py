"""What the summary needs of a corpus's manifest: how the articles were drawn, and how many there will be."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from audit.corpus.sampling import Strata, restored
from audit.corpus.summary.ratio import Design, drawn
from audit.errors import InputError, UsageError

BETWEEN = "\x1f"
"""Between the values of a stratum, in its key: no text has it."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """Of a corpus."""

    strata: Strata | None
    """None: it was audited whole."""
    rows: int
    """Of the tables, when all are written: articles of the sample, and rows that are none."""

    @property
    def by(self) -> tuple[str, ...]:
        """The metadata that make the strata."""
        return self.strata.sample.by if self.strata else ()

    @property
    def design(self) -> Design:
        """How each stratum was drawn; strata that none was taken of stand for nothing."""
        if self.strata is None:
            return None
        taken = (one for one in self.strata.strata if one.taken)
        return {BETWEEN.join(one.values): drawn(one.size, one.taken) for one in taken}

    @property
    def missed(self) -> int:
        """Articles of strata that none was taken of: no total has them."""
        return sum(one.size for one in self.strata.strata if not one.taken) if self.strata else 0


def read_manifest(folder: Path) -> Manifest:
    """Raises UsageError where the folder is no corpus, InputError where its manifest cannot be read."""
    file = folder / "manifest.json"
    try:
        said = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise UsageError(f"{folder}: no corpus in it: `audit corpus INPUT -o {folder}` writes one") from error
    except (OSError, ValueError) as error:
        raise InputError(f"{file}: cannot be read: {error}") from error
    try:
        return Manifest(_strata(said["sample"]), int(said["rows"]))
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise InputError(f"{file}: it does not say how its articles were drawn: {error!r}") from error


def _strata(saved: dict[str, Any]) -> Strata | None:
    """None where nothing was left out: all is known, as without a sample."""
    strata = restored(saved)
    return strata if any(one.taken < one.size for one in strata.strata) else None
