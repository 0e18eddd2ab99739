"""Which columns of a table hold what. Frozen values, no I/O."""

from collections.abc import Iterator
from dataclasses import dataclass, fields

EVERY = "*"
"""As metadata: every column that holds nothing else."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Names as the input has them, exact to the letter; None: there is no such column, whatever is called so.

    Under its usual name, the one it has here, a column other than the text may be missing; one that has been given
    another name, or is named as metadata, must be there.
    """

    id: str | None = "id"
    text: str = "text"
    source: str | None = "source"
    target_language: str | None = "target_language"
    source_language: str | None = "source_language"
    metadata: tuple[str, ...] = ()
    """Names, or ("*",) for every column that holds nothing else."""

    def needed(self) -> Iterator[tuple[str, str]]:
        """What must be there: the name of a column, and what it was to hold, in words."""
        yield self.text, "text"
        for one in fields(self)[:-1]:
            name = getattr(self, one.name)
            if name not in {None, one.default}:
                yield name, one.name.replace("_", " ")
        yield from ((name, "metadata") for name in self.metadata if name != EVERY)

    def kept(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """The columns among these that are metadata."""
        if EVERY not in self.metadata:
            return self.metadata
        taken = {self.id, self.text, self.source, self.target_language, self.source_language}
        return tuple(name for name in names if name not in taken)
