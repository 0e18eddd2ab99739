"""`audit run`: audit articles and write their reports."""

from collections.abc import Sequence
from dataclasses import asdict
from enum import StrEnum
from math import inf
from typing import Annotated

import typer

from audit.cli import options
from audit.cli.interrupts import interruptible
from audit.cli.outputs import Destination, destinations, one_file_each, write
from audit.cli.progress import Voice
from audit.config.read import read_config
from audit.domain import Report, Severity, Weights
from audit.errors import ExitCode, InputError, UsageError
from audit.llm.endpoint import DEFAULT_TERMS, Terms
from audit.llm.stop import Stop
from audit.pipeline import Auditor
from audit.settings import Settings


class FailOn(StrEnum):
    """The mildest severity that fails a run."""

    CRITICAL = "critical"
    MAJOR = "major"
    MINOR = "minor"
    NEVER = "never"


def run(  # noqa: PLR0913, PLR0917  # a command's options are its parameters
    files: options.Files,
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
    fail_on: Annotated[FailOn, typer.Option(help="Exit with 1 at findings this severe.")] = FailOn.NEVER,
    format: Annotated[  # noqa: A002  # the word every tool uses
        list[str] | None, typer.Option("--format", "-f", help="text, json, markdown, html; NAME=FILE; may be repeated.")
    ] = None,
    output: Annotated[str | None, typer.Option("--output", "-o", help="File or folder/ for the report.")] = None,
    weights: Annotated[
        str | None,
        typer.Option(help="MQM points, as minor=1,major=5,critical=25,punctuation=0.1 (these are the defaults)."),
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
    config: options.ConfigPath = None,
) -> None:
    """Audit articles: flagged sentences, a score, and what could not be audited."""
    options.one_source(source, files)
    terms = Terms(
        concurrency=concurrency,
        rpm=rpm,
        tpm=tpm,
        structured=structured,
        timeout=timeout,
        cache=options.cache_path(cache),
        cache_only=cache_only,
        max_cost=max_cost,
        max_requests=max_requests,
        config=read_config(config),
    )
    settings = Settings(
        model=model,
        base_url=base_url,
        llm=not no_llm,
        prompts=tuple(prompt or ()),
        prompt_folder=prompts,
        second_opinion=second_opinion,
        check_findings=check_findings,
        explain_in=explain_in,
        canary=canary,
        target_language=target_lang,
        source_language=source_lang,
        min_confidence=min_confidence,
        allow_http=allow_http,
        terms=terms,
        weights=parse_weights(weights or ""),
    )
    wanted = destinations(format or [], output, len(files))
    one_file_each(wanted, files)
    threshold = None if fail_on is FailOn.NEVER else Severity(fail_on)
    with Voice(quiet, verbose) as voice:
        code = _run(files, source, settings, wanted, threshold, voice)
    raise typer.Exit(code)


def parse_weights(text: str) -> Weights:
    """MQM weights from "minor=1,major=5". Raises UsageError naming what is wrong."""
    points = {name: value for name, value in asdict(Weights()).items() if name != "count_repeats"}
    known = set(points)
    for part in filter(None, text.split(",")):
        name, _, value = part.partition("=")
        try:
            points[name.strip()] = float(value)
        except ValueError as error:
            raise UsageError(f"--weights: {part!r} is not a name=number") from error
    if unknown := set(points) - known:
        raise UsageError(f"--weights: no weight {min(unknown)!r}; there are minor, major, critical, punctuation")
    if not all(0 <= value < inf for value in points.values()):
        raise UsageError("--weights: points are numbers from 0 up")
    return Weights(points["minor"], points["major"], points["critical"], points["punctuation"])


def _run(  # noqa: PLR0913, PLR0917  # the parts of a run, once each
    files: Sequence[str],
    source: str | None,
    settings: Settings,
    wanted: Sequence[Destination],
    threshold: Severity | None,
    voice: Voice,
) -> ExitCode:
    """Audit every file; one that cannot be read does not stop the others. The gravest outcome is the exit code."""
    codes, stop = {ExitCode.DONE}, Stop()
    auditor = Auditor(settings, options.environment(), voice.watch, voice.log, stop, voice.say)
    with auditor, interruptible(stop):
        voice.say(
            f"model: {auditor.choice}" if auditor.choice else "model: none (--no-llm); nothing leaves this machine"
        )
        for path in files:
            try:
                if stop.interrupted:
                    raise InputError(f"{path}: interrupted before it was its turn")
                report = auditor.run(path, source)
            except InputError as error:
                voice.complain(f"not audited: {error}")
                codes.add(ExitCode.INCOMPLETE)
                continue
            for destination in wanted:
                write(report, destination)
            codes.add(_code(report, threshold, voice))
    return max(codes)


def _code(report: Report, threshold: Severity | None, voice: Voice) -> ExitCode:
    if uncached := [gap for gap in report.gaps if gap.uncached]:
        for gap in uncached:
            voice.complain(gap.reason)
        return ExitCode.UNCACHED
    if not report.coverage.complete:
        done, every = report.coverage.audited, report.coverage.segments
        voice.complain(
            f"incomplete: {report.article.path}: {done} of {every} segments audited; {report.gaps[0].reason}"
        )
        return ExitCode.INCOMPLETE
    return ExitCode.FINDINGS if _fails(report, threshold) else ExitCode.DONE


def _fails(report: Report, fail_on: Severity | None) -> bool:
    """True where a finding is at least this severe."""
    return fail_on is not None and any(finding.severity.rank >= fail_on.rank for finding in report.findings)
