"""For a terminal: what else differs, then what is new, what is fixed, and both scores."""

from collections.abc import Iterator, Sequence
from io import StringIO

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from audit.diff import summary, words
from audit.diff.difference import Alone, Difference, Known, Reading
from audit.diff.figures import Figure, by_category, figures
from audit.diff.folder import Folders
from audit.diff.tools import doubts, tools
from audit.domain import Severity
from audit.view import Item
from audit.wording import SEVERITY_WORDS, languages, quoted, title, visible

SUFFIX = ".txt"

_WIDTH = 80
_STYLES = {
    Severity.CRITICAL: "bold red",
    Severity.MAJOR: "bold yellow",
    Severity.MINOR: "bold cyan",
    Severity.NEUTRAL: "dim",
}


def render(difference: Difference) -> str:
    """The difference without colour, 80 columns wide whatever the terminal: the same in every pipe."""
    return _plain(_parts(difference))


def render_folders(folders: Folders) -> str:
    """A line for each article, 80 columns wide; names are never cut."""
    return _plain(_folders(folders))


def write(difference: Difference | Folders, console: Console) -> None:
    """Print it as wide and as colourful as the console allows."""
    _print(_folders(difference) if isinstance(difference, Folders) else _parts(difference), console)


def _plain(parts: Iterator[RenderableType]) -> str:
    out = StringIO()
    _print(parts, Console(file=out, width=_WIDTH, color_system=None, force_terminal=False))
    return "".join(f"{line.rstrip()}\n" for line in out.getvalue().splitlines())


def _print(parts: Iterator[RenderableType], console: Console) -> None:
    for part in parts:
        console.print(part, markup=False, highlight=False, emoji=False)


def _parts(difference: Difference) -> Iterator[RenderableType]:
    yield from _head(difference)
    yield from _section("New", [_alone(one, is_new=True) for one in difference.appeared])
    yield from _section("Fixed", [_alone(one, is_new=False) for one in difference.gone])
    yield from _section("Not audited in NEW", [_alone(one, is_new=False) for one in difference.unjudged_now])
    yield from _section("Not audited in OLD", [_alone(one, is_new=True) for one in difference.unjudged_before])
    yield from _section("Unchanged", [Group(*map(_known, difference.kept))] if difference.kept else [])
    yield from _section("Score", [_table(figures(difference.old, difference.new))])
    points = by_category(difference.old, difference.new)
    yield from _section("Points by category", [_table(points)] if points else [])


def _head(difference: Difference) -> Iterator[Text]:
    for warning in words.alarms(difference):
        yield Text(f"INCOMPLETE: {warning}", style="bold red")
    old, new = map(visible, difference.names)
    article = difference.new.article
    yield Text.assemble((title(article), "bold"), f": {languages(article)}", overflow="fold")
    yield Text(f"OLD {old}", overflow="fold")
    yield Text(f"NEW {new}", overflow="fold")
    for doubt in doubts(difference):
        yield Text(doubt, style="bold yellow")
    if remarks := tools(difference.old, difference.new):
        yield Text("The audits differ too, not only what they found:", style="bold yellow")
        yield from (Text(f"  {visible(remark)}", overflow="fold") for remark in remarks)
    yield Text(words.headline(difference), style="bold")
    for sentence in summary.sentences(difference):
        yield Text(sentence)


def _alone(one: Alone, *, is_new: bool) -> RenderableType:
    finding = one.item.finding
    severity = (SEVERITY_WORDS[finding.severity].upper(), _STYLES[finding.severity])
    head = Text.assemble(one.item.place.label, "  ", severity, f"  {finding.category}")
    why = words.cause(one, is_new=is_new)
    reads = [Text.assemble(f"in {'OLD' if is_new else 'NEW'}: ", *_reading(one.elsewhere), overflow="fold")]
    return Group(
        head,
        _inside(
            _sentence(one.item),
            Text(visible(finding.explanation), overflow="fold"),
            Text("; ".join(filter(None, (visible(why), words.some(one), _also(one.item)))), style="bold"),
            *(reads if one.elsewhere else []),
        ),
    )


def _sentence(item: Item) -> Text:
    marked = (f"‹{quoted(item.quote)}›", f"{_STYLES[item.finding.severity]} underline")
    return Text.assemble(visible(item.before), marked, visible(item.after), overflow="fold")


def _also(item: Item) -> str:
    return f"also at {', '.join(repeat.label for repeat in item.repeats)}" if item.repeats else ""


def _reading(stretches: Reading) -> Iterator[tuple[str, str]]:
    """What differs stands in ‹›, as it does without colour."""
    for part, lacks in words.reading(stretches):
        yield (f"‹{visible(part)}›", "underline") if lacks else (visible(part), "")


def _known(known: Known) -> Text:
    item, graded = known.new, words.regraded(known)
    severity = graded or SEVERITY_WORDS[item.finding.severity]
    style = _STYLES[item.finding.severity] if graded else ""
    words_ = f"  {item.finding.category}  ‹{quoted(item.quote)}›"
    return Text.assemble(item.place.label, "  ", (severity.upper(), style), words_, overflow="fold")


def _table(rows: Sequence[Figure]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("")
    for name in ("OLD", "NEW", "change"):
        table.add_column(name, justify="right", no_wrap=True)
    for row in rows:
        style = {True: "green", False: "red", None: ""}[row.better]
        table.add_row(Text(row.name), row.before, row.after, Text(row.change, style=style))
    return table


def _section(name: str, content: Sequence[RenderableType]) -> Iterator[RenderableType]:
    if content:
        yield Text()
        yield Text(name.upper(), style="bold")
        yield from map(_inside, content)


def _inside(*parts: RenderableType) -> RenderableType:
    return Padding(Group(*parts), (0, 0, 0, 4))


def _folders(folders: Folders) -> Iterator[RenderableType]:
    yield Text(f"OLD {visible(folders.names[0])}", overflow="fold")
    yield Text(f"NEW {visible(folders.names[1])}", overflow="fold")
    if folders.remarks:
        yield Text("The audits differ too, not only what they found:", style="bold yellow")
        yield from (Text(f"  {visible(remark)}", overflow="fold") for remark in summary.remarks(folders))
    yield Text(summary.total(folders), style="bold")
    yield from (Text(visible(sentence), overflow="fold") for sentence in summary.missing(folders))
    for row in summary.rows(folders):
        yield Text()
        yield Text(visible(row.name), style="bold", overflow="fold")
        yield _inside(*(Text(visible(sentence), overflow="fold") for sentence in row.said))
