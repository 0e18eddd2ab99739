"""A look at single claims: words that one opinion marked and no other, put to a model that knows of no reason why."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from audit.article import Article
from audit.detect.detection import Detection, Progress
from audit.detect.listing import items, languages, segments
from audit.detect.verdicts import share
from audit.detect.windows import Window, windows
from audit.domain import Claim
from audit.llm.model import Answer, ChatModel, Failure, Request
from audit.merge.pool import Panel
from audit.prompting.prompt import Prompt

_ANSWER_TOKENS = 300
_ANSWER_TOKENS_A_CANDIDATE = 40


@dataclass(frozen=True, slots=True)
class _Question:
    """Claims about a window's focus, by the names that the request gives them."""

    prompt: Prompt
    window: Window
    candidates: dict[str, Claim]


def confirm(  # noqa: PLR0913, PLR0917  # what is asked about, who is asked, who is told
    article: Article,
    claims: Sequence[Claim],
    panel: Panel,
    prompts: Sequence[Prompt],
    model: ChatModel,
    progress: Progress,
    doubts: Sequence[Claim] = (),
) -> Detection:
    """Ask about the claims of one opinion alone, and about doubts: what nobody claims, but somebody should look at.

    An answer becomes a claim about the same words, with its own chances. What gets no answer stays as it was, and a
    note says so.
    """
    questions = [*_plan(article, [*_alone(claims, panel), *doubts], prompts)]
    result = Detection()
    for done, (number, outcome) in enumerate(model.chat(_request(one, article) for one in questions), 1):
        result += _heard(questions[number], outcome)
        progress(done, len(questions), model.activity)
    return result


def _alone(claims: Sequence[Claim], panel: Panel) -> list[Claim]:
    """Claims of opinions that no claim of another detector overlaps."""
    opinions = frozenset[str]().union(*panel.values())
    return [
        claim
        for claim in claims
        if claim.detector in opinions
        and not any(other.detector != claim.detector and other.span.overlap(claim.span) for other in claims)
    ]


def _plan(article: Article, claims: Sequence[Claim], prompts: Sequence[Prompt]) -> Iterator[_Question]:
    for window in windows(article):
        first, last = window.focus[0].target.span.start, window.focus[-1].target.span.end
        inside = sorted((claim for claim in claims if first <= claim.span.start <= last), key=lambda claim: claim.span)
        if inside:
            names = {f"c{number}": claim for number, claim in enumerate(inside, 1)}
            yield from (_Question(prompt, window, names) for prompt in prompts)


def _request(question: _Question, article: Article) -> Request:
    prompt, window = question.prompt, question.window
    names = {pair.target.id: f"s{number}" for number, pair in enumerate(window.context, 1)}
    values = {
        "article": segments(window.context, names, prompt.source),
        "findings": items(_row(article, name, claim, names) for name, claim in question.candidates.items()),
        "schema": json.dumps(prompt.schema, separators=(",", ":"), ensure_ascii=False),
        **languages(article),
    }
    return Request(
        messages=prompt.render(values),
        schema=prompt.schema,
        schema_name=prompt.schema_name,
        parameters=prompt.parameters,
        max_tokens=_ANSWER_TOKENS + _ANSWER_TOKENS_A_CANDIDATE * len(question.candidates),
        ids=tuple(question.candidates),
        label=f"{prompt.name}, {len(question.candidates)} findings of {article.path}",
    )


def _row(article: Article, name: str, claim: Claim, names: dict[str, str]) -> dict[str, str | None]:
    segment = article.segment_at(claim.span.start)
    place = names[segment.id] if segment else None
    return {"id": name, "segment": place, "words": article.quote(claim.span), "proposed": claim.suggestion}


def _heard(question: _Question, outcome: Answer | Failure) -> Detection:
    if isinstance(outcome, Failure):
        count = len(question.candidates)
        note = f"{question.prompt.name}: no second look at {count} of the findings ({outcome.reason})."
        return Detection(usage=outcome.usage, notes=(note,))
    read = question.prompt.calibration
    made = [
        replace(
            question.candidates[entry["id"]],
            detector=question.prompt.name,
            confidence=read.confidence.chance(share(entry["confidence"])),
            major=read.major.chance(share(entry["major"])),
            shown=True,
        )
        for entry in outcome.content["candidates"]
        if entry["id"] in question.candidates
    ]
    return Detection(tuple(made), usage=outcome.usage)
