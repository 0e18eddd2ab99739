"""The words of a block of Markdown, each with its place among the markup."""

import re
from collections.abc import Generator

from markdown_it.helpers import parseLinkDestination, parseLinkTitle
from markdown_it.token import Token

_WINDOW = 1000
"""Characters of markup skipped at most to find the next words, so that a search that fails costs little."""
_SPACE = re.compile(r"[ \t]{0,99}")
_WIDE = re.compile(r"[\u3000-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uff00-\uff60]")


def words(children: list[Token], source: str, cursor: int = 0) -> Generator[tuple[str, int], None, int]:
    """The words of inline tokens and their offsets in the block's source; returns where the last one ends."""
    last = ""
    for index, token in enumerate(children):
        word = token.content if token.type in ("text", "text_special", "code_inline") else ""
        if token.type in ("softbreak", "hardbreak"):
            following = children[index + 1].content[:1] if index + 1 < len(children) else ""
            word = "\n" if token.type == "hardbreak" else _joint(last[-1:], following)
            yield word, cursor  # for want of a better place: where the line ends
        elif token.type == "image":
            cursor = yield from words(token.children or [], source, _after("![", source, cursor))
            cursor = _after_target(source, cursor)
        elif token.type == "link_close" and token.markup != "autolink":
            cursor = _after_target(source, cursor)
        else:
            if token.type == "code_inline":
                cursor = _after(token.markup, source, cursor)
            written = _written(token)
            end = _after(written, source, cursor)
            if word:
                yield word, max(cursor, end - len(written))
            cursor = end if token.type != "code_inline" else _after(token.markup, source, end)
        last = word or last
    return cursor


def _written(token: Token) -> str:
    """How a token stands in the source."""
    if token.type in ("link_open", "link_close"):
        brackets = "<>" if token.markup == "autolink" else "[]"
        return brackets[token.type == "link_close"]
    return token.markup if token.nesting or token.type == "text_special" else token.content


def _joint(before: str, after: str) -> str:
    """What a line break inside a paragraph reads as: nothing between Chinese or Japanese characters, else a space."""
    return "" if _WIDE.match(before) and _WIDE.match(after) else " "


def _after(written: str, source: str, cursor: int) -> int:
    """The offset behind the next occurrence; unchanged where there is none near."""
    at = source.find(written, cursor, cursor + len(written) + _WINDOW)
    return at + len(written) if at >= 0 else cursor


def _after_target(source: str, cursor: int) -> int:
    """The offset behind the target of a link or image whose words end at the cursor: `](url "title")`, `][label]`."""
    cursor = _after("]", source, cursor)
    if source.startswith("[", cursor):
        return _after("]", source, cursor)
    if not source.startswith("(", cursor):
        return cursor
    address = parseLinkDestination(source, _SPACE.match(source, cursor + 1).end(), len(source))  # type: ignore[union-attr]
    title = parseLinkTitle(source, _SPACE.match(source, address.pos).end(), len(source))  # type: ignore[union-attr]
    return _after(")", source, max(address.pos, title.pos))
