"""`audit corpus run`: every article of an archive audited, into a folder of tables; started again, it goes on."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from audit.cli import given, options
from audit.cli.corpus_job import Machine, performed
from audit.cli.progress import Voice
from audit.cli.ruling import decides, ruled, rules
from audit.cli.run import FailOn
from audit.config.read import read_config
from audit.corpus.columns import Columns
from audit.llm.endpoint import DEFAULT_TERMS

_COLUMNS, _SAMPLE, _WORK = "Columns of the input", "Sample", "Work"
_USUAL = Columns()


class Engine(StrEnum):
    """Where the articles are audited."""

    LOCAL = "local"
    RAY = "ray"


def run(  # noqa: PLR0913, PLR0917  # a command's options are its parameters
    inputs: Annotated[
        list[str],
        typer.Argument(
            metavar="INPUT...",
            help="JSON Lines, CSV, TSV (also .gz, .zst), Parquet, globs of them, or folders of articles.",
        ),
    ],
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="DIR", help="Folder of the tables; started again, a run goes on.")
    ],
    id_column: Annotated[str, typer.Option(metavar="COL", rich_help_panel=_COLUMNS)] = "id",
    text_column: Annotated[str, typer.Option(metavar="COL", rich_help_panel=_COLUMNS)] = "text",
    source_column: Annotated[str, typer.Option(metavar="COL", rich_help_panel=_COLUMNS)] = "source",
    target_lang_column: Annotated[str, typer.Option(metavar="COL", rich_help_panel=_COLUMNS)] = "target_language",
    source_lang_column: Annotated[str, typer.Option(metavar="COL", rich_help_panel=_COLUMNS)] = "source_language",
    metadata: Annotated[
        list[str] | None,
        typer.Option(
            metavar="COL",
            help='Keep this column, for samples and summaries; may be repeated; "*": all others.',
            rich_help_panel=_COLUMNS,
        ),
    ] = None,
    max_chars: Annotated[
        int, typer.Option(min=1, help="A longer text is a gap.", rich_help_panel=_COLUMNS)
    ] = 1_000_000,
    source_lang: options.SourceLanguage = None,
    target_lang: options.TargetLanguage = None,
    sample: Annotated[
        str, typer.Option(help='Only a part of the articles: "1%", "0.01", or "500".', rich_help_panel=_SAMPLE)
    ] = "100%",
    by: Annotated[
        list[str] | None,
        typer.Option(metavar="COL", help="Strata by this metadata; may be repeated.", rich_help_panel=_SAMPLE),
    ] = None,
    at_least: Annotated[
        int, typer.Option(min=0, help="Articles of every stratum, if it has so many.", rich_help_panel=_SAMPLE)
    ] = 0,
    seed: Annotated[int, typer.Option(help="For another sample of the same size.", rich_help_panel=_SAMPLE)] = 0,
    engine: Annotated[
        Engine,
        typer.Option(help="One machine, or a cluster (pip install 'translation-audit[ray]').", rich_help_panel=_WORK),
    ] = Engine.LOCAL,
    address: Annotated[
        str | None,
        typer.Option(help="With --engine ray: auto or HOST:PORT.", rich_help_panel=_WORK),
    ] = None,
    cores: Annotated[
        int | None,
        typer.Option(min=1, max=1024, help="Processes (default: one a processor).", rich_help_panel=_WORK),
    ] = None,
    part_size: Annotated[
        int, typer.Option(min=1, max=100_000, help="Articles that are committed at once.", rich_help_panel=_WORK)
    ] = 200,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Delete what DIR holds, and begin anew.", rich_help_panel=_WORK)
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="With --fresh: also parts that are audited.", rich_help_panel=_WORK)
    ] = False,
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
    """Audit an archive of articles into a folder of Parquet tables. Killed or interrupted, it goes on where it was."""
    parameters = locals()
    from audit.corpus.run import Job  # Arrow costs a tenth of a second, which --help need not wait
    from audit.corpus.sampling import parse
    from audit.corpus.work import Work

    said = ruled(read_config(config), fail_on, None, baseline)
    settings = given.settings(parameters, said)
    strata = tuple(by or ())
    kept = tuple(dict.fromkeys((*(metadata or ()), *strata)))
    job = Job(
        inputs=tuple(inputs),
        folder=output,
        columns=Columns(
            id=id_column,
            text=text_column,
            source=source_column,
            target_language=target_lang_column,
            source_language=source_lang_column,
            metadata=("*",) if "*" in kept else kept,
        ),
        sample=parse(sample, seed, strata, at_least),
        part_size=part_size,
        max_chars=max_chars,
        work=Work(settings, rules(said, baseline, no_baseline), options.environment()),
        fresh=fresh,
        force=force,
    )
    with Voice(quiet, verbose) as voice:
        code = performed(job, Machine(engine.value, cores, address), decides(said, fail_on), voice)
    raise typer.Exit(code)
