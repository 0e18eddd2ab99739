"""The server of `audit review`: HTTP on loopback, a thread a connection, so many at a time and for so long."""

import json
import re
import sys
from contextlib import suppress
from dataclasses import dataclass
from html import unescape
from http.server import BaseHTTPRequestHandler
from secrets import token_urlsafe
from socket import SHUT_RDWR, socket
from socketserver import ThreadingTCPServer
from threading import BoundedSemaphore, Timer
from typing import Any

from audit.domain import Report
from audit.errors import UsageError
from audit.page.data import Served
from audit.page.report import render
from audit.serve.door import DECISIONS, METHODS, PAGE, Door, RefusedError, length
from audit.serve.ledger import Ledger, SpoiltError

LOOPBACK = "127.0.0.1"
_POLICY = re.compile('http-equiv="Content-Security-Policy" content="([^"]*)"')
_CLOSED = "default-src 'none'"
_JSON, _TEXT, _HTML = "application/json", "text/plain; charset=utf-8", "text/html; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Limits:
    """What keeps whoever dawdles from keeping others waiting."""

    seconds: float = 15.0
    """For a whole exchange, however alive the other side seems."""
    connections: int = 64
    """At a time; more are closed at once."""


_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back."""

    status: int
    body: bytes
    kind: str
    policy: str = _CLOSED
    """Content-Security-Policy; nobody may frame any of it."""


class Server(ThreadingTCPServer):
    """Serves the page of one report until `shutdown`, and keeps what is decided on it in a ledger."""

    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 64

    def __init__(
        self, report: Report, ledger: Ledger, reviewer: str = "", port: int = 0, limits: Limits = _LIMITS
    ) -> None:
        """`port` 0: any that is free. Raises OSError where it is taken."""
        super().__init__((LOOPBACK, port), _Handler)
        self.ledger = ledger
        self.door = Door(self.server_address[1], token_urlsafe(24))
        page = render(report, Served(self.door.token, reviewer))
        policy = _POLICY.search(page)
        self.page = Answer(200, page.encode(), _HTML, unescape(policy[1]) if policy else _CLOSED)
        self._limits, self._free = limits, BoundedSemaphore(limits.connections)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Start a thread, unless there are too many."""
        if self._free.acquire(blocking=False):
            super().process_request(request, client_address)
        else:
            self.shutdown_request(request)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Hang up where it takes too long."""
        alarm = Timer(self._limits.seconds, _hang_up, (request,))
        alarm.daemon = True
        alarm.start()
        try:
            super().process_request_thread(request, client_address)
        finally:
            alarm.cancel()
            self._free.release()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say what is a defect of ours; that somebody hung up is none."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    """One request a connection (HTTP/1.0): nothing waits on a connection that is idle."""

    server: Server
    default_request_version = "HTTP/1.0"

    def _answer(self) -> None:
        try:
            body = self._body() if self.command == "POST" else b""
            path = self.server.door.admit(self.command, self.path, self.headers)
            answer = self._of(path, body)
        except RefusedError as refused:
            answer = _sentence(refused.status, str(refused))
        self._give(answer)

    do_GET = do_POST = do_HEAD = do_OPTIONS = do_PUT = do_PATCH = do_DELETE = _answer  # noqa: N815  # their names

    def _body(self) -> bytes:
        """Read whatever is asked for, so that whoever is refused is told; a reset would be all they see."""
        announced = length(self.headers)
        body = self.rfile.read(announced)
        if len(body) < announced:
            raise RefusedError(400, "The body is shorter than announced.")
        return body

    def _of(self, path: str, body: bytes) -> Answer:
        if path == PAGE:
            return self.server.page
        try:
            content = _added(self.server.ledger, body) if path == DECISIONS else self.server.ledger.text
        except SpoiltError as error:
            raise RefusedError(409, str(error)) from error
        except UsageError as error:
            raise RefusedError(400, str(error)) from error
        except OSError as error:
            raise RefusedError(500, f"It could not be written ({error.strerror}): nothing of it is kept.") from error
        return Answer(200, content.encode(), _JSON)

    def _give(self, answer: Answer) -> None:
        self.send_response(answer.status)
        headers = {
            "Content-Type": answer.kind,
            "Content-Length": str(len(answer.body)),
            "Content-Security-Policy": f"{answer.policy}; frame-ancestors 'none'",
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": "DENY",
            "Referrer-Policy": "no-referrer",
            "Cache-Control": "no-store",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Cross-Origin-Opener-Policy": "same-origin",
        }
        if answer.status == 405:
            headers["Allow"] = METHODS[self.path.partition("?")[0]]
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """What the library refuses (a line that is no HTTP, an unknown method), in our form."""
        self._give(_sentence(code, str(message or explain or code)))

    def version_string(self) -> str:
        """No version of anything."""
        return "audit"

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the library's word
        """Nothing: the log would hold the token."""


def _sentence(status: int, words: str) -> Answer:
    return Answer(status, f"{words}\n".encode(errors="backslashreplace"), _TEXT)


def _added(ledger: Ledger, body: bytes) -> str:
    try:
        value = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise UsageError("the request is not JSON") from error
    return json.dumps({"decisions": ledger.add(value)})


def _hang_up(connection: socket) -> None:
    with suppress(OSError):
        connection.shutdown(SHUT_RDWR)
