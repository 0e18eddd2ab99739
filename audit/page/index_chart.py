"""Lines and bars of the index, as SVG that needs no script: the score of an article, and the folder, run by run."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from audit.markup import Html, element, together
from audit.page.index_values import when
from audit.saved.history import Entry
from audit.saved.trend import SHOWN, Listed, Point
from audit.wording import count

_WIDTH, _HEIGHT, _EDGE = 100, 24, 3
"""Of a small line, in units of its own; points keep off the edge."""
_WIDE, _HIGH = 600, 100
"""Of a large one, which is stretched to the room there is."""
_ENOUGH = 2
"""Runs that make a line."""


def sparkline(one: Listed) -> Html:
    """The score of an article over its last runs, from 0 at the bottom; a line breaks where the tools changed."""
    entries = one.entries[-SHOWN:]
    places = _places([entry.per_thousand_words for entry in entries])
    stretches = _stretches(entries)
    first, last = entries[0].per_thousand_words, entries[-1].per_thousand_words
    said = f"{count(len(entries), 'run')}: from {first:,.1f} to {last:,.1f} points"
    if len(stretches) > 1:
        said += ", by other tools where the line breaks"
    lines = (
        element("polyline", points=" ".join(f"{x:g},{y:g}" for x, y in places[start:end]))
        for start, end in stretches
        if end - start > 1
    )
    x, y = places[-1]
    return element(
        "svg",
        *lines,
        *(element("path", d=f"M{places[start][0]:g} 1v{_HEIGHT - 2}", class_="tools") for start, _ in stretches[1:]),
        element("circle", cx=f"{x:g}", cy=f"{y:g}", r="2.5"),
        class_="spark",
        viewBox=f"0 0 {_WIDTH} {_HEIGHT}",
        role="img",
        aria_label=said,
    )


def figures(runs: Sequence[Point]) -> tuple[Html, ...]:
    """The folder after each run: its score as a line, the articles that fail as bars; none before the second run."""
    if len(runs) < _ENOUGH:
        return ()
    return (
        _figure("Points per 1,000 words", _line(runs), f"{max(run.per_thousand_words for run in runs):,.1f}", runs),
        _figure("Articles that fail", _bars(runs), f"{max(run.failing for run in runs):,}", runs),
    )


def legend(runs: Sequence[Point]) -> Html:
    """What the figures mean, and all of them in a table."""
    if len(runs) < _ENOUGH:
        return element("p", "The trend over runs begins with the next one.", class_="small")
    dashed = "Dashed line: from here on other tools (model, prompts, checks, weights), whose scores do not compare."
    return element(
        "div",
        element("p", dashed, class_="small") if any(run.other_tools for run in runs) else None,
        element("details", element("summary", "Run by run, in figures"), _table(runs)),
        class_="trend",
    )


def _places(values: Sequence[float], width: int = _WIDTH, height: int = _HEIGHT) -> list[tuple[float, float]]:
    """Where values are drawn, from left to right; the lowest line is 0."""
    most = max(values) or 1
    step = (width - 2 * _EDGE) / max(1, len(values) - 1)
    room = height - 2 * _EDGE
    return [
        (round(_EDGE + step * at, 1), round(height - _EDGE - room * value / most, 1)) for at, value in enumerate(values)
    ]


def _stretches(entries: Sequence[Entry]) -> list[tuple[int, int]]:
    """From where to where (exclusive) the tools were the same."""
    cuts = [at for at, (one, two) in enumerate(pairwise(entries), 1) if one.signature != two.signature]
    return list(pairwise([0, *cuts, len(entries)]))


def _figure(name: str, drawn: Html, most: str, runs: Sequence[Point]) -> Html:
    ends = together((element("span", runs[0].run[:10]), element("span", runs[-1].run[:10])))
    return element(
        "figure",
        element("figcaption", element("b", name), element("span", f"most: {most}", class_="small")),
        drawn,
        element("div", ends, class_="ends small"),
    )


def _line(runs: Sequence[Point]) -> Html:
    places = _places([run.per_thousand_words for run in runs], _WIDE, _HIGH)
    cuts = [0, *(at for at, run in enumerate(runs) if at and run.other_tools), len(runs)]
    lines = (
        element("polyline", points=" ".join(f"{x:g},{y:g}" for x, y in places[start:end]))
        for start, end in pairwise(cuts)
    )
    dots = (
        element("path", element("title", _said(run)), d=f"M{x:g} {y:g}h0", class_="dot")
        for run, (x, y) in zip(runs, places, strict=True)
    )
    first, last = runs[0].per_thousand_words, runs[-1].per_thousand_words
    return _svg(f"From {first:,.1f} to {last:,.1f} points per 1,000 words", *lines, *_tools(runs, places), *dots)


def _bars(runs: Sequence[Point]) -> Html:
    places = _places([run.failing for run in runs], _WIDE, _HIGH)
    foot = _HIGH - _EDGE
    bars = (
        element("path", element("title", _said(run)), d=f"M{x:g} {foot}V{min(y, foot - 0.5):g}", class_="bar")
        for run, (x, y) in zip(runs, places, strict=True)
    )
    return _svg(f"From {runs[0].failing:,} to {runs[-1].failing:,} articles that fail", *_tools(runs, places), *bars)


def _tools(runs: Sequence[Point], places: Sequence[tuple[float, float]]) -> Iterator[Html]:
    """A dashed line before each run that was made by other tools."""
    half = (places[1][0] - places[0][0]) / 2
    for run, (x, _) in list(zip(runs, places, strict=True))[1:]:
        if run.other_tools:
            yield element("path", element("title", "other tools from here"), d=f"M{x - half:g} 0V{_HIGH}",
                          class_="tools")  # fmt: skip


def _svg(said: str, *drawn: Html) -> Html:
    return element(
        "svg", *drawn, viewBox=f"0 0 {_WIDE} {_HIGH}", preserveAspectRatio="none", role="img", aria_label=said
    )


def _said(run: Point) -> str:
    return f"{when(run.run)}: {run.per_thousand_words:,.1f} points, {run.failing:,} of {run.articles:,} fail"


def _table(runs: Sequence[Point]) -> Html:
    heads = ("Run", "Points per 1,000 words", "Fail", "Undecided", "Articles", "Audited then", "Tools")
    rows = (
        element(
            "tr",
            element("th", element("time", when(run.run), datetime=run.run), scope="row"),
            element("td", f"{run.per_thousand_words:,.1f}"),
            *(element("td", f"{number:,}") for number in (run.failing, run.undecided, run.articles, run.audited)),
            element("td", "others" if run.other_tools else "as before"),
        )
        for run in reversed(runs)
    )
    head = element("thead", element("tr", *(element("th", words, scope="col") for words in heads)))
    return element("div", element("table", head, element("tbody", *rows)), class_="scroll", tabindex=0,
                   role="region", aria_label="The figures of each run")  # fmt: skip
