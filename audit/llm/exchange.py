"""One HTTP exchange with an endpoint: a body goes out, a JSON object comes back, or a fault that is understood."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Mapping
from typing import Any

import httpx2
import openai

from audit.llm.endpoint import Endpoint
from audit.llm.faults import FaultError, of_body, web_page
from audit.llm.loopback import unproxied
from audit.llm.mishaps import ForeignRedirectError, OversizeError, understand
from audit.llm.sender import Reply
from audit.llm.store.keys import OPENAI

_LARGEST = 8_000_000
"""Bytes of a reply as they come over the wire; the longest answer we ask for is a hundredth of it."""
_LARGEST_PACKED = 200_000
"""The same, compressed: at its worst a thousandth of what it unpacks to."""


_FAILURES = (
    openai.OpenAIError,
    ValueError,  # a broken body
    RecursionError,
    OSError,  # a broken stream, a time-out
    httpx2.HTTPError,
    ForeignRedirectError,
    OversizeError,
)


class Exchange:
    """The connection to one endpoint. For one event loop."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._secret = endpoint.api_key or ""
        self._patience = endpoint.patience
        # SDK retries off: one retry layer, ours. A key-less local server still needs a word in the header.
        self._client = openai.AsyncOpenAI(
            base_url=endpoint.base_url or OPENAI,  # else the client would read the environment once more
            api_key=self._secret or "none",
            max_retries=0,
            http_client=_http(endpoint),
        )

    @property
    def client(self) -> openai.AsyncOpenAI:
        """The client, for what is no completion (models, files, batches)."""
        return self._client

    async def complete(self, body: Mapping[str, Any]) -> Reply:
        """One completion. Raises FaultError."""
        started = time.monotonic()
        try:
            async with asyncio.timeout(self._patience.total):
                # the raw response: a completion is parsed here, so that nothing lenient stands between us and it
                response = await self._client.post("/chat/completions", cast_to=httpx2.Response, body=dict(body))
            content = _parsed(response)
        except _FAILURES as error:
            headers = error.response.headers if isinstance(error, openai.APIStatusError) else None
            raise FaultError(understand(error, self._secret), headers) from error
        if fault := of_body(content, self._secret):
            raise FaultError(fault)
        return Reply(content, response.headers, time.monotonic() - started)

    async def close(self) -> None:
        """Close all connections."""
        await self._client.close()


def _parsed(response: httpx2.Response) -> Any:
    """The reply's JSON, whatever type it claims to be. Raises ValueError, or FaultError for a web page."""
    try:
        return json.loads(response.content)
    except ValueError:
        if "html" in response.headers.get("content-type", ""):
            raise FaultError(web_page()) from None
        raise


def _http(endpoint: Endpoint) -> httpx2.AsyncClient:
    patience = endpoint.patience
    home = httpx2.URL(endpoint.base_url or OPENAI)

    async def stay(request: httpx2.Request) -> None:  # also called for every hop of a redirect
        to = request.url
        if request.method == "GET" and not to.path.endswith("/models"):
            raise ForeignRedirectError(f"the endpoint redirects to {_shown(to)}: give its address as the base URL")
        upgraded = to.host == home.host and to.scheme == "https"
        if (to.scheme, to.host, to.port) != (home.scheme, home.host, home.port) and not upgraded:
            raise ForeignRedirectError(
                f"the endpoint redirects to {_shown(to)}, where neither key nor article "
                "was sent: give that address as the base URL if you trust it"
            )

    async def cap(response: httpx2.Response) -> None:
        assert isinstance(response.stream, httpx2.AsyncByteStream)  # noqa: S101  # of an asynchronous client
        packed = "content-encoding" in response.headers
        response.stream = _Capped(response.stream, _LARGEST_PACKED if packed else _LARGEST)

    return openai.DefaultAsyncHttpx2Client(
        base_url=endpoint.base_url or "",
        timeout=httpx2.Timeout(patience.first_byte or patience.total, connect=patience.connect, pool=None),
        mounts=unproxied(endpoint.base_url),
        event_hooks={"request": [stay], "response": [cap]},
    )


def _shown(url: httpx2.URL) -> str:
    """Without what may be secret in it: user, password, query."""
    return f"{url.scheme}://{url.netloc.decode()}{url.path}"


class _Capped(httpx2.AsyncByteStream):
    """A reply's bytes, up to a limit."""

    def __init__(self, stream: httpx2.AsyncByteStream, most: int) -> None:
        self._stream, self._most = stream, most

    async def __aiter__(self) -> AsyncIterator[bytes]:
        size = 0
        async for chunk in self._stream:
            size += len(chunk)
            if size > self._most:
                raise OversizeError(f"it is larger than {self._most / 1_000_000:g} MB")
            yield chunk

    async def aclose(self) -> None:
        await self._stream.aclose()
