"""A real HTTP server on loopback that speaks the OpenAI protocol: a good model, until it is told to misbehave.

As a process of its own it answers well until it is stopped, its URL the first line of its output:
python -m tests.llm.faults.server --port 0 --latency 0.2 [--most 16] [--log FILE]
"""

import argparse
import asyncio
import contextlib
import json
import socket
import threading
import time
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Mapping, MutableSequence, Sequence
from dataclasses import dataclass, field
from functools import partial
from http import HTTPStatus
from pathlib import Path
from types import EllipsisType
from typing import IO, Any, Self

from .model import Heard, answer, completion, question_key

_BACKLOG = 512
_PHRASES = {status.value: status.phrase for status in HTTPStatus}


class HangUpError(ConnectionError):
    """What a `Sender` raises to end the connection."""


Sender = Callable[[asyncio.StreamWriter, bytes, bytes], Awaitable[None]]
"""Puts head and body on the wire."""


async def whole(writer: asyncio.StreamWriter, head: bytes, body: bytes) -> None:
    writer.write(head + body)
    await writer.drain()


@dataclass(frozen=True, slots=True)
class Reply:
    """What the server sends, as JSON with its true length unless the headers say otherwise, and how it sends it.

    `{elsewhere}` in a header becomes the URL of the other listener.
    """

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    send: Sender = whole

    def head(self, elsewhere: str) -> bytes:
        own = {"Content-Type": "application/json", "Content-Length": str(len(self.body))}
        lines = [
            f"{name}: {value.replace('{elsewhere}', elsewhere)}\r\n" for name, value in {**own, **self.headers}.items()
        ]
        return f"HTTP/1.1 {self.status} {_PHRASES.get(self.status, '')}\r\n{''.join(lines)}\r\n".encode("latin-1")


@dataclass(frozen=True, slots=True)
class Fault:
    """One way to misbehave."""

    reply: Reply | Callable[[Heard], Reply | None]
    """To a question; None: nothing is wrong with this one, it is answered well and not counted."""
    first: int | None
    """How many questions it spoils before all is well; None: every one."""
    story: str
    """Which real endpoint does this."""
    listens: bool = True
    """False: nobody listens at the URL, however often it is asked."""


def sends(value: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Reply:
    return Reply(json.dumps(value).encode(), status, headers or {})


def refuses(status: int, message: str, headers: Mapping[str, str] | None = None, **error: Any) -> Reply:
    """An error as the OpenAI API sends it."""
    return sends(
        {"error": {"message": message, "type": "error", "param": None, "code": None, **error}}, status, headers
    )


def good(heard: Heard) -> Reply:
    """A good model's answer, as a completion."""
    return sends(completion(heard, answer(heard)))


GOOD = Fault(lambda _: None, None, "an endpoint as it should be")
_BUSY = refuses(429, "Too many requests at a time", code="rate_limit_exceeded")
_MODELS = sends({"object": "list", "data": [{"id": "m", "object": "model"}]})

# -- the server ---------------------------------------------------------------------------------------------------


class FaultServer:
    """Chat completions at `url`, which a fault spoils; models at `url`/models, always well. Use it as a context.

    `fails`: how many questions are spoilt, None for every one; without it, as many as the fault says itself.
    `latency`: seconds before each reply. `most`: more requests at a time than these are refused at once with 429.
    `log`: a file that gets a line for each question whose reply is fully written.
    """

    def __init__(
        self,
        fault: Fault = GOOD,
        fails: int | EllipsisType | None = ...,
        latency: float = 0.0,
        most: int | None = None,
        log: Path | None = None,
        port: int = 0,
    ) -> None:
        self.url = ""
        self.requests: MutableSequence[Heard] = []
        self.replies: MutableSequence[tuple[Heard, Reply]] = []
        """Each question whose reply is fully written, with it."""
        self.elsewhere: MutableSequence[Heard] = []
        """What the other listener heard: it has another name and port, and answers every question well."""
        self._elsewhere_url = ""
        self._fault, self._left = fault, fault.first if isinstance(fails, EllipsisType) else fails
        self._latency, self._most, self._log_path, self._port = latency, most, log, port
        self._log: IO[bytes] | None = None
        self._busy = 0
        self._open = contextlib.ExitStack()

    def __enter__(self) -> Self:
        here, there = (self._open.enter_context(_bound(port)) for port in (self._port, 0))
        self.url = f"http://127.0.0.1:{here.getsockname()[1]}/v1"
        self._elsewhere_url = f"http://localhost:{there.getsockname()[1]}/v1"
        listeners = [(there, self.elsewhere)]
        if self._fault.listens:
            listeners.append((here, self.requests))
        if self._log_path:
            self._log = self._open.enter_context(self._log_path.open("ab", buffering=0))
        for listener, _ in listeners:
            listener.listen(_BACKLOG)  # from here on nobody is refused, though the loop has yet to start
        loop, ended = asyncio.new_event_loop(), asyncio.Event()
        thread = threading.Thread(target=self._run, args=(loop, self._serve(listeners, ended)), daemon=True)
        thread.start()
        self._open.callback(thread.join)
        self._open.callback(loop.call_soon_threadsafe, ended.set)
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    @staticmethod
    def _run(loop: asyncio.AbstractEventLoop, serve: Coroutine[Any, Any, None]) -> None:
        with asyncio.Runner(loop_factory=lambda: loop) as runner:  # its end cancels the conversations
            runner.run(serve)

    async def _serve(
        self, listeners: Sequence[tuple[socket.socket, MutableSequence[Heard]]], ended: asyncio.Event
    ) -> None:
        for listener, heard in listeners:
            await asyncio.start_server(partial(self._converse, heard), sock=listener, backlog=_BACKLOG)
        await ended.wait()

    async def _converse(
        self, requests: MutableSequence[Heard], reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        writer.transport.set_write_buffer_limits(high=0)  # so that drain() waits until all is written
        try:
            # a conversation is cancelled when the server ends, and some versions of asyncio would log that as an error
            with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
                while True:
                    heard = await _listen(reader)
                    requests.append(heard)
                    await self._answer(heard, requests is self.requests, reader, writer)
                    if heard.headers.get("connection") == "close":
                        break
        finally:
            writer.transport.abort()

    async def _answer(
        self, heard: Heard, spoilt: bool, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self._busy += 1
        try:
            if self._most is not None and self._busy > self._most:
                reply = _BUSY
            else:
                reply = self._reply(heard, spoilt)
                await asyncio.sleep(self._latency)
            if reader.at_eof():  # whoever asked is gone: what is written now, nobody reads
                raise HangUpError
            await reply.send(writer, reply.head(self._elsewhere_url), reply.body)
            self.replies.append((heard, reply))
            if self._log and heard.body:
                line = {"key": question_key(heard.messages), "status": reply.status}
                self._log.write(json.dumps(line).encode() + b"\n")
        finally:
            self._busy -= 1

    def _reply(self, heard: Heard, spoilt: bool) -> Reply:
        if heard.method == "GET" and heard.path.endswith("/models"):
            return _MODELS
        if not heard.path.endswith("/chat/completions"):
            return refuses(404, f"Invalid URL ({heard.method} {heard.path})", type="invalid_request_error")
        if heard.method != "POST":
            return refuses(405, f"Not allowed to {heard.method} on {heard.path}.", code="method_not_supported")
        if spoilt and self._left != 0:
            wrong = self._fault.reply(heard) if callable(self._fault.reply) else self._fault.reply
            if wrong:
                self._left = None if self._left is None else self._left - 1
                return wrong
        return good(heard)


def _bound(port: int) -> socket.socket:
    """A socket that holds a port of this machine, 0 for a free one, and does not listen yet."""
    bound = socket.socket()
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    bound.bind(("127.0.0.1", port))
    return bound


async def _listen(reader: asyncio.StreamReader) -> Heard:
    """The next request of a connection. Raises IncompleteReadError where there is none."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    first, *lines = head.removesuffix("\r\n\r\n").split("\r\n")
    method, path, _ = first.split(" ")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    return Heard(method, path, headers, json.loads(body) if body else None, time.monotonic())


def main() -> None:
    """Serve good answers until the process is stopped."""
    parser = argparse.ArgumentParser(prog="python -m tests.llm.faults.server")
    parser.add_argument("--port", type=int, default=0, help="0: a free one")
    parser.add_argument("--latency", type=float, default=0.0, help="seconds before each reply")
    parser.add_argument("--most", type=int, help="requests at a time; further ones get 429 at once")
    parser.add_argument("--log", type=Path, help="gets a line of JSON for each reply that is fully written")
    server = FaultServer(**vars(parser.parse_args()))
    server.requests, server.replies = deque(maxlen=0), deque(maxlen=0)  # nobody looks, and there may be millions
    with server, contextlib.suppress(KeyboardInterrupt):
        print(server.url, flush=True)  # noqa: T201  # it is what whoever started the process waits for
        threading.Event().wait()


if __name__ == "__main__":
    main()
