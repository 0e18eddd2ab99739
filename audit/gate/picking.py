"""Single findings and dismissals, named by hand: by the beginning of a fingerprint, or by words of a label."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from audit.errors import UsageError
from audit.gate.check import Result
from audit.gate.dismissals import Dismissal, dismissal
from audit.gate.inspection import SHORT
from audit.wording import visible

_BEGINNING = re.compile(r"[0-9a-f]{6,16}")
_MOST = 5
"""Of what may be meant, so many are named."""


@dataclass(frozen=True, slots=True)
class Dismissable:
    """A finding, and what a baseline holds where it is dismissed."""

    entries: tuple[Dismissal, ...]
    """One for each of its places."""
    silenced: str = ""
    """What has silenced it; empty where it stands."""


def dismissable(result: Result) -> dict[str, Dismissable]:
    """All findings of a check, by fingerprint."""
    inspection = result.inspection
    return {
        flag.fingerprint: Dismissable(
            tuple(map(dismissal, flag.identities)), str(flag.silenced.by) if flag.silenced else ""
        )
        for flag in (*inspection.flags, *inspection.silenced)
    }


def picked(words: Iterable[str], findings: Mapping[str, Dismissable], where: str) -> tuple[Dismissal, ...]:
    """The entries that dismiss these findings, named by the beginnings of their fingerprints.

    `where` says what was searched. Raises UsageError for what names none or several, and for what does not stand.
    """
    chosen: list[Dismissal] = []
    for word in words:
        fingerprint = _meant(word, findings, where)
        if by := findings[fingerprint].silenced:
            raise UsageError(f"{word} is silenced already, by {by}")
        chosen += findings[fingerprint].entries
    return tuple(chosen)


def fingerprints(result: Result) -> dict[Dismissal, str]:
    """Of the entries that have silenced something, that of the finding."""
    known = {one: flag.fingerprint for flag in result.inspection.silenced for one in flag.identities}
    return {place.entry: known[place.spot.identity] for place in result.places if place.entry}


def labelled(word: str, entries: Sequence[Dismissal]) -> tuple[Dismissal, ...]:
    """The entries whose label has these words in it; none where there is none. Raises UsageError for several labels."""
    shown = {entry: visible(entry.label) for entry in entries}
    exact = [entry for entry in entries if word in (entry.label, shown[entry])]
    found = exact or [entry for entry in entries if word.strip() and word in shown[entry]]
    if len(labels := sorted({shown[entry] for entry in found})) > 1:
        raise UsageError(f"{word!r} may be {_listed(labels)}: say more of it")
    return tuple(found)


def of_fingerprint(word: str, known: Mapping[Dismissal, str]) -> tuple[Dismissal, ...]:
    """The entries that silence a finding. Raises UsageError for what names none or several."""
    fingerprint = _meant(word, set(known.values()), "the dismissed findings of this check")
    return tuple(entry for entry, own in known.items() if own == fingerprint)


def is_fingerprint(word: str) -> bool:
    """True for what may be the beginning of one."""
    return _BEGINNING.fullmatch(_plain(word)) is not None


def _plain(word: str) -> str:
    return word.strip("[]").lower()


def _meant(word: str, known: Collection[str], where: str) -> str:
    if not is_fingerprint(word):
        raise UsageError(f"{word!r} is no fingerprint: `audit check` shows {SHORT} digits in brackets; 6 will do")
    found = sorted(one for one in known if one.startswith(_plain(word)))
    if not found:
        raise UsageError(f"{word} is not among {where}: were the same files and rules checked?")
    if len(found) > 1:
        raise UsageError(f"{word} may be {_listed(found)}: give more digits")
    return found[0]


def _listed(found: Sequence[str]) -> str:
    more = f" or {len(found) - _MOST:,} more" if len(found) > _MOST else ""
    return " or ".join(found[:_MOST]) + more
