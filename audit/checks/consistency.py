"""One source text rendered in two ways, or two opposite ones in the same way.

A user who has learnt that a thing is called "Einstellungen" does not look for "Optionen". Which rendering is right is
not known: the rarer one is shown, with both. Where "Open" and "Close" read alike, nobody can tell what a button does.

Hit:   "Save changes" as "Änderungen speichern" three times and as "Sichern" once | "Open file", "Close file" alike
Clean: "Open" as a verb and as a state (notes differ) | plural forms | "Sign in" and "Log in" alike
Languages: all; opposites in English sources. Localized strings only.
"""

from collections import defaultdict
from collections.abc import Iterator

from audit.article import Article, Pair, Segment
from audit.checks._opposites import OPPOSITES
from audit.domain import Category, Claim, Severity
from audit.language import base

_Renderings = dict[str, list[Segment]]
_SHOWN = 60
_MOST = 6
"""Words of sources that are compared word by word."""
_MOST_SOURCES = 20
"""Sources of one target that are compared with each other."""


def check(article: Article) -> Iterator[Claim]:
    """One claim a source text, then one a pair of opposites."""
    if not article.is_catalogue or article.source is None:
        return
    whole = [pair for pair in article.pairs if pair.source is not None and _is_whole(pair.target)]
    yield from _varied(whole)
    if base(article.source.language) == "en":
        yield from _merged(whole)


def _is_whole(segment: Segment) -> bool:
    """True of a string that is translated and no branch of a plural or a choice."""
    return segment.text != "" and segment.unit is not None and not (segment.unit.form or segment.unit.message)


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _varied(pairs: list[Pair]) -> Iterator[Claim]:
    by_source: dict[str, list[Segment]] = defaultdict(list)
    for pair in pairs:
        by_source[pair.source.text if pair.source else ""].append(pair.target)
    merged: dict[str, list[Segment]] = defaultdict(list)
    for source, segments in by_source.items():
        merged[_folded(source)] += segments
    for source, segments in merged.items():
        if len(segments) > 1:
            renderings: _Renderings = defaultdict(list)
            for segment in segments:
                renderings[_folded(segment.text).rstrip(".")].append(segment)
            if len(renderings) > 1:
                yield from _rarest(source, renderings)


def _rarest(source: str, renderings: _Renderings) -> Iterator[Claim]:
    """One claim, at the last of the rarest, the later of two as rare; none where notes tell two meanings apart."""
    ordered = sorted(renderings.values(), key=lambda segments: (len(segments), -segments[0].span.start))
    notes = {segment.unit.note for segments in ordered for segment in segments if segment.unit}
    short = " " not in source.strip()
    clear = len(ordered[-1]) > 2 * len(ordered[0])
    if len(notes) > 1 or (short and not clear):
        return
    told = ", ".join(f"“{segments[0].text[:_SHOWN]}” ({len(segments)})" for segments in reversed(ordered))
    why = f"The same source is rendered in {len(ordered)} ways: {told}."
    confidence = 0.5 if clear else 0.35
    yield Claim("consistency", Category.INCONSISTENT_TERM, Severity.NEUTRAL, ordered[0][-1].span, why, confidence)


def _merged(pairs: list[Pair]) -> Iterator[Claim]:
    """The later of two strings that read alike, though their sources differ in one word and its opposite."""
    by_target: dict[str, dict[str, Segment]] = defaultdict(dict)
    for pair in pairs:
        if pair.source is not None and len(pair.source.text) < _SHOWN:
            by_target[pair.target.text].setdefault(pair.source.text, pair.target)
    for sources in by_target.values():
        texts = list(sources)[:_MOST_SOURCES]
        for at, source in enumerate(texts):
            other = next((text for text in texts[:at] if _are_opposite(text, source)), None)
            if other:
                why = f"“{other}” is translated in the same words."
                span = sources[source].span
                yield Claim("consistency", Category.MISTRANSLATION, Severity.MAJOR, span, why, 0.7)
                break


def _are_opposite(one: str, other: str) -> bool:
    words, others = one.casefold().split(), other.casefold().split()
    if len(words) != len(others) or len(words) > _MOST:
        return False
    different = [frozenset(pair) for pair in zip(words, others, strict=True) if pair[0] != pair[1]]
    return len(different) == 1 and different[0] in OPPOSITES
