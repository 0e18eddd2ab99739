"""The server of `audit review`, asked over real connections: what it keeps, and what it refuses."""

import json
import re
import socket
import threading
from base64 import b64encode
from hashlib import sha256

import pytest

from audit.review.file import parse_review
from audit.review.places import opened

from .site import added, report, rows, served

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
