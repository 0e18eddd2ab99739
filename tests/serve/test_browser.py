"""The served page in a real browser, and pages of other origins that try to write."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from tests.browsing import chromium

from .site import Site, rows

pytestmark = pytest.mark.browser


@pytest.fixture(name="browser", scope="module")
def _browser() -> Iterator[Any]:
    with chromium() as made:
        yield made


class _Elsewhere(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!DOCTYPE html><title>Elsewhere</title><link rel=icon href='data:,'>")

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def elsewhere() -> Iterator[str]:
    """A page of another origin: the same machine, another port."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Elsewhere) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()


def test_the_served_page_opens_without_complaints(browser, site):
    page = browser.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"{site.server.door.address}")
    assert page.title().startswith("river.txt")
    assert page.locator("mark").count() >= 2
    page.wait_for_timeout(100)
    page.close()
    assert complaints == []


SEND = """async ([url, method, body, headers, mode]) => {
    try {
        const answer = await fetch(url, {method, body, headers, mode, credentials: "include"});
        return `${answer.type} ${answer.status} ${await answer.text()}`;
    } catch (error) { return "refused"; }
}"""


def test_the_page_itself_may_write(browser, site):
    page = browser.new_page()
    page.goto(site.server.door.address)
    headers = {"X-Audit-Token": site.token, "Content-Type": "application/json"}
    body = json.dumps({"decisions": rows("accept", reviewer="Ben")})
    said = page.evaluate(SEND, ["/decisions", "POST", body, headers, "cors"])
    page.close()
    assert said == 'basic 200 {"decisions": 1}'
    assert site.kept == rows("accept", reviewer="Ben")


def tries(site: Site) -> Iterator[list[Any]]:
    """What a page elsewhere might send: with the token and without, in all the ways that need no leave, and others."""
    body = json.dumps({"decisions": rows("accept")})
    for token in ({}, {"X-Audit-Token": site.token}):
        for kind in ({"Content-Type": "application/json"}, {"Content-Type": "text/plain"}, {}):
            for mode in ("cors", "no-cors"):
                yield [f"http://127.0.0.1:{site.port}/decisions", "POST", body, token | kind, mode]
        yield [f"http://localhost:{site.port}/decisions", "POST", body, token, "cors"]
        yield [f"http://127.0.0.1:{site.port}/review", "GET", None, token, "cors"]
        yield [f"http://127.0.0.1:{site.port}/?token={site.token}", "GET", None, token, "cors"]


def test_a_page_of_another_origin_writes_and_reads_nothing(browser, site):
    site.post(*rows("reject", 1))
    with elsewhere() as url:
        page = browser.new_page()
        page.goto(url)
        answers = [page.evaluate(SEND, one) for one in tries(site)]
        page.close()
    assert len(answers) == 18
    assert set(answers) <= {"refused", "opaque 0 "}
    assert site.kept == rows("reject", 1)


FORM = """([url, body]) => new Promise((done) => {
    const form = document.createElement("form");
    const field = document.createElement("input");
    const frame = document.createElement("iframe");
    const at = body.indexOf('"at"');
    frame.name = "there";
    [field.name, field.value] = [body.slice(0, at), body.slice(at)];
    Object.assign(form, {action: url, method: "post", enctype: "text/plain", target: "there"});
    form.append(field);
    document.body.append(frame, form);
    let loads = 0;
    frame.onload = () => done(++loads);
    form.submit();
    setTimeout(() => done("nothing shown"), 500);
})"""


def test_a_form_of_another_origin_writes_nothing(browser, site):
    with elsewhere() as url:
        page = browser.new_page()
        page.goto(url)
        page.evaluate(FORM, [f"http://127.0.0.1:{site.port}/decisions", json.dumps({"decisions": rows("accept")})])
        page.close()
    assert site.kept == []


def test_no_other_page_may_frame_it(browser, site):
    with elsewhere() as url:
        page = browser.new_page()
        page.goto(url)
        page.set_content(f'<iframe src="{site.server.door.address}"></iframe>')
        page.wait_for_timeout(200)
        assert not any(frame.url.startswith(f"http://127.0.0.1:{site.port}") for frame in page.frames)
        page.close()
