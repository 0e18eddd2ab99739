"""What comments in Markdown say to this auditor: HTML comments, and link definitions that no link uses."""

import re
from collections.abc import Sequence

from markdown_it.token import Token

from audit.readers._directives import ignored

_COMMENT = re.compile(r"<!--(.*?)-->", re.DOTALL)
_DEFINITION = re.compile(r"""[ \t>*+-]{0,99}\[//\]:[ \t]{0,99}#[ \t]{0,99}[("']([^\r\n]*)[)"']""")
_WITH_LINES = {"inline", "fence", "code_block", "html_block"}


class Comments:
    """Collects them token by token, and hands them out with the words that follow.

    What stands before a table is about all of its cells.
    """

    def __init__(self, text: str, line_starts: Sequence[int], first_line: int) -> None:
        """Offsets and lines are the file's; the lines of tokens count from `first_line`."""
        self._text = text
        self._starts = line_starts
        self._first = first_line
        self._reached = 0
        self._waiting: frozenset[str] = frozenset()
        self._in_table = False

    def before(self, token: Token) -> frozenset[str]:
        """The rules that are silenced for a token with words: by what stands in it or before it."""
        if token.type in ("table_open", "table_close"):
            self._in_table = token.type == "table_open"
            self._waiting |= self._definitions(token) if self._in_table else frozenset()
            self._waiting = self._waiting if self._in_table else frozenset()
        if token.type not in _WITH_LINES:
            return frozenset()
        self._waiting |= self._definitions(token)
        if token.type == "html_block":
            self._waiting |= _said(token.content)
        if token.type != "inline" or not any(child.content.strip() for child in token.children or ()):
            return frozenset()
        inside = [_said(child.content) for child in token.children or () if child.type == "html_inline"]
        rules = self._waiting.union(*inside)
        self._waiting = self._waiting if self._in_table else frozenset()
        return rules

    def _definitions(self, token: Token) -> frozenset[str]:
        """What definitions say between the last token with lines and this one."""
        first, last = token.map or (self._reached, self._reached)
        lines = range(self._reached, first)
        self._reached = max(self._reached, first if token.type == "table_open" else last)
        rules: frozenset[str] = frozenset()
        for line in lines:
            if found := _DEFINITION.match(self._text, self._starts[self._first + line]):
                rules |= ignored(found[1])
        return rules


def _said(markup: str) -> frozenset[str]:
    return frozenset[str]().union(*(ignored(comment[1]) for comment in _COMMENT.finditer(markup)))
