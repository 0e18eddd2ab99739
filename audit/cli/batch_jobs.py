"""`audit batch submit`, `status` and `collect`: batches of an endpoint that has them."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from audit.cli import options
from audit.cli.batch_shared import filled, importer_into, single, tell
from audit.cli.progress import complain
from audit.errors import ExitCode, ModelError, UsageError
from audit.llm.choose import choose
from audit.llm.store.cache import Cache
from audit.llm.store.keys import endpoint_name

if TYPE_CHECKING:
    from audit.llm.batch.api import BatchApi

_MODEL = "of the batch"
"""Stands for a model's name, which the requests have."""

Requests = Annotated[list[Path], typer.Argument(help="What `audit batch export` wrote.", exists=True, dir_okay=False)]
Batches = Annotated[list[str] | None, typer.Argument(help="Default: all that were submitted.", metavar="ID")]


def submit(
    requests: Requests,
    base_url: options.BaseUrl = None,
    allow_http: options.AllowHttp = False,
    cache: options.CachePath = None,
) -> None:
    """Upload files of requests, to be worked on within a day; prints the ID of each batch."""
    code = ExitCode.DONE
    with filled(cache) as answers, _api(base_url, allow_http) as (api, endpoint):
        for path in requests:
            _check(path, endpoint, answers)
        for path in requests:
            try:
                batch, file = api.submit(path)
            except ModelError as error:
                complain(f"{path} is not submitted: {error}")
                code = ExitCode.INCOMPLETE
                continue
            created = datetime.now(UTC).isoformat(timespec="seconds")
            fact = {"id": batch, "file": file, "name": path.name, "created": created, "base_url": endpoint}
            answers.remember("batches", batch, fact)
            typer.echo(batch)
    raise typer.Exit(code)


def status(
    batches: Batches = None,
    base_url: options.BaseUrl = None,
    allow_http: options.AllowHttp = False,
    cache: options.CachePath = None,
) -> None:
    """Say how far batches are."""

    def told(api: "BatchApi", batch: str) -> ExitCode:
        state = api.state(batch)
        typer.echo("\n  ".join([f"{batch}: {state}", *state.errors]))
        return ExitCode.DONE

    with filled(cache) as answers:
        code = _each(batches, base_url, allow_http, answers, told)
    raise typer.Exit(code)


def collect(
    batches: Batches = None,
    base_url: options.BaseUrl = None,
    allow_http: options.AllowHttp = False,
    cache: options.CachePath = None,
) -> None:
    """Put the results of all batches that are over into the cache."""

    def collected(api: "BatchApi", batch: str) -> ExitCode:
        state = api.state(batch)
        typer.echo("\n  ".join([f"{batch}: {state}", *state.errors]))
        if not state.over:
            return ExitCode.INCOMPLETE
        importer = importer_into(answers)
        for file in state.results:
            with api.results(file) as lines:
                importer.read(lines, file)
        answers.forget("batches", batch)
        whole = state.status == "completed" and state.results
        return max(tell(importer), ExitCode.DONE if whole else ExitCode.INCOMPLETE)

    with filled(cache) as answers:
        code = _each(batches, base_url, allow_http, answers, collected)
    raise typer.Exit(code)


@contextmanager
def _api(base_url: Sequence[str] | None, allow_http: bool) -> Iterator[tuple["BatchApi", str]]:
    """The endpoint that is meant, and its name."""
    from audit.llm.batch.api import BatchApi

    choice = single(choose(_MODEL, base_url, options.environment(), allow_http))
    with BatchApi(choice) as api:
        yield api, endpoint_name(choice.base_url)


def _check(path: Path, endpoint: str, cache: Cache) -> None:
    """Raises UsageError for a file whose results could not be imported, or that is meant for another endpoint."""
    from audit.llm.batch.files import exported_as

    try:
        with path.open("rb") as file:
            first = json.loads(file.readline())
    except ValueError:
        first = None
    match first:
        case {"custom_id": str(key), "body": {}}:
            exported = exported_as(key, cache)
        case _:
            raise UsageError(f"{path}:1 is no request: `audit batch export` writes them")
    if exported is None:
        raise UsageError(f"{path} was not exported with this cache, or is answered by now: export again")
    if exported.endpoint != endpoint:
        raise UsageError(f"{path} was exported for {exported.endpoint}, not for {endpoint}: give --base-url")


def _each(
    batches: list[str] | None,
    base_url: Sequence[str] | None,
    allow_http: bool,
    cache: Cache,
    work: Callable[["BatchApi", str], ExitCode],
) -> ExitCode:
    """Do something with each batch, named or submitted. The gravest outcome is the exit code."""
    submitted = dict(cache.facts("batches"))
    wanted, codes = batches or list(submitted), {ExitCode.DONE}
    if not wanted:
        complain("this cache knows of no batches: submit one, or give its ID")
        return ExitCode.DONE
    with _api(base_url, allow_http) as (api, endpoint):
        for batch in wanted:
            try:
                if (place := submitted.get(batch, {}).get("base_url", endpoint)) != endpoint:
                    raise ModelError(f"it is at {place}: give --base-url")
                codes.add(work(api, batch))
            except ModelError as error:
                complain(f"{batch}: {error}")
                codes.add(ExitCode.INCOMPLETE)
    return max(codes)
