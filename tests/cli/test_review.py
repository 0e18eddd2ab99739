"""`audit review` as a process of its own, killed and interrupted; and what it refuses before it serves anything."""

import http.client
import json
import os
import pty
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pytest

from audit.article import Article, Document, SourceMap
from audit.reporters import html
from audit.reporters import json as reporter
from audit.review.decision import Review
from audit.review.file import read_review, text_of
from audit.review.places import opened
from tests.reporters import sample
from tests.serve.site import added, other_text, report, rows

AUDIT = [sys.executable, "-m", "audit"]
ADDRESS = re.compile(r"Review (.+?)(?: as (.+))?: http://127\.0\.0\.1:(\d+)/\?token=([\w-]+)")


class Running(NamedTuple):
    process: subprocess.Popen
    said: re.Match[str]
    then: str
    """The second line."""

    def post(self, *decisions: object) -> int:
        """How many decisions there are, as the answer says."""
        port = int(self.said[3])
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        headers = {"X-Audit-Token": self.said[4], "Content-Type": "application/json"}
        connection.request("POST", "/decisions", json.dumps({"decisions": decisions}), headers)
        answer = connection.getresponse()
        assert answer.status == 200
        return int(json.loads(answer.read())["decisions"])

    def end(self) -> str:
        """The last line, after Ctrl-C."""
        self.process.send_signal(signal.SIGINT)
        out, err = self.process.communicate(timeout=10)
        assert (self.process.returncode, err) == (0, "")
        return out.strip()


@contextmanager
def reviewing(*arguments: object, env: Mapping[str, str] | None = None) -> Iterator[Running]:
    quiet = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull, **(env or {})}
    command = [*AUDIT, "review", *map(str, arguments)]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, text=True, env={**os.environ, **quiet}, **pipes) as process:
        try:
            line = process.stdout.readline()
            said = ADDRESS.fullmatch(line.strip())
            assert said, line + process.stderr.read()
            yield Running(process, said, process.stdout.readline().strip())
        finally:
            process.kill()


@pytest.fixture(params=["json", "html"])
def path(request: pytest.FixtureRequest) -> Path:
    made = Path(f"river.{request.param}")
    made.write_text((html if request.param == "html" else reporter).render(report()), encoding="utf-8")
    return made


def test_decisions_go_to_the_file_beside_the_report(path):
    with reviewing(path, "--reviewer", "Anna Ø") as running:
        assert running.said.group(1, 2) == ("river.txt", "Anna Ø")
        assert running.then == "Decisions go to river.review.json. Ctrl-C ends."
        assert running.post(*rows("accept"), *rows("reject", 1)) == 2
        assert running.end() == "river.review.json: 2 decisions"
    assert [one.verdict for one in read_review(Path("river.review.json")).decisions] == ["accept", "reject"]


def test_a_review_goes_on_where_it_ended(path):
    for number in (1, 2):
        with reviewing(path, "-o", "kept/by anna.json") as running:
            assert ("which has 1" in running.then) == (number == 2)
            assert running.post(added(number)) == number
            assert running.end() == f"kept/by anna.json: {number} decision{'s' if number > 1 else ''}"


def test_without_a_decision_nothing_is_written(path):
    with reviewing(path) as running:
        assert running.end() == "No decision was made, nothing is written."
    assert not list(Path().glob("*.review.json"))


def test_a_file_has_the_same_address_each_time_if_nobody_else_has_it(path):
    """So that the browser finds again what it could not send."""
    ports = []
    for _ in range(2):
        with reviewing(path) as running:
            ports.append(int(running.said[3]))
    assert ports[0] == ports[1]
    with reviewing(path), reviewing(path) as other:
        assert int(other.said[3]) != ports[0]


NAMES = {
    "git's": ({"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "user.name", "GIT_CONFIG_VALUE_0": "Ben G."}, "Ben G."),
    "the user's": ({"USER": "carla"}, "carla"),
    "nobody's": ({"USER": ""}, None),
}


@pytest.mark.parametrize(("env", "name"), NAMES.values(), ids=NAMES)
def test_the_reviewer_has_the_name_that_is_known(env, name):
    Path("river.json").write_text(reporter.render(report()))
    with reviewing("river.json", env=env) as running:
        assert running.said[2] == name


def test_killed_at_any_moment_the_file_is_whole_and_holds_what_was_acknowledged(path):
    """Each round a client posts until the connection breaks, because the process is killed in the middle of it."""
    kept, review = 0, Path("river.review.json")
    for pause in (0.01, 0.05, 0.1):
        with reviewing(path) as running:
            acknowledged = running.post(added(kept))
            killer = threading.Timer(pause, running.process.kill)
            killer.start()
            with suppress(OSError, http.client.HTTPException):
                while True:
                    acknowledged = running.post(added(acknowledged))
            killer.join()
        assert acknowledged > kept
        assert running.process.wait() == -signal.SIGKILL
        decisions = read_review(review).decisions
        kept = len(decisions)
        assert acknowledged <= kept <= acknowledged + 1
        assert [one.at for one in decisions] == [added(number)["at"] for number in range(kept)]


def test_two_servers_of_one_file_do_not_undo_each_other(path):
    with reviewing(path, "--reviewer", "Anna") as anna, reviewing(path, "--reviewer", "Ben") as ben:
        assert anna.post(added(0, "Anna")) == 1
        assert ben.post(added(0, "Ben")) == 2
        assert anna.post(added(1, "Anna")) == 3
        assert (anna.end(), ben.end()) == ("river.review.json: 3 decisions",) * 2
    assert len(read_review(Path("river.review.json")).decisions) == 3


# -- what is refused -------------------------------------------------------------------------------------------------


def empty() -> str:
    return reporter.render(sample.report(Article(Document("", "en", (), SourceMap(((0, 0),), (0,))), ()), ()))


def split_otherwise() -> Review:
    made = opened(report())
    return replace(made, segments=made.segments[:2])


REFUSED = {
    "no report": (None, None, [], "river.json: No such file or directory: give a report"),
    "something else": ("{}", None, [], "river.json: a report with no version"),
    "nothing in it": (empty(), None, [], "river.json: there is nothing to review: the audited file holds no text"),
    "a review of another text": (
        reporter.render(report()),
        text_of(opened(other_text())),
        [],
        "river.review.json: it is a review of another text: name another file with -o",
    ),
    "a review of other segments": (
        reporter.render(report()),
        text_of(split_otherwise()),
        [],
        "river.review.json: it is a review of the same text in other segments, or with another source: name another",
    ),
    "no review": (reporter.render(report()), "[1]", [], "river.review.json: the whole file: [1] is not of type"),
    "half a review": (reporter.render(report()), "{", [], "river.review.json:1: not JSON"),
    "the report itself": (reporter.render(report()), None, ["-o", "river.json"], "river.json: the whole file: "),
    "a folder": (reporter.render(report()), None, ["-o", "."], ". cannot be written: name another file with -o"),
    "below a file": (reporter.render(report()), None, ["-o", "river.json/r.json"], "river.json: File exists: name"),
}


@pytest.mark.parametrize(("content", "review", "more", "says"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_reviewed_is_said_at_once(audit, content, review, more, says):
    for name, text in (("river.json", content), ("river.review.json", review)):
        if text is not None:
            Path(name).write_text(text)
    ran = audit("review", "river.json", "--no-open", *more)
    assert (ran.code, ran.out) == (2, "")
    assert f"audit: {says}" in ran.err


def test_a_port_that_is_taken_is_said(audit):
    Path("river.json").write_text(reporter.render(report()))
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ran = audit("review", "river.json", "--no-open", "--port", port)
    assert ran.code == 2
    assert ran.err == f"audit: port {port}: Address already in use: leave --port out for one that is free\n"


@pytest.mark.parametrize(("more", "opens"), [([], True), (["--no-open"], False)])
def test_on_a_terminal_the_browser_opens(more, opens):
    """The terminal is real, the browser is a program that writes down what it is to show."""
    Path("river.json").write_text(reporter.render(report()))
    browser = Path("browser")
    browser.write_text('#!/bin/sh\necho "$1" > shown.tmp && mv shown.tmp shown\n')
    browser.chmod(0o755)
    ours, theirs = pty.openpty()
    env = {**os.environ, "BROWSER": str(browser.resolve()), "USER": "carla"}
    with subprocess.Popen([*AUDIT, "review", "river.json", *more], stdout=theirs, env=env) as process:
        said = b""
        while b"Ctrl-C ends." not in said:
            said += os.read(ours, 4096)
        until = time.monotonic() + (10 if opens else 0.3)
        while not Path("shown").exists() and time.monotonic() < until:
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=10) == 0
    for end in (ours, theirs):
        os.close(end)
    assert Path("shown").exists() == opens
    if opens:
        assert Path("shown").read_text().strip().encode() in said


def test_no_address_but_loopback_can_be_asked_for(audit):
    options = audit("review", "--help").out
    assert "--port" in options
    assert "--host" not in options
