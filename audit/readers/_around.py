"""What holds for the strings of a nested file because of where they stand."""

from dataclasses import dataclass, replace

from audit.article import Unit
from audit.errors import InputError
from audit.readers._directives import ignored
from audit.readers._malformed import malformed

_LONGEST_PATH = 1_000


@dataclass(frozen=True, slots=True)
class Around:
    """The way to a value as its key ("menu.file"), and what has been said of it; rules ignored there, too."""

    key: str = ""
    form: str = ""
    note: str = ""
    longest: int | None = None
    ignored: frozenset[str] = frozenset()

    def inner(self, name: str, comment: str = "", form: str = "") -> "Around":
        """The same for a value in it; a name of "" is that of a plural form, which has its parent's key and note."""
        key = f"{self.key}.{name}" if self.key and name else self.key or name
        note = comment if name else "\n".join(filter(None, (self.note, comment)))
        rules = self.ignored | ignored(comment) if comment else self.ignored
        return Around(key, form, note, self.longest, rules)

    def said(self, note: str, longest: int | None = None) -> "Around":
        """With more that the file says of it."""
        notes = "\n".join(filter(None, (self.note, note)))
        return replace(self, note=notes, longest=longest, ignored=self.ignored | ignored(note))

    @property
    def unit(self) -> Unit:
        """What a string here is besides its words."""
        return Unit(self.form, note=self.note, longest=self.longest, ignored=self.ignored)

    def refuse_endless(self, file: str, offset: int) -> InputError | None:
        """The error for keys so long that every string in them would cost as much; None for others."""
        if len(self.key) <= _LONGEST_PATH:
            return None
        return malformed(file, offset, f"keys of over {_LONGEST_PATH} characters lead here: shorten them")
