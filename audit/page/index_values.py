"""What the index of a folder shows in sums and in words."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import PurePosixPath

from audit import language
from audit.saved.history import Entry
from audit.saved.trend import Listed

_KINDS = 8
"""Signatures and standards that are listed; the most frequent."""


@dataclass(frozen=True, slots=True)
class Totals:
    """All articles together, as they stand."""

    articles: int
    failing: int
    undecided: int
    incomplete: int
    """Articles of which something was not audited."""
    unasked: int
    """Articles in which only checks have looked for errors."""
    words: int
    penalty: float
    segments: int
    audited: int
    findings: Mapping[str, int]
    standards: Mapping[tuple[str, str], int]
    """(profile, what it asks for) -> number of articles, the most frequent first."""
    signatures: Mapping[str, int]

    @property
    def per_thousand_words(self) -> float:
        """MQM points per 1,000 words."""
        return 1000 * self.penalty / self.words if self.words else 0.0


def totals(articles: Sequence[Listed]) -> Totals:
    """The sums of all."""
    every = [one.last for one in articles]
    findings: Counter[str] = Counter()
    for entry in every:
        findings.update(entry.findings)
    standards = Counter((entry.profile, entry.standard or "nobody has said") for entry in every)
    return Totals(
        articles=len(every),
        failing=sum(entry.passes is False for entry in every),
        undecided=sum(entry.passes is None for entry in every),
        incomplete=sum(entry.audited < entry.segments for entry in every),
        unasked=sum(not was_asked(entry) for entry in every),
        words=sum(entry.words for entry in every),
        penalty=sum(entry.penalty for entry in every),
        segments=sum(entry.segments for entry in every),
        audited=sum(entry.audited for entry in every),
        findings=findings,
        standards=dict(standards.most_common(_KINDS)),
        signatures=dict(Counter(entry.signature for entry in every).most_common(_KINDS)),
    )


def state(entry: Entry) -> str:
    """Its verdict in a word."""
    return {True: "passes", False: "fails", None: "undecided"}[entry.passes]


def was_asked(entry: Entry) -> bool:
    """True where a model was asked for errors: finding nothing means little where none was."""
    return "|prompts:none|" not in entry.signature


def shown_path(path: str) -> str:
    """An article's path without the way out of the folder: "../articles/a.txt" is "articles/a.txt"."""
    if path == "-":
        return "standard input"
    return "/".join(part for part in PurePosixPath(path).parts if part not in {"..", "/"}) or path


def languages(entry: Entry) -> str:
    """Of its texts: "Chinese → English"; of a translation without its source "English"."""
    target = _name(entry.target_language)
    return f"{_name(entry.source_language)} → {target}" if entry.source_language else target


def when(run: str) -> str:
    """When a run began, as people read it: "2026-11-23 04:19 UTC"."""
    return f"{run[:10]} {run[11:16]} UTC"


@cache
def _name(code: str | None) -> str:
    return language.name(code)
