"""What all forms of a difference say in the same words. What is taken from reports is not yet made harmless here."""

from collections import Counter
from collections.abc import Iterator, Mapping

from audit.article import Side
from audit.diff.difference import Alone, Cause, Difference, Edits, Known, Reading
from audit.domain import Severity
from audit.wording import SEVERITY_WORDS, alarm, count

_GONE = {
    Cause.WORDS: "the words were changed",
    Cause.AROUND: "the words stand, the sentence around them was changed",
    Cause.VERDICT: "no longer found: the sentence is the same",
}
_NEW = {
    Cause.WORDS: "in words that were changed",
    Cause.AROUND: "the words stood before, the sentence around them was changed",
    Cause.VERDICT: "not found before: the sentence is the same",
}
_SHORT_GONE = {
    Cause.WORDS: "changed",
    Cause.AROUND: "in changed sentences",
    Cause.VERDICT: "no longer found",
}
_SHORT_NEW = {
    Cause.WORDS: "in changed words",
    Cause.AROUND: "in changed sentences",
    Cause.VERDICT: "in sentences that are the same",
}
_REACH = 240
"""Characters of a sentence shown on either side of what was changed in it."""


def headline(difference: Difference) -> str:
    """The difference in one sentence: "1 new (critical), 3 fixed (2 changed, 1 no longer found), 26 unchanged."."""
    parts = [
        amount("new", len(difference.appeared), severities(Counter(one.severity for one in difference.appeared))),
        amount("fixed", len(difference.gone), why_gone(difference)),
        f"{len(difference.kept):,} unchanged",
    ]
    return f"{', '.join(parts)}."


def origins(difference: Difference) -> str:
    """Where what is new stands: whether the text or the audit is to be asked about it; empty where nothing is new."""
    found = Counter(one.cause for one in difference.appeared)
    return f"New: {causes(found, is_new=True)}." if found else ""


def why_gone(difference: Difference) -> str:
    """What became of the findings that are gone: "2 changed, 1 no longer found"."""
    return causes(Counter(one.cause for one in difference.gone))


def unjudged(difference: Difference) -> Iterator[str]:
    """What is neither fixed nor new, because it was not audited in one of the two."""
    if now := len(difference.unjudged_now):
        yield f"{count(now, 'finding')} of OLD may be fixed or not: not audited in NEW."
    if before := len(difference.unjudged_before):
        yield f"{count(before, 'finding')} of NEW may be new or not: not audited in OLD."


def alarms(difference: Difference) -> Iterator[str]:
    """What either report left unaudited."""
    for name, report in (("OLD", difference.old), ("NEW", difference.new)):
        if warning := alarm(report):
            yield f"{name}: {warning}"


def edits(difference: Difference) -> str:
    """What happened to the text in between, in one sentence."""
    said = _edited("text", difference.edits)
    source = difference.source_edits
    return f"{said} {_edited('source text', source)}" if source and source.any else said


def cause(one: Alone, *, is_new: bool) -> str:
    """Why a finding is in one report only, for a line of its own."""
    if one.unjudged:
        return f"not audited in {'OLD' if is_new else 'NEW'}: {one.unjudged}"
    if one.item.finding.span.side is Side.SOURCE and one.cause is Cause.WORDS:
        return "the source or its translation was changed"
    return (_NEW if is_new else _GONE)[one.cause]


def some(one: Alone) -> str:
    """How many of its places are meant, where not all are: "1 of 3 places"; else nothing."""
    here = len(one.item.finding.spans)
    return f"{here:,} of {one.of:,} places" if here < one.of else ""


def regraded(known: Known) -> str:
    """The change of its severity: "minor → major"; nothing where there is none."""
    return " → ".join(SEVERITY_WORDS[severity] for severity in known.moved or ())


def regrades(difference: Difference) -> str:
    """How many findings of both are graver or milder now: "1 graver and 2 milder"; nothing where none is."""
    moves = [known.moved for known in difference.kept if known.moved]
    graver = sum(new.rank > old.rank for old, new in moves)
    parts = [f"{graver:,} graver"] * bool(graver) + [f"{len(moves) - graver:,} milder"] * (len(moves) > graver)
    return " and ".join(parts)


def reading(words: Reading) -> Reading:
    """How a sentence reads elsewhere, cut around what is different in it."""
    lengths = [len(part) for part, _ in words]
    marked = [number for number, (_, lacks) in enumerate(words) if lacks] or [0]
    start = max(0, sum(lengths[: marked[0]]) - _REACH)
    end = min(sum(lengths), start + 3 * _REACH)
    shown, at = list[tuple[str, bool]](), 0
    for (part, lacks), length in zip(words, lengths, strict=True):
        if piece := part[max(0, start - at) : max(0, end - at)]:
            shown.append((piece, lacks))
        at += length
    return tuple([("…", False)] * (start > 0) + shown + [("…", False)] * (end < at))


def _edited(what: str, edits: Edits) -> str:
    if not edits.any:
        return f"The {what} is the same."
    every, reads = edits.segments + edits.same, "reads" if edits.segments == 1 else "read"
    words = f"{count(edits.removed, 'word')} out, {edits.added:,} in"
    return f"The {what} was changed: {words}; {edits.segments:,} of {count(every, 'segment')} {reads} otherwise."


def amount(what: str, number: int, parts: str) -> str:
    """A number with what it consists of: "3 fixed (2 changed, 1 no longer found)"."""
    return f"{number:,} {what} ({parts})" if number and parts else f"{number:,} {what}"


def severities(found: Mapping[Severity, int]) -> str:
    """Numbers by severity, worst first: "1 critical, 2 minor"."""
    return ", ".join(f"{found[severity]:,} {word}" for severity, word in SEVERITY_WORDS.items() if found.get(severity))


def causes(found: Mapping[Cause, int], *, is_new: bool = False) -> str:
    """Numbers by cause: "2 changed, 1 no longer found"."""
    words = _SHORT_NEW if is_new else _SHORT_GONE
    return ", ".join(f"{found[cause]:,} {word}" for cause, word in words.items() if found.get(cause))
