"""For a ticket: GitHub Markdown in which nothing taken from the article can format, link, ping or refer.

GitHub refuses a comment of more than 65,536 characters, all of it: this one ends before, and says what it leaves out.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from audit.domain import Report
from audit.reporters._room import LONGEST, cut, fitting, folded, size
from audit.view import Hole, Item, holes, items, place
from audit.wording import (
    SEVERITY_WORDS,
    alarm,
    cost,
    count,
    counts,
    demand,
    languages,
    lines,
    proposal,
    quoted,
    standing,
    title,
    verdict,
    visible,
)

SUFFIX = ".md"

_MOST = 65_000
"""Characters of a comment, a little less than GitHub takes; of UTF-16, where an emoji is two."""
_MOST_A_LIST = 8_000
"""Characters of what was not audited, and of the notes."""
_OPEN = 20
"""Findings, and entries of other lists, that are shown without a click."""
_PLACES = 20
"""Places of a repeated error, or of what was not audited, that are listed."""
_TO_REPLACE = 60
"""Characters of words to replace that are shown once more beside their replacement."""
_OUTCOMES = {True: "passed", False: "failed", None: "undecided"}

_BREAK = (
    "&#8203;"  # a zero-width space, as Renovate writes "@&#8203;name": a backslash does not keep GitHub from pinging
)
_SYNTAX = re.compile(r"[\\`*_\[\]<>&|~]")
_AT_START = re.compile(r"^(\s*)([#+=-]|\d+[.)])")
_REFERENCE = re.compile(
    r"[@#](?=\w)|(?<=GH)-(?=\d)|(?<=http):|(?<=https):|(?<=ftp):|(?<=www)\.|:(?=[\w+-]+:)", re.IGNORECASE
)


def render(report: Report) -> str:
    """The report as GitHub-flavoured Markdown: whether it passes, the findings, the score. Fits a comment."""
    head, tail = "\n".join(_head(report)), "\n".join(_tail(report))
    findings = "\n".join(_findings(items(report), _MOST - size(head) - size(tail)))
    return "\n".join(filter(None, (head, findings, tail))) + "\n"


def escape(text: str) -> str:
    """Untrusted text on one line, for anywhere in a paragraph, a list item or a table cell."""
    return _escaped(visible(text).strip())


def code(text: str) -> str:
    """Untrusted text as a code span, fenced by more backticks than it holds in a row."""
    line = visible(text)
    fence = "`" * (1 + max(map(len, re.findall("`+", line)), default=0))
    return f"{fence} {line} {fence}"


def _head(report: Report) -> Iterator[str]:
    outcome = f": {_OUTCOMES[report.passes]}" if report.standard else ""
    yield from (f"## Translation audit{outcome}", "")
    if report.standard:
        yield from (f"**{_short(standing(report))}**", "")
    if warning := alarm(report):
        yield from ("> [!WARNING]", f"> **Incomplete: {warning}**", "")
    yield from (f"**{verdict(report)}**", "")
    yield from _summary(report)


def _summary(report: Report) -> Iterator[str]:
    coverage, score = report.coverage, report.score
    found = ", ".join(f"{number:,} {SEVERITY_WORDS[severity]}" for severity, number in counts(report).items())
    yield from ("| | |", "| --- | --- |")
    yield f"| File | {_short(title(report.article))} |"
    yield f"| Languages | {_short(languages(report.article))} |"
    yield f"| Audited | {coverage.audited:,} of {count(coverage.segments, 'segment')} |"
    yield f"| Findings | {found or 'none'} |"
    yield f"| MQM penalty | {score.per_thousand_words:,.1f} points per 1,000 words (0 is clean) |"
    if report.standard:
        yield f"| Asked for | {demand(report.standard)} |"
    yield f"| Cost | {cost(report)} |"


def _findings(every: Sequence[Item], room: int) -> Iterator[str]:
    """All findings in the order of the article; where these are many the worst first, and most of them folded."""
    if not every:
        return
    if len(every) > _OPEN:
        every = sorted(every, key=lambda item: (-item.finding.severity.rank, -item.finding.confidence, item.number))
    shown = fitting(("\n".join(("", *_finding(item))) for item in every), room - LONGEST)
    yield from ("", "### Findings" + (", the worst first" if len(every) > _OPEN else ""))
    yield from shown[:_OPEN]
    if rest := shown[_OPEN:]:
        yield from folded(count(len(rest), "more finding"), rest)
    if left_out := Counter(item.finding.severity for item in every[len(shown) :]):
        amounts = ", ".join(f"{left_out[one]:,} {word}" for one, word in SEVERITY_WORDS.items() if left_out[one])
        more = f"{count(left_out.total(), 'more finding')} did not fit here ({amounts})"
        yield from ("", f"**{more}: the report in HTML or JSON has them all.**")


def _finding(item: Item) -> Iterator[str]:
    finding = item.finding
    severity, sure = SEVERITY_WORDS[finding.severity], f"confidence {finding.confidence:.0%}"
    yield f"- **{item.number} · {severity}** · {finding.category} · {item.place.label} · {sure}"
    yield from ("", f"  > {_sentence(item)}")
    if finding.explanation.strip():
        yield from ("", f"  {_short(finding.explanation)}")
    also = f"; also at {', '.join(repeat.label for repeat in item.repeats[:_PLACES])}" if item.repeats else ""
    more = f" and {count(len(item.repeats) - _PLACES, 'more place')}" if item.repeats[_PLACES:] else ""
    who = ", ".join(map(_short, finding.detectors))
    yield from ("", f"  {_change(item)}Found by {who}{also}{more}.")


def _change(item: Item) -> str:
    """A suggestion as a diff: what goes struck, what comes underlined."""
    proposed = proposal(item.finding)
    if proposed is None:
        return ""
    _, words = proposed
    old, new = _escaped(quoted(item.quote)), _escaped(cut(quoted(words)))
    if not item.quote:
        return f"Insert <ins>‹{new}›</ins>. "
    if len(item.quote) > _TO_REPLACE:  # they stand in the sentence above
        return f"Replace it with <ins>‹{new}›</ins>. " if words else "Delete it. "
    return f"<del>‹{old}›</del> → <ins>‹{new}›</ins>. " if words else f"Delete <del>‹{old}›</del>. "


def _sentence(item: Item) -> str:
    """Markdown's ** does not open beside a letter, as it must inside Chinese words; a tag always does."""
    before, after = visible(item.before), visible(item.after)
    return f"{_escaped(before)}<b>‹{_escaped(quoted(item.quote))}›</b>{_escaped(after)}".strip()


def _tail(report: Report) -> Iterator[str]:
    missing = holes(report)
    yield from _entries("Not audited", (_hole(report, hole) for hole in missing), len(missing))
    yield from _score(report)
    yield from _entries("Notes", map(_short, report.notes), len(report.notes))
    yield from ("", f"Signature: {code(cut(visible(str(report.signature)), 4 * LONGEST))}")


def _hole(report: Report, hole: Hole) -> str:
    ends = [(place(report.article, a.span).start, place(report.article, b.span).end) for a, b in hole.stretches]
    where = ", ".join(lines(start, end) for start, end in ends[:_PLACES]) or "nowhere in this text"
    more = f" and {count(len(ends) - _PLACES, 'more place')}" if ends[_PLACES:] else ""
    detectors = ", ".join(map(_short, hole.detectors))
    return f"**{count(hole.segments, 'segment')}** ({where}{more}) by {detectors}: {_short(hole.reason)}"


def _score(report: Report) -> Iterator[str]:
    score, found = report.score, Counter(str(finding.category) for finding in report.findings)
    points = dict.fromkeys(found, 0.0) | dict(score.by_category)
    yield from ("", "### Score", "", "| Category | Findings | MQM points |", "| --- | ---: | ---: |")
    for name, value in sorted(points.items(), key=lambda entry: (-entry[1], entry[0])):
        yield f"| {escape(name)} | {found[name]:,} | {value:,.1f} |"
    total = f"**{len(report.findings):,}** | **{score.penalty:,.1f}**"
    yield f"| **total, in {count(score.words, 'word')}** | {total} |"
    if score.caveat:
        yield from ("", _short(score.caveat))


def _entries(name: str, entries: Iterable[str], number: int) -> Iterator[str]:
    """A list under a heading; a long one folded, and no more of it than there is room for."""
    if not number:
        return
    kept = fitting((f"- {entry}" for entry in entries), _MOST_A_LIST)
    if rest := number - len(kept):
        kept.append(f"- and {rest:,} more")
    yield from ("", f"### {name}")
    yield from folded(f"{number:,}", kept) if len(kept) > _OPEN else ("", *kept)


def _short(text: str) -> str:
    return escape(cut(visible(text[: 4 * LONGEST])))


def _escaped(line: str) -> str:
    """Visible text in which punctuation does not format, GitHub finds nothing to link, and $ opens no formula."""
    line = _SYNTAX.sub(r"\\\g<0>", line)
    line = _AT_START.sub(lambda match: _not_a_block(match[1], match[2]), line)
    line = _REFERENCE.sub(lambda match: match[0] + _BREAK, line)
    return line.replace("$", "<span>$</span>")


def _not_a_block(blanks: str, marker: str) -> str:
    return f"{blanks}{marker[:-1]}\\{marker[-1]}"
