"""An audit in order, on one screen: read, check, ask, merge, score, report."""

import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from types import ModuleType, TracebackType
from typing import BinaryIO, Self

from audit import registry, segment
from audit.article import Article
from audit.corrected import tried
from audit.detect.ask import ask
from audit.detect.confirm import confirm
from audit.detect.detection import Detection, coverage
from audit.detect.explain import Explained, explain, unexplained
from audit.detect.listen import listen
from audit.detect.questions import plan, request
from audit.domain import Claim, Finding, Gap, Report, Signature
from audit.errors import ModelUnavailableError, UsageError
from audit.intake import read_article
from audit.llm.choose import Choice, Watch, choose, opened
from audit.llm.model import Activity, ChatModel, Model, ReadingModel, Request, sampled, unlogged
from audit.llm.stop import Stop
from audit.merge.findings import merge
from audit.prompting.front import EXPLANATIONS
from audit.prompting.library import Library
from audit.prompting.prompt import Prompt
from audit.prompting.selection import Selection, chosen, fitting
from audit.score import score
from audit.settings import Settings
from audit.version import __version__
from audit.wording import CHECKS_ONLY, NOT_PLANTED, PLANTED, encodings, unshown

Log = Callable[[str], None]

_DEFAULTS = Settings()

_NO_PROMPT = "no prompt is asked about strings without their source: give the file of the source language (--source)"


_NO_WRITER = "no model that answers was asked (--model)"


def unwatched(_stage: str, _done: int, _total: int, _activity: Activity) -> None:
    """The watch of a run nobody looks at."""


class Auditor:
    """Audits articles one after another with one model, which is loaded when the first article needs it.

    >>> with Auditor(Settings(llm=False)) as auditor:  # doctest: +SKIP
    ...     report = auditor.run("story.txt")
    """

    def __init__(  # noqa: PLR0913, PLR0917  # who is told what, once each
        self,
        settings: Settings = _DEFAULTS,
        environment: Mapping[str, str] | None = None,
        watch: Watch = unwatched,
        log: Log = unlogged,
        stop: Stop | None = None,
        warn: Log = unlogged,
        model: Model | ModelUnavailableError | None = None,
    ) -> None:
        """`stop` ends a run early when it is pulled; `warn` is told what a user should know at once.

        `model`: one that is open already, and not this auditor's to close, as a line to one that many share; or why
        there is none. Then the settings' own is not chosen, so that neither key nor address is needed.

        Raises UsageError where the settings are impossible; nothing is loaded or sent yet.
        """
        self.settings = settings
        library = Library(settings.prompt_folder)
        self._prompts = tuple(map(library.prompt, settings.prompts or library.names()))
        self._explaining = library.prompt(EXPLANATIONS) if settings.tongue else None
        environment = os.environ if environment is None else environment
        self._model = model if settings.llm else None
        self.choice: Choice | None = None
        """Of a model that is opened here; None where it was given, and where none is to be asked."""
        if settings.llm and model is None:
            self.choice = choose(settings.model, settings.base_url, environment, settings.allow_http)
            if (settings.prompts or settings.prompt_folder) and not (self.choice.hosted or self.choice.path):
                raise UsageError(
                    "the embedded model reads, it does not answer prompts: --prompt and --prompts need another --model"
                )
        self._watch, self._log, self._stop = watch, log, stop or Stop()
        self._warn = warn
        self._stack = ExitStack()

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
        """What a model that answers will be asked about an article, if every answer is usable. Sends nothing.

        Not among them: what is asked about findings, which nobody knows yet.
        """
        questions = plan(article, self.prompts_for(article).asked, self.settings.canary)
        return tuple(request(one, article) for one in questions)

    def audit(self, article: Article) -> Report:
        """Audit an article. What could not be audited is in the report's gaps; no model is no exception."""
        started = time.monotonic()
        settings = self.settings
        checks = self._checks()
        claims = self._judged(article, (claim for check in checks.values() for claim in check.check(article)))
        prompts: tuple[Prompt, ...] = ()
        detection = Detection()
        if settings.llm and not article.is_seen_only:
            prompts, detection = self._detect(article)
        heard = self._judged(article, detection.claims)
        merged = merge(article, [*claims, *heard], detection.panel)
        shown = tuple(finding for finding in merged if settings.shows(finding))
        findings, doubts = tried(article, shown, claims, [check.check for check in checks.values()])
        told = self._explained(article, findings)
        return Report(
            article=article,
            findings=told.findings,
            gaps=detection.gaps,
            score=score(article, findings, settings.weights),
            coverage=coverage(article, detection.gaps),
            usage=replace(detection.usage + told.usage, seconds=time.monotonic() - started),
            signature=self._signature((*prompts, *told.prompts), tuple(checks)),
            notes=(*self._notes(article), *detection.notes, *doubts, *told.notes, *unshown(len(merged) - len(shown))),
            suspicion=detection.suspicion,
            explained_in=told.language,
        )

    def _checks(self) -> dict[str, ModuleType]:
        every = registry.discover("audit.checks", "check") if self.settings.checks else {}
        return {name: check for name, check in every.items() if name not in self.settings.without}

    def _judged(self, article: Article, claims: Iterable[Claim]) -> list[Claim]:
        """Claims about what is to be judged, as severe as the settings say."""
        severities = self.settings.severities
        return [
            replace(claim, severity=severities[claim.detector]) if claim.detector in severities else claim
            for claim in claims
            if article.judges(claim.span)
        ]

    def _detect(self, article: Article) -> tuple[tuple[Prompt, ...], Detection]:
        model = self._open()
        if isinstance(model, ModelUnavailableError):
            every = tuple(part.id for part in article.judged)
            return (), Detection(gaps=(Gap("model", every, str(model)),))
        if isinstance(model, ChatModel):
            return self._ask(article, model)
        return (), listen(article, model, partial(self._watch, "listening (segments)"))

    def _ask(self, article: Article, model: ChatModel) -> tuple[tuple[Prompt, ...], Detection]:
        doubting = (check for check in self._checks().values() if hasattr(check, "doubts"))
        doubts = self._judged(article, (claim for check in doubting for claim in check.doubts(article)))
        prompts, model = self.prompts_for(article, bool(doubts)), sampled(model, self.settings.sample)
        if not prompts.asked:
            every = tuple(part.id for part in article.judged)
            return prompts.every, Detection(gaps=(Gap("model", every, _NO_PROMPT),) if every else ())
        found = ask(article, prompts.asked, model, partial(self._watch, "asking (requests)"), self.settings.canary)
        watch = partial(self._watch, "looking again (requests)")
        once_more = found.claims if self.settings.check_findings or self.settings.prompts else ()
        again = confirm(article, once_more, found.panel, prompts.confirming, model, watch, doubts)
        return prompts.every, found + again

    def _explained(self, article: Article, findings: tuple[Finding, ...]) -> Explained:
        """The findings, explained in the reader's language where one is wanted and a model can be asked for it."""
        tongue, prompt = self.settings.tongue, self._explaining
        if not (tongue and prompt and findings):
            return Explained(findings)
        model = self._open() if self.settings.llm else None
        if isinstance(model, ChatModel):
            return explain(article, findings, tongue, prompt, model, partial(self._watch, "explaining (requests)"))
        return unexplained(findings, tongue, str(model) if isinstance(model, ModelUnavailableError) else _NO_WRITER)

    def _open(self) -> Model | ModelUnavailableError:
        if self._model is None:
            assert self.choice  # noqa: S101  # made where no model was given
            try:
                loading = opened(self.choice, self.settings.terms, self._stop, self._log, self._watch, self._warn)
                self._model = self._stack.enter_context(loading)
            except ModelUnavailableError as error:
                self._model = error
        return self._model

    def prompts_for(self, article: Article, doubts: bool = False) -> Selection:
        """The prompts that a model will be asked: those named, else all that fit; those about findings also where
        there are doubts. Raises UsageError.
        """
        settings, with_source = self.settings, article.source is not None
        if settings.prompts:
            return chosen(self._prompts, with_source)
        about = "strings" if article.is_catalogue else "article"
        return fitting(self._prompts, about, with_source, settings.second_opinion, settings.check_findings or doubts)

    def _signature(self, prompts: tuple[Prompt, ...], checks: tuple[str, ...]) -> Signature:
        name = self.choice.name if self.choice else (self.settings.llm and self.settings.model) or "none"
        if isinstance(self._model, ChatModel | ReadingModel):
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
        yield from encodings(article)
        if self.settings.canary:
            yield PLANTED if isinstance(self._model, ChatModel) else NOT_PLANTED
        if not self.settings.llm:
            yield CHECKS_ONLY
