"""For an editor at a terminal: the flagged sentences in order, under each what is wrong with it; then the score."""

from collections.abc import Iterator
from io import StringIO

from rich.bar import Bar
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from audit.domain import Finding, Report, Severity, Standard
from audit.reporters._sentences import Sentence, sentences
from audit.view import Hole, Item, holes, place
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

SUFFIX = ".txt"

_WIDTH, _WIDEST = 80, 120
"""Columns of a pipe; of the widest lines: longer ones are hard to read."""
_STYLES = {
    Severity.CRITICAL: "bold red",
    Severity.MAJOR: "bold yellow",
    Severity.MINOR: "bold cyan",
    Severity.NEUTRAL: "dim",
}
_OUTCOMES = {True: ("PASSED", "bold green"), False: ("FAILED", "bold red"), None: ("UNDECIDED", "bold yellow")}
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_LONGEST = 60
"""Characters of words to replace that are shown once more beside their replacement."""
_BAR = 24
"""Columns of a bar at most."""


def render(report: Report) -> str:
    """The report without colour, 80 columns wide whatever the terminal: the same in every pipe."""
    out = StringIO()
    write(report, Console(file=out, width=_WIDTH, color_system=None, force_terminal=False))
    return "".join(f"{line.rstrip()}\n" for line in out.getvalue().splitlines())


def write(report: Report, console: Console) -> None:
    """Print the report as colourful as the console allows, and as wide as can be read.

    With and without colour the flagged words stand in ‹›, the number of the finding behind them.
    """
    width = min(console.width, _WIDEST)
    for part in _parts(report):
        console.print(part, markup=False, highlight=False, emoji=False, width=width)
    # on one line however long: it is there to be copied
    console.print(Text(visible(str(report.signature))), soft_wrap=True)


def _parts(report: Report) -> Iterator[RenderableType]:
    yield from _head(report)
    for sentence in sentences(report):
        yield Text()
        yield _sentence(sentence)
        yield from map(_finding, sentence.items)
    if missing := holes(report):
        yield from _section("Not audited", Group(*(_hole(report, hole) for hole in missing)))
    yield from _section("Score", *_score(report))
    yield from _section("Cost", Text(f"{cost(report)}."))
    if report.notes:
        yield from _section("Notes", Group(*(_hanging("-", Text(visible(note))) for note in report.notes)))
    yield from _section("Signature")


def _head(report: Report) -> Iterator[Text]:
    coverage = report.coverage
    if warning := alarm(report):
        yield Text(f"INCOMPLETE: {warning}", style="bold red")
    facts = (languages(report.article), f"{coverage.audited:,} of {count(coverage.segments, 'segment')} audited")
    yield Text.assemble((title(report.article), "bold"), ": ", ", ".join(facts), overflow="fold")
    yield Text(verdict(report), style="bold")
    if report.standard:
        yield _standing(report)


def _standing(report: Report) -> Text:
    _, style = _OUTCOMES[report.passes]
    return Text(standing(report), style=style, overflow="fold")


def _sentence(sentence: Sentence) -> Text:
    text = Text(overflow="fold")
    for stretch in sentence.stretches:
        worst = max((item.finding.severity for item in stretch.findings), key=lambda one: one.rank, default=None)
        style = f"{_STYLES[worst]} underline" if worst else ""
        text.append("‹" * len(stretch.opened), style)
        text.append(stretch.words, style)
        for item in stretch.closed:
            text.append("›", style)
            text.append(str(item.number).translate(_RAISED))
    return text


def _finding(item: Item) -> RenderableType:
    finding = item.finding
    severity = (SEVERITY_WORDS[finding.severity].upper(), _STYLES[finding.severity])
    sure = f"confidence {finding.confidence:.0%}"
    body = [Text.assemble(item.place.label, "  ", severity, f"  {finding.category}  {sure}", overflow="fold")]
    if finding.explanation.strip():
        body.append(Text(visible(finding.explanation), overflow="fold"))
    if proposed := _proposal(finding, item):
        body.append(proposed)
    return Padding(_hanging(str(item.number), *body, _origin(item), width=3), (0, 0, 0, 1))


def _proposal(finding: Finding, item: Item) -> Text | None:
    """What to do: "‹old› → ‹new›", "delete ‹old›", "insert ‹new›"."""
    proposed = proposal(finding)
    if proposed is None:
        return None
    action, words = proposed
    if not item.quote:
        return Text.assemble((action, "bold"), " ", (f"‹{quoted(words)}›", "green"), overflow="fold")
    old = quoted(item.quote)
    old = old if len(old) <= _LONGEST else f"{old[: _LONGEST // 2]} … {old[-_LONGEST // 2 :]}"
    if not words:
        return Text.assemble(("delete", "bold"), " ", (f"‹{old}›", "red"), overflow="fold")
    return Text.assemble((f"‹{old}›", "red"), " → ", (f"‹{quoted(words)}›", "green"), overflow="fold")


def _origin(item: Item) -> Text:
    found = f"found by {', '.join(map(visible, item.finding.detectors))}"
    also = f"; also at {', '.join(repeat.label for repeat in item.repeats)}" if item.repeats else ""
    return Text(found + also, style="dim", overflow="fold")


def _hole(report: Report, hole: Hole) -> RenderableType:
    stretches = []
    for first, last in hole.stretches:
        name = first.id if first is last else f"{first.id}–{last.id}"
        start, end = place(report.article, first.span).start, place(report.article, last.span).end
        stretches.append(f"{visible(name)} ({lines(start, end)})")
    head = f"{count(hole.segments, 'segment')} by {', '.join(map(visible, hole.detectors))}: "
    return Group(_flow(head, hole.reason), _inside(Text(", ".join(stretches), overflow="fold")))


def _score(report: Report) -> Iterator[RenderableType]:
    score = report.score
    total = f"{score.penalty:,.1f} points, {count(score.words, 'word')}"
    found = ", ".join(f"{number:,} {SEVERITY_WORDS[severity]}" for severity, number in counts(report).items())
    yield _outcome(report) if report.standard else _standing(report)
    yield Text(f"{score.per_thousand_words:,.1f} MQM penalty points per 1,000 words ({total}); 0 is clean")
    yield Text(f"Findings: {found or 'none'}")
    if score.by_category:
        yield _points(report)
    if score.caveat:
        yield _flow("", score.caveat)


def _outcome(report: Report) -> Text:
    standard = report.standard or Standard()
    who = f"the profile {visible(standard.name)}" if standard.name else "the standard"
    return Text.assemble(_OUTCOMES[report.passes], f": {who} asks for {demand(standard)}.", overflow="fold")


def _points(report: Report) -> Table:
    """Points by category, most first, with bars as long as there is room for."""
    by_points = sorted(report.score.by_category.items(), key=lambda entry: (-entry[1], entry[0]))
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(justify="right")
    table.add_column(no_wrap=True)
    table.add_column(max_width=_BAR)
    for category, points in by_points:
        table.add_row(f"{points:,.1f}", visible(category), Bar(by_points[0][1], 0, points, color="bright_black"))
    return table


def _section(name: str, *content: RenderableType) -> Iterator[RenderableType]:
    yield Text()
    yield Text(name.upper(), style="bold")
    if content:
        yield _inside(*content)


def _inside(*parts: RenderableType) -> RenderableType:
    return Padding(Group(*parts), (0, 0, 0, 4))


def _hanging(lead: str, *parts: RenderableType, width: int = 1) -> Table:
    """Parts that begin behind a lead, in every line of theirs."""
    table = Table.grid(padding=(0, 2 if width > 1 else 1, 0, 0), pad_edge=False)
    table.add_column(justify="right", min_width=width, no_wrap=True)
    table.add_column(overflow="fold")
    table.add_row(lead, Group(*parts))
    return table


def _flow(lead: str, words: str) -> Text:
    return Text(f"{lead}{visible(words)}", overflow="fold")
