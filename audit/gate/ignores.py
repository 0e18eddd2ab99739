"""`[[ignore]]` entries of the configuration that silence nothing any more."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from audit.article import Article, Segment
from audit.config.globs import ignored, named
from audit.config.tables import RULES
from audit.config.values import Config, Ignore
from audit.gate.silence import Heard, key_of


def idle_ignores(
    config: Config,
    articles: Iterable[Article],
    places: Iterable[Heard],
    paths: Mapping[str, str],
    checks: frozenset[str],
) -> Iterator[str]:
    """Such entries in words, where all that the configuration means was checked.

    `paths` are what the configuration calls the files: an article's path -> relative to its folder. An entry is idle
    that means no file or no key, and one whose rules have all run and found nothing there. Models need not say
    everything twice: what silences their findings too is idle only where there is nothing left to find them in.
    """
    found = {(rule, paths[one.spot.identity.file], key_of(one.spot)) for one in places for rule in one.spot.rules}
    units = {(paths[one.path], segment.key or "") for one in articles for segment in _segments(one)}
    for entry in config.ignore:
        if not (_silences(entry, found) or _may_silence(entry, units, checks)):
            said = ", ".join(f"{name} = {json.dumps(said, ensure_ascii=False)}" for name, said in _said(entry))
            file = config.path.name if config.path else "the configuration"
            yield f"{file}: [[ignore]] with {said} matches nothing any more: delete it"


def _silences(entry: Ignore, found: Iterable[tuple[str, str, str]]) -> bool:
    alone = Config(ignore=(entry,))
    return any(ignored(alone, *one) for one in found)


def _may_silence(entry: Ignore, units: Iterable[tuple[str, str]], checks: frozenset[str]) -> bool:
    """True where there is something it means, and not all of its rules have looked at that."""
    if entry.rules and all(rule in checks for rule in RULES if named(entry.rules, rule)):
        return False
    every = Config(ignore=(replace(entry, rules=()),))
    return any(ignored(every, "", path, key) for path, key in units)


def _segments(article: Article) -> Iterator[Segment]:
    yield from article.segments
    yield from article.source.segments if article.source else ()


def _said(entry: Ignore) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What the entry says, by the names of its keys."""
    every = {"rules": entry.rules, "files": entry.files, "keys": entry.keys}
    return ((name, said) for name, said in every.items() if said)
