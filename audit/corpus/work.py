"""What is to be done with the articles of a part, and who does it: the same in every process, on every machine."""

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import Self

from audit.article import Article
from audit.corpus.story import Part, Row, Story
from audit.corpus.tables import Audited, Outcome, audited, broken, outcome, unread
from audit.corpus.watchdog import Watchdog
from audit.errors import AuditError
from audit.gate.standing import Rules, standing
from audit.intake import article_of, read_article
from audit.llm.model import Activity, ChatModel, Failure, Model, Request, unlogged
from audit.llm.model import Outcome as Reply
from audit.llm.stop import Stop
from audit.pipeline import Auditor
from audit.settings import Settings

_KEY = "OPENAI_API_KEY"
_ELSEWHERE = "kept-by-who-asks"
_LIMITS = ("--max-cost ", "--max-requests ")
"""What the reason begins with where a limit of the user's left a question unasked."""


class StoppedError(Exception):
    """A part was left: the run has ended, or a limit is reached. Nothing of it counts, and nothing is a gap of it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Work:
    """What is to be done with each article. It is pickled: to processes and to other machines."""

    settings: Settings
    rules: Rules | None = None
    """By what findings are weighed and silenced; None: as they are, under no standard."""
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Where the model is chosen from; see `Auditor`."""
    threads: int = 1
    """Articles that one worker has under way at a time, where they wait for a model."""
    hangs_after: float = 300.0
    """Seconds of an article without progress, answers of a model aside, after which its process is ended."""

    @property
    def keyless(self) -> "Work":
        """The same for those who have somebody else ask the model: the key stays where it is."""
        if not self.environment.get(_KEY):
            return self
        return replace(self, environment={**self.environment, _KEY: _ELSEWHERE})


@dataclass(frozen=True, slots=True)
class Watch:
    """Who is told what goes on."""

    busy: Callable[[Activity], None] = lambda _activity: None
    """What the model is busy with; called now and then, from one thread."""
    log: Callable[[str], None] = unlogged
    """Lines for those who look closely; from any thread."""
    warn: Callable[[str], None] = unlogged
    """Lines that a user should know at once; from any thread."""


class Worker:
    """Audits parts, one after another or several at a time. Use it as a context."""

    def __init__(self, work: Work, model: Model | None = None, stop: Stop | None = None) -> None:
        """`model`: open already, and everybody's; None where the settings want none. Raises UsageError."""
        self._rules, self._settings = work.rules, work.settings
        self._stop = stop or Stop()
        reads = model is not None and not isinstance(model, ChatModel)  # which takes its time, and it alone
        self._watchdog = Watchdog(None if reads else work.hangs_after)
        self._overheard = _Overheard(model, self._stop, self._watchdog) if isinstance(model, ChatModel) else None
        self._auditor = Auditor(work.settings, work.environment, stop=self._stop, model=self._overheard or model)
        threads = work.threads if self._overheard else 1
        self._pool = ThreadPoolExecutor(threads, "article") if threads > 1 else None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._pool:
            self._pool.shutdown(cancel_futures=True)
        self._auditor.__exit__(None, None, None)
        self._watchdog.close()

    def audited(self, part: Part) -> Audited:
        """A part, done: what is wrong with one row is a gap of it. Raises StoppedError where the run has ended."""
        if self._pool:
            return audited(part.number, self._pool.map(self._outcome, part.rows))
        with self._watchdog.at_work():
            return audited(part.number, map(self._outcome, part.rows))

    def _outcome(self, row: Row) -> Outcome:
        with self._watchdog.at_work():
            return self._made(row)

    def _made(self, row: Row) -> Outcome:
        if self._stop.reason:
            raise StoppedError(self._stop.reason)
        if not isinstance(row, Story):
            return broken(row)
        try:
            return self._told(row)
        except StoppedError:
            raise
        except AuditError as error:
            return unread(row, str(error))
        except OSError as error:  # of this machine, no article's: what reads a file has said its own
            raise StoppedError(f"this machine fails: {error}: mend it, and run the same again") from error
        except Exception as error:  # of a million articles, one must not end the work on the others
            return unread(row, f"a defect of ours, please report it with the article: {type(error).__name__}: {error}")

    def _told(self, story: Story) -> Outcome:
        article = self._article(story)
        if self._overheard:
            self._overheard.begin()
        report = self._auditor.audit(article)
        if self._overheard:
            self._overheard.end()
        elif self._stop.reason and not report.coverage.complete:
            raise StoppedError(self._stop.reason)
        return outcome(story, standing(report, self._rules) if self._rules else report)

    def _article(self, story: Story) -> Article:
        settings = self._settings
        target = story.target_language or settings.target_language
        source = story.source_language or settings.source_language
        if story.path is not None:
            return read_article(story.path, None, target, source)
        return article_of(story.text, story.source, target, source, story.id)


class _Overheard:
    """A model, and whether one of its answers is missing only because the run has ended: what then looks like a gap
    of the article, or like a finding that nobody confirmed, is asked for by the next run. Each thread has an article.
    """

    def __init__(self, model: ChatModel, stop: Stop, watchdog: Watchdog) -> None:
        self._model, self._stop, self._watchdog = model, stop, watchdog
        self._mine = threading.local()
        self.name = model.name

    @property
    def activity(self) -> Activity:
        """The model's own."""
        return self._model.activity

    def chat(self, requests: Iterable[Request]) -> Iterator[tuple[int, Reply]]:
        """The model's outcomes."""
        outcomes = self._model.chat(requests)
        while True:
            with self._watchdog.waiting():
                number, reply = next(outcomes, (0, None))
            if reply is None:
                return
            if isinstance(reply, Failure) and (self._stop.reason or reply.uncached or reply.reason.startswith(_LIMITS)):
                self._mine.left = self._stop.reason or reply.reason
            yield number, reply

    def begin(self) -> None:
        """Another article."""
        self._mine.left = None

    def end(self) -> None:
        """Raises StoppedError where an answer is missing."""
        if self._mine.left:
            raise StoppedError(self._mine.left)
