"""What else differs between two audits: a difference of tools is no difference of texts, and is said first."""

from collections.abc import Iterator, Mapping

from audit.diff.difference import Difference
from audit.domain import Report, Signature, Standard
from audit.wording import demand

_LITTLE = 1 / 3
"""Share of the segments that two versions of a text have in common at least; below it these may be two texts."""


def tools(old: Report, new: Report) -> tuple[str, ...]:
    """What another score or finding may come from besides the text, a sentence each: "model: a → b"."""
    return tuple(_tools(old, new))


def doubts(difference: Difference) -> tuple[str, ...]:
    """Why the two may not be comparable at all."""
    edits = difference.edits
    known = edits.same / max(1, edits.same + edits.segments)
    if edits.any and known < _LITTLE and not difference.kept:
        return ("Little of one text stands in the other: are these reports of the same article?",)
    return ()


def _tools(old: Report, new: Report) -> Iterator[str]:
    before, after = old.signature, new.signature
    if before.model != after.model:
        yield f"model: {before.model} → {after.model}"
    yield from _prompts(before.prompts, after.prompts)
    yield from _listed("check", before.checks, after.checks)
    if before.weights != after.weights:
        yield f"weights: {_weights(before)} → {_weights(after)}"
    if before.segmenter != after.segmenter:
        yield f"segmenter: {before.segmenter} → {after.segmenter}"
    if before.version != after.version:
        yield f"audit: {before.version} → {after.version}"
    if (old.article.source is None) != (new.article.source is None):
        which = ("OLD", "NEW") if new.article.source else ("NEW", "OLD")
        yield f"source text: not given in {which[0]}, given in {which[1]}"
    if old.standard != new.standard:
        yield f"has to meet: {_standard(old.standard)} → {_standard(new.standard)}"


def _prompts(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[str]:
    for name in sorted(old.keys() & new.keys()):
        if old[name] != new[name]:
            yield f"prompt {name}: {old[name][:8]} → {new[name][:8]}"
    yield from _listed("prompt", old, new)


def _listed(
    what: str, old: Mapping[str, str] | tuple[str, ...], new: Mapping[str, str] | tuple[str, ...]
) -> Iterator[str]:
    for which, names in (("OLD", set(old) - set(new)), ("NEW", set(new) - set(old))):
        if names:
            yield f"{what}{'s' if len(names) > 1 else ''} only in {which}: {', '.join(sorted(names))}"


def _weights(signature: Signature) -> str:
    own = signature.weights
    repeats = "every repeat" if own.count_repeats else "repeats once"
    return f"{own.minor:g}/{own.major:g}/{own.critical:g}, punctuation {own.punctuation:g}, {repeats}"


def _standard(standard: Standard | None) -> str:
    if standard is None:
        return "nothing"
    return f"{standard.name}: {demand(standard)}" if standard.name else demand(standard)
