"""Prompts over windows of an article: a chat model's answers become claims, its silence becomes gaps."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from audit import language
from audit.assets import Prompt
from audit.detect.detection import Detection, Progress
from audit.detect.ground import find
from audit.detect.windows import Window, stretches, windows
from audit.domain import Article, Category, Claim, Gap, Pair, Severity, Span
from audit.llm.model import Answer, ChatModel, Failure, Outcome, Request

_ANSWER_TOKENS = 1_500
_ANSWER_TOKENS_A_SEGMENT = 400
_MOST_ANSWER_TOKENS = 8_000

_CONTROL = re.compile(r"<|\[(?=/?\w*[A-Z]{3,}\w*\])")
"""Where a control token of some chat template begins: <|im_start|>, </s>, [INST], [/INST], [TOOL_CALLS], [gMASK]."""


@dataclass(frozen=True, slots=True)
class Task:
    """One question to ask: a prompt over a window."""

    prompt: Prompt
    window: Window
    again: bool = False
    """True for segments that an answer left out: they are asked about once more, not for ever."""


def ask(article: Article, prompts: Sequence[Prompt], model: ChatModel, progress: Progress) -> Detection:
    """Run prompts over an article. Every segment of every prompt ends in an answer or in a gap."""
    tasks = [task for prompt in prompts for task in _tasks(prompt, article)]
    total, done = len(tasks), 0
    result = Detection()

    def count() -> None:
        nonlocal done
        done += 1
        progress(done, max(total, done))

    while tasks:
        outcomes = model.chat([_request(task, article) for task in tasks], count)
        further: list[Task] = []
        for task, outcome in zip(tasks, outcomes, strict=True):
            found, more = _judge(task, outcome)
            result += found
            further += more
        tasks, total = further, total + len(further)
    return result


def _tasks(prompt: Prompt, article: Article) -> Iterator[Task]:
    views = stretches(article) if prompt.scope == "document" else windows(article)
    return (Task(prompt, window) for window in views)


def _request(task: Task, article: Article) -> Request:
    prompt, window = task.prompt, task.window
    values = {
        "article": _listed(window.context, prompt.source),
        "focus": _listed(window.focus, prompt.source),
        "schema": json.dumps(prompt.schema, separators=(",", ":")),
        "source_language": language.name(article.source.language) if article.source else "",
        "target_language": language.name(article.target.language),
    }
    size = _ANSWER_TOKENS + _ANSWER_TOKENS_A_SEGMENT * len(window.focus)
    return Request(
        messages=prompt.render(values),
        schema=prompt.schema,
        schema_name=prompt.schema_name,
        parameters=prompt.parameters,
        max_tokens=min(size, _MOST_ANSWER_TOKENS),
    )


def _listed(pairs: Sequence[Pair], with_source: bool) -> str:
    """Segments as a JSON array, one a line.

    What begins a control token is written as a JSON escape: the text means the same, but a server that looks for its
    own control tokens in a message finds none.
    """
    rows = []
    for pair in pairs:
        row: dict[str, str | None] = {"id": pair.target.id, "text": pair.target.text}
        if with_source:
            row["source"] = pair.source.text if pair.source else None
        rows.append(_CONTROL.sub(lambda token: f"\\u{ord(token[0]):04x}", json.dumps(row, ensure_ascii=False)))
    return "[\n" + ",\n".join(rows) + "\n]"


def _judge(task: Task, outcome: Outcome) -> tuple[Detection, list[Task]]:
    """Claims and gaps of one outcome, and what to ask further."""
    if isinstance(outcome, Failure):
        halves = task.window.halves() if outcome.splittable and task.prompt.scope == "window" else ()
        if halves:
            return Detection(usage=outcome.usage), [replace(task, window=half) for half in halves]
        return Detection(gaps=(_gap(task, task.window.focus, outcome.reason),), usage=outcome.usage), []
    claims, notes = _claims(task, outcome)
    missing = _unanswered(task, outcome)
    if not missing:
        return Detection(claims, (), outcome.usage, notes), []
    if task.again:
        gap = _gap(task, missing, "the answer leaves this segment out, twice")
        return Detection(claims, (gap,), outcome.usage, notes), []
    again = Task(task.prompt, Window(task.window.context, missing), again=True)
    return Detection(claims, (), outcome.usage, notes), [again]


def _gap(task: Task, pairs: Sequence[Pair], reason: str) -> Gap:
    return Gap(task.prompt.name, tuple(pair.target.id for pair in pairs), reason)


def _unanswered(task: Task, answer: Answer) -> tuple[Pair, ...]:
    """Segments asked about that the answer does not mention (a document prompt lists only those with errors)."""
    if task.prompt.scope == "document":
        return ()
    answered = {entry["id"] for entry in answer.content["segments"]}
    return tuple(pair for pair in task.window.focus if pair.target.id not in answered)


def _claims(task: Task, answer: Answer) -> tuple[tuple[Claim, ...], tuple[str, ...]]:
    """Claims whose quote is in a segment asked about; a note for each that is not."""
    focus = {pair.target.id: pair for pair in task.window.focus}
    name = task.prompt.name
    claims, lost = [], []
    for entry in answer.content["segments"]:
        seen: Counter[str] = Counter()
        for error in entry["errors"]:
            pair, quote = focus.get(entry["id"]), error["quote"]
            if pair is None:
                lost.append(f"{name} was not asked about {entry['id'][:80]!r}, where it marks {quote[:80]!r}")
                continue
            if claim := _claim(name, error, pair, seen[quote]):
                claims.append(claim)
            else:
                lost.append(f"{name} quoted words that are not in {entry['id']}: {quote[:80]!r}")
            seen[quote] += 1
    return tuple(claims), tuple(lost)


def _claim(detector: str, error: Mapping[str, Any], pair: Pair, occurrence: int) -> Claim | None:
    place = find(error["quote"], pair.target.text, occurrence)
    if place is None:
        return None
    start = pair.target.span.start
    correction = error["correction"]
    unchanged = correction in {error["quote"], pair.target.text[slice(*place)]}
    return Claim(
        detector=detector,
        category=Category(error["category"]),
        severity=Severity(error["severity"]),
        span=Span(start + place[0], start + place[1]),
        explanation=" ".join(error["reason"].split()),
        confidence=min(100, max(0, error["confidence"])) / 100,
        suggestion=None if unchanged else correction,
    )
