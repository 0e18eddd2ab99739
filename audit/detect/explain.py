"""Explanations in the reader's language: what findings say, put into it by a model that answers. Nothing else changes.

It is asked when the findings are made, so that what is asked about the article, and how well that finds errors, stays
as it was measured.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from audit import language
from audit.article import Article
from audit.detect.detection import Progress
from audit.detect.listing import items, languages
from audit.domain import Finding, Usage
from audit.llm.model import ChatModel, Failure, Outcome, Request
from audit.prompting.prompt import Prompt

_MOST_CHARACTERS, _MOST_EXPLANATIONS = 3_000, 40
"""Of one request."""
_ANSWER_TOKENS, _ANSWER_TOKENS_A_CHARACTER = 1_000, 2
_TIMES_LONGER, _AND_LONGER = 4, 200
"""How much longer than an explanation its rendering may be, and by how many characters more."""

_QUOTED = re.compile(
    r"«([^»]+)»|‹([^›]+)›|“([^”]+)”|„([^“”]+)[“”]|「([^」]+)」|\"([^\"]+)\"|(?<!\w)'([^']+)'(?!\w)|(?<!\w)‘([^’]+)’(?!\w)"
)
_WORDS_THAT_TELL = 3
"""From so many words on, quotes apart, an explanation that comes back as it was has not been put into a language."""

_LEFT_OUT = "the answer leaves them out"
_OTHERS = "the answer names others than were asked about"
_MISQUOTED = "the answer changes what they quote"
_UNCHANGED = "the answer gives them back as they were"
_TOO_LONG = "the answer says much more than they do"


@dataclass(frozen=True, slots=True)
class Explained:
    """Findings, and in which language they explain themselves."""

    findings: tuple[Finding, ...]
    language: str | None = None
    """A BCP 47 tag; None: nothing was put into another language than English."""
    usage: Usage = field(default_factory=Usage)
    notes: tuple[str, ...] = ()
    prompts: tuple[Prompt, ...] = ()
    """What was asked."""


@dataclass(frozen=True, slots=True)
class _Question:
    """Explanations by the names that a request gives them, and the language that they are to be put into."""

    tongue: str
    texts: Mapping[str, str]
    again: bool = False
    """True for what an answer did not render: it is asked about once more, not for ever."""

    def rendered(self, content: Mapping[str, Any]) -> dict[str, str]:
        """The renderings of an answer that can be used, by name."""
        usable = self.texts.keys() - self.unrendered(content).keys()
        return {row["id"]: _one_line(row["text"]) for row in content["explanations"] if row["id"] in usable}

    def unrendered(self, content: Mapping[str, Any]) -> dict[str, str]:
        """What a valid answer does not render, by name, and why. One that names others may have mixed up all."""
        named = Counter(row["id"] for row in content["explanations"])
        if named.keys() - self.texts.keys() or any(number > 1 for number in named.values()):
            return dict.fromkeys(self.texts, _OTHERS)
        made = {row["id"]: _one_line(row["text"]) for row in content["explanations"]}
        faults = {name: _fault(text, made.get(name, ""), self.tongue) for name, text in self.texts.items()}
        return {name: fault for name, fault in faults.items() if fault}


def explain(  # noqa: PLR0913, PLR0917  # what is explained, who is asked, who is told
    article: Article, findings: Sequence[Finding], tongue: str, prompt: Prompt, model: ChatModel, progress: Progress
) -> Explained:
    """The findings, explained in the language of a BCP 47 tag. Equal explanations are asked about once.

    What gets no usable answer is asked about once more, then it stays as it was, and a note says how much did.
    """
    every = tuple(dict.fromkeys(finding.explanation for finding in findings if _is_said(finding.explanation)))
    questions, usage = tuple(_questions(tongue, every)), Usage()
    known: dict[str, str] = {}
    reasons: dict[str, str] = {}
    done, total = 0, len(questions)
    while questions:
        further: list[_Question] = []
        for number, outcome in model.chat(_request(one, article, prompt) for one in questions):
            one, usage, done = questions[number], usage + outcome.usage, done + 1
            made, left, more = _heard(one, outcome)
            known, reasons = {**known, **made}, {**reasons, **left}
            further += more
            progress(done, total + len(further), model.activity)
        questions, total = tuple(further), total + len(further)
    return Explained(
        findings=tuple(replace(one, explanation=known.get(one.explanation, one.explanation)) for one in findings),
        language=tongue if known else None,
        usage=usage,
        notes=tuple(_notes([reasons[text] for text in every if text in reasons], len(every), tongue)),
        prompts=(prompt,) if every else (),
    )


def unexplained(findings: Sequence[Finding], tongue: str, reason: str) -> Explained:
    """The findings as they are, and why nobody was asked to explain them in another language."""
    number = len({finding.explanation for finding in findings if _is_said(finding.explanation)})
    return Explained(tuple(findings), notes=tuple(_notes([reason] * number, number, tongue)))


def _questions(tongue: str, texts: Iterable[str], again: bool = False) -> Iterator[_Question]:
    batch: list[str] = []
    for text in texts:
        if batch and (len(batch) == _MOST_EXPLANATIONS or sum(map(len, (*batch, text))) > _MOST_CHARACTERS):
            yield _question(tongue, batch, again)
            batch = []
        batch.append(text)
    if batch:
        yield _question(tongue, batch, again)


def _question(tongue: str, texts: Sequence[str], again: bool) -> _Question:
    return _Question(tongue, {f"e{number}": text for number, text in enumerate(texts, 1)}, again)


def _request(question: _Question, article: Article, prompt: Prompt) -> Request:
    rows = ({"id": name, "note": text} for name, text in question.texts.items())
    values = {
        "explanations": items(rows),
        "language": language.full_name(question.tongue),
        "schema": json.dumps(prompt.schema, separators=(",", ":"), ensure_ascii=False),
        **languages(article),
    }
    return Request(
        messages=prompt.render(values),
        schema=prompt.schema,
        schema_name=prompt.schema_name,
        parameters=prompt.parameters,
        max_tokens=_ANSWER_TOKENS + _ANSWER_TOKENS_A_CHARACTER * sum(map(len, question.texts.values())),
        ids=tuple(question.texts),
        missing=question.unrendered,
        divisible=not question.again,
        label=f"{prompt.name}, {len(question.texts)} of {article.path}",
    )


def _heard(question: _Question, outcome: Outcome) -> tuple[dict[str, str], dict[str, str], list[_Question]]:
    """Explanation -> rendering; explanation -> why it has none; and what to ask further."""
    texts = list(question.texts.values())
    if isinstance(outcome, Failure):
        if outcome.splittable and len(texts) > 1 and not question.again:
            return {}, {}, [_question(question.tongue, half, again=False) for half in (texts[::2], texts[1::2])]
        return {}, dict.fromkeys(texts, outcome.reason), []
    made = {question.texts[name]: text for name, text in question.rendered(outcome.content).items()}
    left = {question.texts[name]: reason for name, reason in question.unrendered(outcome.content).items()}
    return (made, left, []) if question.again else (made, {}, [*_questions(question.tongue, left, again=True)])


def _fault(text: str, rendering: str, tongue: str) -> str:
    """Why a rendering cannot stand for an explanation; empty where it can."""
    if not rendering:
        return _LEFT_OUT
    if len(rendering) > _TIMES_LONGER * len(text) + _AND_LONGER:
        return _TOO_LONG
    quotes = {_one_line(next(filter(None, match.groups()))) for match in _QUOTED.finditer(_one_line(text))}
    if not all(quote in rendering for quote in quotes):
        return _MISQUOTED
    return _UNCHANGED if rendering == _one_line(text) and not _may_stay(text, tongue) else ""


def _may_stay(text: str, tongue: str) -> bool:
    """True for what is the same in every language, and for what is in this one already."""
    words = _QUOTED.sub(" ", text)
    tells = sum(map(str.isalpha, words.split())) >= _WORDS_THAT_TELL
    return not tells or language.detect(words)[0] == language.base(tongue)


def _notes(reasons: Iterable[str], number: int, tongue: str) -> Iterator[str]:
    """How many explanations stay as they were, reason by reason."""
    for reason, left in Counter(reasons).items():
        amount = f"{left:,}" if left == number else f"{left:,} of {number:,}"
        noun = "explanation is" if number == 1 else "explanations are"
        yield f"{amount} {noun} not in {language.full_name(tongue)}, but in English: {reason}."


def _is_said(explanation: str) -> bool:
    return any(map(str.isalpha, explanation))


def _one_line(text: str) -> str:
    return " ".join(text.split())
