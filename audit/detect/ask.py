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


_NAMED = re.compile(r"\bs\d+\b")


@dataclass(frozen=True, slots=True)
class Task:
    """One question to ask: a prompt over a window."""

    prompt: Prompt
    window: Window
    again: bool = False
    """True for segments that an answer left out: they are asked about once more, not for ever."""

    @property
    def names(self) -> dict[str, str]:
        """Segment id -> what the request calls it: counted from s1 in each request.

        So a sentence added further up does not change what is asked about the rest, and its answers stay in the cache.
        """
        return {pair.target.id: f"s{number}" for number, pair in enumerate(self.window.context, 1)}

    @property
    def parts(self) -> tuple[Window, ...]:
        """What to ask about instead where this is too much; empty where it cannot be less."""
        return self.window.halves() if self.prompt.scope == "window" else self.window.parted()


def ask(article: Article, prompts: Sequence[Prompt], model: ChatModel, progress: Progress) -> Detection:
    """Run prompts over an article. Every segment of every prompt ends in an answer or in a gap."""
    tasks = tuple(plan(article, prompts))
    total, done = len(tasks), 0
    result = Detection()
    while tasks:
        results: dict[int, tuple[Detection, tuple[Task, ...]]] = {}
        for number, outcome in model.chat(request(task, article) for task in tasks):
            results[number] = _judge(tasks[number], outcome)
            done += 1
            progress(done, total, model.activity)
        further: tuple[Task, ...] = ()
        for number in range(len(tasks)):  # in the order of the article, whatever came first
            found, more = results[number]
            result += found
            further += more
        tasks, total = further, total + len(further)
    return result


def plan(article: Article, prompts: Sequence[Prompt]) -> Iterator[Task]:
    """What will be asked about an article, if every answer is usable."""
    for prompt in prompts:
        for window in stretches(article) if prompt.scope == "document" else windows(article):
            yield Task(prompt, window)


def request(task: Task, article: Article) -> Request:
    """The request that asks a task's question."""
    prompt, window, names = task.prompt, task.window, task.names
    values = {
        "article": _listed(window.context, names, prompt.source),
        "focus": _listed(window.focus, names, prompt.source),
        "schema": json.dumps(prompt.schema, separators=(",", ":")),
        "source_language": language.name(article.source.language) if article.source else "",
        "target_language": language.name(article.target.language),
    }
    first, last = window.focus[0].target.id, window.focus[-1].target.id
    size = _ANSWER_TOKENS + _ANSWER_TOKENS_A_SEGMENT * len(window.focus)
    return Request(
        messages=prompt.render(values),
        schema=prompt.schema,
        schema_name=prompt.schema_name,
        parameters=prompt.parameters,
        max_tokens=min(size, _MOST_ANSWER_TOKENS),
        ids=() if prompt.scope == "document" else tuple(names[pair.target.id] for pair in window.focus),
        divisible=not task.again and bool(task.parts),
        label=f"{prompt.name}, {first} to {last} of {article.path}",
    )


def _listed(pairs: Sequence[Pair], names: Mapping[str, str], with_source: bool) -> str:
    """Segments as a JSON array, one a line.

    What begins a control token is written as a JSON escape: the text means the same, but a server that looks for its
    own control tokens in a message finds none.
    """
    rows = []
    for pair in pairs:
        row: dict[str, str | None] = {"id": names[pair.target.id], "text": pair.target.text}
        if with_source:
            row["source"] = pair.source.text if pair.source else None
        rows.append(_CONTROL.sub(lambda token: f"\\u{ord(token[0]):04x}", json.dumps(row, ensure_ascii=False)))
    return "[\n" + ",\n".join(rows) + "\n]"


def _judge(task: Task, outcome: Outcome) -> tuple[Detection, tuple[Task, ...]]:
    """Claims and gaps of one outcome, and what to ask further."""
    usage = outcome.usage
    if isinstance(outcome, Failure):
        if outcome.splittable and task.parts:
            return Detection(usage=usage, notes=_parted(task)), tuple(replace(task, window=one) for one in task.parts)
        return Detection(gaps=_gap(task, task.window.focus, outcome), usage=usage), ()
    claims, notes = _claims(task, outcome)
    left_out = _left_out(task, outcome)
    if not left_out:
        return Detection(claims, (), usage, notes), ()
    if task.again or task.prompt.scope == "document":
        reason = "the answer leaves this segment out, twice" if outcome.complete else "the answer is damaged"
        return Detection(claims, _gap(task, left_out, Failure(reason)), usage, notes), ()
    again = Task(task.prompt, Window(task.window.context, left_out), again=True)
    return Detection(claims, (), usage, notes), (again,)


def _parted(task: Task) -> tuple[str, ...]:
    """What is lost where a prompt that compares the whole article sees it in parts."""
    if task.prompt.scope == "window":
        return ()
    first, last = task.window.focus[0].target.id, task.window.focus[-1].target.id
    return (f"{task.prompt.name} could not take {first} to {last} at once: each half was compared with itself only.",)


def _gap(task: Task, pairs: Sequence[Pair], failure: Failure) -> tuple[Gap, ...]:
    return (Gap(task.prompt.name, tuple(pair.target.id for pair in pairs), failure.reason, failure.uncached),)


def _left_out(task: Task, answer: Answer) -> tuple[Pair, ...]:
    """Segments asked about that the answer does not judge. (A document prompt lists only those with errors.)"""
    if task.prompt.scope == "document":
        return () if answer.complete else task.window.focus
    answered = {entry["id"] for entry in answer.content["segments"]}
    return tuple(pair for pair in task.window.focus if task.names[pair.target.id] not in answered)


def _claims(task: Task, answer: Answer) -> tuple[tuple[Claim, ...], tuple[str, ...]]:
    """Claims whose quote is in a segment asked about; a note for each that is not."""
    pairs = {task.names[pair.target.id]: pair for pair in task.window.focus}
    ids = {local: id_ for id_, local in task.names.items()}
    name = task.prompt.name
    claims, lost = [], []
    for entry in answer.content["segments"]:
        seen: Counter[str] = Counter()
        for error in entry["errors"]:
            pair, quote = pairs.get(entry["id"]), error["quote"]
            if pair is None:
                asked = ids.get(entry["id"], entry["id"])
                lost.append(f"{name} was not asked about {asked[:80]!r}, where it marks {quote[:80]!r}")
                continue
            reason = _NAMED.sub(lambda match: ids.get(match[0], match[0]), error["reason"])
            if claim := _claim(name, {**error, "reason": reason}, pair, seen[quote]):
                claims.append(claim)
            else:
                lost.append(f"{name} quoted words that are not in {pair.target.id}: {quote[:80]!r}")
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
