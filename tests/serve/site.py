"""A report of three sentences, a server of its page, and a client that sends what it is told to."""

import http.client
import json
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from audit.domain import Category, Report, Severity
from audit.review.decision import Decision
from audit.review.file import read_review, row_of
from audit.review.places import marks, opened
from audit.serve.ledger import Ledger
from audit.serve.server import Limits, Server
from tests.reporters import sample

TEXT = "The river fell asleep at noon. Ministers met ministers.\n\nIt cost 12 million euros millions."


def report() -> Report:
    """Two findings, the first in "s1", the second in "s3"."""
    article = sample.alone(TEXT, "en", "river.txt")
    findings = (
        sample.finding(TEXT, "fell asleep", Category.MISTRANSLATION, Severity.MAJOR, "Rivers run dry."),
        sample.finding(TEXT, "euros millions", Category.GRAMMAR, Severity.MINOR, "Twice."),
    )
    return sample.report(article, findings)


def rows(decision: str = "accept", finding: int = 0, reviewer: str = "Anna", at: str = "", **more: Any) -> list[Any]:
    """What the page sends for one action."""
    made = report()
    found = [mark for place in marks(made.article, made.findings[finding]) for mark in place]
    at = at or "2026-11-23T10:00:00.000Z"
    return [row_of(Decision(mark, decision, reviewer, at)) | more for mark in found]


def added(number: int, reviewer: str = "Anna") -> Any:
    """A row like no other: the nth error that a reviewer adds."""
    start = number % 20
    at = f"2026-11-23T10:00:{number // 1000:02}.{number % 1000:03}Z"
    finding = {"segment": "s1", "start": start, "end": start + 5, "category": "style/awkward", "severity": "minor"}
    return {"finding": finding, "decision": "add", "reviewer": reviewer, "at": at}


class Said(NamedTuple):
    status: int
    headers: Mapping[str, str]
    body: str


class Site:
    """A server that is running, its file, and how one asks it."""

    def __init__(self, server: Server, path: Path) -> None:
        self.server, self.path = server, path
        self.port, self.token = server.door.port, server.door.token

    def ask(self, method: str, path: str, body: Any = None, drop: str = "", **headers: str) -> Said:
        """One request as the page sends it, except for what is said; names of headers with _ for -."""
        sent = {"X-Audit-Token": self.token}
        if method == "POST":
            sent |= {"Content-Type": "application/json", "Origin": f"http://127.0.0.1:{self.port}"}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        sent.pop(drop, None)
        content = body if body is None or isinstance(body, str | bytes) else json.dumps(body)
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        connection.request(method, path, content, sent)
        answer = connection.getresponse()
        return Said(answer.status, dict(answer.headers), answer.read().decode())

    def post(self, *decisions: Any, seen: Mapping[str, list[str]] | None = None, **how: str) -> Said:
        return self.ask("POST", "/decisions", {"decisions": list(decisions), "seen": seen or {}}, **how)

    def raw(self, text: str | bytes) -> bytes:
        """What comes back for bytes as they are, until the server hangs up."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=10) as connection:
            connection.sendall(text if isinstance(text, bytes) else text.replace("\n", "\r\n").encode())
            parts = []
            while part := connection.recv(65536):
                parts.append(part)
            return b"".join(parts)

    @property
    def kept(self) -> list[Any]:
        """The rows in the file; none where there is no file."""
        return [row_of(one) for one in read_review(self.path).decisions] if self.path.exists() else []


@contextmanager
def served(path: Path, of: Report | None = None, limits: Limits | None = None) -> Iterator[Site]:
    """A server in a thread of its own."""
    of = of or report()
    with Server(of, Ledger(path, opened(of)), "Anna", limits=limits or Limits()) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield Site(server, path)
        finally:
            server.shutdown()
            thread.join()


def other_text() -> Report:
    """The report with a word more."""
    made = report()
    return replace(made, article=sample.alone(TEXT + " No.", "en", "river.txt"), findings=())
