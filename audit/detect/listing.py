"""How an article is written into a message: JSON, one item a line.

No server meets its own control tokens there, and no model reads what a reader of the article cannot see.
"""

import json
from collections.abc import Iterable, Mapping, Sequence

from audit import language
from audit.article import Article, Pair, Segment
from audit.fence import as_json

_NOTE = 500
"""Characters of a note for translators that a model is shown."""


def segments(pairs: Sequence[Pair], names: Mapping[str, str], with_source: bool) -> str:
    """Segments, by the names that a request gives their ids; with their source where a prompt needs it."""
    return items(_row(pair, names[pair.target.id], with_source) for pair in pairs)


def items(rows: Iterable[Mapping[str, str | None]]) -> str:
    """Rows as a JSON array, one a line.

    What begins a control token, and what cannot be seen and is no part of the spelling, is written as a JSON escape:
    the text means the same, but a server that looks for its own control tokens in a message finds none, and a message
    hidden from readers is not hidden from the model that is to judge what they read.
    """
    return "[\n" + ",\n".join(map(_escaped, rows)) + "\n]"


def languages(article: Article) -> dict[str, str]:
    """The names of an article's languages, as prompts call them."""
    return {
        "source_language": language.name(article.source.language) if article.source else "",
        "target_language": language.name(article.target.language),
    }


def _row(pair: Pair, name: str, with_source: bool) -> dict[str, str | None]:
    source = {"source": pair.source.text if pair.source else None} if with_source else {}
    return {"id": name, **_about(pair.target), **source, "text": pair.target.text}


def _about(segment: Segment) -> dict[str, str | None]:
    """What a file says of a string besides its texts: often all that tells what "Open" means."""
    if segment.unit is None:
        return {}
    told: dict[str, str | None] = {"key": segment.name}
    if segment.unit.note:
        told["note"] = segment.unit.note[:_NOTE]
    return told


def _escaped(row: Mapping[str, str | None]) -> str:
    return "{" + ",".join(f"{json.dumps(key)}:{as_json(value)}" for key, value in row.items()) + "}"
