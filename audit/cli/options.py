"""Options that several commands share: each is declared once, and means the same everywhere."""

import os
from pathlib import Path
from typing import Annotated

import typer
from dotenv import dotenv_values

from audit.config.values import AskModel
from audit.errors import UsageError
from audit.llm.endpoint import RUNGS

_WHAT, _MODEL, _PACE, _CACHE, _BUDGET = "What is checked", "Model", "Pace of a model that answers", "Cache", "Budget"

Files = Annotated[list[str], typer.Argument(help="Articles: text, Markdown or HTML; - is standard input.")]
Articles = Annotated[
    list[str],
    typer.Argument(
        help="Articles: files, globs, or folders, of which every text, Markdown and HTML file is audited (localized "
        "strings by name or glob); - is standard input."
    ),
]
Source = Annotated[str | None, typer.Option(help="The source text of the one article.")]
SourceLanguage = Annotated[
    str | None, typer.Option("--source-lang", help="Its language, as en or zh (default: detected).")
]
TargetLanguage = Annotated[
    str | None, typer.Option("--target-lang", help="Language of the articles (default: detected).")
]
Prompts = Annotated[list[str] | None, typer.Option("--prompt", help="Only this prompt; may be repeated.")]
PromptFolder = Annotated[
    Path | None,
    typer.Option("--prompts", metavar="DIR", help="Your own prompts, besides the built-in ones or in their place."),
]

MinConfidence = Annotated[
    float | None,
    typer.Option(
        min=0,
        max=1,
        help="Leave out findings of less confidence (default: errors below 0.3; suspicious wording has its own bar).",
    ),
]
SecondOpinion = Annotated[
    bool, typer.Option("--second-opinion", help="Ask a second prompt about everything, and pool what both say.")
]
ExplainIn = Annotated[
    str | None,
    typer.Option(
        "--explain-in", metavar="LANG", help="Have a model put explanations into your language, as de, ar or pt-BR."
    ),
]
CheckFindings = Annotated[
    bool, typer.Option("--check-findings", help="Have a model look again at what only one prompt found.")
]

Paths = Annotated[
    list[str] | None,
    typer.Argument(help="Files, folders, globs (default: `files` of the configuration, else this folder)."),
]
Glossary = Annotated[list[Path] | None, typer.Option(help="CSV or TBX; may be repeated.", rich_help_panel=_WHAT)]
Select = Annotated[
    list[str] | None,
    typer.Option("--select", metavar="RULE", help="Only this rule; may be repeated.", rich_help_panel=_WHAT),
]
Ignore = Annotated[
    list[str] | None,
    typer.Option("--ignore", metavar="RULE", help="Not this rule; may be repeated.", rich_help_panel=_WHAT),
]
Llm = Annotated[
    AskModel | None,
    typer.Option(
        "--llm", help="Ask a model: auto, where one is configured (default); always; never.", rich_help_panel=_MODEL
    ),
]
RequireLlm = Annotated[bool, typer.Option("--require-llm", help="The same as --llm always.", rich_help_panel=_MODEL)]
NoCanary = Annotated[
    bool,
    typer.Option("--no-canary", help="Plant no errors: believe every answer.", rich_help_panel=_MODEL),
]
Baseline = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Dismissed findings (default: .audit-baseline.json).", rich_help_panel=_WHAT),
]
NoBaseline = Annotated[
    bool,
    typer.Option("--no-baseline", help="Report dismissed findings like all others.", rich_help_panel=_WHAT),
]
CheckConfig = Annotated[
    Path | None, typer.Option("--config", help="The configuration (default: the nearest audit.toml or pyproject.toml).")
]
Isolated = Annotated[bool, typer.Option("--isolated", help="Read no configuration.")]

Model = Annotated[
    str | None,
    typer.Option(
        help="A model's name; local; local:PATH.gguf (default: $AUDIT_MODEL, else local).", rich_help_panel=_MODEL
    ),
]
BaseUrl = Annotated[
    list[str] | None,
    typer.Option(
        help="An OpenAI-compatible endpoint (default: $OPENAI_BASE_URL); repeated, replicas of one model.",
        rich_help_panel=_MODEL,
    ),
]
AllowHttp = Annotated[
    bool,
    typer.Option("--allow-http", help="Speak to another machine without encryption.", rich_help_panel=_MODEL),
]


def _known_rung(value: str) -> str:
    if value not in {"auto", *RUNGS}:
        raise typer.BadParameter(f"{value!r} is none of auto, {', '.join(RUNGS)}")
    return value


Structured = Annotated[
    str,
    typer.Option(
        help=f"How the schema of an answer is enforced: {', '.join(RUNGS)}; auto probes for the strictest.",
        metavar="HOW",
        callback=_known_rung,
        rich_help_panel=_MODEL,
    ),
]
Concurrency = Annotated[
    int,
    typer.Option(
        min=1, max=1024, help="The most requests under way at a time; fewer where it throttles.", rich_help_panel=_PACE
    ),
]
Rpm = Annotated[float | None, typer.Option(min=0.001, help="Requests a minute at most.", rich_help_panel=_PACE)]
Tpm = Annotated[float | None, typer.Option(min=1, help="Tokens a minute at most.", rich_help_panel=_PACE)]
Timeout = Annotated[float, typer.Option(min=0.1, help="Seconds to wait for one answer.", rich_help_panel=_PACE)]
CachePath = Annotated[
    str | None,
    typer.Option(
        "--cache",
        metavar="PATH|off",
        help="Where answers are kept (default: $AUDIT_CACHE, else in your cache folder).",
        rich_help_panel=_CACHE,
    ),
]
CacheOnly = Annotated[
    bool,
    typer.Option("--cache-only", help="Send nothing; what is not in the cache ends with 4.", rich_help_panel=_CACHE),
]
ConfigPath = Annotated[
    Path | None, typer.Option("--config", help="Prices (default: audit.toml).", rich_help_panel=_BUDGET)
]
MaxCost = Annotated[
    float | None,
    typer.Option(min=0, help="Stop before more is spent; in the currency of audit.toml.", rich_help_panel=_BUDGET),
]
MaxRequests = Annotated[
    int | None, typer.Option(min=0, help="Stop before more requests are sent.", rich_help_panel=_BUDGET)
]

Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Errors only on standard error.")]
Verbose = Annotated[
    bool, typer.Option("--verbose", "-v", help="Say every request, retry and adaptation too, without the key.")
]


def environment() -> dict[str, str]:
    """The environment, over what `.env` in the working folder sets."""
    try:
        settings = dotenv_values(Path(".env"))
    except UnicodeDecodeError as error:
        raise UsageError(".env is not UTF-8: save the file in that encoding") from error
    return {name: value for name, value in settings.items() if value is not None} | dict(os.environ)


def cache_path(given: str | None) -> str:
    """What `--cache` or $AUDIT_CACHE says: a path, "off", or "" for the user's cache folder."""
    return given if given is not None else environment().get("AUDIT_CACHE", "")


def one_source(source: str | None, files: list[str]) -> None:
    """Raises UsageError where one source text would stand for several articles."""
    if source and len(files) > 1:
        raise UsageError("--source belongs to one article; audit the others without it, or one at a time")
