"""Figures with their intervals, drawn: a row each on one scale, and period by period. SVG that needs no script.

Across, everything is in per cent of the room there is, so that no text is stretched; a whisker that does not end within
the scale ends in an arrow.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import floor, log10

from audit.markup import Html, element, together

_LEFT, _RIGHT = 3.0, 95.0
"""Where a scale begins and ends, in per cent."""
_CAP = 5
"""Half the height of a whisker's ends, in pixels."""
_HIGH, _HEAD, _FOOT = 190, 22, 24
"""Of a figure of periods, in pixels: the plot, and the room above and below it."""
_TICKS = 5
_LABELS = 7
"""Periods that are named below, at most."""
_CROWD = 60
"""Periods from which on their points are small."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A figure to be drawn, and in words."""

    value: float | None
    low: float | None
    high: float | None
    said: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Scale:
    """From 0 to `most`, with a line every `step`."""

    most: float
    step: float

    @property
    def ticks(self) -> tuple[float, ...]:
        """The values that are named."""
        return tuple(self.step * at for at in range(round(self.most / self.step) + 1))

    def across(self, value: float) -> float:
        """In per cent from the left."""
        return _LEFT + (_RIGHT - _LEFT) * min(1.0, value / self.most)

    def up(self, value: float) -> float:
        """In pixels from the top."""
        return _HEAD + _HIGH * (1 - min(1.0, value / self.most))


def scale(marks: Sequence[Mark]) -> Scale:
    """One that all values are on, and whiskers as far as twice the largest."""
    largest = max((mark.value or 0.0 for mark in marks), default=0.0)
    highest = max((mark.high or 0.0 for mark in marks), default=0.0)
    most = max(largest, min(highest, 2 * largest) if largest else highest) or 1.0
    power = 10.0 ** floor(log10(most / _TICKS))
    step = next(times * power for times in (1, 2, 5, 10) if times * power * _TICKS >= most * 0.999)
    count = next(at for at in range(1, _TICKS + 2) if at * step >= most * 0.999)
    return Scale(count * step, step)


def axis(on: Scale) -> Html:
    """The numbers over a column of rows."""
    texts = (element("text", f"{tick:g}", x=f"{on.across(tick):.2f}%", y=10, class_="middle") for tick in on.ticks)
    return element("svg", *texts, class_="axis", aria_hidden="true")


def row(mark: Mark, on: Scale, whole: float | None) -> Html:
    """A figure with its whisker; a dashed line where the whole corpus is."""
    grid = (_across(on, tick, "grid") for tick in on.ticks)
    middle = None if whole is None else _across(on, whole, "whole")
    drawn = element("svg", *_whisker(mark, on), y="50%", width="100%", height=1)
    return element("svg", *grid, middle, drawn, class_="interval", role="img", aria_label=mark.said)


def _across(on: Scale, value: float, kind: str) -> Html:
    x = f"{on.across(value):.2f}%"
    return element("line", x1=x, x2=x, y1=0, y2="100%", class_=kind)


def _whisker(mark: Mark, on: Scale) -> Iterator[Html]:
    if mark.value is None:
        return
    if mark.low is not None and mark.high is not None:
        left, right = f"{on.across(mark.low):.2f}%", f"{on.across(mark.high):.2f}%"
        yield element("line", x1=left, x2=right, y1=0, y2=0, class_="whisker")
        yield element("line", x1=left, x2=left, y1=-_CAP, y2=_CAP, class_="whisker")
        if mark.high > on.most * 1.001:
            yield element("text", "▸", x="99.5%", y=4, class_="last")
        else:
            yield element("line", x1=right, x2=right, y1=-_CAP, y2=_CAP, class_="whisker")
    yield element("circle", cx=f"{on.across(mark.value):.2f}%", cy=0, r=4)


def periods(title: str, marks: Sequence[Mark], unit: str = "") -> Html:
    """A figure of periods in their order, each with its whisker."""
    on = scale(marks)
    drawn = together((*_grid(on, unit), *_joined(marks, on), *_points(marks, on), *_labels(marks)))
    said = f"{title}: {marks[0].label}: {marks[0].said}; {marks[-1].label}: {marks[-1].said}" if marks else title
    made = element("svg", drawn, class_="periods", height=_HEAD + _HIGH + _FOOT, role="img", aria_label=said)
    return element("figure", element("figcaption", element("b", title)), made)


def _grid(on: Scale, unit: str) -> Iterator[Html]:
    for tick in on.ticks:
        y = f"{on.up(tick):.1f}"
        yield element("line", x1="0%", x2="100%", y1=y, y2=y, class_="grid" if tick else "foot")
        yield element("text", f"{tick:g}{unit}", x="0%", y=f"{on.up(tick) - 4:.1f}", class_="first")


def _at(number: int, count: int) -> float:
    """Where a period is, in per cent; the first leaves room for the numbers of the scale."""
    return 55.0 if count == 1 else 12.0 + 86.0 * number / (count - 1)


def _joined(marks: Sequence[Mark], on: Scale) -> Iterator[Html]:
    placed = [(_at(at, len(marks)), mark.value) for at, mark in enumerate(marks)]
    for (x1, one), (x2, other) in pairwise(placed):
        if one is not None and other is not None:
            yield element(
                "line",
                x1=f"{x1:.2f}%",
                x2=f"{x2:.2f}%",
                y1=f"{on.up(one):.1f}",
                y2=f"{on.up(other):.1f}",
                class_="join",
            )


def _points(marks: Sequence[Mark], on: Scale) -> Iterator[Html]:
    radius = "2" if len(marks) > _CROWD else "3.5"
    for at, mark in enumerate(marks):
        if mark.value is None:
            continue
        x, parts = f"{_at(at, len(marks)):.2f}%", list[Html]()
        if mark.low is not None and mark.high is not None:
            low, high = f"{on.up(mark.low):.1f}", f"{on.up(mark.high):.1f}"
            parts.append(element("line", x1=x, x2=x, y1=low, y2=high, class_="whisker"))
            if mark.high > on.most * 1.001:
                parts.append(element("text", "▴", x=x, y=_HEAD - 4, class_="middle"))
        parts.append(element("circle", cx=x, cy=f"{on.up(mark.value):.1f}", r=radius))
        yield element("g", element("title", f"{mark.label}: {mark.said}"), *parts)


def _labels(marks: Sequence[Mark]) -> Iterator[Html]:
    """Some periods, evenly; the last of all where it is not too near another."""
    step = -(-len(marks) // _LABELS) if marks else 1
    for at in range(0, len(marks), step):
        x = _at(at, len(marks))
        kind = "last" if x > 92 else "middle"
        yield element("text", marks[at].label, x=f"{x:.2f}%", y=_HEAD + _HIGH + 17, class_=kind)
