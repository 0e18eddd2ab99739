"""Thousands that are set apart as the source does, by the sign that sets decimals apart in the translation."""

import re
from collections.abc import Iterator

from audit.checks._figures import symbols
from audit.language import base

_SEVERAL = frozenset(("es", "en"))
"""Languages whose countries write numbers in two ways; with a region it is known which."""
_GROUPED = {
    sign: re.compile(rf"(?<![\w.,])[1-9]\d{{0,2}}(?:{re.escape(sign)}\d{{3}})+(?![\w]|[.,]\d)") for sign in (",", ".")
}


def misread(source: str | None, target: str | None) -> tuple[str, str] | None:
    """The sign that is one of thousands in the source and of decimals in the target, and the target's of thousands."""
    (_, group), (decimal, own) = symbols(source), symbols(target)
    same = base(source) == base(target) or target in _SEVERAL
    return (group, own) if group == decimal and group in _GROUPED and not same else None


def copied(source: str, target: str, signs: tuple[str, str] | None) -> Iterator[tuple[int, int, str]]:
    """Where such a number of the source stands unchanged, and how it is written there."""
    if signs is None or signs[0] not in target:
        return
    pattern = _GROUPED[signs[0]]
    known = {match[0] for match in pattern.finditer(source)}
    for match in pattern.finditer(target) if known else ():
        if match[0] in known:
            yield *match.span(), match[0].replace(signs[0], "\u00a0" if signs[1] == " " else signs[1])
