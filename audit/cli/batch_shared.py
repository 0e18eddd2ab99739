"""What the commands of `audit batch` share: the cache that they fill, and what they say about it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

from audit.cli import options
from audit.cli.progress import complain
from audit.errors import ExitCode, UsageError
from audit.llm.choose import Choice, opened_cache
from audit.llm.endpoint import Terms
from audit.llm.store.cache import Cache

if TYPE_CHECKING:
    from audit.llm.batch.results import Importer

_REASONS, _PLACES = 20, 3
"""The most frequent reasons for failure, and what failed for each: so many are named."""


@contextmanager
def filled(cache: str | None) -> Iterator[Cache]:
    """The cache that `--cache` means. Raises UsageError where it is none that stays."""
    with opened_cache(Terms(cache=options.cache_path(cache)), complain) as answers:
        if answers.path is None:
            raise UsageError("a batch fills the cache, so it needs one in a file (--cache PATH)")
        yield answers


def single(choice: Choice) -> Choice:
    """The choice. Raises UsageError where it has several addresses: a batch belongs to one."""
    if choice.replicas:
        raise UsageError("a batch goes to one endpoint: give one --base-url, or one address in OPENAI_BASE_URL")
    return choice


def importer_into(cache: Cache) -> "Importer":
    """What reads results into the cache."""
    from audit.llm.batch.results import Importer

    return Importer(cache, options.environment().get("OPENAI_API_KEY", "").strip())


def tell(importer: "Importer") -> ExitCode:
    """Say what came of results."""
    failed = sorted(importer.failed.items(), key=lambda item: -len(item[1]))
    count = sum(len(places) for _, places in failed)
    typer.echo(f"answers kept: {importer.kept:,}; already there: {importer.known:,}; failed: {count:,}")
    for reason, places in failed[:_REASONS]:
        more = f" and {len(places) - _PLACES:,} more" if len(places) > _PLACES else ""
        complain(f"{'; '.join(places[:_PLACES])}{more}: {reason}")
    if len(failed) > _REASONS:
        complain(f"and {len(failed) - _REASONS:,} other reasons")
    return ExitCode.INCOMPLETE if failed else ExitCode.DONE
