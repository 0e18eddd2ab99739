"""What the readers' tests look at: the prose that came out, and whether it is located where it stands."""

import re

from audit.article import Extract


def blocks(extract: Extract) -> list[str]:
    return [block.span.of(extract.text) for block in extract.blocks]


def misplaced(text: str, extract: Extract) -> list[str]:
    """Words that do not stand in the file where they are located."""
    lines = re.split(r"\r\n|\r|\n", text)
    places = [(word[0], extract.source_map.locate(word.start())) for word in re.finditer(r"\w+", extract.text)]
    return [word for word, at in places if not lines[at.line - 1][at.column - 1 :].startswith(word)]
