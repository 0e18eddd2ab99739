"""Where in the article the trouble lies, and what nobody looked at, on one strip from its beginning to its end."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from audit.article import Article, Side, Span
from audit.domain import Report, Severity
from audit.markup import Html, element, together, trusted
from audit.page.marked import anchors
from audit.view import Item, home
from audit.wording import SEVERITY_WORDS, count

_SINGLE = 150
"""Places at most that stand for themselves; more are counted in bins."""
_BINS = 100
"""Bins of a strip, each as much of the text as the others."""
_PARAGRAPHS = 150
"""Paragraphs at most that are drawn; more would be a line."""
_HEIGHTS = {Severity.CRITICAL: 32, Severity.MAJOR: 23, Severity.MINOR: 14, Severity.NEUTRAL: 7}
"""Pixels of a tick: severity is told by height, whoever sees its colour."""
_BASE = 36
"""The line that ticks stand on, in pixels from the top; the text is drawn below it."""
_HATCH = (
    '<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect width="2" height="6"/></pattern></defs>'
)


@dataclass(frozen=True, slots=True)
class Tick:
    """A place of a finding: `at` is the offset in the target where it shows."""

    at: int
    severity: Severity
    number: int
    anchor: str


def strip(report: Report, listed: Sequence[Item]) -> Html | None:
    """Ticks that are links to marks, hatches where nothing was audited; None where there is nothing to show."""
    article = report.article
    length = max((segment.span.end for segment in article.segments), default=0)
    if not length or not (listed or report.gaps):
        return None
    ticks = sorted(_ticks(article, listed), key=lambda tick: (tick.at, tick.severity.rank))
    drawn = _single(ticks, length) if len(ticks) <= _SINGLE else _binned(ticks, length)
    parts = (trusted(_HATCH), *_holes(report, length), *_paragraphs(article, length), *drawn)
    return element(
        "nav",
        element("p", _caption(report, len(ticks)), class_="small"),
        element("svg", *parts, class_="places", width="100%", height=str(_BASE + 6)),
        class_="strip",
        aria_label="Where the findings lie",
    )


def _ticks(article: Article, listed: Sequence[Item]) -> Iterator[Tick]:
    for item in listed:
        for repeat, span in enumerate(item.finding.spans):
            anchor = f"m{item.number}" + (f"-{repeat}" if repeat else "")
            yield Tick(_offset(article, item, span), item.finding.severity, item.number, anchor)


def _offset(article: Article, item: Item, span: Span) -> int:
    """What lies in the source shows where its translation stands."""
    if span.side is Side.TARGET:
        return span.start
    segment = item.segment if span == item.finding.span else home(article, span)
    return segment.span.start if segment else 0


def _single(ticks: Sequence[Tick], length: int) -> Iterator[Html]:
    for tick in ticks:
        label = f"finding {tick.number}, {SEVERITY_WORDS[tick.severity]}"
        x, height = _share(tick.at, length), _HEIGHTS[tick.severity]
        bars = together((_hit(x, "4"), _bar(x, "4", height, _BASE)))
        yield _link(tick, label, bars, class_=str(tick.severity), data_finding=tick.number)


def _binned(ticks: Sequence[Tick], length: int) -> Iterator[Html]:
    """Columns of the same stretch of text each: as tall as there are places in it, the worst at the base."""
    bins: Mapping[int, list[Tick]] = defaultdict(list)
    for tick in ticks:
        bins[min(_BINS - 1, tick.at * _BINS // length)].append(tick)
    tallest = max(map(len, bins.values()))
    wide = f"{100 / _BINS * 0.8:g}%"
    for number, inside in bins.items():
        x, base = f"{100 * number / _BINS:g}%", float(_BASE)
        found = Counter(tick.severity for tick in inside)
        bars = [_hit(x, wide)]
        for severity in filter(found.__contains__, SEVERITY_WORDS):
            height = _HEIGHTS[Severity.CRITICAL] * found[severity] / tallest
            bars.append(element("g", _bar(x, wide, height, base), class_=str(severity)))
            base -= height
        said = ", ".join(f"{found[severity]:,} {word}" for severity, word in SEVERITY_WORDS.items() if found[severity])
        worst = max(inside, key=lambda tick: tick.severity.rank)
        yield _link(worst, f"{count(len(inside), 'place')}: {said}", together(bars))


def _link(tick: Tick, label: str, bars: Html, **more: str | int) -> Html:
    """Not in the way of the Tab key: the cards have the same links, and a hundred of these would stand before them."""
    return element("a", element("title", label), bars, href=f"#{tick.anchor}", **more, tabindex="-1")


def _hit(x: str, width: str) -> Html:
    """What a pointer hits: the whole height, whatever that of the tick."""
    return trusted(f'<rect class="hit" x="{x}" y="0" width="{width}" height="{_BASE}"/>')


def _bar(x: str, width: str, height: float, base: float) -> Html:
    return trusted(f'<rect x="{x}" y="{base - height:g}" width="{width}" height="{height:g}" rx="1"/>')


def _holes(report: Report, length: int) -> Iterator[Html]:
    """Stretches of neighbouring segments that some detector gave no verdict on."""
    missing = anchors(report)
    for id_, group in groupby(report.article.segments, key=lambda segment: segment.id in missing):
        if not id_:
            continue
        run = list(group)
        x, width = _share(run[0].span.start, length), _share(run[-1].span.end - run[0].span.start, length)
        hole = trusted(f'<rect x="{x}" y="0" width="{width}" height="{_BASE}" fill="url(#hatch)"/>')
        label = element("title", f"{count(len(run), 'segment')} not audited")
        yield element("a", label, hole, href=f"#{missing[run[0].id]}", class_="hole", tabindex="-1")


def _paragraphs(article: Article, length: int) -> Iterator[Html]:
    """The text itself: a dash for each paragraph, or one line where they are too many."""
    grouped = groupby(article.segments, key=lambda segment: segment.paragraph)
    spans = [(run[0].span.start, run[-1].span.end) for run in (list(group) for _, group in grouped)]
    for start, end in spans if len(spans) <= _PARAGRAPHS else [(0, length)]:
        x, width = _share(start, length), _share(end - start, length)
        yield trusted(f'<rect x="{x}" y="{_BASE + 2}" width="{width}" height="3" class="words"/>')


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.2f}%"


def _caption(report: Report, places: int) -> str:
    heights = "; the taller the more, the worst at the base" if places > _SINGLE else "; the taller the worse"
    holes = "; hatched: not audited" if report.gaps else ""
    said = f"{count(places, 'place')}{heights}" if places else "nothing was found"
    return f"From the first words to the last: {said}{holes}."
