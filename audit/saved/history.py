"""The history of a folder of reports: JSON Lines, one for each article of each run, only ever appended to.

`schemas/history.json` describes a line. What was written half, because a run was killed, is passed over and said.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from sys import intern
from typing import Any

from audit.domain import Report, Severity
from audit.errors import UsageError
from audit.review.places import digest
from audit.wording import counts, demand

NAME = "history.jsonl"
"""What the file is called in a folder of reports."""
VERSION = "1.0"
_LONGEST = 160
"""Characters of a quote or an explanation that are kept: enough to tell what is meant."""


@dataclass(frozen=True, slots=True)
class Worst:
    """The gravest finding of an article, in short."""

    severity: Severity
    category: str
    quote: str
    explanation: str


@dataclass(frozen=True, slots=True)
class Entry:
    """What one run has said of one article. Paths are relative to the folder of the history, with "/"."""

    run: str
    """When the run began, ISO 8601 in UTC: the same for all of its articles, and what runs are ordered by."""
    path: str
    """The article; "-" is standard input. By it an article is known again."""
    report: str
    """Its page."""
    digest: str
    """SHA-256, hex, of the audited text as UTF-8."""
    source_language: str | None
    target_language: str | None
    words: int
    penalty: float
    per_thousand_words: float
    findings: Mapping[str, int]
    """Number of findings by severity."""
    segments: int
    audited: int
    passes: bool | None
    """None where nobody can tell: what was not audited may decide, or there is no standard."""
    profile: str
    """Of the standard; empty where it has no name."""
    standard: str
    """What it has to meet, in words; empty where nobody has said."""
    signature: str
    worst: Worst | None = None


@dataclass(frozen=True, slots=True)
class Missed:
    """An article that a run could not read, and why."""

    run: str
    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class History:
    """What a file says, in its order; `notes` are lines that cannot be used, in words."""

    entries: tuple[Entry, ...] = ()
    missed: tuple[Missed, ...] = ()
    notes: tuple[str, ...] = ()


def entry(report: Report, run: str, path: str, page: str) -> Entry:
    """The line of a report. `path` and `page` as in `Entry`."""
    article, score = report.article, report.score
    return Entry(
        run=run,
        path=path,
        report=page,
        digest=digest(article),
        source_language=article.source.language if article.source else None,
        target_language=article.target.language,
        words=score.words,
        penalty=round(score.penalty, 3),
        per_thousand_words=round(score.per_thousand_words, 3),
        findings={severity.value: number for severity, number in counts(report).items()},
        segments=report.coverage.segments,
        audited=report.coverage.audited,
        passes=report.passes,
        profile=report.standard.name if report.standard else "",
        standard=demand(report.standard) if report.standard else "",
        signature=str(report.signature),
        worst=_worst(report),
    )


def line(one: Entry | Missed) -> str:
    """A line of the file, ending in a line break."""
    text = json.dumps({"schema_version": VERSION} | asdict(one), ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "backslashreplace").decode("utf-8") + "\n"  # half a surrogate pair becomes an escape


def read_history(path: Path) -> History:
    """What a file holds; nothing where there is none. Raises UsageError for one that cannot be read."""
    try:
        lines = path.read_bytes().split(b"\n")
    except FileNotFoundError:
        return History()
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}: check its permissions, or move it away") from error
    return _history(lines, path)


def _history(lines: Iterable[bytes], path: Path) -> History:
    entries, missed, notes = list[Entry](), list[Missed](), list[str]()
    for number, raw in enumerate(lines, 1):
        if not raw.strip():
            continue
        try:
            one = _read(json.loads(raw))
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            notes.append(f"{path}:{number}: passed over: no whole line of a history (a run was killed, or an editor)")
            continue
        if isinstance(one, Entry):
            entries.append(one)
        else:
            missed.append(one)
    return History(tuple(entries), tuple(missed), tuple(notes))


def _read(row: Mapping[str, Any]) -> Entry | Missed:
    """Raises ValueError, KeyError or TypeError for what is no line of ours."""
    if not str(row["schema_version"]).startswith("1."):
        raise ValueError(row["schema_version"])
    if "reason" in row:
        return Missed(_text(row["run"]), _text(row["path"]), _text(row["reason"]))
    if row["passes"] not in {True, False, None}:
        raise ValueError(row["passes"])
    return Entry(
        run=_text(row["run"]),
        path=_text(row["path"]),
        report=_text(row["report"]),
        digest=_text(row["digest"]),
        source_language=row["source_language"] and _text(row["source_language"]),
        target_language=row["target_language"] and _text(row["target_language"]),
        words=int(_number(row["words"])),
        penalty=_number(row["penalty"]),
        per_thousand_words=_number(row["per_thousand_words"]),
        findings={Severity(name).value: int(_number(found)) for name, found in row["findings"].items()},
        segments=int(_number(row["segments"])),
        audited=int(_number(row["audited"])),
        passes=row["passes"],
        profile=_text(row["profile"]),
        standard=_text(row["standard"]),
        signature=_text(row["signature"]),
        worst=row["worst"] and _worst_of(row["worst"]),
    )


def _worst_of(row: Mapping[str, Any]) -> Worst:
    return Worst(Severity(row["severity"]), *(_text(row[name]) for name in ("category", "quote", "explanation")))


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return intern(value)  # paths and signatures stand in thousands of lines


def _number(value: Any) -> float:
    if not isinstance(value, int | float) or not 0 <= value < 1e15:  # more than any text has
        raise TypeError(value)
    return value


def _worst(report: Report) -> Worst | None:
    """Of the gravest findings the surest, of these the first in the text."""
    found = report.findings
    if not found:
        return None
    worst = min(found, key=lambda one: (-one.severity.rank, -one.confidence, one.span))
    quote = report.article.quote(worst.span)
    return Worst(worst.severity, worst.category, _short(quote), _short(worst.explanation))


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
