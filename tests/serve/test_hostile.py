"""Bytes that are no request, and connections that hold on: the server answers the others all the same."""

import json
import socket
import time
from contextlib import ExitStack, suppress

import pytest

from audit.serve.door import LONGEST
from audit.serve.server import Limits

from .site import Site, rows, served

HEAD = "POST /decisions HTTP/1.1\nHost: 127.0.0.1:{port}\nX-Audit-Token: {token}\nContent-Type: application/json\n"
BYTES = {
    "too much": (HEAD + f"Content-Length: {LONGEST + 1}\n\n", b"413"),
    "far too much": (HEAD + f"Content-Length: {'9' * 5000}\n\n", b"413"),
    "how much, it does not say": (HEAD + "\n", b"411"),
    "in pieces": (HEAD + "Transfer-Encoding: chunked\n\n2\n{{}}\n0\n\n", b"411"),
    "less than nothing": (HEAD + "Content-Length: -1\n\n", b"400"),
    "two lengths": (HEAD + "Content-Length: 2\nContent-Length: 3\n\n{{}}", b"400"),
    "two hosts": ("GET /review HTTP/1.1\nHost: 127.0.0.1:{port}\nHost: x\nX-Audit-Token: {token}\n\n", b"403"),
    "no host": ("GET /review HTTP/1.1\nX-Audit-Token: {token}\n\n", b"403"),
    "two tokens": (
        "GET /review HTTP/1.1\nHost: 127.0.0.1:{port}\nX-Audit-Token: {token}\nX-Audit-Token: x\n\n",
        b"403",
    ),
    "no HTTP": ("hello\n\n", b"400"),
    "a line without end": ("GET /" + "x" * 70_000 + " HTTP/1.1\n\n", b"414"),
    "headers without end": ("GET / HTTP/1.1\n" + "A: b\n" * 200 + "\n", b"431"),
    "as to a proxy": ("GET http://127.0.0.1:{port}/review HTTP/1.1\nHost: 127.0.0.1:{port}\n\n", b"404"),
    "the oldest HTTP": ("GET /\n\n", b"403"),
}


@pytest.mark.parametrize(("sent", "status"), BYTES.values(), ids=BYTES)
def test_bytes_that_are_no_request_are_answered_and_survived(site, sent, status):
    said = site.raw(sent.format(port=site.port, token=site.token))
    assert said.startswith(b"HTTP/1.0 " + status)
    assert site.kept == []
    assert site.ask("GET", "/review").status == 200


def test_a_body_that_ends_too_soon_is_not_kept(site):
    body = json.dumps({"decisions": rows("accept")}).encode()
    head = (
        HEAD.format(port=site.port, token=site.token).replace("\n", "\r\n") + f"Content-Length: {len(body) + 1}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", site.port), timeout=10) as connection:
        connection.sendall(head.encode() + body)
        connection.shutdown(socket.SHUT_WR)
        assert connection.recv(100).startswith(b"HTTP/1.0 400")
    assert site.kept == []


def connections(stack: ExitStack, site: Site, number: int) -> list[socket.socket]:
    address = ("127.0.0.1", site.port)
    return [stack.enter_context(socket.create_connection(address, timeout=10)) for _ in range(number)]


def test_who_dawdles_is_hung_up_on_and_keeps_nobody_waiting(tmp_path):
    with served(tmp_path / "r.json", limits=Limits(seconds=1.5)) as site, ExitStack() as stack:
        slow = connections(stack, site, 20)
        began = time.monotonic()
        assert site.post(*rows("accept")).status == 200
        assert time.monotonic() - began < 1.2
        for one in slow:
            one.sendall(b"GET / HTTP/1.1\r\n")
        while time.monotonic() - began < 1.8:  # a letter now and then does not help
            with suppress(OSError):
                for one in slow:
                    one.sendall(b"A")
            time.sleep(0.05)
        assert not any(map(is_open, slow))


def test_more_connections_than_it_may_have_are_closed(tmp_path):
    with served(tmp_path / "r.json", limits=Limits(connections=3)) as site:
        with ExitStack() as stack:
            assert [is_open(one) for one in connections(stack, site, 5)] == [True, True, True, False, False]
        time.sleep(0.1)
        assert site.ask("GET", "/review").status == 200


def is_open(connection: socket.socket) -> bool:
    connection.settimeout(0.1)
    try:
        return connection.recv(1) != b""
    except TimeoutError:
        return True
    except OSError:
        return False
