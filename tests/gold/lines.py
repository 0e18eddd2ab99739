"""Lines of gold files, as people write them."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from audit.article import Segment
from audit.readers import text as plain_text
from audit.segment import split

SHARED = Path(__file__).parents[3] / "shared" / "gold"
"""The WMT gold, which is not ours to keep here."""


def error(start: int, end: int, **more: object) -> dict[str, object]:
    """A major mistranslation."""
    return {"start": start, "end": end, "category": "accuracy/mistranslation", "severity": "major"} | more


def segment(seg: object = 1, target: str = "The cat barks.", **more: object) -> dict[str, object]:
    """A segment in which rater "r1" has found nothing."""
    return {"seg": seg, "target": target, "raters": {"r1": []}} | more


def line(*segments: object, **more: object) -> dict[str, object]:
    """A document of system "mt"; without segments, of one."""
    named = {"id": "pets/mt", "doc": "pets", "system": "mt", "source_lang": "fr", "target_lang": "en"}
    return named | {"segments": list(segments) or [segment()]} | more


def without(fields: dict[str, object], *keys: str) -> dict[str, object]:
    return {key: value for key, value in fields.items() if key not in keys}


def file(path: Path, *documents: object) -> Path:
    """A gold file of these lines."""
    path.write_text("".join(f"{json.dumps(one, ensure_ascii=False)}\n" for one in documents), encoding="utf-8")
    return path


def cut(text: str, language: str) -> Sequence[Segment]:
    """A text as an audit cuts it."""
    return split(plain_text.read(text), language)


def loaded(path: Path) -> list[Any]:
    """The lines of a gold file, without the keys that gold does not know."""
    documents = [json.loads(text) for text in path.read_text(encoding="utf-8").splitlines()]
    for document in documents:
        for one in document["segments"]:
            one.pop("mismatch", None)
    return documents
