"""For a pull request: GitHub Markdown in which nothing taken from reports can format, link, ping or refer."""

from collections.abc import Iterator, Sequence

from audit.diff import summary, words
from audit.diff.difference import Alone, Difference, Known, Reading
from audit.diff.figures import Figure, by_category, figures
from audit.diff.folder import Folders
from audit.diff.tools import doubts, tools
from audit.reporters.markdown import escape
from audit.view import Item
from audit.wording import SEVERITY_WORDS, count, languages, quoted, title

SUFFIX = ".md"

_MOST = 40
"""Findings of a list that are written out: GitHub takes 65,536 characters in a comment."""
_MOST_LINES = 100
"""Lines of what is unchanged, and articles of a folder."""


def render(difference: Difference) -> str:
    """The difference as GitHub-flavoured Markdown."""
    return "\n".join(_lines(difference)) + "\n"


def render_folders(folders: Folders) -> str:
    """A table with a row for each article."""
    return "\n".join(_folders(folders)) + "\n"


def _lines(difference: Difference) -> Iterator[str]:
    yield from ("## Translation audit: what changed", "")
    for warning in words.alarms(difference):
        yield from ("> [!WARNING]", f"> **Incomplete: {warning}**", "")
    yield from _remarks(tools(difference.old, difference.new))
    yield from (f"**{words.headline(difference)}**", "")
    article = difference.new.article
    yield f"{escape(title(article))}, {escape(languages(article))}. {' '.join(summary.sentences(difference))}"
    yield from (f"\n**{doubt}**" for doubt in doubts(difference))
    yield ""
    yield from _table(figures(difference.old, difference.new), difference.names)
    yield from _found("New", difference.appeared, is_new=True)
    yield from _found("Fixed", difference.gone, is_new=False)
    yield from _found("Not audited in NEW", difference.unjudged_now, is_new=False)
    yield from _found("Not audited in OLD", difference.unjudged_before, is_new=True)
    points = by_category(difference.old, difference.new)
    kept = [_known(known) for known in difference.kept]
    if kept:
        yield from _folded(f"{len(kept):,} unchanged", _cut(kept, _MOST_LINES, "finding"))
    if points:
        yield from _folded("Points by category", _table(points, difference.names))


def _remarks(remarks: Sequence[str]) -> Iterator[str]:
    if remarks:
        yield from ("The audits differ too, not only what they found:", "")
        yield from (f"- {escape(remark)}" for remark in remarks)
        yield ""


def _table(rows: Sequence[Figure], names: tuple[str, str]) -> Iterator[str]:
    old, new = map(escape, names)
    yield from (f"| | OLD {old} | NEW {new} | change |", "| --- | ---: | ---: | ---: |")
    yield from (f"| {escape(row.name)} | {row.before} | {row.after} | {row.change} |" for row in rows)


def _found(name: str, rows: Sequence[Alone], *, is_new: bool) -> Iterator[str]:
    if not rows:
        return
    yield from ("", f"### {name}")
    for number, one in enumerate(rows[:_MOST], 1):
        yield ""
        yield from _alone(number, one, is_new=is_new)
    if len(rows) > _MOST:
        yield from ("", _rest(len(rows) - _MOST, "finding"))


def _alone(number: int, one: Alone, *, is_new: bool) -> Iterator[str]:
    finding, marker = one.item.finding, f"{number}. "
    inside = " " * len(marker)
    facts = [str(finding.category), one.item.place.label, words.cause(one, is_new=is_new), words.some(one)]
    yield f"{marker}**{SEVERITY_WORDS[finding.severity]}** · {' · '.join(escape(fact) for fact in facts if fact)}"
    yield from ("", f"{inside}> {_sentence(one.item)}", "")
    yield f"{inside}{escape(finding.explanation)}"
    if one.elsewhere:
        yield from ("", f"{inside}In {'OLD' if is_new else 'NEW'}: {_reading(one.elsewhere)}")


def _sentence(item: Item) -> str:
    """Markdown's ** does not open beside a letter, as it must inside Chinese words; a tag always does."""
    return f"{_spaced(item.before)}<b>‹{escape(quoted(item.quote))}›</b>{_spaced(item.after)}".strip()


def _reading(stretches: Reading) -> str:
    parts = ((_spaced(part), lacks) for part, lacks in words.reading(stretches))
    return "".join(f"<b>{part}</b>" if lacks else part for part, lacks in parts).strip()


def _spaced(text: str) -> str:
    """Escaped, with the blanks at its ends that keep words apart."""
    if not text.strip():
        return " " if text else ""
    first, last = (" " if edge.isspace() else "" for edge in (text[0], text[-1]))
    return f"{first}{escape(text)}{last}"


def _known(known: Known) -> str:
    item = known.new
    severity = words.regraded(known) or SEVERITY_WORDS[item.finding.severity]
    return f"- {severity} · {item.finding.category} · {item.place.label} · ‹{escape(quoted(item.quote))}›"


def _folded(name: str, content: Iterator[str]) -> Iterator[str]:
    yield from ("", "<details>", f"<summary>{name}</summary>", "")
    yield from content
    yield from ("", "</details>")


def _cut(rows: Sequence[str], most: int, noun: str) -> Iterator[str]:
    yield from rows[:most]
    if len(rows) > most:
        yield from ("", _rest(len(rows) - most, noun))


def _rest(number: int, noun: str) -> str:
    return f"{count(number, f'more {noun}')} not shown here: `--format html` shows all."


def _folders(folders: Folders) -> Iterator[str]:
    yield from ("## Translation audits: what changed", "")
    yield from _remarks(tuple(summary.remarks(folders)))
    yield from (f"**{summary.total(folders)}**", "")
    yield from (f"{escape(sentence)}\n" for sentence in summary.missing(folders))
    yield f"| Article | {' | '.join(summary.HEAD)} |"
    yield f"| --- |{' ---: |' * len(summary.HEAD)}"
    rows = [f"| {escape(row.name)} | {' | '.join(row.cells)} |" for row in summary.rows(folders)]
    yield from _cut(rows, _MOST_LINES, "article")
