"""`audit run`: audit articles and write their reports."""

from enum import StrEnum
from typing import Annotated

import typer

from audit.cli import given, options
from audit.cli.outputs import destinations, nothing_lost
from audit.cli.progress import Voice
from audit.cli.ruling import decides, ruled, rules
from audit.cli.running import Job, performed
from audit.config.read import read_config
from audit.llm.endpoint import DEFAULT_TERMS
from audit.project.articles import articles


class FailOn(StrEnum):
    """The mildest severity that fails a run."""

    CRITICAL = "critical"
    MAJOR = "major"
    MINOR = "minor"
    NEVER = "never"


def run(  # noqa: PLR0913, PLR0917  # a command's options are its parameters
    files: options.Articles,
    source: options.Source = None,
    source_lang: options.SourceLanguage = None,
    target_lang: options.TargetLanguage = None,
    prompt: options.Prompts = None,
    prompts: options.PromptFolder = None,
    second_opinion: options.SecondOpinion = False,
    check_findings: options.CheckFindings = False,
    explain_in: options.ExplainIn = None,
    canary: Annotated[
        bool, typer.Option("--canary", help="Plant an error in each request; believe no answer that misses it.")
    ] = False,
    min_confidence: options.MinConfidence = None,
    fail_on: Annotated[
        FailOn | None,
        typer.Option(help="Exit with 1 at findings this severe (default: never, unless the configuration says it)."),
    ] = None,
    baseline: options.Baseline = None,
    no_baseline: options.NoBaseline = False,
    format: Annotated[  # noqa: A002  # the word every tool uses
        list[str] | None, typer.Option("--format", "-f", help="text, json, markdown, html; NAME=FILE; may be repeated.")
    ] = None,
    output: Annotated[
        str | None,
        typer.Option("--output", "-o", help="File or folder/ for the report; HTML in a folder gets an index."),
    ] = None,
    weights: Annotated[
        str | None,
        typer.Option(
            help="MQM points, as minor=1,major=5,critical=25,punctuation=0.1 (default: these, or the profile)."
        ),
    ] = None,
    no_llm: Annotated[bool, typer.Option("--no-llm", help="Deterministic checks only.")] = False,
    quiet: options.Quiet = False,
    verbose: options.Verbose = False,
    model: options.Model = None,
    base_url: options.BaseUrl = None,
    allow_http: options.AllowHttp = False,
    structured: options.Structured = "auto",
    concurrency: options.Concurrency = DEFAULT_TERMS.concurrency,
    rpm: options.Rpm = None,
    tpm: options.Tpm = None,
    timeout: options.Timeout = DEFAULT_TERMS.timeout,
    cache: options.CachePath = None,
    cache_only: options.CacheOnly = False,
    max_cost: options.MaxCost = None,
    max_requests: options.MaxRequests = None,
    config: options.CheckConfig = None,
) -> None:
    """Audit articles: flagged sentences, a score, and what could not be audited."""
    parameters = locals()
    options.one_source(source, files)
    said = ruled(read_config(config), fail_on, weights, baseline)
    settings = given.settings(parameters, said)
    wanted = destinations(format or [], output)
    found = articles(files, said, [one.folder for one in wanted if one.folder])
    options.one_source(source, [one.path for one in found])
    nothing_lost(wanted, found, source)
    job = Job(found, source, settings, wanted, rules(said, baseline, no_baseline), decides(said, fail_on))
    with Voice(quiet, verbose) as voice:
        code = performed(job, voice)
    raise typer.Exit(code)
