"""An endpoint's own batches: files go up, a batch is made of each, its state is asked, its results come down."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Self, TypeVar

import httpx2
import openai
from openai.types import Batch
from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, wait_exponential

from audit.errors import ModelUnavailableError
from audit.llm.batch.files import PATH
from audit.llm.choose import Choice
from audit.llm.faults import hidden
from audit.llm.loopback import unproxied
from audit.llm.mishaps import ForeignRedirectError, understand
from audit.llm.store.keys import endpoint_name

_ATTEMPTS = 5
"""Of making a batch: an endpoint may not know for some seconds the file that it has just taken."""
_FAILURES = (
    openai.OpenAIError,
    ValueError,  # a broken body
    OSError,
    httpx2.HTTPError,
    ForeignRedirectError,
)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class State:
    """How far a batch is."""

    status: str
    """As the endpoint calls it, in lower case."""
    completed: int
    failed: int
    total: int
    results: tuple[str, ...]
    """Names of the files with what is done: answers first, then errors."""
    errors: tuple[str, ...]
    """Why all of it failed."""

    @property
    def over(self) -> bool:
        """True where nothing more will come: what there is, is in the results."""
        return self.status in {"completed", "expired", "cancelled", "failed"}

    def __str__(self) -> str:
        return f"{self.status}, {self.completed:,} of {self.total:,} answered, {self.failed:,} failed"


class BatchApi:
    """Files and batches of one endpoint; each method raises ModelUnavailableError. Use it as a context."""

    def __init__(self, choice: Choice, pause: float = 1.0) -> None:
        """`pause`: seconds before a batch is tried to be made again; doubles."""
        self._secret, self._pause = choice.api_key or "", pause
        self._address = endpoint_name(choice.base_url)
        http = openai.DefaultHttpx2Client(
            mounts=unproxied(choice.base_url), event_hooks={"request": [_stay_at(choice.base_url)]}
        )
        self._client = openai.OpenAI(base_url=choice.base_url, api_key=self._secret or "none", http_client=http)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def submit(self, path: Path) -> tuple[str, str]:
        """Upload a file of requests and make a batch of it: (id of the batch, id of the file). Also raises OSError."""
        with path.open("rb") as file:
            upload = (f"{path.stem}.jsonl", file)  # the one suffix that is taken
            file_id = self._asked(lambda: _word(self._client.files.create(file=upload, purpose="batch").id))
        retrying = Retrying(
            retry=retry_if_exception_type((openai.BadRequestError, openai.NotFoundError)),
            stop=stop_after_attempt(_ATTEMPTS),
            wait=wait_exponential(self._pause),
            reraise=True,
        )
        # without the client's own retries: one that only seemed to fail would be paid for twice
        batches = self._client.with_options(max_retries=0).batches

        def made() -> str:
            return _word(batches.create(input_file_id=file_id, endpoint=PATH, completion_window="24h").id)

        return self._asked(lambda: retrying(made)), file_id

    def state(self, batch: str) -> State:
        """How far a batch is."""
        return self._asked(lambda: self._state(self._client.batches.retrieve(batch)))

    @contextmanager
    def results(self, file: str) -> Iterator[BinaryIO]:
        """The lines of a file of results."""
        with tempfile.TemporaryFile() as copy:

            def downloaded() -> None:
                with self._client.files.with_streaming_response.content(file) as response:
                    for chunk in response.iter_bytes():
                        copy.write(chunk)

            self._asked(downloaded)
            copy.seek(0)
            yield copy

    def _state(self, batch: Batch) -> State:
        counts = batch.request_counts
        said = [f"{error.code}: {error.message}" for error in (batch.errors and batch.errors.data) or ()]
        return State(
            status=_word(batch.status).lower(),
            completed=(counts and counts.completed) or 0,
            failed=(counts and counts.failed) or 0,
            total=(counts and counts.total) or 0,
            results=tuple(filter(None, (batch.output_file_id, batch.error_file_id))),
            errors=tuple(hidden(" ".join(one.split()), self._secret) for one in said),
        )

    def _asked(self, call: Callable[[], T]) -> T:
        try:
            return call()
        except AttributeError:  # the client lets every shape through
            reason = "the answer is no file and no batch: does the base URL end in /v1, are there batches?"
        except _FAILURES as error:
            reason = understand(error, self._secret).reason
        # raised out here: the exception behind may repeat the key
        raise ModelUnavailableError(f"{self._address}: {reason}")


def _word(value: object) -> str:
    if not isinstance(value, str):
        raise AttributeError("no text where there must be one")
    return value


def _stay_at(base_url: str | None) -> Callable[[httpx2.Request], None]:
    """Called before each request and each hop of a redirect: articles go nowhere else, results may come from there."""
    home = httpx2.URL(endpoint_name(base_url))

    def stay(request: httpx2.Request) -> None:
        to = request.url
        if request.method != "GET" and (to.scheme, to.host, to.port) != (home.scheme, home.host, home.port):
            raise ForeignRedirectError(
                f"it redirects to {to.scheme}://{to.netloc.decode()}, where nothing was sent: give that address as the "
                "base URL if you trust it"
            )

    return stay
