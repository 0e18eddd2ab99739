"""The page as `audit review` serves it: every decision goes to the file at once, or it is said that it did not."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from audit.review.decision import Verdict
from audit.review.file import read_review
from audit.review.places import opened
from audit.serve.ledger import Ledger
from audit.serve.server import Server
from tests.browsing import chromium
from tests.page.reviewing import desk, exported, menu, press, select
from tests.reporters import sample

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as made:
        yield made


@contextmanager
def served(file: Path, reviewer: str = "Anna", port: int = 0) -> Iterator[Server]:
    """The sample's page, its review kept in a file."""
    report = sample.small()
    server = Server(report, Ledger(file, opened(report)), reviewer, port)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def saved(page: Any, answer: str = "yes") -> None:
    page.wait_for_selector(f"body[data-saved={answer}]", state="attached")


def test_each_decision_is_in_the_file_at_once(browser: Any, tmp_path: Path) -> None:
    file = tmp_path / "bridge.review.json"
    with served(file) as server, desk(browser, tmp_path, name="") as at:
        page = at.visit(server.door.address)
        press(page, "j a")  # the name is known
        saved(page)
        assert [one.verdict for one in read_review(file).decisions] == [Verdict.ACCEPT]
        select(page, "Traffic")
        press(page, "n")
        page.get_by_role("button", name="Add", exact=True).click()
        press(page, "u")
        saved(page)
        assert [str(one.verdict) for one in read_review(file).decisions] == ["accept", "add", "clear"]
        assert exported(page) == read_review(file)
        assert page.locator(".saved").inner_text() == "saved to the review file"


def test_a_file_is_continued_and_what_is_read_is_vouched_for(browser: Any, tmp_path: Path) -> None:
    file = tmp_path / "bridge.review.json"
    with served(file) as server, desk(browser, tmp_path, name="") as at:
        page = at.visit(server.door.address)
        press(page, "j a a a a")
        saved(page)
    with served(file, reviewer="") as server, desk(browser, tmp_path, name="Anna") as at:
        page = at.visit(server.door.address)
        page.wait_for_selector("#f4[data-decision=accept]")
        page.locator("#f5 h3").click()
        press(page, "r r r r")
        menu(page, "I have read everything")
        saved(page)
        assert len(read_review(file).seen["Anna"]) == 9
        press(page, "u u")
        saved(page)
        assert not read_review(file).seen.get("Anna")


def test_what_the_server_does_not_take_is_kept_and_sent_again(browser: Any, tmp_path: Path) -> None:
    file = tmp_path / "bridge.review.json"
    with desk(browser, tmp_path) as at:
        with served(file) as server:
            port, address = server.door.port, server.door.address
            page = at.visit(address)
            press(page, "j a")
            saved(page)
        press(page, "a")
        page.get_by_role("alert").wait_for()
        assert "Not saved: the server does not answer. 1 decision waits in this browser" in (
            page.get_by_role("alert").inner_text()
        )
        saved(page, "no")
        press(page, "r")
        with served(file, port=port) as server:
            page.get_by_role("button", name="Try again").click()
            page.get_by_text("does not know this page any more").wait_for()  # another run, another token
            assert len(read_review(file).decisions) == 1
            page.on("dialog", lambda dialog: dialog.accept())  # it warns before it is left
            page.goto(server.door.address)
            saved(page)
            page.wait_for_selector("#f3[data-decision=reject]")
            assert [str(one.verdict) for one in read_review(file).decisions] == ["accept", "accept", "reject"]
            assert not json.loads(
                page.evaluate("Object.entries(localStorage).find(([key]) => /review:/.test(key))[1]")
            )["log"]
        at.complaints.clear()  # the browser says itself that it reached nobody


def test_a_refusal_is_shown_in_the_servers_words(browser: Any, tmp_path: Path) -> None:
    file = tmp_path / "bridge.review.json"
    with served(file) as server, desk(browser, tmp_path) as at:
        page = at.visit(server.door.address)
        saved(page)
        file.write_text("spoilt", encoding="utf-8")
        press(page, "j a")
        page.get_by_role("alert").wait_for()
        assert "Not saved: " in page.get_by_role("alert").inner_text()
        assert "not JSON" in page.get_by_role("alert").inner_text()
        assert file.read_text(encoding="utf-8") == "spoilt"
        file.unlink()
        page.get_by_role("button", name="Try again").click()
        saved(page)
        assert len(read_review(file).decisions) == 1
        at.complaints.clear()
