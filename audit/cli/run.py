"""`audit run`: audit articles and write their reports."""

import os
from collections.abc import Sequence
from dataclasses import asdict
from enum import StrEnum
from math import inf
from pathlib import Path
from typing import Annotated

import typer
from dotenv import dotenv_values

from audit.cli.outputs import Destination, destinations, write
from audit.cli.progress import Voice
from audit.domain import Report, Severity, Weights
from audit.errors import ExitCode, InputError, UsageError
from audit.pipeline import Auditor, Settings, fails


class FailOn(StrEnum):
    """The mildest severity that fails a run."""

    CRITICAL = "critical"
    MAJOR = "major"
    MINOR = "minor"
    NEVER = "never"


class Structured(StrEnum):
    """How the schema of an answer is enforced."""

    AUTO = "auto"
    JSON_SCHEMA = "json_schema"
    JSON_OBJECT = "json_object"
    PROMPT = "prompt"


def run(  # noqa: PLR0913, PLR0917  # a command's options are its parameters
    files: Annotated[list[str], typer.Argument(help="Articles: text, Markdown or HTML; - is standard input.")],
    source: Annotated[str | None, typer.Option(help="The source text of the one article.")] = None,
    source_lang: Annotated[str | None, typer.Option(help="Its language, as en or zh (default: detected).")] = None,
    target_lang: Annotated[str | None, typer.Option(help="Language of the articles (default: detected).")] = None,
    model: Annotated[
        str | None, typer.Option(help="A model's name; local; local:PATH.gguf (default: $AUDIT_MODEL, else local).")
    ] = None,
    base_url: Annotated[
        str | None, typer.Option(help="An OpenAI-compatible endpoint (default: $OPENAI_BASE_URL).")
    ] = None,
    prompt: Annotated[list[str] | None, typer.Option(help="Only this prompt; may be repeated.")] = None,
    min_confidence: Annotated[float, typer.Option(min=0, max=1, help="Leave findings below it out.")] = 0.0,
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
    concurrency: Annotated[int, typer.Option(min=1, max=1024, help="Requests under way at a time.")] = 8,
    structured: Annotated[
        Structured, typer.Option(help="How the answer's schema is enforced; auto steps down where refused.")
    ] = Structured.AUTO,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Errors only on standard error.")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Say retries and adaptations too.")] = False,
) -> None:
    """Audit articles: flagged sentences, a score, and what could not be audited."""
    if source and len(files) > 1:
        raise UsageError("--source belongs to one article; audit the others without it, or one at a time")
    settings = Settings(
        model=model,
        base_url=base_url,
        llm=not no_llm,
        prompts=tuple(prompt or ()),
        target_language=target_lang,
        source_language=source_lang,
        min_confidence=min_confidence,
        concurrency=concurrency,
        structured=structured,
        weights=parse_weights(weights or ""),
    )
    wanted = destinations(format or [], output, len(files))
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
    codes = {ExitCode.DONE}
    with Auditor(settings, _environment(), voice.watch, voice.log) as auditor:
        voice.say(
            f"model: {auditor.choice}" if auditor.choice else "model: none (--no-llm); nothing leaves this machine"
        )
        for path in files:
            try:
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
    if not report.coverage.complete:
        done, every = report.coverage.audited, report.coverage.segments
        voice.complain(
            f"incomplete: {report.article.path}: {done} of {every} segments audited; {report.gaps[0].reason}"
        )
        return ExitCode.INCOMPLETE
    return ExitCode.FINDINGS if fails(report, threshold) else ExitCode.DONE


def _environment() -> dict[str, str]:
    """The environment, over what `.env` in the working folder sets."""
    settings = {name: value for name, value in dotenv_values(Path(".env")).items() if value is not None}
    return settings | dict(os.environ)
