"""The `source` of a configuration: where a translation's source file is, as pairs of layouts."""

import re
from collections.abc import Mapping

LANG, NAME = "{lang}", "{name}"


def layouts(said: str | Mapping[str, str] | None, language: str | None) -> tuple[tuple[str, str], ...]:
    """(layout of the target's path, layout of its source's), with {lang} and {name} in the first.

    A text is both at once: "locales/{lang}/{name}.json", or, with the source language in it as a word of its own,
    "locales/en/{name}.json".
    """
    if said is None:
        return ()
    if not isinstance(said, str):
        return tuple(said.items())
    if LANG in said or language is None:
        return ((said, said),)
    return ((word(language).sub(LANG, said, count=1), said),)


def word(language: str) -> re.Pattern[str]:
    """A language code where it stands in a path as a word of its own."""
    return re.compile(rf"(?<![A-Za-z0-9]){re.escape(language)}(?![A-Za-z0-9])")
