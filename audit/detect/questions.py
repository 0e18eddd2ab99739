"""What a chat model is asked about an article: prompts over windows, as requests."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from audit import language
from audit.assets import Prompt
from audit.detect.verdicts import missing
from audit.detect.windows import Window, stretches, windows
from audit.domain import Article, Pair
from audit.llm.model import Request

_ANSWER_TOKENS = 1_500
_ANSWER_TOKENS_A_SEGMENT = 400
_MOST_ANSWER_TOKENS = 8_000

_CONTROL = re.compile(r"<|\[(?=/?\w*[A-Z]{3,}\w*\])")
"""Where a control token of some chat template begins: <|im_start|>, </s>, [INST], [/INST], [TOOL_CALLS], [gMASK]."""


@dataclass(frozen=True, slots=True)
class Question:
    """A prompt over a window."""

    prompt: Prompt
    window: Window
    again: bool = False
    """True for segments that an answer left out: they are asked about once more, not for ever."""

    @property
    def names(self) -> dict[str, Pair]:
        """What the request calls its segments: counted from s1 in each request.

        So a sentence added further up does not change what is asked about the rest, and its answers stay in the cache.
        """
        return {f"s{number}": pair for number, pair in enumerate(self.window.context, 1)}

    @property
    def focus(self) -> dict[str, Pair]:
        """The segments asked about, by the same names."""
        ids = {pair.target.id for pair in self.window.focus}
        return {name: pair for name, pair in self.names.items() if pair.target.id in ids}

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


def plan(article: Article, prompts: Sequence[Prompt]) -> Iterator[Question]:
    """What will be asked about an article, if every answer is usable."""
    for prompt in prompts:
        for window in stretches(article) if prompt.scope == "document" else windows(article):
            yield Question(prompt, window)


def request(question: Question, article: Article) -> Request:
    """The request that asks a question."""
    prompt, window = question.prompt, question.window
    names = {pair.target.id: name for name, pair in question.names.items()}
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
        ids=tuple(question.focus) if question.lists_all else (),
        missing=partial(missing, question.focus, question.lists_all),
        divisible=not question.again and bool(question.parts),
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
