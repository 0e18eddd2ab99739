"""For a terminal: what is not known first, then the verdict, then a table for whatever the corpus was looked at by."""

from collections.abc import Iterator, Sequence

from rich.cells import cell_len

from audit.corpus.summary import blocks, words
from audit.corpus.summary.blocks import Block
from audit.corpus.summary.summary import Summary
from audit.wording import visible

SUFFIX = ".txt"
_LEFT = {"should be", "category", "in", "for example", "gravest", "detector"}
"""Columns of words: to the left."""


def render(summary: Summary) -> str:
    """The summary as plain text; tables are as wide as they have to be."""
    return "\n".join(_lines(summary)) + "\n"


def _lines(summary: Summary) -> Iterator[str]:
    yield f"Corpus {visible(summary.name)}"
    yield from (f"INCOMPLETE: {alarm}" for alarm in words.alarms(summary))
    yield words.verdict(summary)
    yield words.basis(summary)
    yield from words.remarks(summary)
    for block in blocks.blocks(summary):
        if block.rows:
            yield from ("", *_block(block))
    yield from ("", words.METHOD)
    yield from (f"Signature of {number:,}: {visible(one)}" for one, number in summary.signatures.items())


def _block(block: Block) -> Iterator[str]:
    yield block.title
    if block.note:
        yield block.note
    table = (block.head, *block.rows)
    widths = [max(map(cell_len, column)) for column in zip(*table, strict=True)]
    yield from (_line(row, block.head, widths) for row in table)


def _line(row: Sequence[str], head: Sequence[str], widths: Sequence[int]) -> str:
    cells = (
        cell + " " * (width - cell_len(cell)) if at == 0 or name in _LEFT else " " * (width - cell_len(cell)) + cell
        for at, (cell, name, width) in enumerate(zip(row, head, widths, strict=True))
    )
    return f"  {'  '.join(cells)}".rstrip()
