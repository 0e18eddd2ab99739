"""The tags of a page, in linear time."""

import re
from collections.abc import Iterator
from typing import NamedTuple

# What one does not read on the page.
_UNSEEN = re.compile(
    "script|style|head|title|template|noscript|textarea|iframe|svg|math|select|button|object|audio|video|canvas"
)
_MARKUP = re.compile(r"<[A-Za-z/!?]")
# Possessive throughout: a tag that never ends must not be tried in every way. Quotes count only after "=".
_TAG = re.compile(r"""<(/?[A-Za-z][^\s/>]*+)((?:[^>=]++|=\s*+(?:"[^"]*+"|'[^']*+')?+)*+)>""")


class Tag(NamedTuple):
    """A piece of markup; named "p", "/p", or "" for comments and for elements one does not see, which go whole."""

    start: int
    end: int
    name: str
    attributes: str = ""


def tags(text: str) -> Iterator[Tag]:
    """All markup in order, in linear time whatever is left open; what never ends hides the rest, as in browsers."""
    position = 0
    unclosed: set[str] = set()
    while markup := _MARKUP.search(text, position):
        start = markup.start()
        if not (tag := _TAG.match(text, start)):
            comment = text.startswith("<!--", start)
            end = text.find("-->" if comment else ">", start + 2) if text[start + 1] in "!?/" else -1
            position = len(text) if end < 0 else end + (3 if comment else 1)
            yield Tag(start, position, "")
            continue
        position, name = tag.end(), tag[1].lower()
        if _UNSEEN.fullmatch(name) and name not in unclosed and not tag[2].endswith("/"):
            if closing := re.compile(rf"(?i)</{name}(?=[\s/>])").search(text, position):
                position, name = text.find(">", closing.end()) + 1 or len(text), ""
            else:
                unclosed.add(name)  # never to be looked for again
        yield Tag(start, position, name, tag[2])
