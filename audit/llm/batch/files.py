"""Batches: the questions that the cache has no answer to go out as lines of files.

The answers come back as lines of files and go into the cache (`results`); that is all a batch does, the run
after it makes the report. The lines are those of the OpenAI Batch API, which `vllm run-batch` and others take too. A
question goes by its key in the cache.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final, Self

from audit.errors import UsageError
from audit.llm.budget import tokens
from audit.llm.endpoint import Endpoint, Terms
from audit.llm.engine import Engine
from audit.llm.ladder import Abilities, fact_key
from audit.llm.model import Activity, Failure, Outcome, Request
from audit.llm.store.cache import Cache
from audit.llm.store.keys import endpoint_name, request_key

PATH: Final = "/v1/chat/completions"
MOST_LINES, MOST_BYTES = 50_000, 200_000_000
"""Of one file of requests: what the OpenAI API takes."""


@dataclass(frozen=True, slots=True)
class Exported:
    """What the answer to an exported question is judged by when it comes back."""

    label: str
    schema: Mapping[str, Any]
    schema_name: str
    ids: tuple[str, ...]
    divisible: bool
    model: str
    endpoint: str
    """Base URL as `endpoint_name` has it."""
    rung: str


def exported_as(key: str, cache: Cache) -> Exported | None:
    """What is remembered of an exported question; None where this cache knows nothing of it."""
    fact = cache.recall("batch", key)
    try:
        return Exported(**fact) if isinstance(fact, dict) else None
    except TypeError:
        return None


class RequestFiles:
    """Lines in one file; in NAME-1, NAME-2 ... where they are too many for one. Use it as a context.

    The files have their names on leaving, when all are whole; where work on them ends early there are none.
    Raises UsageError where a name is taken and may not be overwritten, or where a file cannot be written.
    """

    def __init__(
        self, path: Path, overwrite: bool = False, most_lines: int = MOST_LINES, most_bytes: int = MOST_BYTES
    ) -> None:
        self._path, self._overwrite = path, overwrite
        self._most_lines, self._most_bytes = most_lines, most_bytes
        self._parts: list[Path] = []
        self._lines: list[int] = []
        self._bytes = 0
        self._file: BinaryIO | None = None
        self.files: dict[Path, int] = {}
        """Lines of each file; empty until they have their names."""

    def __enter__(self) -> Self:
        self._refuse_taken([self._path, self._numbered(1)])
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            if self._file:
                self._file.close()
            if kind is None:
                with self._writing():
                    self._give_names()
        finally:
            for part in self._parts:
                with suppress(OSError):
                    part.unlink(missing_ok=True)

    def write(self, line: str) -> None:
        """Add a line."""
        data = line.encode() + b"\n"
        with self._writing():
            if self._file is None or self._lines[-1] >= self._most_lines or self._bytes + len(data) > self._most_bytes:
                self._file = self._next()
            self._file.write(data)
        self._lines[-1] += 1
        self._bytes += len(data)

    def _next(self) -> BinaryIO:
        if self._file:
            self._file.close()
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._parts.append(self._path.with_name(f"{self._path.name}.{len(self._parts) + 1}.part"))
        self._lines.append(0)
        self._bytes = 0
        return self._parts[-1].open("wb")

    def _give_names(self) -> None:
        several = len(self._parts) > 1
        names = [self._numbered(number) if several else self._path for number in range(1, len(self._parts) + 1)]
        self._refuse_taken(names)
        for part, name in zip(self._parts, names, strict=True):
            part.replace(name)
        self.files = dict(zip(names, self._lines, strict=True))

    def _numbered(self, number: int) -> Path:
        return self._path.with_stem(f"{self._path.stem}-{number}")

    def _refuse_taken(self, names: list[Path]) -> None:
        taken = [] if self._overwrite else [name for name in names if name.exists()]
        if taken:
            raise UsageError(f"{taken[0]} exists: give another name with -o, or --force to replace it")

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise UsageError(f"cannot write {self._path}: {error.strerror}") from error


class Exporter:
    """Plays a model that only the cache answers for, and writes a request for all else. Use it as a context."""

    activity = Activity()

    def __init__(self, endpoint: Endpoint, structured: str, cache: Cache, files: RequestFiles) -> None:
        self.name = endpoint.model
        self._endpoint, self._structured, self._cache, self._files = endpoint, structured, cache, files
        self._engine = Engine(endpoint, Terms(concurrency=1, structured=structured, cache_only=True), cache)
        self._written: set[str] = set()
        self.known = 0
        """Questions that the cache answers."""
        self.prompt_tokens = 0
        """About how many the requests written have together."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._engine.close()

    def chat(self, requests: Iterable[Request]) -> Iterator[tuple[int, Outcome]]:
        """(number of the request, outcome): what the cache says, or a failure, and then the request is written."""
        every = list(requests)
        for number, outcome in sorted(self._engine.chat(every), key=lambda numbered: numbered[0]):
            if isinstance(outcome, Failure) and outcome.uncached:
                self._export(every[number])
            else:
                self.known += 1
            yield number, outcome

    def _export(self, request: Request) -> None:
        model, endpoint = self.name, endpoint_name(self._endpoint.base_url)
        key = request_key(self._endpoint.base_url, model, request, self._structured)
        if key in self._written:  # two articles may have the same text
            return
        self._written.add(key)
        remembered = self._cache.recall("abilities", fact_key(endpoint, model, self._structured, request))
        abilities = Abilities.from_json(remembered) or Abilities.first(self._structured, endpoint)
        body = {"model": model, **abilities.body(request)}
        exported = Exported(
            label=request.label,
            schema=request.schema,
            schema_name=request.schema_name,
            ids=request.ids,
            divisible=request.divisible,
            model=model,
            endpoint=endpoint,
            rung=abilities.rung,
        )
        self._cache.remember("batch", key, asdict(exported))
        line = {"custom_id": key, "method": "POST", "url": PATH, "body": body}
        self._files.write(json.dumps(line, ensure_ascii=False))
        self.prompt_tokens += tokens(json.dumps(body, ensure_ascii=False))
