"""Which model a run uses, said in one line: an article leaves the machine only where the user has said so."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from audit import assets
from audit.errors import ModelUnavailableError, UsageError
from audit.llm.choose import Choice, choose, opened, opened_cache
from audit.llm.endpoint import Terms
from audit.llm.model import Answer, ChatModel, Failure, Request
from audit.llm.naming import only_model
from audit.llm.stop import Stop
from audit.llm.store.cache import Stored
from audit.llm.store.keys import request_key

from .server import KEY, SCHEMA, YES, Reply, Server, outcomes, question, refuses, says

EMBEDDED = "local/qwen2.5-coder-1.5b-instruct-q4_k_m, on this machine; nothing leaves it"
TO_OPENAI = "m at api.openai.com; the article's text is sent there"
TO_HOST = "m at llm.example; the article's text is sent there"
URL = "https://llm.example/v1"
HAS_KEY = {"OPENAI_API_KEY": KEY}
HAS_URL = {"OPENAI_BASE_URL": URL}

DECIDED: dict[str, tuple[str | None, str | None, Mapping[str, str], str]] = {
    "nothing said": (None, None, {}, EMBEDDED),
    "local": ("local", None, {}, EMBEDDED),
    "local, in the environment": (None, None, {"AUDIT_MODEL": "local"}, EMBEDDED),
    "local, with a key and an endpoint": ("local", URL, HAS_KEY | HAS_URL, EMBEDDED),
    "empty variables": (None, None, {"AUDIT_MODEL": "", "OPENAI_BASE_URL": "", "OPENAI_API_KEY": " "}, EMBEDDED),
    "a model and a key": ("m", None, HAS_KEY, TO_OPENAI),
    "a model in the environment and a key": (None, None, HAS_KEY | {"AUDIT_MODEL": "m"}, TO_OPENAI),
    "the command line before the environment": ("m", None, HAS_KEY | {"AUDIT_MODEL": "other"}, TO_OPENAI),
    "a model and an endpoint": ("m", URL, {}, TO_HOST),
    "a model and an endpoint in the environment": ("m", None, HAS_URL, TO_HOST),
    "the endpoint before the environment": ("m", URL, {"OPENAI_BASE_URL": "https://other.example/v1"}, TO_HOST),
    "an endpoint only": (None, URL, {}, "the only model at llm.example; the article's text is sent there"),
    "credentials in the endpoint": ("m", "https://me:pass@llm.example/v1", {}, TO_HOST),
    "localhost": ("m", "http://localhost:11434/v1", {}, "m at localhost, on this machine; the article is sent there"),
    "127.0.0.1": ("m", "http://127.0.0.1:8080/v1", {}, "m at 127.0.0.1, on this machine; the article is sent there"),
    "::1": ("m", "http://[::1]:8080/v1", {}, "m at ::1, on this machine; the article is sent there"),
    "another machine's address": ("m", "https://10.0.0.7/v1", {}, "m at 10.0.0.7; the article's text is sent there"),
    "a name like localhost": (
        "m",
        "https://localhost.example/v1",
        {},
        "m at localhost.example; the article's text is sent there",
    ),
}


@pytest.mark.parametrize(("model", "url", "environment", "line"), DECIDED.values(), ids=DECIDED.keys())
def test_the_choice_in_one_line(model: str | None, url: str | None, environment: dict[str, str], line: str) -> None:
    choice = choose(model, url, environment)
    assert str(choice) == line
    assert choice.hosted is ("nothing leaves it" not in line)
    assert KEY not in str(choice) + repr(choice)


UNCLEAR: dict[str, tuple[str | None, str | None, Mapping[str, str], str]] = {
    "a key and no model": (
        None,
        None,
        HAS_KEY,
        "OPENAI_API_KEY is set but no model is named: give --model NAME (the article is sent there), "
        "or --model local to stay on this machine",
    ),
    "a model and no key": (
        "m",
        None,
        {},
        "the model 'm' needs OPENAI_API_KEY, or --base-url for another endpoint",
    ),
    "no scheme": ("m", "llm.example/v1", {}, "the base URL 'llm.example/v1' must be like https://HOST/v1"),
    "no host": ("m", "http:///v1", {}, "the base URL 'http:///v1' must be like https://HOST/v1"),
    "another scheme": ("m", "ftp://llm.example", {}, "the base URL 'ftp://llm.example' must be like"),
    "a scheme in the environment": ("m", None, {"OPENAI_BASE_URL": "file:///etc/passwd"}, "the base URL 'file:"),
    "half an address": ("m", "http://[::1/v1", {}, "the base URL 'http://[::1/v1' must be like"),
    "a port too high": ("m", "http://localhost:99999/v1", {}, "the base URL 'http://localhost:99999/v1' must be like"),
    "a port in words": ("m", "http://localhost:PORT/v1", {}, "the base URL 'http://localhost:PORT/v1' must be like"),
    "no such file": ("local:nowhere/model.gguf", None, {}, "no such model file: nowhere/model.gguf"),
    "no file at all": ("local:", None, {}, "no such model file: ."),
    "a key with a line break": (
        "m",
        None,
        {"OPENAI_API_KEY": "sk-one\nsk-two"},
        "OPENAI_API_KEY contains characters that no HTTP header can carry: copy it again",
    ),
    "a key with dashes a word processor made": ("m", None, {"OPENAI_API_KEY": "sk–secret"}, "copy it again"),
    "a way on which anybody may read": (
        "m",
        "http://llm.example/v1",
        HAS_KEY,
        "http://llm.example/v1 is not encrypted: key and article could be read on the way. "
        "Use https, or say --allow-http for a network you trust",
    ),
    "the same in the environment": (None, None, {"OPENAI_BASE_URL": "HTTP://10.0.0.7:8000/v1"}, "is not encrypted"),
    "a name like localhost": ("m", "http://localhost.example/v1", {}, "is not encrypted"),
    "credentials on such a way": ("m", "http://me:pass@llm.example/v1", {}, "http://llm.example/v1 is not encrypted"),
}


@pytest.mark.parametrize(("model", "url", "environment", "said"), UNCLEAR.values(), ids=UNCLEAR.keys())
def test_what_is_unclear_is_asked_back(
    model: str | None, url: str | None, environment: dict[str, str], said: str
) -> None:
    with pytest.raises(UsageError) as refused:
        choose(model, url, environment)
    assert said in str(refused.value)
    assert "sk-one" not in str(refused.value)


def test_a_network_may_be_trusted() -> None:
    choice = choose("m", "http://10.0.0.7:8000/v1", HAS_KEY, allow_http=True)
    assert str(choice) == "m at 10.0.0.7; the article's text is sent there"


def test_a_key_keeps_no_line_end() -> None:
    assert choose("m", None, {"OPENAI_API_KEY": f" {KEY}\r\n"}).api_key == KEY


def test_a_model_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "tiny-1b.gguf").write_bytes(b"GGUF")
    choice = choose("local:~/tiny-1b.gguf", None, HAS_KEY)
    assert str(choice) == "local/tiny-1b, on this machine; nothing leaves it"
    assert choice.path == tmp_path / "tiny-1b.gguf"


# -- the only model of an endpoint


def at(server: Server) -> Choice:
    return choose(None, server.url, HAS_KEY)


def test_the_only_model() -> None:
    with Server(models=["qwen3-8b"]) as server:
        assert only_model(at(server)) == "qwen3-8b"
    [heard] = server.heard
    assert (heard.path, heard.headers["authorization"]) == ("/v1/models", f"Bearer {KEY}")


@pytest.mark.parametrize(
    ("models", "said"),
    [
        ([], "has 0 models, give --model NAME"),
        (["c", "a", "b"], "has 3 models, give --model NAME: a, b, c"),
    ],
)
def test_not_the_only_model(models: list[str], said: str) -> None:
    with Server(models=models) as server, pytest.raises(UsageError) as refused:
        only_model(at(server))
    assert str(refused.value) == f"{server.url} {said}"


UNLISTED = {
    "no such path": (refuses(404, "not here"), "not found (404): not here"),
    "a bad key": (refuses(401, f"Incorrect API key: {KEY}"), "refuses the key (401): Incorrect API key: ***"),
    "a web page": (
        Reply("<html>", headers={"Content-Type": "text/html"}),
        "no list of models: does the base URL end in /v1?",
    ),
    "no JSON": (Reply("<html>"), "malformed"),
    "an error with status 200": (Reply({"error": "no"}), "has 0 models"),
    "null": (Reply("null"), "no list of models"),
    "another shape": (Reply({"data": ["m"]}), "no list of models"),
}


@pytest.mark.parametrize(("reply", "said"), UNLISTED.values(), ids=UNLISTED.keys())
def test_an_endpoint_that_does_not_list_its_models(reply: Reply, said: str) -> None:
    with Server([reply]) as server, pytest.raises((UsageError, ModelUnavailableError)) as refused:
        only_model(at(server))
    assert said in str(refused.value)
    assert "give --model" in str(refused.value)
    assert KEY not in str(refused.getrepr(style="long"))


def test_credentials_in_the_endpoint_are_not_repeated() -> None:
    with Server([refuses(401, "no")]) as server, pytest.raises(ModelUnavailableError) as refused:
        only_model(choose(None, server.url.replace("://", "://me:pass@"), {}))
    assert str(refused.value).startswith(f"{server.url} does not list its models")
    assert "pass" not in str(refused.value)


def test_nobody_is_there_to_list_models() -> None:
    with pytest.raises(ModelUnavailableError, match="no connection to the endpoint"):
        only_model(choose(None, "http://127.0.0.1:1/v1", {}))


# -- opened


def test_an_endpoint_is_opened_and_answers() -> None:
    log: list[str] = []
    terms = Terms(structured="prompt", cache="off")
    with Server([says(YES)]) as server, opened(choose("m", server.url, {}), terms, Stop(), log.append, print) as model:
        assert isinstance(model, ChatModel)
        assert model.name == "m"
        [answer] = outcomes(model, question())
    assert isinstance(answer, Answer)
    assert server.heard[0].rung == "prompt"
    assert [line.split(":")[0] for line in log] == ["request"]


def test_an_endpoint_with_one_model_is_opened_under_its_name() -> None:
    terms = Terms(cache="off")
    with Server(models=["qwen3-8b"]) as server, opened(at(server), terms, Stop(), print, print) as model:
        assert model.name == "qwen3-8b"


def test_a_run_is_ended_by_its_stop() -> None:
    stop = Stop()
    stop.pull("that will do")
    terms = Terms(cache="off")
    with Server([says(YES)]) as server, opened(choose("m", server.url, {}), terms, stop, print, print) as model:
        assert isinstance(model, ChatModel)
        assert outcomes(model, question()) == [Failure("that will do")]
    assert server.heard == []


CACHES = {
    "the user's own": ("", "cache/answers.sqlite"),
    "a file": ("mine.sqlite", "mine.sqlite"),
    "a file at home": ("~/mine.sqlite", "home/mine.sqlite"),
}


@pytest.mark.parametrize(("cache", "file"), CACHES.values(), ids=CACHES.keys())
def test_answers_are_kept_in_a_file(cache: str, file: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUDIT_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    with Server([says(YES)]) as server:
        for _ in range(2):
            with opened(choose("m", server.url, {}), Terms(cache=cache), Stop(), print, print) as model:
                assert isinstance(model, ChatModel)
                assert isinstance(outcomes(model, question())[0], Answer)
    assert (tmp_path / file).exists()
    assert [heard.is_probe for heard in server.heard] == [True, False]


def test_answers_may_be_kept_nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUDIT_CACHE_DIR", str(tmp_path / "cache"))
    with opened_cache(Terms(cache="off"), print) as cache:
        assert cache.path is None
    assert list(tmp_path.iterdir()) == []


def test_from_the_cache_only_no_endpoint_is_asked_for_its_models() -> None:
    with Server(models=["qwen3-8b"]) as server, pytest.raises(UsageError, match="give --model NAME"):
        opened(at(server), Terms(cache="off", cache_only=True), Stop(), print, print).__enter__()
    assert server.heard == []


def test_from_the_cache_only_no_model_file_is_loaded(tmp_path: Path) -> None:
    (tmp_path / "tiny-1b.gguf").write_bytes(b"GGUF")
    choice = choose("local:tiny-1b.gguf", None, {})
    terms = Terms(cache="answers.sqlite", cache_only=True)
    with opened_cache(terms, print) as cache:
        key = request_key(choice.address, choice.name, question(), terms.structured)
        cache.keep(key, Stored({"verdict": "yes"}, choice.name, choice.address or ""))
    with opened(choice, terms, Stop(), print, print) as model:
        assert isinstance(model, ChatModel)
        answer, missing = outcomes(model, question(), question("And this?"))
    assert isinstance(answer, Answer)
    assert isinstance(missing, Failure)
    assert missing.uncached


def test_a_model_file_is_known_by_its_size_wherever_it_is_served(tmp_path: Path) -> None:
    (tmp_path / "one.gguf").write_bytes(b"GGUF")
    (tmp_path / "two.gguf").write_bytes(b"GGUF of other weights")
    one, two = (choose(f"local:{name}.gguf", None, {}) for name in ("one", "two"))
    assert one.address == choose("local:one.gguf", None, HAS_KEY).address
    assert one.address != two.address
    assert choose("m", URL, HAS_KEY).address == URL


def test_a_file_that_is_no_model(tmp_path: Path) -> None:
    pytest.importorskip("xllamacpp", reason="the extra [local] is not installed")
    (tmp_path / "holiday.gguf").write_bytes(b"a photograph")
    choice = choose(f"local:{tmp_path}/holiday.gguf", None, {})
    with pytest.raises(ModelUnavailableError, match=r"holiday\.gguf: llama\.cpp cannot load this model"):
        opened(choice, Terms(cache="off"), Stop(), print, print).__enter__()


# -- a model file behind llama.cpp's own server


@pytest.fixture(scope="module")
def log() -> list[str]:
    return []


@pytest.fixture(scope="module")
def chatting(gguf: Path, log: list[str]) -> Iterator[ChatModel]:
    with opened(choose(f"local:{gguf}", None, {}), Terms(cache="off"), Stop(), log.append, print) as model:
        assert isinstance(model, ChatModel)
        assert model.name == f"local/{gguf.stem}"
        yield model


@pytest.mark.slow
def test_a_model_file_answers_about_claims(chatting: ChatModel) -> None:
    system = 'List the errors of each segment as JSON. Where there are none: {"segments": [{"id": "1", "errors": []}]}'
    messages = (("system", system), ("user", 'Segment "1": The cat sat on the mat. There are no errors.'))
    claims = Request(messages, assets.schema("claims"), "claims", {"temperature": 0}, max_tokens=200)
    [answer] = outcomes(chatting, claims)
    assert isinstance(answer, Answer), answer
    assert answer.content["segments"][0]["id"] == "1"
    assert answer.usage.prompt_tokens
    assert answer.usage.completion_tokens


@pytest.mark.slow
def test_a_model_file_is_held_to_the_schema_whatever_it_is_told(chatting: ChatModel, log: list[str]) -> None:
    """Not asked for, not even in JSON: only the grammar of the schema explains the answer."""
    messages = (("user", "Is blue a colour? Answer with one plain word, without JSON."),)
    [answer] = outcomes(chatting, Request(messages, SCHEMA, "verdict", {"temperature": 0}, max_tokens=20))
    assert isinstance(answer, Answer), answer
    assert answer.usage.requests == 2  # the first one is the probe
    assert "the endpoint enforces the schema of answers: json_schema" in log


@pytest.mark.slow
def test_a_question_too_long_for_a_model_file_may_be_split(chatting: ChatModel) -> None:
    [failed] = outcomes(chatting, question("word " * 20_000))
    assert not isinstance(failed, Answer)
    assert failed.splittable, failed


@pytest.mark.slow
def test_the_embedded_model_is_opened_to_be_listened_to(gguf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUDIT_CACHE_DIR", str(gguf.parents[1]))
    with opened(choose(None, None, {}), Terms(), Stop(), print, print) as model:
        assert not isinstance(model, ChatModel)
        assert model.capacity("A cat.") < 0.01
