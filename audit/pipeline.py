"""An audit in order, on one screen: read, check, ask, merge, score, report."""

import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from functools import partial
from types import TracebackType
from typing import BinaryIO, Self

from audit import assets, registry, segment
from audit.assets import Prompt
from audit.detect.ask import ask
from audit.detect.detection import Detection
from audit.detect.listen import listen
from audit.detect.questions import plan, request
from audit.domain import Article, Claim, Coverage, Finding, Gap, Report, Severity, Signature, Weights
from audit.errors import ModelUnavailableError, UsageError
from audit.intake import read_article
from audit.llm.choose import Choice, Watch, choose, opened
from audit.llm.endpoint import Terms
from audit.llm.model import Activity, ChatModel, Model, Request, unlogged
from audit.llm.stop import Stop
from audit.merge import merge
from audit.score import score
from audit.version import __version__

Log = Callable[[str], None]


def unwatched(_stage: str, _done: int, _total: int, _activity: Activity) -> None:
    """The watch of a run nobody looks at."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What an audit is to do. The defaults audit with what is configured, else with the embedded model."""

    model: str | None = None
    """A model's name, "local", "local:PATH.gguf"; None: $AUDIT_MODEL, else the embedded model."""
    base_url: str | None = None
    """An OpenAI-compatible endpoint; None: $OPENAI_BASE_URL, else OpenAI's own."""
    llm: bool = True
    """False: deterministic checks only; no model is loaded or asked."""
    prompts: tuple[str, ...] = ()
    """Names of prompts; empty: all that fit the article (with or without a source text)."""
    target_language: str | None = None
    source_language: str | None = None
    min_confidence: float = 0.0
    """Findings below it are left out of the report."""
    allow_http: bool = False
    """True: an endpoint on another machine may be spoken to without encryption."""
    terms: Terms = field(default_factory=Terms)
    """How a model that answers may be used: concurrency, cache, budget."""
    weights: Weights = field(default_factory=Weights)


class Auditor:
    """Audits articles one after another with one model, which is loaded when the first article needs it.

    >>> with Auditor(Settings(llm=False)) as auditor:  # doctest: +SKIP
    ...     report = auditor.run("story.txt")
    """

    def __init__(  # noqa: PLR0913, PLR0917  # who is told what, once each
        self,
        settings: Settings = Settings(),  # frozen
        environment: Mapping[str, str] | None = None,
        watch: Watch = unwatched,
        log: Log = unlogged,
        stop: Stop | None = None,
        warn: Log = unlogged,
    ) -> None:
        """`stop` ends a run early when it is pulled; `warn` is told what a user should know at once.

        Raises UsageError where the settings are impossible; nothing is loaded or sent yet.
        """
        self.settings = settings
        for name in settings.prompts:
            assets.prompt(name)
        environment = os.environ if environment is None else environment
        self.choice: Choice | None = None
        if settings.llm:
            self.choice = choose(settings.model, settings.base_url, environment, settings.allow_http)
        self._watch, self._log, self._stop = watch, log, stop or Stop()
        self._warn = warn
        self._stack = ExitStack()
        self._model: Model | ModelUnavailableError | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._stack.close()

    def run(self, path: str, source: str | None = None, stdin: BinaryIO | None = None) -> Report:
        """Audit a file ("-": standard input). Raises InputError where it cannot be read as an article."""
        settings = self.settings
        article = read_article(path, source, settings.target_language, settings.source_language, stdin)
        return self.audit(article)

    def questions(self, article: Article) -> tuple[Request, ...]:
        """What a model that answers will be asked about an article, if every answer is usable. Sends nothing."""
        return tuple(request(task, article) for task in plan(article, self.prompts_for(article)))

    def audit(self, article: Article) -> Report:
        """Audit an article. What could not be audited is in the report's gaps; no model is no exception."""
        started = time.monotonic()
        settings = self.settings
        checks = registry.discover("audit.checks", "check")
        claims = [claim for check in checks.values() for claim in check.check(article)]
        prompts: tuple[Prompt, ...] = ()
        detection = Detection()
        if self.choice:
            prompts, detection = self._detect(article, self.choice)
        findings = _shown(article, [*claims, *detection.claims], settings.min_confidence)
        return Report(
            article=article,
            findings=findings,
            gaps=detection.gaps,
            score=score(article, findings, settings.weights),
            coverage=coverage(article, detection.gaps),
            usage=replace(detection.usage, seconds=time.monotonic() - started),
            signature=self._signature(prompts, tuple(checks)),
            notes=(*self._notes(article), *detection.notes),
            suspicion=detection.suspicion,
        )

    def _detect(self, article: Article, choice: Choice) -> tuple[tuple[Prompt, ...], Detection]:
        model = self._open(choice)
        if isinstance(model, ModelUnavailableError):
            every = tuple(part.id for part in article.segments)
            return (), Detection(gaps=(Gap("model", every, str(model)),))
        if isinstance(model, ChatModel):
            prompts = self.prompts_for(article)
            return prompts, ask(article, prompts, model, partial(self._watch, "asking (requests)"))
        if self.settings.prompts:
            raise UsageError("the embedded model reads, it does not answer prompts: --prompt needs another --model")
        return (), listen(article, model, partial(self._watch, "listening (segments)"))

    def _open(self, choice: Choice) -> Model | ModelUnavailableError:
        if self._model is None:
            try:
                loading = opened(choice, self.settings.terms, self._stop, self._log, self._watch, self._warn)
                self._model = self._stack.enter_context(loading)
            except ModelUnavailableError as error:
                self._model = error
        return self._model

    def prompts_for(self, article: Article) -> tuple[Prompt, ...]:
        """The prompts that a model will be asked; chosen ones, else all that fit the article. Raises UsageError."""
        with_source = article.source is not None
        if not self.settings.prompts:
            every = map(assets.prompt, assets.prompt_names())
            return tuple(prompt for prompt in every if prompt.source == with_source)
        chosen = tuple(map(assets.prompt, self.settings.prompts))
        if lacking := [prompt.name for prompt in chosen if prompt.source and not with_source]:
            raise UsageError(f"the prompt {lacking[0]!r} needs a source text: give --source, or another --prompt")
        return chosen

    def _signature(self, prompts: tuple[Prompt, ...], checks: tuple[str, ...]) -> Signature:
        name = self.choice.name if self.choice else "none"
        if isinstance(self._model, ChatModel):
            name = self._model.name
        return Signature(
            version=__version__,
            model=name,
            prompts={prompt.name: prompt.digest for prompt in prompts},
            checks=checks,
            weights=self.settings.weights,
            segmenter=segment.segmenter(),
        )

    def _notes(self, article: Article) -> Iterator[str]:
        for document in filter(None, (article.target, article.source)):
            if document.encoding != "utf-8":
                yield f"The {'source' if document is article.source else 'file'} was read as {document.encoding}."
        if self.choice is None:
            yield "Deterministic checks only: no language model has judged the wording."


def _shown(article: Article, claims: list[Claim], min_confidence: float) -> tuple[Finding, ...]:
    return tuple(finding for finding in merge(article, claims) if finding.confidence >= min_confidence)


def coverage(article: Article, gaps: tuple[Gap, ...]) -> Coverage:
    """Segments that every detector answered on, of all segments."""
    missing = {name for gap in gaps for name in gap.segments}
    segments = [segment.id for segment in article.segments]
    return Coverage(len(segments), sum(name not in missing for name in segments))


def fails(report: Report, fail_on: Severity | None) -> bool:
    """True where a finding is at least this severe."""
    return fail_on is not None and any(finding.severity.rank >= fail_on.rank for finding in report.findings)


def formats() -> tuple[str, ...]:
    """The report formats there are."""
    return registry.names("audit.reporters")


def render(report: Report, format: str) -> str:  # noqa: A002  # the word the command line uses
    """A report in one of `formats()`. Raises UsageError for another name."""
    if format not in formats():
        raise UsageError(f"no report format {format!r}; there are: {', '.join(formats())}")
    text: str = registry.load("audit.reporters", format, "render").render(report)
    return text
