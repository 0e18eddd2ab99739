"""`audit eval run`: a matrix of prompt sets and models over a gold set."""

from pathlib import Path
from typing import Annotated

import typer

from audit.bench.baseline import Baseline, read_baseline
from audit.bench.table import table
from audit.cli import given, options
from audit.cli.eval_job import REPORTERS, Guard, Job, evaluated, keep, outcome, show
from audit.cli.eval_watch import watched
from audit.cli.formats import Formats, destinations
from audit.cli.progress import Voice
from audit.config.read import read_config
from audit.errors import ExitCode, UsageError
from audit.llm.endpoint import DEFAULT_TERMS
from audit.settings import Settings

_GOLD, _BASELINE = "Which documents, how often", "Baseline"


def run(  # noqa: PLR0913, PLR0917  # a command's options are its parameters
    gold: Annotated[Path, typer.Argument(help="A gold file (see audit gold), or a review.")],
    prompt: Annotated[
        list[str] | None,
        typer.Option(
            help="A set of prompts, as A or A+B; may be repeated (default: those of audit run).", metavar="SET"
        ),
    ] = None,
    prompts: options.PromptFolder = None,
    model: Annotated[
        list[str] | None,
        typer.Option(
            help="A model's name; local; local:PATH.gguf; may be repeated (default: as audit run).",
            metavar="NAME",
            rich_help_panel="Model",
        ),
    ] = None,
    checks: Annotated[bool, typer.Option("--checks/--no-checks", help="Deterministic checks take part.")] = False,
    min_confidence: options.MinConfidence = None,
    format: Formats = None,  # noqa: A002  # the word every tool uses
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Keep the run in this file, for show, compare and bless.")
    ] = None,
    watch: Annotated[
        bool, typer.Option("--watch", help="Run again whenever a prompt or the gold is saved; Ctrl-C ends.")
    ] = False,
    source: Annotated[
        bool,
        typer.Option("--source/--no-source", help="Show the source where the gold has it.", rich_help_panel=_GOLD),
    ] = True,
    only: Annotated[
        list[str] | None,
        typer.Option(
            help="Documents whose id or doc is so; * and ? as in a shell.", metavar="GLOB", rich_help_panel=_GOLD
        ),
    ] = None,
    documents: Annotated[
        int | None, typer.Option(min=1, help="Draw so many, of as many texts as can be.", rich_help_panel=_GOLD)
    ] = None,
    seed: Annotated[int, typer.Option(help="For the draw.", rich_help_panel=_GOLD)] = 0,
    samples: Annotated[
        int, typer.Option(min=1, max=20, help="Independent answers to each question.", rich_help_panel=_GOLD)
    ] = 1,
    baseline: Annotated[
        Path | None, typer.Option(help="Hold the run against what was blessed.", rich_help_panel=_BASELINE)
    ] = None,
    fail_on_regression: Annotated[
        bool,
        typer.Option("--fail-on-regression", help="Exit with 1 where it has become worse.", rich_help_panel=_BASELINE),
    ] = False,
    tolerance: Annotated[
        float, typer.Option(min=0, max=1, help="So much worse is not worse.", rich_help_panel=_BASELINE)
    ] = 0.02,
    quiet: options.Quiet = False,
    verbose: options.Verbose = False,
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
    config: options.ConfigPath = None,
) -> None:
    """Have prompts and models judge a gold set, and measure them against its raters."""
    parameters = locals()
    settings = Settings(
        base_url=base_url,
        prompt_folder=prompts,
        min_confidence=min_confidence,
        checks=checks,
        allow_http=allow_http,
        terms=given.terms(parameters, read_config(config)),
    )
    job = Job(
        gold=gold,
        settings=settings,
        sets=tuple(prompt or ()),
        models=tuple(model or ()),
        samples=samples,
        with_source=source,
        only=tuple(only or ()),
        number=documents,
        seed=seed,
        environment=options.environment(),
        formats=destinations(REPORTERS, format),
        output=output,
        baseline=_baseline(baseline, fail_on_regression),
        tolerance=tolerance,
        fail_on_regression=fail_on_regression,
    )
    with Voice(quiet, verbose) as voice:
        code = watched(job, voice) if watch else _once(job, voice)
    raise typer.Exit(code)


def _baseline(path: Path | None, needed: bool) -> Baseline | None:
    """Read before anything is paid for."""
    if path is None and needed:
        raise UsageError("--fail-on-regression needs --baseline FILE, which audit eval bless writes")
    return read_baseline(path) if path else None


def _once(job: Job, voice: Voice) -> ExitCode:
    run = evaluated(job, Guard(), voice)
    keep(job, run)
    made = table(run)
    show(job.formats, made)
    return outcome(job, made, voice)
