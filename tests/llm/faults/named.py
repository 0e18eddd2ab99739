"""The faults, by name: what real endpoints do to those who ask them."""

import asyncio
import gzip
import json
import math
import socket
import struct
import time
from asyncio import StreamWriter
from collections.abc import Callable, Mapping
from dataclasses import replace
from email.utils import formatdate
from typing import Any

from .model import Heard, answer, asked, completion, error, verdicts
from .server import Fault, HangUpError, Reply, good, refuses, sends

PADDING = 30_000_000
"""Spaces before a huge body; bytes."""
DRIP = 0.05
"""Seconds between two bytes of a slow one."""

Verdicts = list[dict[str, Any]]
Spoilt = Callable[[Heard], Reply | None]

# -- on the wire --------------------------------------------------------------------------------------------------


async def _nothing(_writer: StreamWriter, _head: bytes, _body: bytes) -> None:
    raise HangUpError


async def _half(writer: StreamWriter, head: bytes, body: bytes) -> None:
    writer.write(head + body[: len(body) // 2])
    await writer.drain()
    raise HangUpError


async def _reset(writer: StreamWriter, _head: bytes, _body: bytes) -> None:
    # a socket that lingers for no time takes leave with RST, not with FIN
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    raise HangUpError


async def _never(_writer: StreamWriter, _head: bytes, _body: bytes) -> None:
    await asyncio.sleep(math.inf)  # unlike an event that nobody sets, a timer keeps its task alive


async def _drip(writer: StreamWriter, head: bytes, _body: bytes) -> None:
    while True:
        writer.write(head[:1] or b" ")
        head = head[1:]
        await writer.drain()
        await asyncio.sleep(DRIP)


async def _padded(writer: StreamWriter, head: bytes, body: bytes) -> None:
    writer.write(head)
    spaces = b" " * 100_000
    for _ in range(PADDING // len(spaces)):
        writer.write(spaces)
        await writer.drain()
    writer.write(body)
    await writer.drain()


# -- what is said -------------------------------------------------------------------------------------------------


def _slow_down(headers: Mapping[str, str]) -> Reply:
    return refuses(429, "Rate limit reached for requests", headers, type="requests", code="rate_limit_exceeded")


def _page(status: int, title: str) -> Reply:
    page = f"<html><head><title>{title}</title></head><body><h1>{title}</h1><hr>nginx</body></html>"
    return Reply(page.encode(), status, {"Content-Type": "text/html"})


def _unless(accepted: Callable[[dict[str, Any]], bool], message: str, **error: Any) -> Spoilt:
    """400 to the bodies that an endpoint does not accept."""
    return lambda heard: None if accepted(heard.body) else refuses(400, message, **error)


def _format(body: dict[str, Any]) -> str:
    return str(body.get("response_format", {}).get("type", ""))


def _is_strict(body: dict[str, Any]) -> bool:
    schemas = json.dumps([body.get("response_format"), body.get("tools")])
    return '"strict"' in schemas or '"additionalProperties"' in schemas


def _without_tools(heard: Heard) -> Heard:
    return replace(heard, body={**heard.body, "tools": []})


def _says(said: Callable[[str], str], finish: str = "stop") -> Spoilt:
    """The good answer, made into other words."""
    return lambda heard: sends(completion(heard, said(answer(heard)), finish))


def _talks(said: Callable[[str], str]) -> Spoilt:
    """As _says, but never through a tool: what it says is plain content."""
    return lambda heard: sends(completion(_without_tools(heard), said(answer(heard))))


def _judges(changed: Callable[[Verdicts], Verdicts]) -> Spoilt:
    """Other verdicts than a good model's, where it has any."""

    def reply(heard: Heard) -> Reply | None:
        found = verdicts(heard)
        return sends(completion(heard, json.dumps({"segments": changed(found)}))) if found else None

    return reply


def _leaves_out(heard: Heard) -> Reply | None:
    """A document prompt wants segments with errors only: nothing can be missed there."""
    return _judges(lambda found: found[:-1])(heard) if asked(heard)[1] else None


def _damages(found: Verdicts) -> Verdicts:
    *others, last = found
    return [*others, {**last, "errors": [*last["errors"], {**error("the"), "severity": "catastrophic"}]}]


def _clean(text: str) -> str:
    """The answer of a model that found nothing."""
    found = json.loads(text)
    return json.dumps({**found, "segments": [{**each, "errors": []} for each in found.get("segments", [])]})


def _cut(text: str) -> str:
    """Up to the middle of the second item; of the only one where there is no second."""
    return text[: max(text.find('{"id"', text.find('{"id"') + 1), 0) + 15]


def _without_usage(heard: Heard) -> Reply:
    return sends({name: value for name, value in completion(heard, answer(heard)).items() if name != "usage"})


def _to_probes(text: str) -> Spoilt:
    """Words to a probe of what the endpoint enforces, nothing to a question of a prompt's."""

    def reply(heard: Heard) -> Reply | None:
        probed = "PING" in heard.messages[-1]["content"] and not asked(heard)[0]
        return _talks(lambda _: text)(heard) if probed else None

    return reply


def _moves(status: int, location: str) -> Spoilt:
    """To another place; what is asked there is answered."""
    moved = Reply(b"", status, {"Location": location})
    return lambda heard: None if heard.path.startswith("/moved/") else moved


def _repeats_key(status: int) -> Spoilt:
    return lambda heard: refuses(status, f"Refused: Authorization {heard.headers.get('authorization', '')}")


_REFUSAL = "I'm sorry, but I cannot help with texts about violence."
_USED_UP = {
    "x-ratelimit-limit-requests": "60",
    "x-ratelimit-remaining-requests": "0",
    "x-ratelimit-reset-requests": "300ms",
}
_MOVED = "/moved/v1/chat/completions"

# -- the table ----------------------------------------------------------------------------------------------------

_LATER = {
    "429-retry-after-seconds": Fault(_slow_down({"Retry-After": "1"}), 1, "OpenAI and most others, in whole seconds"),
    "429-retry-after-fraction": Fault(_slow_down({"Retry-After": "0.2"}), 1, "gateways that count finer than RFC 9110"),
    "429-retry-after-date": Fault(
        lambda _: _slow_down({"Retry-After": formatdate(time.time() + 1, usegmt=True)}), 1, "proxies that give a date"
    ),
    "429-retry-after-ms": Fault(_slow_down({"retry-after-ms": "200"}), 1, "Azure OpenAI, in a header of its own"),
    "429-retry-after-zero": Fault(_slow_down({"Retry-After": "0"}), 1, "gateways that round down what is left to wait"),
    "429-retry-after-nonsense": Fault(_slow_down({"Retry-After": "soon"}), 1, "proxies with a mistake in their set-up"),
    "429-no-retry-after": Fault(_slow_down({}), 1, "nginx with limit_req_status 429: no hint of when"),
    "429-remaining-zero": Fault(_slow_down(_USED_UP), 1, "OpenAI with the minute's quota used up"),
    "429-for-ever": Fault(_slow_down({}), None, "OpenRouter's free models once the day's requests are used up"),
    "408": Fault(refuses(408, "Request timed out"), 1, "gateways that waited too long for the request"),
    "503": Fault(
        Reply(b"no healthy upstream", 503, {"Content-Type": "text/plain"}), 1, "Envoy between two deployments"
    ),
    "503-retry-after": Fault(
        refuses(503, "That model is currently overloaded", {"Retry-After": "1"}), 1, "a host that starts more servers"
    ),
    "529": Fault(refuses(529, "Overloaded", type="overloaded_error"), 1, "Anthropic under load"),
}
_BREAKS = {
    "500": Fault(refuses(500, "The server had an error", type="server_error"), 1, "OpenAI on a bad day"),
    "502-html": Fault(_page(502, "502 Bad Gateway"), 1, "nginx before a model that restarts"),
    "connect-refused": Fault(Reply(), None, "a local server that was not started", listens=False),
    "drop-before-headers": Fault(
        Reply(send=_nothing), 1, "a server that closes an idle connection as it is used again"
    ),
    "drop-in-body": Fault(lambda heard: replace(good(heard), send=_half), 1, "a worker that runs out of memory"),
    "reset": Fault(Reply(send=_reset), 1, "a firewall or load balancer that has forgotten the connection"),
    "slow-loris": Fault(
        Reply(headers={"Content-Length": "1000000"}, send=_drip),
        None,
        "DeepSeek under load: blanks until it has an answer, or none",
    ),
    "hang": Fault(Reply(send=_never), None, "a local server whose queue is full"),
}
_REFUSES = {
    "insufficient-quota": Fault(
        refuses(429, "You exceeded your current quota", type="insufficient_quota", code="insufficient_quota"),
        None,
        "OpenAI: out of credit, with the status of too many requests",
    ),
    "401": Fault(refuses(401, "Incorrect API key provided", code="invalid_api_key"), None, "OpenAI: a mistyped key"),
    "403": Fault(
        refuses(403, "Country, region, or territory not supported", code="unsupported_country_region_territory"),
        None,
        "OpenAI asked from where it does not serve",
    ),
    "404-model": Fault(
        refuses(404, "The model `m` does not exist or you do not have access to it.", code="model_not_found"),
        None,
        "OpenAI: a mistyped model",
    ),
    "404-path": Fault(_page(404, "404 Not Found"), None, "a web server asked without the /v1 of its base URL"),
    "400-response-format-schema": Fault(
        _unless(lambda body: _format(body) != "json_schema", "This response_format type is unavailable now"),
        None,
        "DeepSeek: takes json_object only",
    ),
    "400-response-format": Fault(
        _unless(lambda body: not _format(body), "Unrecognized request argument supplied: response_format"),
        None,
        "older servers that know no response_format at all",
    ),
    "400-tools": Fault(
        _unless(lambda body: not body.get("tools"), "m does not support tools"),
        None,
        "Ollama with a model that was not made for tools",
    ),
    "400-schema-and-tools": Fault(
        _unless(
            lambda body: not body.get("tools") and _format(body) != "json_schema",
            "json_schema and tools are not supported by this model",
        ),
        None,
        "hosts of small models: json_object or nothing",
    ),
    "400-schema-keyword": Fault(
        _unless(lambda body: not _is_strict(body), 'Unknown name "additionalProperties" at response_format'),
        None,
        "Gemini's OpenAI surface on several paths",
    ),
    "400-max-tokens": Fault(
        _unless(
            lambda body: "max_tokens" not in body,
            "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens'.",
            param="max_tokens",
            code="unsupported_parameter",
        ),
        None,
        "OpenAI's reasoning models",
    ),
    "400-temperature": Fault(
        _unless(
            lambda body: "temperature" not in body,
            "Unsupported value: 'temperature' does not support 0 with this model. Only the default (1) is supported.",
            param="temperature",
            code="unsupported_value",
        ),
        None,
        "OpenAI's reasoning models",
    ),
    "400-context-length": Fault(
        refuses(
            400, "This model's maximum context length is 2048 tokens.", param="messages", code="context_length_exceeded"
        ),
        None,
        "OpenAI, vLLM: an article longer than the model can read",
    ),
    "400-content-filter": Fault(
        refuses(
            400,
            "The response was filtered due to the prompt triggering Azure OpenAI's content management policy.",
            param="prompt",
            code="content_filter",
        ),
        None,
        "Azure asked about news of war or crime",
    ),
    "echoes-key-401": Fault(_repeats_key(401), None, "gateways that show the request they refuse"),
    "echoes-key-500": Fault(_repeats_key(500), None, "a proxy in debug mode, its headers in the trace"),
    "redirect-same-host": Fault(_moves(307, _MOVED), None, "a gateway whose paths have moved"),
    "redirect-other-host": Fault(
        _moves(307, "{elsewhere}/chat/completions"), None, "a hijacked or expired name: the key must not go there"
    ),
    "redirect-downgrade": Fault(_moves(302, _MOVED), None, "http for https: POST becomes GET, the question is lost"),
}
_LIES = {
    "200-error-object": Fault(
        sends({"error": {"message": "Provider returned error", "code": 502}}), 1, "OpenRouter when a provider fails"
    ),
    "200-html": Fault(_page(200, "Sign in"), None, "a portal that wants a login first"),
    "200-plain-text-json": Fault(
        lambda heard: replace(good(heard), headers={"Content-Type": "text/plain"}), None, "hand-made gateways"
    ),
    "empty-body": Fault(Reply(), 1, "a proxy whose upstream closed without a word"),
    "truncated-json-body": Fault(
        lambda heard: Reply(good(heard).body[:-20]), 1, "a proxy with a limit on what it buffers"
    ),
    "null-body": Fault(sends(None), 1, "gateways that serialise a result they do not have"),
    "no-choices": Fault(lambda heard: sends({**completion(heard, ""), "choices": []}), 1, "Azure, Gemini: filtered"),
    "prose": Fault(_talks(lambda _: "The article reads well."), None, "a gateway that ignores response_format"),
    "json-in-fence": Fault(_talks("```json\n{}\n```".format), None, "Anthropic's OpenAI surface, small models"),
    "json-after-prose": Fault(_talks("Here is the result:\n\n{}".format), None, "small models, asked in words"),
    "two-json-objects": Fault(
        _talks(lambda text: f"For example: {_clean(text)}\n\nAnswer: {text}"), None, "small models: an echo first"
    ),
    "think-block-then-json": Fault(
        _talks(lambda text: f"<think>\nPerhaps {_clean(text)}?\n</think>\n\n{text}"),
        None,
        "reasoning models behind servers without a reasoning parser",
    ),
    "wrong-schema": Fault(_says(lambda _: '{"result": "no errors"}'), None, "json_object: any object will do"),
    "wrong-severity-in-one-item": Fault(_judges(_damages), 1, "models that are not held to an enum"),
    "unknown-segment-ids": Fault(
        _judges(lambda found: [{**each, "id": f"x{each['id']}"} for each in found]),
        1,
        "models that number by themselves",
    ),
    "missing-segment-ids": Fault(_leaves_out, 1, "models that tire of a long list"),
    "duplicate-ids": Fault(_judges(lambda found: found * 2), 1, "models that lose count"),
    "quotes-not-in-text": Fault(
        _judges(lambda found: [{**each, "errors": [error("words nobody wrote")]} for each in found]),
        1,
        "models that quote from memory",
    ),
    "finish-length": Fault(_says(_cut, "length"), 1, "a reasoning model that thought its tokens away"),
    "finish-length-for-large": Fault(
        lambda heard: _says(_cut, "length")(heard) if len(asked(heard)[0]) > 2 else None,
        None,
        "Ollama with a small num_ctx: short answers fit, long ones do not",
    ),
    "whitespace-flood": Fault(
        _says(lambda text: text + " \n" * 100_000, "length"), 1, "vLLM under a grammar that allows white space for ever"
    ),
    "finish-content-filter": Fault(
        lambda heard: sends(completion(_without_tools(heard), "", "content_filter")), None, "Azure: a filtered answer"
    ),
    "refusal": Fault(
        lambda heard: sends(completion(_without_tools(heard), "", content=None, refusal=_REFUSAL)),
        None,
        "OpenAI with a strict schema: a refusal has a field of its own",
    ),
    "usage-missing": Fault(_without_usage, None, "hand-made gateways and some local servers"),
    "gzip": Fault(
        lambda heard: Reply(gzip.compress(good(heard).body), headers={"Content-Encoding": "gzip"}), None, "CDNs"
    ),
    "huge-body": Fault(
        lambda heard: replace(
            good(heard), headers={"Content-Length": str(PADDING + len(good(heard).body))}, send=_padded
        ),
        1,
        "DeepSeek under load, through a long night",
    ),
    "ignores-response-format": Fault(_to_probes("PING"), None, "gateways that drop what they do not know"),
}

FAULTS: dict[str, Fault] = {**_LATER, **_BREAKS, **_REFUSES, **_LIES}
"""Every fault by its name."""
