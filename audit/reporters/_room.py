"""How much of a report fits a comment: sizes, what there is room for, what is folded, what is cut."""

from collections.abc import Iterable, Iterator, Sequence

LONGEST = 1_000
"""Characters of one text."""


def size(text: str) -> int:
    """Characters as GitHub counts them: of UTF-16, where an emoji is two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def fitting(entries: Iterable[str], room: int) -> list[str]:
    """Those that there is room for, from the first on, a line break after each. No more are drawn than one too many."""
    shown: list[str] = []
    for entry in entries:
        room -= size(entry) + 1
        if room < 0:
            break
        shown.append(entry)
    return shown


def folded(summary: str, content: Sequence[str]) -> Iterator[str]:
    """Lines of Markdown that are shown after a click on the summary."""
    yield from ("", f"<details><summary>{summary}</summary>", "", *content, "", "</details>")


def cut(line: str, most: int = LONGEST) -> str:
    """A line without what is too long of it."""
    return line if len(line) <= most else f"{line[:most]}…"
