"""Questions about an article put to a chat model: its answers become claims, its silence becomes gaps."""

from collections.abc import Sequence
from dataclasses import replace

from audit.article import Article, Pair
from audit.detect.canary import MISSED
from audit.detect.detection import Detection, Progress
from audit.detect.questions import Question, plan, request
from audit.detect.verdicts import claims
from audit.detect.windows import Window
from audit.domain import Claim, Gap
from audit.llm.model import Answer, ChatModel, Failure, Outcome
from audit.prompting.prompt import Prompt

_DAMAGED = "the answer is damaged"


def ask(
    article: Article, prompts: Sequence[Prompt], model: ChatModel, progress: Progress, guarded: bool = False
) -> Detection:
    """Run prompts over an article. Every segment of every prompt ends in an answer or in a gap.

    Guarded: in an answer that misses an error planted in its request, nothing is believed.
    """
    questions = tuple(plan(article, prompts, guarded))
    total, done = len(questions), 0
    result = Detection()
    while questions:
        judged: dict[int, tuple[Detection, tuple[Question, ...]]] = {}
        for number, outcome in model.chat(request(question, article) for question in questions):
            judged[number] = _judge(questions[number], outcome)
            done += 1
            progress(done, total, model.activity)
        further: tuple[Question, ...] = ()
        for number in range(len(questions)):  # in the order of the article, whatever came first
            found, more = judged[number]
            result += found
            further += more
        questions, total = further, total + len(further)
    return replace(result, notes=tuple(dict.fromkeys(result.notes)), panel=_panel(article, prompts, result.gaps))


def _panel(article: Article, prompts: Sequence[Prompt], gaps: Sequence[Gap]) -> dict[str, frozenset[str]]:
    """Who has given a verdict on each segment: the prompts that list every segment, but for their gaps."""
    missing = {(gap.detector, name) for gap in gaps for name in gap.segments}
    opinions = [prompt.name for prompt in prompts if prompt.scope == "window"]
    return {
        segment.id: frozenset(name for name in opinions if (name, segment.id) not in missing)
        for segment in article.segments
    }


def _judge(question: Question, outcome: Outcome) -> tuple[Detection, tuple[Question, ...]]:
    """Claims and gaps of one outcome, and what to ask further."""
    if isinstance(outcome, Failure):
        return _failed(question, outcome)
    made, notes = _heard(question, outcome)
    reasons = _unjudged(question, outcome)
    if question.again or not reasons:
        return Detection(made, _gaps(question, reasons), outcome.usage, notes), ()
    if not question.lists_all:  # there is no asking for the rest: the second answer stands for the first
        return Detection(usage=outcome.usage), (replace(question, again=True),)
    rest = Window(question.window.context, tuple(question.focus[name] for name in reasons))
    return Detection(made, (), outcome.usage, notes), _rest(question, rest, outcome)


def _failed(question: Question, failure: Failure) -> tuple[Detection, tuple[Question, ...]]:
    smaller = question.smaller if failure.too_long == "question" else question.parts
    if not (failure.splittable and smaller):
        ids = tuple(pair.target.id for pair in question.window.focus)
        gap = Gap(question.prompt.name, ids, failure.reason, failure.uncached)
        return Detection(gaps=(gap,), usage=failure.usage), ()
    note = f"{question.prompt.name} saw the article in parts; no part was compared with another."
    notes = () if question.lists_all else (note,)
    return Detection(usage=failure.usage, notes=notes), tuple(replace(question, window=one) for one in smaller)


def _heard(question: Question, answer: Answer) -> tuple[tuple[Claim, ...], tuple[str, ...]]:
    """Claims of an answer, and a note for each that is lost; of one that is not believed, how many that are."""
    canary = question.canary
    content = canary.removed(answer.content) if canary else answer.content
    made, notes = claims(question.prompt, question.names, question.focus, content)
    if question.believes(answer.content):
        return made, notes
    note = f"{question.prompt.name}: an answer with {len(made)} findings is not believed: {MISSED}."
    return (), (note,) if made else ()


def _unjudged(question: Question, answer: Answer) -> dict[str, str]:
    """Segments that an answer gives no verdict on, by the names they were asked about, and why."""
    if not answer.complete and not question.lists_all:  # what is lost might be about any of them
        return dict.fromkeys(question.focus, _DAMAGED)
    return question.unjudged(answer.content)


def _rest(question: Question, rest: Window, answer: Answer) -> tuple[Question, ...]:
    """Ask about the rest: once more, or in halves where the answer was too long to be whole."""
    if halves := () if answer.complete else rest.halves():
        return tuple(replace(question, window=half) for half in halves)
    return (replace(question, window=rest, again=True),)


def _gaps(question: Question, reasons: dict[str, str]) -> tuple[Gap, ...]:
    """One gap a reason."""
    grouped: dict[str, list[Pair]] = {}
    for name, reason in reasons.items():
        grouped.setdefault(f"{reason}, twice", []).append(question.focus[name])
    return tuple(
        Gap(question.prompt.name, tuple(pair.target.id for pair in pairs), reason) for reason, pairs in grouped.items()
    )
