"""Findings that somebody has looked at and dismissed: a baseline. Whoever edits the unit's texts opens them again."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from audit.article import Side
from audit.gate.inspection import Identity
from audit.gate.rules import MODEL

_SHOWN = 80
"""Characters of a sentence or a quote that an entry shows; digests and places tell what is meant."""


@dataclass(frozen=True, slots=True, order=True)
class Dismissal:
    """One place of a finding that does not count; sorted as the file has it."""

    file: str
    unit: str
    """The key with its form, in prose the beginning of the sentence."""
    at: int
    rule: str
    quote: str
    length: int
    """Of the quote, in code points."""
    source: str
    target: str
    side: Side = Side.TARGET
    reason: str = ""
    by: str = ""

    @property
    def label(self) -> str:
        """For people: file, unit, rule."""
        return f"{self.file}: {self.unit}: {self.rule}: ‹{self.quote}›"


_Content = tuple[str, Side, str, str]


@dataclass(frozen=True, slots=True)
class Dismissals:
    """A baseline, ready to be asked. `gone` are files of it that are no more: their entries follow the content."""

    entries: tuple[Dismissal, ...] = ()
    gone: frozenset[str] = frozenset()
    _by_content: Mapping[_Content, tuple[Dismissal, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        index: dict[_Content, tuple[Dismissal, ...]] = {}
        for entry in self.entries:
            content = (entry.rule, entry.side, entry.source, entry.target)
            index[content] = (*index.get(content, ()), entry)
        object.__setattr__(self, "_by_content", index)

    def match(self, one: Identity) -> Dismissal | None:
        """The entry that means this place: of its own file, else of one that has gone.

        Rule and both texts are the same, and the words overlap: a model, asked again, quotes a word more or less.
        """
        alike = self._by_content.get((one.rule, one.side, one.source, one.target), ())
        meant = [entry for entry in alike if entry.unit == _short(one.unit) and _overlap(entry, one)]
        own = (entry for entry in meant if entry.file == one.file)
        return next(own, None) or next((entry for entry in meant if entry.file in self.gone), None)


def dismissal(one: Identity, reason: str = "", by: str = "") -> Dismissal:
    """The entry that dismisses a place."""
    return Dismissal(
        file=one.file,
        unit=_short(one.unit),
        at=one.at,
        rule=one.rule,
        quote=_short(" ".join(one.quote.split())),
        length=len(one.quote),
        source=one.source,
        target=one.target,
        side=one.side,
        reason=reason,
        by=by,
    )


def merged(kept: Iterable[Dismissal], new: Iterable[Dismissal]) -> tuple[Dismissal, ...]:
    """Entries in the order of the file, each once; what is there keeps its reason."""
    by_place = {replace(entry, reason="", by=""): entry for entry in (*new, *kept)}
    return tuple(sorted(by_place.values()))


def is_stale(entry: Dismissal, units: frozenset[tuple[str, str]], used: bool) -> bool:
    """True for an entry of a file that was read, and means nothing in it. `units`: digests of source and target.

    That a model does not say again what it has said of the same words is no reason to forget it.
    """
    return (entry.source, entry.target) not in units if entry.rule == MODEL else not used


def _overlap(entry: Dismissal, one: Identity) -> bool:
    """True where they share a character, or an empty one lies in or at the other."""
    end, other_end = entry.at + entry.length, one.at + len(one.quote)
    if entry.length and one.quote:
        return entry.at < other_end and one.at < end
    return entry.at <= other_end and one.at <= end


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
