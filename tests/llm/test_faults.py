"""What each kind of failed call means: a table of real replies, as endpoints are known to give them."""

import json
from collections.abc import Iterator

import openai
import pytest

from audit.llm.faults import Cure, Fault, of_body, understand

from .server import HANGS_UP, KEY, Reply, Server, refuses, says


@pytest.fixture(scope="module")
def client() -> Iterator[openai.OpenAI]:
    with openai.OpenAI(base_url="http://127.0.0.1:1/v1", api_key=KEY, max_retries=0, timeout=0.5) as client:
        yield client


def fault(client: openai.OpenAI, reply: Reply) -> Fault | None:
    """What becomes of a reply that comes over a real connection."""
    with Server([reply]) as server:
        try:
            completion = client.with_options(base_url=server.url).chat.completions.create(model="m", messages=[])
            return of_body(completion, KEY)
        except (openai.OpenAIError, ValueError, OSError) as error:
            return understand(error, KEY)


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
    "a filter": (refuses(400, "content management policy"), Cure.GIVE_UP, "400: content management policy"),
    "a defect": (refuses(500, "oops"), Cure.RETRY, "the endpoint answers 500: oops"),
    "overloaded": (refuses(529, "Overloaded"), Cure.RETRY, "529: Overloaded"),
    "a page of a proxy": (Reply("<h1>Bad\nGateway</h1>", 502), Cure.RETRY, "502: <h1>Bad Gateway</h1>"),
    "no strict schema": (refuses(400, "response_format.type must be text"), Cure.LOOSEN_FORMAT, "response_format"),
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
def test_status(client: openai.OpenAI, reply: Reply, cure: Cure, reason: str) -> None:
    found = fault(client, reply)
    assert found is not None
    assert (found.cure, reason in found.reason) == (cure, True), found


BODIES = {
    "an error with status 200": (Reply({"error": {"message": "no provider"}}), Cure.RETRY, "choice: no provider"),
    "an error in words": (Reply({"error": "no provider"}), Cure.RETRY, "without a choice: no provider"),
    "no choices": (Reply({"choices": []}), Cure.RETRY, "without a choice: no reason given"),
    "null for choices": (Reply({"choices": None}), Cure.RETRY, "without a choice"),
    "choices of another shape": (Reply({"choices": {"0": "yes"}}), Cure.RETRY, "without a choice"),
    "a choice of another shape": (Reply({"choices": ["yes"]}), Cure.RETRY, "without a choice"),
    "a choice without a message": (Reply({"choices": [{"finish_reason": "stop"}]}), Cure.RETRY, "without a choice"),
    "null": (Reply("null"), Cure.RETRY, "without a choice"),
    "a list": (Reply("[]"), Cure.RETRY, "without a choice"),
    "a page": (Reply("<html>hi</html>", headers={"Content-Type": "text/html"}), Cure.STOP_RUN, "does the base URL end"),
    "a page that says it is JSON": (Reply("<html>hi</html>"), Cure.RETRY, "malformed"),
    "half of the JSON": (Reply('{"choices": [{"mess'), Cure.RETRY, "malformed"),
    "an empty body": (Reply(""), Cure.RETRY, "malformed"),
    "an empty text": (Reply("", headers={"Content-Type": "text/plain"}), Cure.RETRY, "without a choice"),
    "bytes": (Reply(b"\xff\xfe\x00"), Cure.RETRY, "malformed"),
    "what is said to be zipped": (Reply("x", headers={"Content-Encoding": "gzip"}), Cure.RETRY, "endpoint"),
    "no reply": (HANGS_UP, Cure.RETRY, "no connection to the endpoint: Server disconnected"),
    "a reply that ends early": (Reply(says("yes").body, cut=20), Cure.RETRY, "endpoint"),
    "a reply that does not come": (Reply(delay=1.0), Cure.RETRY, "did not answer in time"),
}


@pytest.mark.parametrize(("reply", "cure", "reason"), BODIES.values(), ids=BODIES.keys())
def test_body(client: openai.OpenAI, reply: Reply, cure: Cure, reason: str) -> None:
    found = fault(client, reply)
    assert found is not None
    assert (found.cure, reason in found.reason) == (cure, True), found


def test_a_completion_is_no_fault(client: openai.OpenAI) -> None:
    assert fault(client, says("yes")) is None


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("7", 7.0), ("0.25", 0.25), ("0", 0.0), ("-1", None), ("Fri, 31 Dec 2027 23:59:59 GMT", None), ("soon", None)],
)
def test_retry_after(client: openai.OpenAI, header: str, seconds: float | None) -> None:
    found = fault(client, refuses(429, "Slow down", {"Retry-After": header}))
    assert found is not None
    assert found.retry_after == seconds


ECHOES = {
    "in the message": refuses(401, f"Incorrect API key provided: {KEY}"),
    "where a long message is cut": refuses(400, "x" * 280 + KEY),
    "in a page": Reply(f"<h1>{KEY}</h1>", 502),
    "in an odd body": Reply({"headers": {"authorization": f"Bearer {KEY}"}}, 400),
    "with status 200": Reply({"error": {"message": KEY}}),
    "in JSON that is none": Reply(json.dumps({"key": KEY})[:-1]),
}


@pytest.mark.parametrize("reply", ECHOES.values(), ids=ECHOES.keys())
def test_a_key_that_is_echoed_is_not_repeated(client: openai.OpenAI, reply: Reply) -> None:
    found = fault(client, reply)
    assert found is not None
    assert KEY[:12] not in found.reason
