"""Scripts a text can be in, and runs of those that are not its own. Latin is at home everywhere."""

import re

from audit.domain import Document
from audit.language import base

_SCRIPTS = {
    "Cyrillic": "\u0400-\u052f",
    "Arabic": "\u0620-\u064a\u066e-\u06d3",
    "Hebrew": "\u05d0-\u05ea",
    "Devanagari": "\u0904-\u0939",
    "Thai": "\u0e01-\u0e30",
    "Korean": "\uac00-\ud7a3",
    "Chinese or Japanese": "\u3041-\u30ff\u3400-\u9fff",
    "Latin": "A-Za-zÀ-ɏ",
}
_WRITTEN_IN = {
    **dict.fromkeys(("ru", "uk", "be", "bg", "mk"), "Cyrillic"),
    **dict.fromkeys(("en", "de", "fr", "es", "it", "pt", "nl", "sv", "pl", "cs", "tr"), "Latin"),
    **dict.fromkeys(("zh", "ja"), "Chinese or Japanese"),
}
_CJK = {"Korean", "Chinese or Japanese"}
_SAMPLE = 100_000
"""Characters that decide which script a text is written in."""


def foreign_runs(document: Document) -> dict[str, re.Pattern[str]]:
    """Script -> words of it in a row, for every script that is neither Latin nor the document's own."""
    own = _own_script(document)
    ours = _CJK if own in _CJK else {own}
    return {script: _run(letters) for script, letters in _SCRIPTS.items() if script not in {*ours, "Latin"}}


def _own_script(document: Document) -> str:
    """By the language where it says; else the one most letters are in."""
    sample = document.text[:_SAMPLE]
    declared = _WRITTEN_IN.get(base(document.language))
    return declared or max(_SCRIPTS, key=lambda script: len(re.findall(f"[{_SCRIPTS[script]}]", sample)))


def _run(letters: str) -> re.Pattern[str]:
    return re.compile(rf"[{letters}]++(?:[\s\d,.·、，。：“”-]{{1,3}}[{letters}]++)*+")
