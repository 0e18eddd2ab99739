"""What every format of the gate says in the same words."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from audit.article import Side
from audit.gate.inspection import Flag, Inspected, Inspection, Unread
from audit.view import holes, place
from audit.wording import SEVERITY_WORDS, alarm, count, lines, proposal, quoted, visible

NAME = "audit"
_REACH = 120
"""Characters of a text shown on either side of a quote."""
_LONGEST = 1_000
"""Characters of an explanation, a reason or a correction that a message shows."""
_STRETCHES = 8
"""Places that are named one by one."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """What was not checked: a file that could not be read, or segments nobody judged."""

    path: str
    line: int
    kind: str
    """"unread" or "not-audited"."""
    message: str


def short(text: str, longest: int = _LONGEST) -> str:
    """Untrusted text on one line, harmless, cut where it is longer."""
    line = visible(text[: longest + 1]).strip()
    return line if len(text) <= longest else line[:longest].rstrip() + "…"


def message(flag: Flag) -> str:
    """A finding in a sentence or three: the quote, what is wrong with it, what to write. Never empty."""
    quote = f"‹{quoted(_middle(flag.quote))}›: " if flag.quote else ""
    return f"{quote}{explanation(flag)}{correction(flag, before=' ')}"


def explanation(flag: Flag) -> str:
    """What is wrong, in a sentence; the category where nobody has said more."""
    return short(flag.finding.explanation) or flag.finding.category.value


def correction(flag: Flag, before: str = "") -> str:
    """What to do: "Replace with ‹Bakhmut›."; empty where nothing is proposed."""
    proposed = proposal(flag.finding)
    if proposed is None:
        return ""
    action, words = proposed
    return before + action.capitalize() + (f" ‹{quoted(_middle(words))}›." if words else ".")


def marked(flag: Flag) -> tuple[str, str, str] | None:
    """The unit or sentence around the quote: before, quote, after, still untrusted. None where it has none."""
    segment, quote, span = flag.segment, flag.quote, flag.finding.span
    if segment is None or span.side is Side.SOURCE:
        return None
    start = max(0, span.start - segment.span.start)
    end = min(len(segment.text), start + len(quote))
    before, after = segment.text[:start], segment.text[end:]
    return _tail(before), _middle(segment.text[start:end]), _head(after)


def source(flag: Flag) -> str:
    """The source text, harmless and cut; empty where there is none."""
    return short(flag.source.text if flag.source else "", 2 * _REACH)


def troubles(inspection: Inspection) -> tuple[Trouble, ...]:
    """What was not checked, files first."""
    unread = [Trouble(one.path, one.line, "unread", _reason(one)) for one in inspection.unread]
    return (*unread, *(trouble for file in inspection.files for trouble in _gaps(file)))


def counted(inspection: Inspection) -> str:
    """What stands, by severity: "1 critical, 2 major"; "none"."""
    found = Counter(flag.finding.severity for flag in inspection.flags)
    return ", ".join(f"{found[severity]:,} {word}" for severity, word in SEVERITY_WORDS.items() if found[severity]) or (
        "none"
    )


def units(inspection: Inspection) -> int:
    """Strings and sentences that were read."""
    return sum(len(file.report.article.pairs) for file in inspection.files)


def verdict(inspection: Inspection) -> str:
    """The check in one sentence; what is missing is said before anything that sounds clean."""
    said = _judged(inspection)
    missing = []
    if inspection.unread:
        missing.append(f"{count(len(inspection.unread), 'file')} could not be read")
    if gaps := sum(_missing(file) for file in inspection.files):
        missing.append(f"{count(gaps, 'unit')} not judged")
    if not inspection.complete and not missing:
        missing.append("not everything was judged")
    return f"INCOMPLETE: {', '.join(missing)}. {said}" if missing else said


def _judged(inspection: Inspection) -> str:
    flags = inspection.flags
    failing = sum(flag.fails for flag in flags)
    reasons = [f"{failing:,} of {count(len(flags), 'finding')}"] if failing else []
    if reasons := [*reasons, *_over(inspection)]:
        return f"FAILED: {', and '.join(reasons)}."
    if not inspection.files:
        return "Nothing was checked."
    return f"PASSED: {count(len(flags), 'finding')}, none fails the check." if flags else "PASSED: no findings."


def _over(inspection: Inspection) -> Iterator[str]:
    """Which limits on points there are too many for, in words."""
    yield from map(short, inspection.exceeded)
    points, limit = inspection.per_thousand_words, inspection.limit
    if limit is not None and points > limit:
        yield f"{points:,.1f} MQM points per 1,000 words where {limit:,g} are allowed"


def _missing(file: Inspected) -> int:
    coverage = file.report.coverage
    return coverage.segments - coverage.audited


def _reason(unread: Unread) -> str:
    """Why a file could not be read, without its name and line where they come first: every format says these."""
    for prefix in (f"{unread.path}:{unread.line}:", f"{unread.path}:"):
        if unread.reason.startswith(prefix):
            return short(unread.reason.removeprefix(prefix)) or "it could not be read"
    return short(unread.reason) or "it could not be read"


def _gaps(file: Inspected) -> Iterator[Trouble]:
    report = file.report
    missing = holes(report)
    for hole in missing:
        places = [place(report.article, first.span).start for first, _ in hole.stretches]
        ends = [place(report.article, last.span).end for _, last in hole.stretches]
        named = [lines(start, end) for start, end in zip(places, ends, strict=True)]
        where = ", ".join(named[:_STRETCHES]) + (f" and {len(named) - _STRETCHES} more" if named[_STRETCHES:] else "")
        who = ", ".join(map(visible, hole.detectors))
        said = f"{count(hole.segments, 'unit')} not judged by {who}: {short(hole.reason)}"
        yield Trouble(file.path, places[0].line if places else 1, "not-audited", f"{said} ({where or 'nowhere'})")
    if not missing and (warning := alarm(report)):
        yield Trouble(file.path, 1, "not-audited", warning)


def _head(text: str) -> str:
    return text if len(text) <= _REACH else text[:_REACH] + "…"


def _tail(text: str) -> str:
    return text if len(text) <= _REACH else "…" + text[-_REACH:]


def _middle(text: str) -> str:
    return text if len(text) <= 2 * _REACH else f"{text[:_REACH]} … {text[-_REACH:]}"
