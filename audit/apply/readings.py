"""The readings of a file in which a rejected finding must be known again: as the report has it, as a check reads it."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from audit.apply.dismissed import Reading
from audit.apply.edits import Edit
from audit.article import Article
from audit.config.globs import relative
from audit.config.values import Config
from audit.errors import InputError, UsageError
from audit.intake import read_article
from audit.pair import pair
from audit.project.siblings import target

_ASSUMED = "en"
"""What a check takes files that hold their source to be written from, where nobody says it."""


@dataclass(frozen=True, slots=True)
class Content:
    """A file as somebody will check it."""

    path: Path
    """What it is or will be called."""
    stored: Path
    """Where its content can be read now."""
    edits: tuple[Edit, ...] = ()


def readings(content: Content, audited: Article, config: Config, top: Path) -> tuple[Reading, ...]:
    """How `audit run` and `audit check` read a file: which source text they pair it with, in which language.

    `audited` is the article of the report; `top` is what names in a baseline are relative to.
    """
    name = relative(content.path.resolve(), top.resolve())
    found: dict[Article, None] = {}
    for article in _articles(content, audited, config):
        found[replace(article, path=name)] = None
    return tuple(Reading(article, content.edits) for article in found)


def _articles(content: Content, audited: Article, config: Config) -> Iterator[Article]:
    stored, language = str(content.stored), audited.target.language
    now = read_article(stored, None, language)
    if now.source is None and audited.source is not None:
        now = replace(now, source=audited.source, pairs=pair(now.target, audited.source))
    yield now
    with suppress(InputError, UsageError):  # then a check cannot read it that way either
        known = target(content.path, config, config.root)
        source = str(known.source) if known.source else None
        yield read_article(stored, source, known.language or language, known.source_language, assumed=_ASSUMED)
