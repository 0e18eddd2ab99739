"""`audit run` again: what was answered is not asked again, and limits are kept."""

import json
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.llm.faults.named import FAULTS
from tests.llm.faults.server import FaultServer
from tests.llm.server import KEY

WORDS = ["court", "price", "union", "bank", "minister", "border", "police", "budget", "election", "company", "market"]


def sentence(number: int) -> str:
    return f"{WORDS[number % 11].capitalize()} {number} said that the {WORDS[number * 5 % 11]} had agreed to wait."


def write(path: str, sentences: list[str]) -> None:
    Path(path).write_text("\n\n".join(sentences), encoding="utf-8")


def run(audit, server, *arguments):
    return audit("run", *arguments, "--base-url", server.url, "--model", "m", "--format", "json")


def questions(server: FaultServer) -> int:
    return sum(heard.method == "POST" for heard in server.requests)


@pytest.fixture
def fifty():
    write("fifty.txt", [sentence(number) for number in range(50)])
    return "fifty.txt"


def test_a_second_run_sends_nothing_and_reports_the_same(audit, fifty):
    with FaultServer() as server:
        first = json.loads(run(audit, server, fifty).out)
        asked = questions(server)
        started = time.monotonic()
        second = json.loads(run(audit, server, fifty).out)
        assert time.monotonic() - started < 5
    assert questions(server) == asked == first["usage"]["requests"] > 1
    assert (second["usage"]["requests"], second["usage"]["cached"]) == (0, asked - 1)  # one was the probe
    first.pop("usage"), second.pop("usage")
    assert first == second


def test_an_edited_sentence_of_a_long_article_costs_three_requests_at_most(audit):
    story = [sentence(number) for number in range(200)]
    write("story.txt", story)
    with FaultServer() as server:
        run(audit, server, "story.txt")
        for place in (0, 57, 99, 100, 150, 199):
            asked = questions(server)
            write("story.txt", [*story[:place], story[place].replace("agreed", "refused"), *story[place + 1 :]])
            assert run(audit, server, "story.txt").code == 0
            assert questions(server) - asked <= 3


def test_a_sentence_added_at_the_beginning_changes_what_is_near_it_only(audit):
    story = [sentence(number) for number in range(200)]
    write("story.txt", story)
    with FaultServer() as server:
        run(audit, server, "story.txt")
        asked = questions(server)
        write("story.txt", ["Breaking news from the border.", *story])
        run(audit, server, "story.txt")
    assert questions(server) - asked <= 6


def test_no_cache_asks_again(audit, fifty):
    with FaultServer() as server:
        for _ in range(2):
            run(audit, server, fifty, "--cache", "off", "--structured", "json_schema")
    assert questions(server) % 2 == 0
    assert not list(Path().rglob("*.sqlite"))


def test_a_replay_needs_no_endpoint(audit, fifty):
    with FaultServer() as server:
        told = run(audit, server, fifty)
    replayed = run(audit, server, fifty, "--cache-only")  # the server is gone
    assert replayed.code == 0
    assert json.loads(replayed.out)["findings"] == json.loads(told.out)["findings"]


def test_what_is_missing_in_a_replay_is_named_and_ends_with_4(audit, fifty):
    with FaultServer() as server:
        run(audit, server, fifty, "--prompt", "window-target")
        asked = questions(server)
        ran = run(audit, server, fifty, "--cache-only")
    assert ran.code == 4
    assert questions(server) == asked
    assert re.search(r"not in the cache: document-target, s1 to s50 of fifty.txt \([0-9a-f]{32}\)", ran.err)
    report = json.loads(ran.out)
    assert [gap["detector"] for gap in report["gaps"]] == ["document-target"]
    assert report["gaps"][0]["uncached"]


@pytest.mark.parametrize("most", [0, 1, 3])
def test_no_more_requests_than_allowed_and_the_rest_are_gaps(audit, fifty, most):
    with FaultServer() as server:
        ran = run(audit, server, fifty, "--max-requests", most, "--structured", "json_schema")
        assert questions(server) == most
        assert ran.code == 3
        assert f"--max-requests {most} is used up" in ran.err
        more = run(audit, server, fifty, "--structured", "json_schema")
    assert more.code == 0
    assert json.loads(more.out)["usage"]["cached"] == most


def test_money_is_counted_and_limited(audit, fifty):
    Path("audit.toml").write_text('[prices]\ncurrency = "EUR"\n[prices.m]\ninput = 2.0\noutput = 8.0\n')
    with FaultServer() as server:
        ran = run(audit, server, fifty, "--structured", "json_schema", "--max-cost", "0.2", "--cache", "off")
        report = json.loads(ran.out)
        assert 0 < report["usage"]["cost"] < 0.2
        assert report["usage"]["currency"] == "EUR"
        poor = run(audit, server, fifty, "--structured", "json_schema", "--max-cost", "0.06", "--cache", "off")
    assert poor.code == 3
    assert "--max-cost 0.06 EUR does not allow another request" in poor.err
    assert (json.loads(poor.out)["usage"]["cost"] or 0) <= 0.06


def test_a_price_nobody_has_written_down_is_unknown(audit, fifty):
    with FaultServer() as server:
        ran = run(audit, server, fifty)
        assert json.loads(ran.out)["usage"]["cost"] is None
        refused = run(audit, server, fifty, "--max-cost", "1")
    assert refused.code == 2
    assert "audit.toml" in refused.err


def test_an_endpoint_that_is_not_encrypted_must_be_allowed(audit, fifty):
    ran = audit("run", fifty, "--base-url", "http://192.0.2.1:9/v1", "--model", "m")
    assert ran.code == 2
    assert "--allow-http" in ran.err


def test_verbose_says_every_request_and_never_the_key(audit, fifty, monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    with FaultServer() as server:
        ran = run(audit, server, fifty, "--verbose")
    assert ran.err.count(" tokens, ") == questions(server)
    assert server.requests[0].headers["authorization"] == f"Bearer {KEY}"
    for path in [path for path in Path().rglob("*") if path.is_file()]:
        assert KEY.encode() not in path.read_bytes()
    assert KEY not in ran.out + ran.err


def test_a_run_from_the_cache_does_not_even_load_the_client(audit, fifty):
    code = (
        "import sys; from audit.__main__ import main\n"
        "try: main()\nexcept SystemExit as end: print(end.code, 'openai' in sys.modules)"
    )
    with FaultServer() as server:
        run(audit, server, fifty)
        asked = questions(server)
        command = [sys.executable, "-c", code, "run", fifty, "--base-url", server.url, "--model", "m", "-o", "out.txt"]
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "0 False"
    assert questions(server) == asked


def test_a_damaged_cache_is_said_aloud(audit, fifty):
    Path("damaged.sqlite").write_bytes(b"\0\xff" * 5_000)
    with FaultServer() as server:
        ran = run(audit, server, fifty, "--cache", "damaged.sqlite")
    assert ran.code == 0
    assert "damaged.sqlite is damaged, set aside as damaged.sqlite.corrupt-" in ran.err


def test_why_it_is_quiet_is_said_once(audit, fifty):
    with FaultServer(FAULTS["429-retry-after-fraction"], fails=3) as server:
        ran = run(audit, server, fifty, "--structured", "json_schema")
    assert ran.code == 0
    assert ran.err.count("trying again where that may help") == 1


def test_two_reports_never_share_a_file(audit):
    for folder in ("one", "two"):
        Path(folder).mkdir()
        write(f"{folder}/story.txt", ["A long story about bread and salt was told."])
    ran = audit("run", "one/story.txt", "two/story.txt", "--no-llm", "--format", "json=reports/")
    assert ran.code == 0
    assert sorted(str(path) for path in Path("reports").rglob("*.json")) == [
        "reports/one/story.json",
        "reports/two/story.json",
    ]


def test_a_dot_env_file_in_another_encoding_is_a_mistake_of_the_user(audit, fifty):
    Path(".env").write_text("AUDIT_MODEL=m", encoding="utf-16")
    ran = audit("run", fifty, "--no-llm")
    assert ran.code == 2
    assert ".env is not UTF-8" in ran.err
