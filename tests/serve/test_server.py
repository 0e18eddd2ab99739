"""The server of `audit review`, asked over real connections: what it keeps, and what it refuses."""

import json
import re
import socket
import threading
import time
from base64 import b64encode
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from hashlib import sha256

import pytest

from audit.review.file import parse_review
from audit.review.places import opened
from audit.serve.door import LONGEST
from audit.serve.server import Limits

from .site import Site, added, report, rows, served


@pytest.fixture(name="site")
def _site(tmp_path) -> Iterator[Site]:
    with served(tmp_path / "river.review.json") as site:
        yield site


# -- what it is for ------------------------------------------------------------------------------------------------


def test_the_page_knows_the_token_and_the_reviewer(site):
    said = site.ask("GET", f"/?token={site.token}", drop="X-Audit-Token")
    assert said.status == 200
    assert said.headers["Content-Type"] == "text/html; charset=utf-8"
    told = re.search('<script type="application/json" id="served">(.*?)</script>', said.body)
    assert json.loads(told[1]) == {"token": site.token, "reviewer": "Anna"}


def test_a_review_begins_empty_and_no_file_is_written_for_it(site):
    said = site.ask("GET", "/review")
    assert (said.status, said.headers["Content-Type"]) == (200, "application/json")
    assert parse_review(said.body, "it") == opened(report())
    assert not site.path.exists()


def test_what_is_posted_is_in_the_file_when_the_answer_comes(site):
    said = site.post(*rows("accept"), seen={"Anna": ["s1"]})
    assert (said.status, json.loads(said.body)) == (200, {"decisions": 1})
    assert site.kept == rows("accept")
    again = site.post(*rows("reject", finding=1, comment="Fine as it is."), seen={"Anna": ["s1", "s3"]})
    assert json.loads(again.body) == {"decisions": 2}
    review = parse_review(site.ask("GET", "/review").body, "it")
    assert [one.verdict for one in review.decisions] == ["accept", "reject"]
    assert review.seen == {"Anna": ("s1", "s3")}
    assert parse_review(site.path.read_text(), "file") == review


def test_a_row_sent_again_is_kept_once(site):
    site.post(*rows("accept"))
    assert json.loads(site.post(*rows("accept"), *rows("reject", 1)).body) == {"decisions": 2}
    assert site.kept == rows("accept") + rows("reject", 1)


def test_what_is_taken_back_is_not_vouched_for(site):
    site.post(*rows("accept"), seen={"Anna": ["s1", "s2"]})
    site.post(*rows("clear", at="2026-11-23T10:00:01Z"))
    assert parse_review(site.path.read_text(), "file").seen == {"Anna": ("s2",)}


def test_words_of_all_scripts_and_half_a_pair_are_kept(site):
    comment = "错 \u202e خطأ 🜂 </script> \ud800"
    assert site.post(*rows("reject", comment=comment)).status == 200
    assert site.kept[0]["comment"] == comment


def test_two_reviewers_at_once_lose_nothing(site):
    def send(reviewer: str) -> None:
        for number in range(40):
            assert site.post(added(number, reviewer)).status == 200

    threads = [threading.Thread(target=send, args=(name,)) for name in ("Anna", "Ben")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for name in ("Anna", "Ben"):
        assert [row for row in site.kept if row["reviewer"] == name] == [
            {**added(number, name), "finding": {**added(number)["finding"], "side": "target"}} for number in range(40)
        ]


# -- what it refuses -------------------------------------------------------------------------------------------------

OTHER = "http://evil.example"
REFUSED = {
    "no token": ({"drop": "X-Audit-Token"}, 403, "token"),
    "another token": ({"X_Audit_Token": "x" * 32}, 403, "token"),
    "an empty token": ({"X_Audit_Token": ""}, 403, "token"),
    "a token of other letters": ({"X_Audit_Token": "\xe9" * 32}, 403, "token"),
    "another origin": ({"Origin": OTHER}, 403, "own page"),
    "another port": ({"Origin": "http://127.0.0.1:1"}, 403, "own page"),
    "the name of the same machine": ({"Origin": "http://localhost"}, 403, "own page"),
    "encrypted": ({"Origin": "https://127.0.0.1"}, 403, "own page"),
    "no origin to speak of": ({"Origin": "null"}, 403, "own page"),
    "from another site": ({"Sec_Fetch_Site": "cross-site"}, 403, "own page"),
    "from another port": ({"Sec_Fetch_Site": "same-site"}, 403, "own page"),
    "another host": ({"Host": "evil.example"}, 403, "not an address"),
    "another host's port": ({"Host": "evil.example:80"}, 403, "not an address"),
    "a host without its port": ({"Host": "127.0.0.1"}, 403, "not an address"),
    "a form": ({"Content_Type": "application/x-www-form-urlencoded"}, 415, "application/json"),
    "plain text": ({"Content_Type": "text/plain"}, 415, "application/json"),
    "JSON in the second place": ({"Content_Type": "text/plain; application/json"}, 415, "application/json"),
    "no kind": ({"drop": "Content-Type"}, 415, "application/json"),
}


@pytest.mark.parametrize(("how", "status", "says"), REFUSED.values(), ids=REFUSED)
def test_a_write_that_may_come_from_elsewhere_is_refused(site, how, status, says):
    said = site.post(*rows("accept"), **how)
    assert (said.status, says in said.body) == (status, True)
    assert site.kept == []
    assert site.post(*rows("accept")).status == 200


@pytest.mark.parametrize("how", [how for name, (how, status, _) in REFUSED.items() if status == 403])
def test_so_is_a_look_at_the_review(site, how):
    assert site.ask("GET", "/review", **how).status == 403


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]"])
def test_all_names_of_this_machine_will_do(site, host):
    name = f"{host}:{site.port}"
    assert site.post(*rows("accept"), Host=name, Origin=f"http://{name}", Sec_Fetch_Site="same-origin").status == 200
    assert site.post(*rows("accept"), Host=name, drop="Origin").status == 200


@pytest.mark.parametrize("query", ["", "?token=", "?token=x", "?token={0}&token={0}", "?Token={0}"])
def test_the_page_needs_the_token_too(site, query):
    said = site.ask("GET", "/" + query.format(site.token))
    assert said.status == 403
    assert "open the address that audit review printed" in said.body
    assert site.token not in said.body


NOWHERE = {
    "reading what is written to": ("GET", "/decisions", 405),
    "writing what is read": ("POST", "/review", 405),
    "writing to the page": ("POST", "/", 405),
    "asking what is allowed": ("OPTIONS", "/decisions", 405),
    "asking for heads": ("HEAD", "/review", 405),
    "putting": ("PUT", "/decisions", 405),
    "deleting": ("DELETE", "/review", 405),
    "a method of its own": ("AUDIT", "/review", 501),
    "the file": ("GET", "/river.review.json", 404),
    "further up": ("GET", "/../river.review.json", 404),
    "further up, in other words": ("GET", "/%2e%2e/%2e%2e/etc/passwd", 404),
    "the path of another": ("GET", "//evil.example/review", 404),
    "almost": ("GET", "/review/", 404),
    "an icon": ("GET", "/favicon.ico", 404),
}


@pytest.mark.parametrize(("method", "path", "status"), NOWHERE.values(), ids=NOWHERE)
def test_there_is_nothing_else(site, method, path, status):
    said = site.ask(method, path, "{}" if method == "POST" else None)
    assert said.status == status
    assert (status == 405) == ("Allow" in said.headers)
    assert not [name for name in said.headers if name.startswith("Access-Control")]


def wrong(**more: object) -> dict:
    return {**rows("accept")[0], **more}


def placed(**more: object) -> dict:
    row = rows("accept")[0]
    return {**row, "finding": {**row["finding"], **more}}


UNFIT = {
    "no JSON": ("{", "the request is not JSON"),
    "not UTF-8": (b"\xff{}", "the request is not JSON"),
    "a hundred thousand brackets": ("[" * 100_000, "the request is not JSON"),
    "a list": ("[]", "the request: [] is not of type 'object'"),
    "another key": ('{"token": "x"}', "the request: Additional properties"),
    "no decision": ({"decisions": [wrong(decision="maybe")]}, "decisions[0].decision: 'maybe' is not one of"),
    "nobody's": ({"decisions": [wrong(reviewer="")]}, "decisions[0].reviewer: '' should be non-empty"),
    "another severity": ({"decisions": [placed(severity="bad")]}, "decisions[0].finding.severity: 'bad' is not one of"),
    "a number for a text": ({"decisions": [wrong(suggestion=1)]}, "decisions[0].suggestion: 1 is not of type"),
    "no such segment": ({"decisions": [*rows(), placed(segment="s9")]}, "decisions[1]: there is no segment 's9'"),
    "beyond the text": ({"decisions": [placed(end=999)]}, "decisions[0]: 10 to 999 is no place in the target, of 30"),
    "moved beyond it": ({"decisions": [wrong(start=0, end=31)]}, "0 to 31 is no place in the target"),
    "in a source that is not there": ({"decisions": [placed(side="source")]}, "which the segment does not have"),
    "a day that is not": ({"decisions": [wrong(at="2026-02-30T10:00:00Z")]}, "decisions[0]: there is no time"),
    "nothing seen": ({"decisions": [], "seen": {"Anna": ["s9"]}}, "seen of 'Anna': there is no segment 's9'"),
    "seen twice": ({"seen": {"Anna": ["s1", "s1"]}}, "seen.Anna: ['s1', 's1'] has non-unique elements"),
}


@pytest.mark.parametrize(("body", "says"), UNFIT.values(), ids=UNFIT)
def test_what_does_not_fit_is_refused_with_a_sentence_and_none_of_it_is_kept(site, body, says):
    said = site.ask("POST", "/decisions", body)
    assert says in said.body
    assert (said.status, said.headers["Content-Type"]) == (400, "text/plain; charset=utf-8")
    assert not site.path.exists()


def test_a_file_that_somebody_spoils_is_neither_read_nor_replaced(site):
    site.post(*rows("accept"))
    site.path.write_text("{}")
    said = site.post(*rows("reject", 1))
    assert (said.status, site.path.read_text()) == (409, "{}")
    assert "river.review.json: the whole file: 'schema_version' is a required property" in said.body
    assert site.ask("GET", "/review").status == 409
    site.path.unlink()
    assert json.loads(site.post(*rows("reject", 1)).body) == {"decisions": 2}


def test_a_disk_that_takes_nothing_is_said(site):
    site.post(*rows("accept"))
    before = site.path.read_text()
    site.path.unlink()
    site.path.parent.rename(site.path.parent.with_name("gone"))
    said = site.post(*rows("reject", 1))
    assert (said.status, said.body) == (
        500,
        "It could not be written (No such file or directory): nothing of it is kept.\n",
    )
    site.path.parent.with_name("gone").rename(site.path.parent)
    site.path.write_text(before)
    assert json.loads(site.post(*rows("reject", 1)).body) == {"decisions": 2}


# -- bytes that are no request ----------------------------------------------------------------------------------------

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
    with served(tmp_path / "r.json", limits=Limits(seconds=0.5)) as site, ExitStack() as stack:
        slow = connections(stack, site, 20)
        began = time.monotonic()
        assert site.post(*rows("accept")).status == 200
        assert time.monotonic() - began < 0.4
        for one in slow:
            one.sendall(b"GET / HTTP/1.1\r\n")
        while time.monotonic() - began < 0.7:  # a letter now and then does not help
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


# -- where it listens, and what it says of itself ----------------------------------------------------------------------


def test_it_listens_on_loopback_only(site):
    assert site.server.socket.getsockname() == ("127.0.0.1", site.port)
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.2", site.port), timeout=1)


@pytest.mark.parametrize("path", ["/", "/?token={}", "/review", "/nothing"])
def test_every_answer_is_for_this_page_alone(site, path):
    headers = site.ask("GET", path.format(site.token)).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cache-Control"] == "no-store"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert headers["Content-Security-Policy"].endswith("frame-ancestors 'none'")
    assert not [name for name in headers if name.startswith(("Access-Control", "Set-Cookie"))]
    assert headers["Server"] == "audit"


def test_the_policy_of_the_page_is_that_of_its_head(site):
    said = site.ask("GET", f"/?token={site.token}")
    script = re.search("<script>(.*?)</script>", said.body, re.DOTALL)[1]
    digest = b64encode(sha256(script.encode()).digest()).decode()
    policy = said.headers["Content-Security-Policy"]
    assert f"script-src 'sha256-{digest}'" in policy
    assert "connect-src 'self'" in policy


def test_tokens_are_long_and_never_the_same(site, tmp_path):
    with served(tmp_path / "other.json") as other:
        assert other.token != site.token
        assert len(site.token) >= 32
