"""Which model a run uses, decided from the command line and the environment, and said in one line.

An article leaves the machine only where the user has named a model or an endpoint.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from audit.errors import ModelUnavailableError, UsageError
from audit.llm.endpoint import Endpoint, Terms
from audit.llm.local.served import served, threads
from audit.llm.local.weights import INSTALL, NAME, embedded
from audit.llm.loopback import is_loopback
from audit.llm.model import Activity, Model, unlogged
from audit.llm.naming import named, shown
from audit.llm.stop import Stop
from audit.llm.store.cache import Cache, default_path
from audit.llm.store.keys import place_of

if TYPE_CHECKING:
    from audit.llm.local.reader import GgufReader

Watch = Callable[[str, int, int, Activity], None]
"""Told what is going on: (stage, done, total, what the model is busy with)."""

LOCAL = "local"


@dataclass(frozen=True, slots=True)
class Choice:
    """A model that is decided on but not loaded. `endpoint` or `path`, or neither: the embedded one."""

    name: str
    path: Path | None = None
    base_url: str | None = None
    api_key: str | None = field(default=None, repr=False)
    hosted: bool = False
    replicas: tuple[str, ...] = ()
    """Further base URLs of the same model."""

    @property
    def each(self) -> "tuple[Choice, ...]":
        """Each address as a choice of its own."""
        return tuple(replace(self, base_url=url, replicas=()) for url in (self.base_url, *self.replicas))

    @property
    def address(self) -> str | None:
        """What the cache knows its endpoint by: the server of a file listens somewhere else every time.

        Of several addresses the first stands for all: one replica more or less asks nothing anew.
        """
        return f"local://gguf-{self.path.stat().st_size}" if self.path else self.base_url

    def __str__(self) -> str:
        if not self.hosted:
            return f"{self.name}, on this machine; nothing leaves it"
        name = self.name or "the only model"
        if self.replicas:
            places = ", ".join(place_of(one.base_url) for one in self.each)
            here = ", on this machine" if all(is_loopback(one.base_url) for one in self.each) else ""
            return f"{name} at {len(self.each)} addresses ({places}){here}; the article's text is sent there"
        host = urlsplit(self.base_url).hostname if self.base_url else "api.openai.com"
        if is_loopback(self.base_url):
            return f"{name} at {host}, on this machine; the article is sent there"
        return f"{name} at {host}; the article's text is sent there"


def addresses(base_url: str | Sequence[str] | None, environment: Mapping[str, str]) -> tuple[str, ...]:
    """The base URLs that are meant, each once, in the order given; in one text they stand between commas."""
    given = base_url if isinstance(base_url, str) else ",".join(base_url or ())
    urls = (url.strip() for url in (given or environment.get("OPENAI_BASE_URL", "")).split(","))
    return tuple(dict.fromkeys(filter(None, urls)))


def choose(
    model: str | None, base_url: str | Sequence[str] | None, environment: Mapping[str, str], allow_http: bool = False
) -> Choice:
    """The model for a run. Raises UsageError where it is not clear which one is meant, or it would not be safe.

    `base_url`: several are replicas of one model.
    """
    name = model or environment.get("AUDIT_MODEL") or None
    urls = addresses(base_url, environment)
    url = urls[0] if urls else None
    key = environment.get("OPENAI_API_KEY", "").strip() or None
    if name == LOCAL or (name is None and url is None and key is None):
        return Choice(f"{LOCAL}/{NAME}")
    if name and name.startswith(f"{LOCAL}:"):
        return _gguf(Path(name.removeprefix(f"{LOCAL}:")).expanduser())
    for one in urls:
        _check_url(one, allow_http)
    if key and not (key.isascii() and key.isprintable()):
        raise UsageError("OPENAI_API_KEY contains characters that no HTTP header can carry: copy it again")
    if name is None and url is None:
        raise UsageError(
            "OPENAI_API_KEY is set but no model is named: give --model NAME (the article is sent there), "
            "or --model local to stay on this machine"
        )
    if name and url is None and key is None:
        raise UsageError(f"the model {name!r} needs OPENAI_API_KEY, or --base-url for another endpoint")
    return Choice(name or "", base_url=url, api_key=key, hosted=True, replicas=urls[1:])


@contextmanager
def opened(  # noqa: PLR0913, PLR0917  # what a model needs of a run, once each
    choice: Choice,
    terms: Terms,
    stop: Stop,
    log: Callable[[str], None],
    watch: Watch,
    warn: Callable[[str], None] = unlogged,
) -> Iterator[Model]:
    """The chosen model, ready. Raises ModelUnavailableError with what to do. Closed on leaving.

    `watch` is told what a local model is busy with: (what, done, total, activity).
    """
    with ExitStack() as stack:
        if not choice.hosted and not choice.path:
            yield stack.enter_context(closing(_reader(choice, stop, watch)))
            return
        from audit.llm.engine import Engine  # the client costs a second to import

        cache = stack.enter_context(opened_cache(terms, warn))
        url = choice.base_url
        if choice.path and not terms.cache_only:
            url = stack.enter_context(served(choice.path))
            terms = replace(terms, concurrency=1)
        if terms.cache_only and not choice.name:
            raise UsageError("--cache-only asks nobody which model there is: give --model NAME")
        name = choice.name if terms.cache_only or choice.path else named(choice)
        endpoint = Endpoint(name, url, choice.api_key, terms.patience, choice.address, choice.replicas)
        yield stack.enter_context(Engine(endpoint, terms, cache, stop, log, warn))


def opened_cache(terms: Terms, log: Callable[[str], None]) -> Cache:
    """The cache that is meant: a file, the user's own, or none (in memory, for this run)."""
    if terms.cache == "off":
        return Cache(None, log)
    return Cache(Path(terms.cache).expanduser() if terms.cache else default_path(), log)


def _reader(choice: Choice, stop: Stop, watch: Watch) -> "GgufReader":
    try:
        from audit.llm.local.reader import GgufReader
    except ImportError as error:
        raise ModelUnavailableError(f"the embedded model needs its engine: {INSTALL}") from error

    def told(what: str) -> Callable[[int, int], None]:
        return lambda done, total: watch(what, done, total, Activity())

    path = embedded(told("unpacking the embedded model (bytes)"))
    return GgufReader(path, choice.name, threads(), told("reading (tokens)"), stop)


def _gguf(path: Path) -> Choice:
    if not path.is_file():
        raise UsageError(f"no such model file: {path}")
    return Choice(f"{LOCAL}/{path.stem}", path=path)


def _check_url(url: str, allow_http: bool) -> None:
    try:
        parts = urlsplit(url)
        usable = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0  # .port raises ValueError
        usable = usable and url.isprintable() and " " not in url
    except ValueError:
        usable = False
    if not usable:
        raise UsageError(f"the base URL {url.rpartition('@')[2]!r} must be like https://HOST/v1")
    if parts.scheme == "http" and not is_loopback(url) and not allow_http:
        raise UsageError(
            f"{shown(url)} is not encrypted: key and article could be read on the way. Use https, "
            "or say --allow-http for a network you trust"
        )
