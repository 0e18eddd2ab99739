"""Scripts a text can be in, and runs of those that are not its own. Latin is at home everywhere."""

import re

from audit.article import Document
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
    language: script
    for languages, script in (
        ("ru uk be bg mk mn kk ky tg tt ba cv udm os", "Cyrillic"),
        ("en de fr es it pt nl sv da no nb nn fi is et lv lt pl cs sk sl hr hu ro sq tr ca gl eu ga cy br eo", "Latin"),
        ("id ms vi tl sw af lb fy gd hsb dsb oc ast mt", "Latin"),
        ("ar fa ur ps ckb ug sd", "Arabic"),
        ("he yi", "Hebrew"),
        ("hi mr ne", "Devanagari"),
        ("th", "Thai"),
        ("ko", "Korean"),
        ("zh ja yue", "Chinese or Japanese"),
    )
    for language in languages.split()
}
_CJK = {"Korean", "Chinese or Japanese"}
_SAMPLE = 100_000
"""Characters that decide which script a text is written in."""


def foreign_runs(document: Document) -> dict[str, re.Pattern[str]]:
    """Script -> words of it in a row, for every script that is neither Latin nor the document's own."""
    return {script: _run(_SCRIPTS[script]) for script in _foreign(document)}


def foreign_letter(document: Document) -> re.Pattern[str]:
    """Any letter of these scripts."""
    return re.compile(f"[{''.join(_SCRIPTS[script] for script in _foreign(document))}]")


def script_of(language: str | None) -> str | None:
    """The script a language is written in; None where that is not known, or there are two."""
    return _WRITTEN_IN.get(base(language))


def _foreign(document: Document) -> list[str]:
    own = _own_script(document)
    ours = _CJK if own in _CJK else {own}
    return [script for script in _SCRIPTS if script not in {*ours, "Latin"}]


def _own_script(document: Document) -> str:
    """By the language where it says; else the one most letters are in."""
    sample = document.text[:_SAMPLE]
    declared = script_of(document.language)
    return declared or max(_SCRIPTS, key=lambda script: len(re.findall(f"[{_SCRIPTS[script]}]", sample)))


def _run(letters: str) -> re.Pattern[str]:
    return re.compile(rf"[{letters}]++(?:[\s\d,.·、，。：“”-]{{1,3}}[{letters}]++)*+")
