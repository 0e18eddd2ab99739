"""What the server of `audit review` refuses: whoever is not its page, and what does not fit."""

import json

import pytest

from .site import rows

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
    "half a pair of letters": ('{"decisions": [], "seen": {"Anna": ["\\ud800"]}}', r"there is no segment '\ud800'"),
    "a key of half a pair": ('{"\\ud800": 1}', "Additional properties"),
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
