"""For people and logs: a line a finding as compilers write it, what it is about below, then the sums."""

import re
from collections import Counter
from collections.abc import Iterator

from audit.gate.formats._words import correction, counted, explanation, marked, source, troubles, units, verdict
from audit.gate.inspection import SHORT, Flag, Inspection, Level
from audit.wording import count, quoted, visible

SUFFIX = ".txt"

_INSIDE = "    "
# The runner of GitHub Actions finds "##[" anywhere in a line and "::" behind any blanks, that of Azure "##vso[".
_COMMAND = re.compile(r"#(?=#(?:\[|vso\[))", re.IGNORECASE)


def render(inspection: Inspection) -> str:
    """The same in every pipe: no colour, no width. No line of it is a command to the machine that shows it."""
    return "".join(f"{_no_command(line.rstrip())}\n" for line in _lines(inspection))


def _lines(inspection: Inspection) -> Iterator[str]:
    for trouble in troubles(inspection):
        yield f"{_path(trouble.path)}:{trouble.line}:1: {Level.ERROR}: {trouble.kind}: {trouble.message}"
    for flag in inspection.flags:
        yield from _flag(flag)
    yield from _sums(inspection)
    yield verdict(inspection)


def _flag(flag: Flag) -> Iterator[str]:
    at = flag.place.start
    place = f"{_path(flag.path)}:{at.line}:{at.column}"
    yield f"{place}: {flag.level}: {visible(flag.rule)}: {explanation(flag)} [{flag.fingerprint[:SHORT]}]"
    if flag.key:
        yield f"{_INSIDE}key: {visible(flag.key)}"
    if around := marked(flag):
        before, quote, after = around
        yield f"{_INSIDE}text: {visible(before)}‹{quoted(quote)}›{visible(after)}"
    elif flag.quote:
        yield f"{_INSIDE}quote: ‹{quoted(flag.quote[:240])}›"
    if original := source(flag):
        yield f"{_INSIDE}source: {original}"
    if flag.finding.suggestion is not None:
        yield f"{_INSIDE}fix: {correction(flag)}"
    if flag.repeats:
        yield f"{_INSIDE}again: {', '.join(place.label for place in flag.repeats[:20])}"


def _sums(inspection: Inspection) -> Iterator[str]:
    for note in inspection.notes:
        yield f"note: {visible(note)}"
    for entry in inspection.stale:
        yield f"stale: {visible(entry)}"
    gaps = sum(file.report.coverage.segments - file.report.coverage.audited for file in inspection.files)
    unchanged = sum(len(file.unchanged) for file in inspection.files)
    parts = [
        f"{count(len(inspection.files), 'file')}, {count(units(inspection), 'unit')}",
        f"{unchanged:,} unchanged" if unchanged else "",
        f"findings: {counted(inspection)}",
        _silenced(inspection),
        f"unread: {count(len(inspection.unread), 'file')}" if inspection.unread else "",
        f"not judged: {count(gaps, 'unit')}" if gaps else "",
        f"stale dismissals: {len(inspection.stale):,}" if inspection.stale else "",
        f"{inspection.per_thousand_words:,.1f} MQM points per 1,000 words",
    ]
    yield "; ".join(filter(None, parts)) + "."


def _silenced(inspection: Inspection) -> str:
    by = Counter(flag.silenced.by for flag in inspection.silenced if flag.silenced)
    if not by:
        return ""
    who = ", ".join(f"{number:,} by {name}" for name, number in sorted(by.items()))
    return f"silenced: {who}"


def _path(path: str) -> str:
    """A path that cannot begin a command: "::error::x.po" is shown as "./::error::x.po"."""
    shown = visible(path)
    return f"./{shown}" if shown.lstrip().startswith((":", "#")) else shown


def _no_command(line: str) -> str:
    return _COMMAND.sub("# ", line)
