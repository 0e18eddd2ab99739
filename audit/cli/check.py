"""`audit check`: the gate that a pull request goes through."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from audit import registry
from audit.cli import given, options
from audit.cli.checking import AUTO, Wanted, configured, performed
from audit.cli.outputs import save
from audit.cli.progress import Voice
from audit.cli.run import FailOn
from audit.config.values import AskModel, Config, FailOnModel, Profile
from audit.domain import Severity
from audit.errors import ExitCode, UsageError
from audit.gate.inspection import Inspection
from audit.llm.endpoint import DEFAULT_TERMS
from audit.settings import Settings

_FORMATS = "audit.gate.formats"
_GATE, _OUTPUT = "What fails", "Output"


def check(  # noqa: PLR0913, PLR0917  # a command's options are its parameters
    paths: options.Paths = None,
    source: options.Source = None,
    source_lang: options.SourceLanguage = None,
    target_lang: options.TargetLanguage = None,
    glossary: options.Glossary = None,
    changed_since: Annotated[
        str | None,
        typer.Option(metavar="REV", help=f"Only what has changed since; {AUTO}: since the pull request's base."),
    ] = None,
    select: options.Select = None,
    ignore: options.Ignore = None,
    baseline: options.Baseline = None,
    fail_on: Annotated[
        FailOn | None,
        typer.Option(help="The mildest severity that fails (default: major).", rich_help_panel=_GATE),
    ] = None,
    fail_on_model: Annotated[
        FailOnModel | None,
        typer.Option(
            help="Findings of a model that may fail: never (default); confirmed by a second opinion; any.",
            rich_help_panel=_GATE,
        ),
    ] = None,
    min_confidence: options.MinConfidence = None,
    max_per_thousand_words: Annotated[
        float | None, typer.Option(min=0, help="Most MQM points per 1,000 words.", rich_help_panel=_GATE)
    ] = None,
    exit_zero: Annotated[
        bool, typer.Option("--exit-zero", help="Findings end with 0 all the same.", rich_help_panel=_GATE)
    ] = False,
    format: Annotated[  # noqa: A002  # the word every tool uses
        list[str] | None,
        typer.Option(
            "--format",
            "-f",
            metavar="NAME[=FILE]",
            help="text, github, sarif, junit ...; auto: github in its actions, else text; may be repeated.",
            rich_help_panel=_OUTPUT,
        ),
    ] = None,
    quiet: options.Quiet = False,
    verbose: options.Verbose = False,
    llm: options.Llm = None,
    require_llm: options.RequireLlm = False,
    no_canary: options.NoCanary = False,
    prompt: options.Prompts = None,
    prompts: options.PromptFolder = None,
    second_opinion: options.SecondOpinion = False,
    check_findings: options.CheckFindings = False,
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
    isolated: options.Isolated = False,
) -> None:
    """Check translations: the gate for a pull request. Deterministic checks always, a model where one is configured."""
    parameters = locals()
    wanted = Wanted(
        paths=tuple(paths or ()),
        source=source,
        glossary=tuple(glossary or ()),
        changed_since=changed_since,
        baseline=baseline,
        llm=AskModel.ALWAYS if require_llm else llm,
        select=tuple(select or ()),
        ignore=tuple(ignore or ()),
    )
    said = _gated(configured(config, isolated, wanted), fail_on, fail_on_model, max_per_thousand_words)
    outputs = destinations(format or ["text"], options.environment())
    settings = Settings(
        model=model,
        base_url=base_url,
        prompts=tuple(prompt or ()),
        prompt_folder=prompts,
        second_opinion=second_opinion,
        check_findings=check_findings,
        canary=not no_canary,
        target_language=target_lang,
        source_language=source_lang,
        min_confidence=said.min_confidence if min_confidence is None else min_confidence,
        allow_http=allow_http,
        terms=given.terms(parameters, said),
    )
    with Voice(quiet, verbose) as voice:
        inspection = performed(wanted, said, settings, voice).inspection
    for name, path in outputs:
        write(inspection, name, path)
    if any(one.partition("=")[0] == AUTO for one in format or ()):
        append_summary(inspection, options.environment())
    raise typer.Exit(code(inspection, exit_zero))


def destinations(formats: Sequence[str], environment: Mapping[str, str]) -> tuple[tuple[str, Path | None], ...]:
    """Formats and their files; None is standard output. Raises UsageError where two would be mixed."""
    there, wanted = registry.names(_FORMATS), list[tuple[str, Path | None]]()
    for one in formats:
        name, _, path = one.partition("=")
        if name == AUTO:
            name = "github" if environment.get("GITHUB_ACTIONS") else "text"
        if name not in there:
            raise UsageError(f"no format {name!r}; there are: {AUTO}, {', '.join(there)}")
        wanted.append((name, Path(path) if path else None))
    if sum(path is None for _, path in wanted) > 1:
        raise UsageError("only one format can go to standard output: give the others a file, as --format sarif=FILE")
    return tuple(wanted)


def write(inspection: Inspection, name: str, path: Path | None) -> None:
    """Write one format to its file or to standard output. Raises UsageError where the file cannot be written."""
    module = registry.load(_FORMATS, name, "render")
    text: str = module.render(inspection)
    if path is None:
        typer.echo(text.rstrip("\n"))
    else:
        save(path / f"audit{module.SUFFIX}" if path.is_dir() else path, text)


def append_summary(inspection: Inspection, environment: Mapping[str, str]) -> None:
    """Append the summary to that of the step, in GitHub's actions. Raises UsageError where that cannot be done."""
    if path := environment.get("GITHUB_STEP_SUMMARY"):
        text: str = registry.load(_FORMATS, "summary", "render").render(inspection)
        try:
            with Path(path).open("a", encoding="utf-8") as file:
                file.write(text)
        except OSError as error:
            raise UsageError(f"cannot write $GITHUB_STEP_SUMMARY ({path}): {error.strerror}") from error


def code(inspection: Inspection, exit_zero: bool) -> ExitCode:
    """The gravest outcome: what was not checked outweighs what was found."""
    if any(gap.uncached for file in inspection.files for gap in file.report.gaps):
        return ExitCode.UNCACHED
    if not inspection.complete:
        return ExitCode.INCOMPLETE
    return ExitCode.FINDINGS if inspection.fails and not exit_zero else ExitCode.DONE


def _gated(config: Config, fail_on: FailOn | None, fail_on_model: FailOnModel | None, most: float | None) -> Config:
    """The configuration with what options say fails, whatever a profile says."""

    def gated(profile: Profile) -> Profile:
        if fail_on is not None:
            profile = replace(profile, fail_on=None if fail_on is FailOn.NEVER else Severity(fail_on))
        return profile if most is None else replace(profile, max_per_thousand_words=most)

    return replace(
        config,
        profile=gated(config.profile),
        profiles=tuple(map(gated, config.profiles)),
        fail_on_model=fail_on_model or config.fail_on_model,
    )
