"""Markdown for $GITHUB_STEP_SUMMARY: the verdict, what is missing, the worst findings, the rest to unfold.

GitHub refuses a step's summary of more than 1 MiB, all of it: this one ends before, and says where.
https://docs.github.com/actions/reference/workflow-commands-for-github-actions#step-isolation-and-limits
"""

from collections import Counter
from collections.abc import Iterator, Sequence

from audit.gate.formats._words import correction, explanation, marked, short, source, troubles, units, verdict
from audit.gate.inspection import Flag, Inspection, worst_first
from audit.reporters.markdown import code, escape
from audit.wording import SEVERITY_WORDS, count, quoted

SUFFIX = ".md"

_ROOM = 1_000_000
"""Bytes of UTF-8: 1 MiB, less what the step may have to say beside it."""
_OPEN = 20
"""Findings shown without a click."""
_TROUBLES = 50
_ENTRIES = 100
"""Notes and stale dismissals."""
_END = "\n</details>\n"


def render(inspection: Inspection) -> str:
    """The summary, in which nothing taken from a file can format, link or ping."""
    text = "".join(f"{line}\n" for line in _head(inspection))
    flags = worst_first(inspection.flags)
    first, rest = flags[:_OPEN], flags[_OPEN:]
    if first:
        text += "\n### Findings\n"
    text, shown = _fill(text, first, _ROOM)
    if rest and shown == len(first):
        text += f"\n<details>\n<summary>{count(len(rest), 'more finding')}</summary>\n"
        text, more = _fill(text, rest, _ROOM - len(_END))
        shown += more
        text += _END
    if shown < len(flags):
        text += f"\n**{count(len(flags) - shown, 'more finding')} did not fit here: see the log of this step.**\n"
    return text


def _fill(text: str, flags: Sequence[Flag], room: int) -> tuple[str, int]:
    """As many findings as there is room for, and how many these are."""
    parts, used = [text], len(text.encode())
    for number, flag in enumerate(flags):
        part = "".join(f"{line}\n" for line in _finding(flag))
        used += len(part.encode())
        if used > room:
            return "".join(parts), number
        parts.append(part)
    return "".join(parts), len(flags)


def _head(inspection: Inspection) -> Iterator[str]:
    yield from ("## Translation audit", "", f"**{escape(verdict(inspection))}**", "")
    if missing := troubles(inspection):
        yield from ("> [!WARNING]", "> **Not everything was checked.**", ">")
        for trouble in missing[:_TROUBLES]:
            yield f"> - {code(f'{short(trouble.path)}:{trouble.line}')} {trouble.kind}: {escape(trouble.message)}"
        if rest := len(missing) - _TROUBLES if missing[_TROUBLES:] else 0:
            yield f"> - and {rest:,} more"
        yield ""
    yield from _table(inspection)
    yield from _entries("Notes", inspection.notes)
    yield from _entries("Dismissals that match nothing any more", inspection.stale)


def _table(inspection: Inspection) -> Iterator[str]:
    found = Counter(flag.finding.severity for flag in inspection.flags)
    failing = Counter(flag.finding.severity for flag in inspection.flags if flag.fails)
    yield from ("| Severity | Findings | of these fail |", "| --- | ---: | ---: |")
    for severity, word in SEVERITY_WORDS.items():
        yield f"| {word} | {found[severity]:,} | {failing[severity]:,} |"
    points = f"{inspection.per_thousand_words:,.1f} MQM points per 1,000 words"
    limit = "" if inspection.limit is None else f" (at most {inspection.limit:,g} are allowed)"
    parts = [count(len(inspection.files), "file"), count(units(inspection), "unit")]
    parts += [f"{len(inspection.silenced):,} silenced"] if inspection.silenced else []
    yield from ("", f"{', '.join(parts)}, {points}{limit}.")


def _entries(name: str, entries: Sequence[str]) -> Iterator[str]:
    if entries:
        yield from ("", f"### {name}", "", *(f"- {escape(short(entry))}" for entry in entries[:_ENTRIES]))
    if entries[_ENTRIES:]:
        yield f"- and {len(entries) - _ENTRIES:,} more"


def _finding(flag: Flag) -> Iterator[str]:
    at = flag.place.start
    word = SEVERITY_WORDS[flag.finding.severity]
    fails = " (fails)" if flag.fails else ""
    where = code(f"{short(flag.path)}:{at.line}:{at.column}")
    key = f" · {code(short(flag.key))}" if flag.key else ""
    yield from ("", f"- **{word}**{fails} · {where}{key} · {escape(flag.rule)}", "")
    if original := source(flag):
        yield f"  > {escape(original)}"
        yield "  >"
    yield f"  > {_words(flag)}"
    yield ""
    yield f"  {escape(explanation(flag) + correction(flag, before=' '))}"


def _words(flag: Flag) -> str:
    before, quote, after = marked(flag) or ("", flag.quote[:240], "")
    return f"{_part(before)}<b>‹{escape(quoted(quote))}›</b>{_part(after)}"


def _part(text: str) -> str:
    """Escaped, with the blanks at its ends: they part words from the quote."""
    if not text.strip():
        return " " * bool(text)
    return " " * text[0].isspace() + escape(text) + " " * text[-1].isspace()
