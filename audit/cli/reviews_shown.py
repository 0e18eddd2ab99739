"""What `audit reviews` shows: progress, agreement and conflicts, in words and as plain values."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from audit.cli.table import aligned
from audit.measure.agreement import Agreement, Contingency, agreements
from audit.review.conflicts import Conflict, conflicts
from audit.review.decision import Decision, Mark, Own, Review, Verdict
from audit.review.file import row_of
from audit.wording import SEVERITY_WORDS, count, quoted, visible

_SAID = {Verdict.ACCEPT: "accepted", Verdict.EDIT: "edited", Verdict.REJECT: "rejected", Verdict.ADD: "added"}
_AROUND = 24
"""Characters shown on either side of a place that has no words."""


def told(reviews: Sequence[Review]) -> str:
    """For people. `reviews` are of different texts."""
    parts = ["\n".join(_texts(reviews)), _progress(reviews)]
    parts += ["\n".join(_agreement(one)) for one in agreements(reviews)]
    if len(_names(reviews)) > 1:
        parts += ["\n".join(_conflicts(review, len(reviews) > 1)) for review in reviews]
    return "\n\n".join(parts)


def values(reviews: Sequence[Review]) -> dict[str, Any]:
    """For programs."""
    return {
        "texts": [
            {"path": one.path, "digest": one.digest, "segments": len(one.segments), "decisions": len(one.decisions)}
            for one in reviews
        ],
        "reviewers": {name: _counted(reviews, name) for name in _names(reviews)},
        "agreement": [_agreement_values(one) for one in agreements(reviews)],
        "conflicts": [_conflict_values(review, one) for review in reviews for one in conflicts(review)],
    }


def _names(reviews: Sequence[Review]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for review in reviews for name in review.reviewers))


# -- who has done how much -------------------------------------------------------------------------------------------


def _texts(reviews: Sequence[Review]) -> Iterator[str]:
    for review in reviews:
        yield f"{visible(review.path)}: {count(len(review.segments), 'segment')}"


def _counted(reviews: Sequence[Review], name: str) -> dict[str, int]:
    own = [decision for review in reviews for decision in review.standing() if decision.reviewer == name]
    verdicts = {said: sum(decision.verdict is verdict for decision in own) for verdict, said in _SAID.items()}
    return {"decided": len(own), **verdicts, "seen": sum(len(review.seen.get(name, ())) for review in reviews)}


def _progress(reviews: Sequence[Review]) -> str:
    names = _names(reviews)
    if not names:
        return "Nobody has decided anything."
    segments = sum(len(review.segments) for review in reviews)
    rows = {name: _counted(reviews, name) for name in names}
    cells = ([visible(name), *_cells(row, segments)] for name, row in rows.items())
    return aligned([["reviewer", *rows[names[0]]], *cells])


def _cells(row: Mapping[str, int], segments: int) -> Iterator[str]:
    for name, number in row.items():
        yield f"{number:,} of {segments:,}" if name == "seen" else f"{number:,}"


# -- how far they agree ----------------------------------------------------------------------------------------------


def _agreement(one: Agreement) -> Iterator[str]:
    """The figures of a pair, with what they are of."""
    names, decided = [visible(name) for name in one.reviewers], one.decided
    yield f"{names[0]} and {names[1]}"
    if not one.segments:
        yield "  have judged no segment both"
        return
    errors = f"{names[0]} marks {one.errors[0]:,}, {names[1]} {one.errors[1]:,}"
    yield f"  errors, F1 by character        {_figure(one.f1)}  {count(one.segments, 'segment')}; {errors}"
    yield f"  the same, severities weighed   {_figure(one.f1_weighted)}"
    yield f"  major errors, F1 by character  {_figure(one.f1_major)}"
    yield f"  error or none, kappa           {_figure(decided.kappa)}  {_alike(decided)}"


def _alike(decided: Contingency) -> str:
    if not decided.marks:
        return "no place that both have decided"
    alike = f"{decided.agreed:,} of {count(decided.marks, 'place')} decided alike"
    return alike if decided.kappa is not None else f"{alike}; not defined where both say the same of all"


def _figure(value: float | None) -> str:
    return "   –" if value is None else f"{value:4.2f}"


def _agreement_values(one: Agreement) -> dict[str, Any]:
    decided = asdict(one.decided) | {"marks": one.decided.marks, "agreed": one.decided.agreed}
    return asdict(one) | {"decided": decided, "kappa": one.decided.kappa}


# -- where they differ -----------------------------------------------------------------------------------------------


def _conflicts(review: Review, named: bool) -> Iterator[str]:
    found = conflicts(review)
    where = f" in {visible(review.path)}" if named else ""
    yield f"{count(len(found), 'conflict') if found else 'No conflicts'}{where}"
    for one in found:
        yield f"  {_place(review, one.mark)}  {one.mark.category}, {SEVERITY_WORDS[one.mark.severity]}"
        yield from (f"    {visible(said.reviewer)}: {_said(said)}" for said in one.decisions)


def _place(review: Review, mark: Mark) -> str:
    """The segment and the words, "s4 “fell asleep”"; where there are none, those around."""
    text = next(one.text(mark.side) for one in review.segments if one.id == mark.segment) or ""
    words = text[mark.start : mark.end]
    if not words:
        words = f"{text[max(0, mark.start - _AROUND) : mark.start]}‸{text[mark.start : mark.start + _AROUND]}"
    side = " in the source" if mark.side == "source" else ""
    return f"{visible(mark.segment)} “{quoted(words)}”{side}"


def _said(decision: Decision) -> str:
    """A decision in words: "edited: minor, “ran dry” (much too literal)"."""
    said, mark = decision.final, decision.mark
    changes = [SEVERITY_WORDS[said.severity]] if said.severity is not mark.severity else []
    changes += [said.category] if said.category != mark.category else []
    changes += [f"{said.start}–{said.end}"] if (said.start, said.end) != (mark.start, mark.end) else []
    if decision.suggestion is not Own.OWN and decision.is_error:
        proposed = "delete it" if decision.suggestion == "" else f"“{quoted(decision.suggestion or '')}”"
        changes.append("nothing proposed" if decision.suggestion is None else proposed)
    comment = f" ({visible(decision.comment)})" if decision.comment else ""
    return f"{_SAID[decision.verdict]}{': ' if changes else ''}{visible(', '.join(changes))}{comment}"


def _conflict_values(review: Review, conflict: Conflict) -> dict[str, Any]:
    rows = [row_of(decision) for decision in conflict.decisions]
    text = next(one.text(conflict.mark.side) for one in review.segments if one.id == conflict.mark.segment) or ""
    return {
        "path": review.path,
        "finding": asdict(conflict.mark),
        "words": text[conflict.mark.start : conflict.mark.end],
        "about": list(conflict.about),
        "decisions": [{key: value for key, value in row.items() if key != "finding"} for row in rows],
    }
