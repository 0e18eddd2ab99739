"""What a chat model is asked about an article: prompts over windows, as requests."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from audit.article import Article, Pair
from audit.detect.canary import MISSED, Canary, plant
from audit.detect.listing import languages, segments
from audit.detect.verdicts import missing
from audit.detect.windows import Window, stretches, windows
from audit.llm.model import Request
from audit.prompting.prompt import Prompt

_ANSWER_TOKENS = 1_500
_ANSWER_TOKENS_A_SEGMENT = 400
_MOST_ANSWER_TOKENS = 8_000


@dataclass(frozen=True, slots=True)
class Question:
    """A prompt over a window."""

    prompt: Prompt
    window: Window
    again: bool = False
    """True for segments that an answer left out: they are asked about once more, not for ever."""
    guarded: bool = False
    """True: an error is planted among the segments asked about, where the answer has an item for each of them."""

    @property
    def canary(self) -> Canary | None:
        """The planted error."""
        return plant(self.window, self.again) if self.guarded and self.lists_all else None

    @property
    def shown(self) -> dict[str, Pair]:
        """What the request calls what it shows: counted from s1 in each request.

        So a sentence added further up does not change what is asked about the rest, and its answers stay in the cache.
        """
        canary, context = self.canary, self.window.context
        pairs = canary.among(context) if canary else context
        return {f"s{number}": pair for number, pair in enumerate(pairs, 1)}

    @property
    def names(self) -> dict[str, Pair]:
        """Its segments by these names; that of a planted error stands for the segment it is a copy of."""
        canary = self.canary
        return self.shown | ({canary.name: canary.copied} if canary else {})

    @property
    def focus(self) -> dict[str, Pair]:
        """The segments asked about, by the same names."""
        ids = {pair.target.id for pair in self.window.focus}
        return {name: pair for name, pair in self.shown.items() if pair.target.id in ids}

    @property
    def asked(self) -> tuple[str, ...]:
        """The names that the request asks about, a planted error's among them, in order."""
        names, canary = list(self.focus), self.canary
        return tuple(sorted([*names, canary.name], key=_number) if canary else names)

    def believes(self, content: Mapping[str, Any]) -> bool:
        """False for an answer that misses the planted error."""
        canary = self.canary
        return canary is None or canary.is_marked(content)

    def unjudged(self, content: Mapping[str, Any]) -> dict[str, str]:
        """The segments asked about that a valid answer gives no verdict on, and why; all, where it is not believed."""
        if not self.believes(content):
            return dict.fromkeys(self.focus, MISSED)
        return missing(self.focus, self.lists_all, content)

    @property
    def lists_all(self) -> bool:
        """True where the answer has an item for each segment; a document prompt lists only those with errors."""
        return self.prompt.scope == "window"

    @property
    def parts(self) -> tuple[Window, ...]:
        """What to ask about instead where the answer is too long; empty where it cannot be less."""
        return self.window.halves() if self.lists_all else self.window.parted()

    @property
    def smaller(self) -> tuple[Window, ...]:
        """What to ask about instead where the question is too long."""
        alone = Window(self.window.focus, self.window.focus)
        return self.window.parted() or ((alone,) if alone != self.window else ())


def plan(article: Article, prompts: Sequence[Prompt], guarded: bool = False) -> Iterator[Question]:
    """What will be asked about an article, if every answer is usable."""
    for prompt in prompts:
        for window in stretches(article) if prompt.scope == "document" else windows(article):
            yield Question(prompt, window, guarded=guarded)


def request(question: Question, article: Article) -> Request:
    """The request that asks a question."""
    prompt, window = question.prompt, question.window
    shown = question.shown
    names = {pair.target.id: name for name, pair in shown.items()}
    values = {
        "article": segments(tuple(shown.values()), names, prompt.source),
        "focus": ", ".join(question.asked),
        "schema": json.dumps(prompt.schema, separators=(",", ":"), ensure_ascii=False),
        **languages(article),
    }
    first, last = window.focus[0].target.id, window.focus[-1].target.id
    size = _ANSWER_TOKENS + _ANSWER_TOKENS_A_SEGMENT * len(question.asked)
    return Request(
        messages=prompt.render(values),
        schema=prompt.schema,
        schema_name=prompt.schema_name,
        parameters=prompt.parameters,
        max_tokens=min(size, _MOST_ANSWER_TOKENS),
        ids=tuple(question.focus) if question.lists_all else (),
        missing=question.unjudged,
        divisible=not question.again and bool(question.parts),
        label=f"{prompt.name}, {first} to {last} of {article.path}",
    )


def _number(name: str) -> int:
    return int(name.removeprefix("s"))
