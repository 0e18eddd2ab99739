"""A real HTTP server on loopback that speaks the OpenAI protocol: says what it is told to, remembers what it heard."""

import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

from audit.llm.endpoint import Endpoint, Patience, Terms
from audit.llm.engine import Engine
from audit.llm.model import ChatModel, Outcome, Request
from audit.llm.stop import Stop
from audit.llm.store.cache import Cache

KEY = "sk-secret-0123456789abcdefghijklmnopqrstuvwxyz"
HASTY = Patience(attempts=5, throttled_attempts=8, backoff=0.01, longest_wait=0.5, drought=1.0)

SCHEMA = {
    "type": "object",
    "additionalProperties": False,
    "required": ["verdict"],
    "properties": {"verdict": {"type": "string", "enum": ["yes", "no"]}},
}
YES = '{"verdict": "yes"}'


@dataclass(frozen=True)
class Reply:
    """What the server sends: `body` as JSON, or bytes and text as they are. `cut`: hang up after that many bytes."""

    body: Any = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    delay: float = 0.0
    cut: int | None = None

    @property
    def raw(self) -> bytes:
        if isinstance(self.body, str | bytes):
            return self.body if isinstance(self.body, bytes) else self.body.encode()
        return json.dumps(self.body).encode()


def says(content: Any, finish: str = "stop", delay: float = 0.0, **message: Any) -> Reply:
    """A completion as the OpenAI API sends it: 100 tokens read, 10 written."""
    choice = {
        "index": 0,
        "finish_reason": finish,
        "message": {"role": "assistant", "content": content, **message},
    }
    usage = {"prompt_tokens": 100, "completion_tokens": 10, "total_tokens": 110}
    head = {"id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": "m"}
    return Reply({**head, "choices": [choice], "usage": usage}, delay=delay)


def refuses(status: int, message: str, headers: Mapping[str, str] | None = None, **error: Any) -> Reply:
    """An error as the OpenAI API sends it."""
    return Reply({"error": {"message": message, "type": "error", "code": None, **error}}, status, headers or {})


HANGS_UP = Reply(cut=0)
"""No status line, no headers: the connection ends."""


@dataclass(frozen=True)
class Heard:
    """A request the server got."""

    path: str
    headers: Mapping[str, str]
    """By their names in lower case."""
    body: Any

    @property
    def messages(self) -> list[dict[str, str]]:
        return self.body["messages"]  # type: ignore[no-any-return]  # what came is Any

    @property
    def said(self) -> str:
        """The last thing a user said."""
        return self.messages[-1]["content"]

    @property
    def is_probe(self) -> bool:
        return "PING" in self.said

    @property
    def rung(self) -> str:
        """How the answer's schema is enforced."""
        match self.body:
            case {"response_format": {"type": "json_schema", "json_schema": {"strict": True}}}:
                return "json_schema"
            case {"response_format": {"type": "json_schema"}}:
                return "stripped"
            case {"response_format": {"type": "json_object"}}:
                return "json_object"
        return "tools" if "tools" in self.body else "prompt"


Script = Sequence[Reply] | Callable[[Heard], Reply]
"""Replies in order, the last one for ever; or what to reply to each request."""


class Server:
    """Scripted chat completions at `url`, `models` at `url`/models. Use it as a context."""

    def __init__(self, script: Script = (), models: Any = (), port: int = 0) -> None:
        self.heard: list[Heard] = []
        self.most_at_a_time = 0
        self._at_a_time = 0
        self._script = script
        self._models = {"object": "list", "data": [{"id": name, "object": "model"} for name in models]}
        self._lock = threading.Lock()
        self._http = _HttpServer(("127.0.0.1", port), _Handler, bind_and_activate=True)
        self._http.owner = self
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.005})

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._http.server_port}/v1"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    def reply(self, heard: Heard) -> Reply:
        """Note a request, and look up what to say to it."""
        with self._lock:
            self.heard.append(heard)
            if callable(self._script):
                return self._script(heard)
            if heard.path.endswith("/models") and not self._script:
                return Reply(self._models)
            return self._script[min(len(self.heard), len(self._script)) - 1]

    def busy(self, more: int) -> None:
        """Count the requests under way."""
        with self._lock:
            self._at_a_time += more
            self.most_at_a_time = max(self.most_at_a_time, self._at_a_time)


class _HttpServer(ThreadingHTTPServer):
    owner: Server
    request_queue_size = 64

    def handle_error(self, *_: object) -> None:
        """A client that hung up is nothing to print about."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"  # connections are kept, as real endpoints do
    wbufsize = -1
    disable_nagle_algorithm = True
    server: _HttpServer

    def do_GET(self) -> None:
        self._answer(None)

    def do_POST(self) -> None:
        self._answer(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

    def _answer(self, body: Any) -> None:
        owner = self.server.owner
        owner.busy(+1)
        try:
            reply = owner.reply(Heard(self.path, {name.lower(): value for name, value in self.headers.items()}, body))
            time.sleep(reply.delay)
        finally:
            owner.busy(-1)
        if reply.cut == 0:
            self.close_connection = True
            return
        self.send_response(reply.status)
        for name, value in {"Content-Type": "application/json", **reply.headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(reply.raw)))
        self.end_headers()
        self.wfile.write(reply.raw[: reply.cut])
        self.close_connection |= reply.cut is not None

    def log_message(self, *_: object) -> None:
        """Nothing on stderr."""


# -- who asks ------------------------------------------------------------------------------------------------------

_clients = ExitStack()


def client(
    url: str,
    log: Callable[[str], None] = lambda _: None,
    key: str | None = KEY,
    kept: Cache | None = None,
    stop: Stop | None = None,
    **how: Any,
) -> Engine:
    """The model under test: the real client of a URL, in a hurry. The schema's enforcement is not probed but pinned.

    `kept`: where answers are kept; None: in memory. `how`: terms, and patience. A fixture closes it after the test.
    """
    patience = how.pop("patience", HASTY)
    terms = Terms(**{"structured": "json_schema", **how})
    return _clients.enter_context(Engine(Endpoint("m", url, key, patience), terms, kept, stop, log))


def close_clients() -> None:
    """Close all that `client` has made."""
    _clients.close()


def question(text: str = "Is it?", **how: Any) -> Request:
    """A request for a yes or a no."""
    return Request((("system", "Answer in JSON."), ("user", text)), SCHEMA, "verdict", **how)


def questions(count: int, **how: Any) -> list[Request]:
    """So many different questions in the same words: each wants an answer of its own."""
    return [question(sample=number, **how) for number in range(count)]


def outcomes(model: ChatModel, *requests: Request) -> list[Outcome]:
    """What requests end in, in their order."""
    done = sorted(model.chat(requests), key=lambda pair: pair[0])
    assert [number for number, _ in done] == list(range(len(requests)))
    return [outcome for _, outcome in done]


@contextmanager
def pulled(stop: Stop, after: float, reason: str, drain: float | None = None) -> Iterator[None]:
    """Meanwhile somebody else, a thread, will pull the stop: after so many seconds."""
    timer = threading.Timer(after, stop.pull, (reason, drain))
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()
