"""How words are written where a format reads them: the opposite of `_escapes` and `_xml`.

A reader offers `spellings(file, start, end, words)`: ways to write words instead of `file[start:end]`, the likeliest
first. Which of them reads as it should depends on what is around; who writes them reads the file again and knows.
Where words do not fit in the flavour that a value is written in, `rewritings` offers others for the whole of it.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

_TAG = re.compile(r"</?[A-Za-z][\w:.-]*(?:\s[^<>]*)?/?>")
_NAME = re.compile(r"<([^\s/>]+)")
_INDENT = re.compile(r"[ \t]*")


class Rewriting(NamedTuple):
    """Something written instead of a whole value, with what belongs to it: quotes, an empty element."""

    start: int
    end: int
    written: str


def in_xml(file: str, start: int, words: str, meant: str | None = None) -> Iterator[str]:
    """Words in the content of an element: tags in them as tags or as characters, then without any non-ASCII.

    `meant` are the same words before a format's own escapes, where it has any.
    """
    if file.rfind("<![CDATA[", 0, start) > file.rfind("]]>", 0, start):
        apart = words.replace("]]>", "]]]]><![CDATA[>")
        yield apart
        yield f"]]><![CDATA[{apart}]]><![CDATA["  # where they end it together with what is around
        return
    if _TAG.search(meant or words):
        at, written = 0, ""
        for tag in _TAG.finditer(words):
            written += as_characters(words[at : tag.start()]) + tag[0]
            at = tag.end()
        yield written + as_characters(words[at:])
    yield as_characters(words)
    yield referenced(as_characters(words)).replace("]", "&#93;")


def as_characters(words: str) -> str:
    """With references for what is markup in XML and HTML."""
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")


def referenced(words: str) -> str:
    """With numeric references for all that is not ASCII."""
    return words.encode("ascii", "xmlcharrefreplace").decode("ascii")


def in_empty(file: str, start: int, words: str, *missing: str) -> Iterator[Rewriting]:
    """Words for an element that is closed at once, or that is not there: then in elements of these names."""
    for written in in_xml(file, start, words):
        if file.startswith("/>", start - 2):
            opening = file.rfind("<", 0, start)
            if name := _NAME.match(file, opening):
                tag = file[opening : start - 2].rstrip()
                yield Rewriting(opening, start, f"{tag}>{written}</{name[1]}>")
        opened, closed = "".join(f"<{one}>" for one in missing), "".join(f"</{one}>" for one in reversed(missing))
        if missing:
            yield Rewriting(start, start, f"{opened}{written}{closed}")


def backslashed(words: str, escapes: Mapping[str, str]) -> str:
    """With an escape for every character that needs one."""
    return "".join(escapes.get(one, one) for one in words)


def as_units(words: str, letter: str = "u") -> str:
    r"""With an escape such as \u00e9 for every UTF-16 code unit that is not ASCII."""
    return "".join(one if one.isascii() else _units(one, letter) for one in words)


def in_json(file: str, words: str) -> Iterator[str]:
    """Words in a JSON string, without any non-ASCII first where the file does without."""
    plain, ascii_only = (json.dumps(words, ensure_ascii=ascii_only)[1:-1] for ascii_only in (False, True))
    yield from (ascii_only, plain) if file.isascii() and "\\u" in file else (plain, ascii_only)


def indent(file: str, start: int) -> str:
    """The blanks at the beginning of the line of a place."""
    line = max(file.rfind("\n", 0, start), file.rfind("\r", 0, start)) + 1
    found = _INDENT.match(file, line)
    return found[0] if found else ""


def _units(character: str, letter: str) -> str:
    data = character.encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\{letter}{data[at : at + 4]}" for at in range(0, len(data), 4))
