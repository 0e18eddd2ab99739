"""`audit batch`: questions that may wait a day, or go where there is no network; `audit run` then makes the report."""

from pathlib import Path
from typing import Annotated

import typer

from audit.cli import options
from audit.cli.batch_jobs import collect, status, submit
from audit.cli.batch_shared import filled, importer_into, single, tell
from audit.cli.progress import complain
from audit.detect.ask import ask
from audit.errors import ExitCode, InputError, UsageError
from audit.intake import read_article
from audit.llm.choose import Choice
from audit.llm.endpoint import Endpoint, Terms
from audit.pipeline import Auditor
from audit.settings import Settings

Results = Annotated[list[Path], typer.Argument(help="Output and error files.", exists=True, dir_okay=False)]

batch_app = typer.Typer(
    help="Questions that may wait a day, or go where there is no network: batches fill the cache of `audit run`.",
    no_args_is_help=True,
)


@batch_app.command()
def export(  # noqa: PLR0913, PLR0917  # a command's options are its parameters
    files: options.Files,
    output: Annotated[Path, typer.Option("--output", "-o", help="File for the requests.")] = Path("requests.jsonl"),
    force: Annotated[bool, typer.Option("--force", help="Replace the file if it exists.")] = False,
    source: options.Source = None,
    source_lang: options.SourceLanguage = None,
    target_lang: options.TargetLanguage = None,
    prompt: options.Prompts = None,
    prompts: options.PromptFolder = None,
    second_opinion: options.SecondOpinion = False,
    model: options.Model = None,
    base_url: options.BaseUrl = None,
    allow_http: options.AllowHttp = False,
    structured: options.Structured = "auto",
    cache: options.CachePath = None,
) -> None:
    """Write the requests of these articles that the cache cannot answer. Sends nothing."""
    options.one_source(source, files)
    settings = Settings(
        model=model,
        base_url=base_url,
        prompts=tuple(prompt or ()),
        prompt_folder=prompts,
        second_opinion=second_opinion,
        target_language=target_lang,
        source_language=source_lang,
        allow_http=allow_http,
        terms=Terms(structured=structured),
    )
    raise typer.Exit(_export(files, source, settings, cache, output, force))


@batch_app.command(name="import")
def import_(results: Results, cache: options.CachePath = None) -> None:
    """Put the results of batches into the cache, from files."""
    with filled(cache) as answers:
        importer = importer_into(answers)
        for path in results:
            with path.open("rb") as lines:
                importer.read(lines, str(path))
    raise typer.Exit(tell(importer))


batch_app.command()(submit)
batch_app.command()(status)
batch_app.command()(collect)


def _export(  # noqa: PLR0913, PLR0917  # the parts of an export, once each
    files: list[str], source: str | None, settings: Settings, cache: str | None, output: Path, force: bool
) -> ExitCode:
    """Ask about every article a model that writes down what it cannot answer from the cache."""
    from audit.llm.batch.files import Exporter, RequestFiles

    code = ExitCode.DONE
    auditor = Auditor(settings, options.environment())
    endpoint, structured = _endpoint(auditor.choice), settings.terms.structured
    with (
        filled(cache) as answers,
        RequestFiles(output, force) as written,
        Exporter(endpoint, structured, answers, written) as exporter,
    ):
        for path in files:
            try:
                article = read_article(path, source, settings.target_language, settings.source_language)
            except InputError as error:
                complain(f"not exported: {error}")
                code = ExitCode.INCOMPLETE
                continue
            ask(article, auditor.prompts_for(article).asked, exporter, lambda *_: None)
    for file, lines in written.files.items():
        typer.echo(f"{file}: {lines:,}")
    typer.echo(
        f"requests: {sum(written.files.values()):,}, of about {exporter.prompt_tokens:,} prompt tokens together; "
        f"answered by the cache: {exporter.known:,}"
    )
    return code


def _endpoint(choice: Choice | None) -> Endpoint:
    if choice is None or not choice.hosted:
        raise UsageError("a model on this machine takes no batches: give --model NAME, and --base-url URL if need be")
    if not choice.name:
        raise UsageError("give --model NAME: a batch cannot ask the endpoint which model it has")
    return Endpoint(choice.name, single(choice).base_url, choice.api_key)
