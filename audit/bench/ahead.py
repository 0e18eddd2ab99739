"""The questions of all documents asked at once: document by document only a few would be under way at a time."""

import time
from collections.abc import Iterable, Sequence
from dataclasses import replace

from audit.article import Article
from audit.bench.company import Company
from audit.bench.run import Ahead
from audit.domain import Usage
from audit.errors import ModelUnavailableError
from audit.llm.choose import opened
from audit.llm.model import Answer, ChatModel, Failure, Outcome, Request
from audit.llm.stop import Stop
from audit.pipeline import Auditor

_STAGE = "asking ahead (requests)"


def ask_ahead(auditor: Auditor, articles: Iterable[Article], stop: Stop, company: Company) -> Ahead:
    """Put the answers to what will be asked about articles into the cache, as fast as the endpoint bears.

    Nothing is asked where there is no cache to put them into, or nothing may be sent, or the model is on this machine
    and takes one question at a time. A model that cannot be used is left to the audit to report.
    """
    choice, settings = auditor.choice, auditor.settings
    if not (choice and choice.hosted) or settings.terms.cache == "off" or settings.terms.cache_only:
        return Ahead()
    started = time.monotonic()
    questions = (one for article in articles for one in auditor.questions(article))
    requests = [replace(one, sample=settings.sample) for one in questions]
    try:
        with opened(choice, settings.terms, stop, company.log, company.watch, company.warn) as model:
            outcomes = _outcomes(model, requests, company) if isinstance(model, ChatModel) else []
    except ModelUnavailableError:
        return Ahead()
    return _summed(outcomes, time.monotonic() - started)


def _outcomes(model: ChatModel, requests: Sequence[Request], company: Company) -> list[Outcome]:
    outcomes = []
    for _, outcome in model.chat(requests):
        outcomes.append(outcome)
        company.watch(_STAGE, len(outcomes), len(requests), model.activity)
    return outcomes


def _summed(outcomes: Sequence[Outcome], seconds: float) -> Ahead:
    return Ahead(
        usage=replace(sum((one.usage for one in outcomes), Usage()), seconds=seconds),
        seconds=tuple(round(one.usage.seconds, 3) for one in outcomes if one.usage.requests),
        answered=sum(isinstance(one, Answer) or bool(one.too_long) for one in outcomes),
        invalid=sum(not one.complete if isinstance(one, Answer) else _never_fitted(one) for one in outcomes),
    )


def _never_fitted(failure: Failure) -> bool:
    """True where there was an answer, and it was of no use; not where the question or the answer was too long."""
    return failure.splittable and not failure.too_long
