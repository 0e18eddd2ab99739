"""The table of a folder's articles: one row each, what must not run first."""

import os
from collections.abc import Iterator, Sequence
from urllib.parse import quote

from audit.markup import Html, element
from audit.page.index_chart import sparkline
from audit.page.index_values import languages, shown_path, state, was_asked
from audit.saved.history import Entry
from audit.saved.trend import Listed, verdict_rank
from audit.wording import SEVERITY_WORDS, quoted

MOST = 200
"""Rows that are shown at first where scripts run: browsers lay out ten thousand only slowly."""
_LEAST_CHANGE = 0.05
"""Of points per 1,000 words: less is shown as none."""

_COLUMNS = (
    ("name", "Article", "ascending"),
    ("verdict", "Verdict", "ascending"),
    ("score", "Points per 1,000 words", "descending"),
    *((severity.value, word.capitalize(), "descending") for severity, word in SEVERITY_WORDS.items()),
    ("words", "Words", "descending"),
    ("audited", "Audited", "ascending"),
    ("worst", "Worst finding", "descending"),
    ("trend", "Since the run before", "descending"),
)
"""Name, heading, and which way a first click sorts: what needs an editor comes first."""


def table(articles: Sequence[Listed]) -> Html | None:
    """All articles; those after the first `MOST` are marked as far."""
    if not articles:
        return None
    heads = (
        element("th", words, scope="col", class_=f"c-{name}", data_column=name, data_first=first)
        for name, words, first in _COLUMNS
    )
    rows = (_row(one, number) for number, one in enumerate(articles))
    return element(
        "table",
        element("caption", "What must not run comes first.", class_="small"),
        element("thead", element("tr", *heads)),
        element("tbody", *rows),
        id="table",
        aria_labelledby="articles",
    )


def href(report: str) -> str:
    """A link to a page beside the index: no name can be read as another address, and none has to be UTF-8."""
    try:
        return quote(os.fsencode(report), safe="/")
    except UnicodeEncodeError:  # no file is called so: the history was written by somebody else
        return quote(report.encode("utf-8", "replace"), safe="/")


def _row(one: Listed, number: int) -> Html:
    return element("tr", *_cells(one), class_="far" if number >= MOST else None, data_state=state(one.last))


def _cells(one: Listed) -> Iterator[Html]:
    entry = one.last
    yield _name(entry)
    yield _cell("verdict", _verdict(entry), verdict_rank(entry), kind="v")
    yield _cell("score", f"{entry.per_thousand_words:,.1f}", entry.per_thousand_words, "points per 1,000 words")
    for severity, word in SEVERITY_WORDS.items():
        found = entry.findings.get(severity, 0)
        mark = element("span", f"{found:,}", class_=f"mark {severity}") if found else "0"
        yield _cell(severity.value, mark, found, word, "n zero" if not found else "n")
    yield _cell("words", f"{entry.words:,}", entry.words, "words")
    yield _audited(entry)
    yield _worst(entry)
    yield _trend(one)


def _cell(column: str, content: str | None, value: float, unit: str = "", kind: str = "n") -> Html:
    """A cell that sorts by `value`; `unit` is shown where there is no room for headings."""
    label = element("span", f" {unit}", class_="unit") if unit else None
    return element("td", content, label, class_=f"{kind} c-{column}", data_v=f"{value:g}")


def _name(entry: Entry) -> Html:
    shown = shown_path(entry.path)
    folder, slash, file = shown.rpartition("/")
    link = element(
        "a",
        element("bdi", element("span", folder + slash, class_="folder") if slash else None, file),
        href=href(entry.report),
    )
    return element(
        "th", link, element("span", languages(entry), class_="small"), scope="row", class_="c-name", data_v=shown
    )


def _verdict(entry: Entry) -> Html:
    profile = element("span", entry.profile, class_="small") if entry.profile else None
    return element("span", element("span", state(entry), class_=f"state {state(entry)}"), profile)


def _audited(entry: Entry) -> Html:
    share = entry.audited / entry.segments if entry.segments else 0.0
    if entry.segments and entry.audited == entry.segments:
        return _cell("audited", "all", share, "audited", "n soft")
    words = f"{entry.audited:,} of {entry.segments:,}" if entry.segments else "no text"
    return _cell("audited", element("span", words, class_="tag"), share, "audited")


def _worst(entry: Entry) -> Html:
    worst = entry.worst
    if worst is None:
        said = "nothing found" if was_asked(entry) else "the checks found nothing"
        return element("td", said, class_="c-worst soft", data_v=-1)
    words = element("q", quoted(worst.quote), dir="auto") if worst.quote else element("span", "(missing words)")
    return element(
        "td",
        element("span", SEVERITY_WORDS[worst.severity], class_=f"severity {worst.severity}"),
        " ",
        words,
        element("span", worst.explanation, class_="small why", dir="auto"),
        class_="c-worst",
        data_v=worst.severity.rank,
    )


def _trend(one: Listed) -> Html:
    change = one.change
    if one.before is None:
        return element("td", "first run", class_="c-trend soft", data_v=0)
    if change is None:
        words = element("span", "other tools", class_="soft")
    elif abs(change) < _LEAST_CHANGE:
        words = element("span", "± 0.0", class_="soft")
    else:
        kind, arrow = ("worse", "▲ +") if change > 0 else ("better", "▼ −")
        words = element("span", f"{arrow}{abs(change):,.1f}", class_=kind)
    line = element("span", sparkline(one), words, class_="line")
    return element("td", line, class_="c-trend", data_v=f"{change or 0:g}")
