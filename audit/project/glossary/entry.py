"""What both forms of a glossary share: what is wrong with one, and which of its languages are meant."""

from collections.abc import Iterable

from audit.language import base
from audit.project.tags import tag


class GlossaryError(Exception):
    """What is wrong with a line of a glossary, from 1. Never leaves `audit.project.glossary`."""

    def __init__(self, line: int, problem: str) -> None:
        super().__init__(problem)
        self.line = line


def nearest(written: Iterable[str], language: str | None, line: int) -> tuple[str, ...]:
    """Those of the tags that mean a language: exactly, else without region and script.

    Raises GlossaryError, on the line that the tags are on, where the language is not known.
    """
    tags = tuple(written)
    if language is None:
        raise GlossaryError(line, f"there are {', '.join(tags)}: set source-language and target-language in audit.toml")
    exact = tuple(one for one in tags if same(one, language))
    return exact or tuple(one for one in tags if base(one) == base(language))


def same(one: str, other: str) -> bool:
    """True for two spellings of a tag."""
    return (tag(one) or one.lower()) == (tag(other) or other.lower())
