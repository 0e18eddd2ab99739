"""Why a finding does not count: a comment in the file, the configuration, the baseline; and what of these is idle."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from audit.article import Article, Segment
from audit.config.globs import ignored
from audit.config.values import Config
from audit.gate.dismissals import Dismissal, Dismissals, is_stale
from audit.gate.identity import Spot, digest
from audit.gate.inspection import Silence, Silenced
from audit.gate.rules import is_model, means

ALL = "*"


@dataclass(frozen=True, slots=True)
class Heard:
    """A place, and who has silenced it."""

    spot: Spot
    silenced: Silenced | None
    entry: Dismissal | None = None
    """The baseline's entry that did."""


def heard(spot: Spot, path: str, config: Config, dismissals: Dismissals) -> Heard:
    """A place with what silences it. `path` is relative to the configuration's folder."""
    if comment := _comment(spot):
        return Heard(spot, Silenced(Silence.COMMENT, f"audit: ignore {', '.join(sorted(comment))}"))
    if all(ignored(config, rule, path, key_of(spot)) for rule in spot.rules):
        return Heard(spot, Silenced(Silence.CONFIGURATION, f"ignore in {config.path.name}" if config.path else ""))
    if entry := dismissals.match(spot.identity):
        return Heard(spot, Silenced(Silence.BASELINE, entry.reason), entry)
    return Heard(spot, None)


def key_of(spot: Spot) -> str:
    """The key that the configuration knows a place by; empty in prose."""
    segment = spot.segment or spot.source
    return (segment.key or "") if segment else ""


def idle_comments(article: Article, places: Iterable[Heard], checks: frozenset[str], model: bool) -> Iterator[str]:
    """Comments that silence nothing, in words. Of rules that did not run nobody can tell."""
    used = {
        (one.spot.segment.id, name)
        for one in places
        if one.spot.segment and one.silenced and one.silenced.by is Silence.COMMENT
        for name in one.spot.segment.ignored
        if any(means((name,), rule) for rule in one.spot.rules)
    }
    for segments, name in _stretches(article):
        if _is_known(name, checks, model) and not any((segment.id, name) in used for segment in segments):
            line = article.target.source_map.locate(segments[0].span.start).line
            rule = "" if name == ALL else f" {name}"
            yield f"{article.path}:{line}: the comment “audit: ignore{rule}” silences nothing: delete it"


def _stretches(article: Article) -> list[tuple[list[Segment], str]]:
    """Segments in a row for which a comment names a rule: sentences of a block, forms of a plural, a group of keys.

    Nobody knows here whether one comment says so or several; who reports too little does no harm. Left out is what
    holds anything that is not judged.
    """
    judged = {segment.id for segment in article.judged}
    found = []
    for name in {name for segment in article.judged for name in segment.ignored}:
        for named, run in groupby(article.segments, key=lambda segment: name in segment.ignored):
            segments = list(run)
            if named and all(segment.id in judged for segment in segments):
                found.append((segments, name))
    return sorted(found, key=lambda stretch: (stretch[0][0].span, stretch[1]))


def idle_entries(
    dismissals: Dismissals, articles: Iterable[Article], places: Iterable[Heard], checks: frozenset[str]
) -> Iterator[Dismissal]:
    """Entries of a baseline that mean nothing any more: of files that were read whole, and of files that have gone."""
    used = {one.entry for one in places}
    whole = {one.path: one for one in articles if one.focus is None}
    for path, article in whole.items():
        entries = [entry for entry in dismissals.entries if entry.file == path]
        units = frozenset((digest(pair.source), digest(pair.target)) for pair in article.pairs if entries)
        known = (entry for entry in entries if is_model(entry.rule) or entry.rule in checks)
        yield from (entry for entry in known if is_stale(entry, units, entry in used))
    yield from (entry for entry in dismissals.entries if entry.file in dismissals.gone and entry not in used)


def _comment(spot: Spot) -> frozenset[str]:
    """What a comment beside the unit says, where that means every rule that has found this."""
    segment = spot.segment or spot.source
    names = segment.ignored if segment else frozenset()
    return names if names and all(means(names, rule) for rule in spot.rules) else frozenset()


def _is_known(name: str, checks: frozenset[str], model: bool) -> bool:
    """True where all that a comment means has run."""
    if name == ALL or is_model(name):
        return model
    return name in checks
