"""For a wiki or a pull request: GitHub Markdown; what is taken from articles cannot format, link or ping."""

import re
from collections.abc import Iterator, Sequence

from audit.corpus.summary import blocks, words
from audit.corpus.summary.blocks import Block
from audit.corpus.summary.summary import Summary
from audit.reporters.markdown import code, escape

SUFFIX = ".md"
_FIGURE = re.compile(r"[-–−+\d.,() %]*(?: to [\d.,]+\))?")


def render(summary: Summary) -> str:
    """The summary as GitHub-flavoured Markdown."""
    return "\n".join(_lines(summary)) + "\n"


def _lines(summary: Summary) -> Iterator[str]:
    yield from (f"## Corpus {escape(summary.name)}", "")
    for alarm in words.alarms(summary):
        yield from ("> [!WARNING]", f"> **Incomplete:** {escape(alarm)}", "")
    yield from (f"**{escape(words.verdict(summary))}**", "", escape(words.basis(summary)))
    for remark in words.remarks(summary):
        yield from ("", escape(remark))
    for block in blocks.blocks(summary):
        yield from _block(block)
    yield from ("", escape(words.METHOD), "")
    yield from (f"- {number:,}: {code(one)}" for one, number in summary.signatures.items())


def _block(block: Block) -> Iterator[str]:
    if not block.rows:
        return
    yield from ("", f"### {escape(block.title)}", "")
    if block.note:
        yield from (escape(block.note), "")
    yield _row(block.head)
    yield f"| {' | '.join(['---', *('---:' for _ in block.head[1:])])} |"
    yield from map(_row, block.rows)


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cell if _FIGURE.fullmatch(cell) else escape(cell) for cell in cells)} |"
