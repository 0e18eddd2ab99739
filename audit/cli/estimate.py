"""`audit estimate`: what an audit would send and cost, before anything is sent."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, astuple, replace
from typing import Any

import typer

from audit.cli import options
from audit.cli.progress import complain
from audit.cli.table import Format, FormatOption, aligned, as_json
from audit.config.read import read_config
from audit.errors import ExitCode, InputError, UsageError
from audit.intake import read_article
from audit.llm.choose import Choice, opened_cache
from audit.llm.endpoint import Terms
from audit.llm.estimate import Estimate
from audit.llm.estimate import estimate as estimated
from audit.llm.store.keys import endpoint_name
from audit.pipeline import Auditor
from audit.settings import Settings
from audit.view import money

_SCHEMA_VERSION = "1.0"
_HEAD = ("file", "segments", "requests", "cached", "prompt tokens", "answer tokens", "at most", "cost", "at most")
_SMALLEST = 0.0001
"""The least amount of money that is shown as a number."""


def estimate(  # noqa: PLR0913, PLR0917  # a command's options are its parameters
    files: options.Files,
    source: options.Source = None,
    source_lang: options.SourceLanguage = None,
    target_lang: options.TargetLanguage = None,
    prompt: options.Prompts = None,
    prompts: options.PromptFolder = None,
    second_opinion: options.SecondOpinion = False,
    format: FormatOption = Format.TEXT,  # noqa: A002  # the word every tool uses
    model: options.Model = None,
    base_url: options.BaseUrl = None,
    allow_http: options.AllowHttp = False,
    structured: options.Structured = "auto",
    cache: options.CachePath = None,
    config: options.ConfigPath = None,
) -> None:
    """Say how many requests and tokens an audit would take, and what it would cost; nothing is sent."""
    options.one_source(source, files)
    terms = Terms(structured=structured, cache=options.cache_path(cache), config=read_config(config))
    settings = Settings(
        model=model,
        base_url=base_url,
        prompts=tuple(prompt or ()),
        prompt_folder=prompts,
        second_opinion=second_opinion,
        target_language=target_lang,
        source_language=source_lang,
        allow_http=allow_http,
        terms=terms,
    )
    auditor = Auditor(settings, options.environment())
    choice = _named(auditor.choice)
    by_file = dict(_by_file(files, source, auditor, choice))
    left_out = len(dict.fromkeys(files)) - len(by_file)
    notes = list(_notes(choice, terms, sum(by_file.values(), Estimate()), left_out))
    show = _document if format is Format.JSON else _text
    typer.echo(show(choice, terms, by_file, notes))
    raise typer.Exit(ExitCode.INCOMPLETE if left_out else ExitCode.DONE)


def _named(choice: Choice | None) -> Choice:
    if choice is None or not choice.name:
        raise UsageError("an estimate asks nobody, so it cannot ask the endpoint for its only model: give --model NAME")
    return choice


def _by_file(
    files: Sequence[str], source: str | None, auditor: Auditor, choice: Choice
) -> Iterator[tuple[str, Estimate]]:
    """(path, estimate) of every file that can be read; the others are complained about."""
    settings, terms = auditor.settings, auditor.settings.terms
    with opened_cache(terms, complain) as cache:
        for path in dict.fromkeys(files):  # a file named twice is asked about once: the cache answers the second time
            try:
                article = read_article(path, source, settings.target_language, settings.source_language)
            except InputError as error:
                complain(f"not estimated: {error}")
                continue
            requests = auditor.questions(article) if choice.hosted or choice.path else ()
            yield path, replace(estimated(requests, cache, terms, choice), segments=len(article.pairs))


def _notes(choice: Choice, terms: Terms, total: Estimate, left_out: int) -> Iterator[str]:
    """What the numbers do not say."""
    if left_out:
        yield f"{left_out:,} of the files could not be read: the numbers are without them."
    if not choice.hosted:
        yield f"{choice}."
    if not choice.hosted and not choice.path:
        yield "The embedded model reads, it is not asked: nothing is sent, and it costs nothing."
        return
    if choice.path:
        yield "Cost: nothing (on this machine)."
    if total.typical_cost is None:
        yield (
            f'The price of {choice.name!r} is not known: write it into audit.toml, as [prices."{choice.name}"] '
            "with input = and output =, money for a million tokens."
        )
    yield "Nothing was sent. Tokens are estimated, four bytes each; a model that thinks before it answers writes more."
    yield (
        "Not counted: repairs, retries, questions that have to be split, questions about findings (--check-findings, "
        "--explain-in), what an endpoint's own prompt cache saves."
    )
    if terms.structured == "auto" and total.cached < total.requests:
        yield "Where the endpoint is new, up to four short requests come on top: they probe what it enforces."


def _text(choice: Choice, terms: Terms, by_file: Mapping[str, Estimate], notes: Sequence[str]) -> str:
    rows = list(by_file.items())
    if len(rows) > 1:
        rows.append(("total", sum(by_file.values(), Estimate())))
    currency = terms.config.currency if choice.hosted else None
    return "\n".join([aligned([_HEAD, *(_row(name, one, currency) for name, one in rows)]), "", *notes])


def _row(name: str, one: Estimate, currency: str | None) -> list[str]:
    *numbers, typical_cost, most_cost = astuple(one)
    return [name, *(f"{number:,}" for number in numbers), _cost(typical_cost, currency), _cost(most_cost, currency)]


def _cost(cost: float | None, currency: str | None) -> str:
    """An amount in words. Without a currency ("" is one that has no name) nothing is ever paid."""
    if currency is None:
        return "nothing"
    if cost is None:
        return "unknown"
    return f"under {money(_SMALLEST, currency)}" if 0 < cost < _SMALLEST else money(cost, currency)


def _document(choice: Choice, terms: Terms, by_file: Mapping[str, Estimate], notes: Sequence[str]) -> str:
    value: dict[str, Any] = {
        "schema_version": _SCHEMA_VERSION,
        "model": choice.name,
        "endpoint": endpoint_name(choice.base_url) if choice.hosted else None,
        "currency": terms.config.currency,
        "files": [{"path": path, **asdict(one)} for path, one in by_file.items()],
        "total": asdict(sum(by_file.values(), Estimate())),
        "notes": notes,
    }
    return as_json(value)
