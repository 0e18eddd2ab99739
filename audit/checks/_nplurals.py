"""Gettext: the number of plural forms that a file's header declares, and the strings that have more or fewer."""

from collections.abc import Iterable, Iterator

from audit.article import Pair

_MOST = 10

Fault = tuple[Pair, bool, str]
"""The string nearest to it, whether something is missing there, and what is wrong."""


def declared(flags: Iterable[str]) -> str:
    """The number of forms that the file's header declares; "" where it does not."""
    return next((flag.removeprefix("nplurals=") for flag in flags if flag.startswith("nplurals=")), "")


def disagreements(families: Iterable[list[Pair]]) -> Iterator[Fault]:
    """Forms that are missing, and those that differ from all others and are never shown; once a file for each index."""
    found: dict[tuple[bool, str], list[Fault]] = {}
    for pairs in families:
        for index, fault in _of(pairs):
            found.setdefault((fault[1], index), []).append(fault)
    for (pair, missing, why), *more in found.values():
        yield pair, missing, f"{why} {len(more)} more strings are like it." if more else why


def _of(pairs: list[Pair]) -> Iterator[tuple[str, Fault]]:
    given = {pair.target.unit.form: pair for pair in pairs if pair.target.unit}
    count = next(declared(pair.target.unit.flags) for pair in pairs if pair.target.unit)
    if not count.isdecimal() or not any(pair.target.text.strip() for pair in pairs):
        return
    needed = [str(index) for index in range(min(int(count), _MOST))]
    shown = {"", *(given[index].target.text.strip() for index in needed if index in given)}
    for index in needed:
        if index not in given:
            yield index, (pairs[-1], True, f"msgstr[{index}] is missing: the header says nplurals={count}.")
    for index, pair in given.items():
        if index not in needed and pair.target.text.strip() not in shown:
            yield index, (pair, False, f"msgstr[{index}] is never shown: the header says nplurals={count}.")
