"""What each kind of failed call means: a table of real replies, as endpoints are known to give them."""

import asyncio
import gzip
import json
import socket
import time
from email.utils import formatdate

import openai
import pytest

from audit.llm.endpoint import Endpoint, Patience
from audit.llm.exchange import Exchange
from audit.llm.faults import Cure, Fault, FaultError, hidden
from audit.llm.mishaps import understand

from .server import HANGS_UP, KEY, Reply, Server, refuses, says

HASTY = Patience(connect=0.5, first_byte=0.3, total=0.5)


async def completed(url: str, patience: Patience) -> Fault | None:
    exchange = Exchange(Endpoint("m", url, KEY, patience))
    try:
        await exchange.complete({"model": "m", "messages": []})
    except FaultError as error:
        return error.fault
    finally:
        await exchange.close()
    return None


def met(reply: Reply, patience: Patience = HASTY) -> Fault | None:
    """What becomes of a reply that comes over a real connection; None where it is a completion."""
    with Server([reply]) as server:
        return asyncio.run(completed(server.url, patience))


def fault(reply: Reply) -> Fault:
    found = met(reply)
    assert found is not None
    return found


STATUSES = {
    "a bad key": (refuses(401, "Incorrect API key"), Cure.STOP_RUN, "Incorrect API key; check OPENAI_API_KEY"),
    "a forbidden region": (refuses(403, "Country not supported"), Cure.STOP_RUN, "refuses the key (403)"),
    "no such model": (refuses(404, "no model m"), Cure.STOP_RUN, "no model m; check the model's name, and that"),
    "no such path": (Reply("<h1>Not Found</h1>", 404), Cure.STOP_RUN, "the base URL ends in /v1"),
    "no credit": (
        refuses(429, "You exceeded your quota", code="insufficient_quota"),
        Cure.STOP_RUN,
        "the account is out of credit: You exceeded your quota; check plan and billing",
    ),
    "no credit, by type": (refuses(429, "Quota", type="insufficient_quota"), Cure.STOP_RUN, "out of credit: Quota"),
    "payment required": (refuses(402, "Insufficient Balance"), Cure.STOP_RUN, "out of credit: Insufficient Balance"),
    "too many requests": (refuses(429, "Slow down"), Cure.RETRY, "the endpoint answers 429: Slow down"),
    "a request timeout": (refuses(408, "late"), Cure.RETRY, "408"),
    "a conflict": (refuses(409, "locked"), Cure.RETRY, "409"),
    "too early": (refuses(425, "early"), Cure.GIVE_UP, "the endpoint answers 425: early"),
    "a teapot": (refuses(418, "short and stout"), Cure.GIVE_UP, "the endpoint answers 418: short and stout"),
    "a filter": (
        refuses(400, "Azure OpenAI's content management policy", code="content_filter"),
        Cure.GIVE_UP,
        "the endpoint's content filter declined (400): Azure OpenAI's content management policy",
    ),
    "a filter, by its code alone": (refuses(400, "no", code="content_filter"), Cure.GIVE_UP, "declined (400): no"),
    "a filter that forbids": (refuses(403, "flagged by moderation"), Cure.GIVE_UP, "declined (403): flagged"),
    "a filter that cannot process": (refuses(422, "content policy"), Cure.GIVE_UP, "declined (422): content policy"),
    "a defect": (refuses(500, "oops"), Cure.RETRY, "the endpoint answers 500: oops"),
    "overloaded": (refuses(529, "Overloaded"), Cure.RETRY, "529: Overloaded"),
    "a page of a proxy": (Reply("<h1>Bad\nGateway</h1>", 502), Cure.RETRY, "502: (a web page)"),
    "no strict schema": (refuses(400, "response_format.type must be text"), Cure.LOOSEN_FORMAT, "response_format"),
    "no tools": (refuses(400, "m does not support tools"), Cure.LOOSEN_FORMAT, "does not support tools"),
    "no strict tools": (refuses(422, "tool_choice: extra inputs"), Cure.LOOSEN_FORMAT, "tool_choice"),
    "a schema of OpenAPI's": (refuses(400, 'Unknown name "additionalProperties"'), Cure.LOOSEN_FORMAT, "additional"),
    "not made yet": (refuses(501, "json_schema"), Cure.LOOSEN_FORMAT, "501: json_schema"),
    "busy, with an odd excuse": (refuses(503, "grammar workers are starting"), Cure.RETRY, "503: grammar workers"),
    "a crash of the grammar": (refuses(500, "failed to parse grammar"), Cure.LOOSEN_FORMAT, "grammar"),
    "an old name": (refuses(400, "Unsupported parameter: 'max_tokens'"), Cure.DROP_PARAMETER, "max_tokens"),
    "a fixed temperature": (refuses(400, "'temperature' does not support 0"), Cure.DROP_PARAMETER, "temperature"),
    "too long for OpenAI": (
        refuses(400, "This model's maximum context length is 8192 tokens. However, ..."),
        Cure.SPLIT,
        "maximum context length",
    ),
    "too long for vLLM": (
        refuses(400, "'max_tokens' is too large: 8000. This model's maximum context length is 4096 tokens"),
        Cure.SPLIT,
        "is too large",
    ),
    "too long for llama.cpp": (
        refuses(400, "request (5000 tokens) exceeds the available context size (4096 tokens)"),
        Cure.SPLIT,
        "available context size",
    ),
    "too large for a proxy": (Reply("Request Entity Too Large", 413), Cure.SPLIT, "413: Request Entity Too Large"),
    # shapes of error bodies
    "an error that is a string": (Reply({"error": "plain words"}, 400), Cure.GIVE_UP, "400: plain words"),
    "an error in a list": (Reply([{"error": {"message": "in a list"}}], 400), Cure.GIVE_UP, "in a list"),
    "an error of FastAPI": (Reply({"detail": [{"msg": "field required"}]}, 422), Cure.GIVE_UP, "field required"),
    "a code that is an object": (refuses(400, "odd", code={"a": 1}, type=["b"]), Cure.GIVE_UP, "odd"),
    "nothing": (Reply("", 500), Cure.RETRY, "the endpoint answers 500: "),
}


@pytest.mark.parametrize(("reply", "cure", "reason"), STATUSES.values(), ids=STATUSES.keys())
def test_status(reply: Reply, cure: Cure, reason: str) -> None:
    found = fault(reply)
    assert (found.cure, reason in found.reason) == (cure, True), found


BODIES = {
    "an error with status 200": (Reply({"error": {"message": "no provider"}}), Cure.RETRY, "choice: no provider"),
    "an error in words": (Reply({"error": "no provider"}), Cure.RETRY, "without a choice: no provider"),
    "a failure with status 200": (Reply({"error": {"message": "x", "code": 502}}), Cure.RETRY, "answers 502: x"),
    "a bad key with status 200": (Reply({"error": {"message": "x", "code": 401}}), Cure.STOP_RUN, "the key (401): x"),
    "a code that is no status": (Reply({"error": {"message": "x", "code": 7}}), Cure.RETRY, "without a choice: x"),
    "an error of nothing": (Reply({"error": None}), Cure.RETRY, "without a choice: no reason given"),
    "no choices": (Reply({"choices": []}), Cure.RETRY, "without a choice: no reason given"),
    "null for choices": (Reply({"choices": None}), Cure.RETRY, "without a choice"),
    "choices of another shape": (Reply({"choices": {"0": "yes"}}), Cure.RETRY, "without a choice"),
    "a choice of another shape": (Reply({"choices": ["yes"]}), Cure.RETRY, "without a choice"),
    "a choice without a message": (Reply({"choices": [{"finish_reason": "stop"}]}), Cure.RETRY, "without a choice"),
    "null": (Reply("null"), Cure.RETRY, "without a choice"),
    "a list": (Reply("[]"), Cure.RETRY, "without a choice"),
    "a page": (
        Reply("<html>hi</html>", headers={"Content-Type": "text/html"}),
        Cure.STOP_IF_FIRST,
        "does the base URL end",
    ),
    "a page that says it is JSON": (Reply("<html>hi</html>"), Cure.RETRY, "malformed"),
    "half of the JSON": (Reply('{"choices": [{"mess'), Cure.RETRY, "malformed"),
    "an empty body": (Reply(""), Cure.RETRY, "malformed"),
    "an empty text": (Reply("", headers={"Content-Type": "text/plain"}), Cure.RETRY, "malformed"),
    "nested without end": (Reply("[" * 100_000), Cure.RETRY, "malformed"),
    "bytes": (Reply(b"\xff\xfe\x00"), Cure.RETRY, "malformed"),
    "what is said to be zipped": (Reply("x", headers={"Content-Encoding": "gzip"}), Cure.RETRY, "endpoint"),
    "no reply": (HANGS_UP, Cure.RETRY, "no connection to the endpoint: Server disconnected"),
    "a reply that ends early": (Reply(says("yes").body, cut=20), Cure.RETRY, "endpoint"),
    "a reply that does not come": (Reply(delay=1.0), Cure.RETRY, "did not answer in time"),
    "more than any answer needs": (Reply(b" " * 8_000_001), Cure.RETRY, "malformed: it is larger than 8 MB"),
}


@pytest.mark.parametrize(("reply", "cure", "reason"), BODIES.values(), ids=BODIES.keys())
def test_body(reply: Reply, cure: Cure, reason: str) -> None:
    found = fault(reply)
    assert (found.cure, reason in found.reason) == (cure, True), found


COMPLETIONS = {
    "as OpenAI sends it": says("yes"),
    "with an error that is none": Reply({**says("yes").body, "error": None}),
    "by another name": Reply(says("yes").raw, headers={"Content-Type": "text/plain"}),
    "zipped": Reply(gzip.compress(says("yes").raw), headers={"Content-Encoding": "gzip"}),
    "almost too large": Reply(b" " * 7_900_000 + says("yes").raw),
}


@pytest.mark.parametrize("reply", COMPLETIONS.values(), ids=COMPLETIONS.keys())
def test_a_completion_is_no_fault(reply: Reply) -> None:
    assert met(reply, Patience()) is None


# -- how busy it is, and what it may have cost

THROTTLED = {
    "429": (refuses(429, "Slow down"), True),
    "529": (refuses(529, "Overloaded"), True),
    "503 with a time to come back": (refuses(503, "busy", {"Retry-After": "7"}), True),
    "503": (refuses(503, "no healthy upstream"), False),
    "500": (refuses(500, "oops", {"Retry-After": "7"}), False),
    "429 with status 200": (Reply({"error": {"message": "Slow down", "code": 429}}), True),
}


@pytest.mark.parametrize(("reply", "throttled"), THROTTLED.values(), ids=THROTTLED.keys())
def test_which_endpoint_is_busy(reply: Reply, throttled: bool) -> None:
    assert fault(reply).throttled is throttled


WORKED = {
    "an error": (refuses(500, "oops"), False),
    "no reply": (HANGS_UP, True),
    "half a reply": (Reply(says("yes").body, cut=20), True),
    "a reply that does not come": (Reply(delay=1.0), True),
    "a broken body": (Reply("{"), True),
    "no choices": (Reply({"choices": []}), True),
}


@pytest.mark.parametrize(("reply", "worked"), WORKED.values(), ids=WORKED.keys())
def test_which_request_may_be_billed(reply: Reply, worked: bool) -> None:
    assert fault(reply).worked is worked


def test_where_nobody_listens_nobody_has_worked() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    found = asyncio.run(completed(f"http://127.0.0.1:{port}/v1", HASTY))
    assert found is not None
    assert (found.cure, found.worked) == (Cure.RETRY, False)
    assert found.reason.endswith("; does it run, is the base URL right?")


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("7", 7.0),
        ("0.25", 0.25),
        ("0", 0.0),
        ("-1", None),
        ("Wed, 31 Dec 2025 23:59:59 GMT", 0.0),
        ("soon", None),
    ],
)
def test_retry_after(header: str, seconds: float | None) -> None:
    assert fault(refuses(429, "Slow down", {"Retry-After": header})).retry_after == seconds


def test_retry_after_a_date() -> None:
    found = fault(refuses(429, "Slow down", {"Retry-After": formatdate(time.time() + 60, usegmt=True)}))
    assert found.retry_after is not None
    assert 55 < found.retry_after <= 60


# -- the secret

ECHOES = {
    "in the message": refuses(401, f"Incorrect API key provided: {KEY}"),
    "where a long message is cut": refuses(400, "x" * 280 + KEY),
    "in a page": Reply(f"<h1>{KEY}</h1>", 502),
    "in an odd body": Reply({"headers": {"authorization": f"Bearer {KEY}"}}, 400),
    "with status 200": Reply({"error": {"message": KEY}}),
    "in JSON that is none": Reply(json.dumps({"key": KEY})[:-1]),
}


@pytest.mark.parametrize("reply", ECHOES.values(), ids=ECHOES.keys())
def test_a_key_that_is_echoed_is_not_repeated(reply: Reply) -> None:
    assert KEY[:12] not in fault(reply).reason


HIDDEN = {
    "the key": (f"You sent {KEY}.", KEY, "You sent ***."),
    "twice": (KEY * 2, KEY, "******"),
    "what a server without a key is given": ("none of that", "none", "none of that"),
    "no key": ("none of that", "", "none of that"),
}


@pytest.mark.parametrize(("text", "secret", "shown"), HIDDEN.values(), ids=HIDDEN.keys())
def test_what_is_hidden(text: str, secret: str, shown: str) -> None:
    assert hidden(text, secret) == shown


def test_a_failure_of_the_plain_client_is_understood_too() -> None:
    with (
        Server([refuses(401, f"Incorrect API key: {KEY}")]) as server,
        openai.OpenAI(base_url=server.url, api_key=KEY, max_retries=0) as client,
        pytest.raises(openai.AuthenticationError) as refused,
    ):
        client.models.list()
    found = understand(refused.value, KEY)
    assert (found.cure, found.reason) == (
        Cure.STOP_RUN,
        "the endpoint refuses the key (401): Incorrect API key: ***; check OPENAI_API_KEY",
    )
