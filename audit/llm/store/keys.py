"""What an answer is found again by."""

import hashlib
import json
from typing import Any
from urllib.parse import urlsplit

from audit.llm.model import Request

_KEY_FORMAT = 2
OPENAI = "https://api.openai.com/v1"
_PORTS = {"http": 80, "https": 443}


def request_key(base_url: str | None, model: str, request: Request, structured: str) -> str:
    """What an answer is kept under, 32 hexadecimal digits: equal for equal questions to the same model of an endpoint.

    `structured` is how the user wants the schema enforced ("auto", "json_schema", ...), not how it was enforced in the
    end: that an endpoint is probed anew, with another result, must never make the user pay again. Not part of it
    either: the key, the label, ids and divisible, how long is waited.
    """
    question = {
        "format": _KEY_FORMAT,
        "endpoint": endpoint_name(base_url),
        "model": model,
        "messages": request.messages,
        "schema": json.dumps(request.schema),  # a model answers in the order in which it is asked for things
        "schema_name": request.schema_name,
        "parameters": request.parameters,
        "max_tokens": request.max_tokens,
        "sample": request.sample,
        "structured": structured,
    }
    return hashlib.sha256(as_json(question, sort_keys=True)).hexdigest()[:32]


def endpoint_name(base_url: str | None) -> str:
    """A base URL (None: the OpenAI API) as it is shown and compared: without credentials, query, and spellings.

    Raises ValueError for what is no URL.
    """
    parts = urlsplit(base_url or OPENAI)
    host = parts.hostname or ""
    host = f"[{host}]" if ":" in host else host
    port = f":{parts.port}" if parts.port not in {None, _PORTS.get(parts.scheme)} else ""
    return f"{parts.scheme}://{host}{port}{parts.path.rstrip('/')}"


def place_of(base_url: str | None) -> str:
    """Host and port of a base URL, for a line in a log: without credentials."""
    return urlsplit(endpoint_name(base_url)).netloc


def as_json(value: Any, sort_keys: bool = False) -> bytes:
    """Compact JSON; half a character, which no text may contain, is let through."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=sort_keys, separators=(",", ":"))
    return text.encode("utf-8", "surrogatepass")
