"""Articles made of sentences, and the two abilities of a model played from a script."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from jsonschema import validate

from audit.article import Article, Document, Pair, Segment, Side, SourceMap, Span
from audit.domain import Category, Claim, Severity, Usage
from audit.errors import ModelError
from audit.llm.model import Activity, Answer, Outcome, Request, TokenScore
from audit.prompting.prompt import Prompt, parse_prompt

Paragraph = str | Sequence[str]

# -- articles ----------------------------------------------------------------------------------------------------


def document(*paragraphs: Paragraph, language: str | None = "en", side: Side = Side.TARGET) -> Document:
    """A paragraph is a sentence or a list of them; sentences are a blank apart, paragraphs an empty line."""
    segments: list[Segment] = []
    text = ""
    for number, paragraph in enumerate(paragraphs):
        for sentence in [paragraph] if isinstance(paragraph, str) else paragraph:
            span = Span(len(text), len(text) + len(sentence), side)
            segments.append(Segment(f"s{len(segments) + 1}", sentence, span, number))
            text += sentence + " "
        text = text[:-1] + "\n\n"
    return Document(text, language, tuple(segments), SourceMap(((0, 0),), (0,)))


def article(
    *paragraphs: Paragraph,
    source: Sequence[str | None] | None = None,
    language: str | None = "en",
    source_language: str = "zh",
) -> Article:
    """A translation; `source` has one sentence for each of its sentences, or None where one has no counterpart."""
    target = document(*paragraphs, language=language)
    if source is None:
        return Article(target, tuple(map(Pair, target.segments)))
    original = document(*filter(None, source), language=source_language, side=Side.SOURCE)
    rest = iter(original.segments)
    counterparts = [next(rest) if sentence else None for sentence in source]
    return Article(target, tuple(map(Pair, target.segments, counterparts)), original)


def claim(article: Article, quote: str, category: Category = Category.MISTRANSLATION, **more: object) -> Claim:
    """A claim about the nth place of a quote (`nth`, from 0) in an article."""
    side, nth = more.pop("side", Side.TARGET), more.pop("nth", 0)
    at = -1
    for _ in range(nth + 1):
        at = article.document(side).text.index(quote, at + 1)
    span = Span(at, at + len(quote), side)
    fields = {"detector": "a", "severity": Severity.MAJOR, "explanation": "Wrong.", "confidence": 0.5}
    return Claim(category=category, span=span, **{**fields, **more})


# -- a model that answers ----------------------------------------------------------------------------------------

_CUT = "\n=====\n"
_BODY = {"window": f"# user\n{{{{article}}}}{_CUT}{{{{focus}}}}\n", "document": "# user\n{{article}}\n"}


def prompt(scope: str = "window", source: bool = False, system: str = "Be strict.") -> Prompt:
    """A prompt as short as can be."""
    head = f'description = ""\nversion = "1"\nscope = "{scope}"\nsource = {str(source).lower()}\nschema = "claims"\n'
    return parse_prompt(scope, f"+++\n{head}+++\n# system\n{system}\n{_BODY[scope]}")


def shown(request: Request) -> list[dict[str, str]]:
    """The segments a request shows, as the model reads them."""
    return json.loads(request.messages[-1][1].split(_CUT)[0])


def asked(request: Request) -> list[str]:
    """Ids of the segments a request asks about."""
    told = request.messages[-1][1].split(_CUT)
    return told[1].split(", ") if len(told) > 1 else [segment["id"] for segment in json.loads(told[0])]


def error(quote: str, correction: str = "", **more: object) -> dict[str, object]:
    """An error as a model states it."""
    fields = {"reason": "It is wrong.", "category": "accuracy/mistranslation", "severity": "major", "confidence": 80}
    fields["major"] = fields["confidence"]
    return {"quote": quote, "correction": correction, **fields, **more}


SPENT = Usage(requests=1, prompt_tokens=100, completion_tokens=10, seconds=0.5)


def says(*entries: tuple[str, Sequence[Mapping[str, object]]], usage: Usage = SPENT) -> Answer:
    """An answer: pairs of a segment's id and the errors in it."""
    return Answer({"segments": [{"id": id_, "errors": list(errors)} for id_, errors in entries]}, usage)


class ScriptedChat:
    """Answers each request with what a script makes of the ids asked about; keeps the requests."""

    name = "scripted"

    def __init__(self, script: Callable[[list[str]], Outcome]) -> None:
        self.script = script
        self.requests: list[Request] = []

    @property
    def activity(self) -> Activity:
        return Activity()

    def chat(self, requests: Iterable[Request]) -> Iterator[tuple[int, Outcome]]:
        outcomes = []
        for request in requests:
            self.requests.append(request)
            outcomes.append(self.script(asked(request)))
            if isinstance(outcomes[-1], Answer):  # no model hands over what does not fit the schema
                validate(outcomes[-1].content, request.schema)
        yield from reversed(list(enumerate(outcomes)))  # answers come in any order


def finds(errors: Mapping[str, Sequence[Mapping[str, object]]]) -> ScriptedChat:
    """A model that answers for every segment it is asked about, and finds these errors."""
    return ScriptedChat(lambda ids: says(*((id_, errors.get(id_, [])) for id_ in ids)))


def tells(*outcomes: Outcome) -> ScriptedChat:
    """A model that gives these outcomes one after another, whatever it is asked."""
    rest = iter(outcomes)
    return ScriptedChat(lambda _: next(rest))


# -- a model that reads ------------------------------------------------------------------------------------------

_WORD = re.compile(r"[ \n]?\w+|[^\w\s]|\s")
_PIECE = re.compile(r"[ \n]?..?")
_CALM = 0.5


class ScriptedReading:
    """Valid until the next text is read, as with a real model."""

    def __init__(self, reader: "ScriptedReader", tokens: Sequence[TokenScore]) -> None:
        self.reader, self.tokens = reader, tokens

    def expected(self, offsets: Sequence[int], count: int) -> dict[int, list[str]]:
        assert self.reader.reading is self, "another text has been read since"
        assert set(offsets) <= {token.start for token in self.tokens}
        return {offset: ["this", "that", "more"][:count] for offset in offsets}


class ScriptedReader:
    """Expects every word but the given ones, which surprise it by `startled` nats. Keeps what it read.

    Its context holds `context` characters.
    """

    name = "scripted"

    def __init__(self, *words: str, startled: float = 24.0, context: int = 10_000) -> None:
        self.words, self.startled, self.context = words, startled, context
        self.texts: list[str] = []
        self.scored: list[str] = []
        self.reading: ScriptedReading | None = None

    def capacity(self, text: str) -> float:
        return len(text) / self.context

    def read(self, text: str, ranges: Sequence[tuple[int, int]]) -> ScriptedReading:
        if len(text) > self.context:
            raise ModelError(f"{len(text)} characters do not fit")
        self.texts.append(text)
        self.scored += [text[start:end] for start, end in ranges]
        wanted = [at for at in self._tokens(text) if any(at[0] < end and start < at[1] for start, end in ranges)]
        self.reading = ScriptedReading(self, [TokenScore(start, end, s, 1.0) for start, end, s in wanted])
        return self.reading

    def _tokens(self, text: str) -> Iterator[tuple[int, int, float]]:
        """Start, end and surprise; a word that is not expected comes in pieces, as rare words do."""
        for word in _WORD.finditer(text):
            if word[0].strip() in self.words:
                yield from ((*piece.span(), self.startled) for piece in _PIECE.finditer(text, *word.span()))
            else:
                yield (*word.span(), _CALM)
