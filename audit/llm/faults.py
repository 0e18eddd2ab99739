"""What a failed call means: try again, adapt the request, give up on it, or stop the whole run.

Knows replies, not the client that gets them: a run that the cache answers never loads it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from audit.llm.quota import retry_after

_BILLING = {"insufficient_quota", "billing_hard_limit_reached", "billing_not_active"}
_LONGEST_MESSAGE = 300
_SHORTEST_SECRET = 8  # what a key-less server is given ("none", "EMPTY") is no secret
_LENGTH_WORDS = re.compile(r"context.{0,3}(length|size|window)|too (large|long|many tokens)", re.IGNORECASE)
_FILTER_WORDS = re.compile(r"content.?(filter|policy|management)|moderation|flagged", re.IGNORECASE)
_FORMAT_WORDS = re.compile(
    r"response_format|json_schema|json_object|grammar|structured|schema|additionalProperties|\bstrict\b|\btools?\b|tool_choice",
    re.IGNORECASE,
)
_REFUSAL_WORDS = re.compile(
    r"unsupported|unavailable|not (supported|implemented|available)|invalid|unknown|compile|fail(ed)? to parse",
    re.IGNORECASE,
)
_PARAMETER_WORDS = re.compile(r"\b(max_completion_tokens|max_tokens|temperature|top_p|seed|logprobs)\b")


class Cure(Enum):
    """What to do about a failed call."""

    RETRY = auto()
    LOOSEN_FORMAT = auto()
    DROP_PARAMETER = auto()
    SPLIT = auto()
    GIVE_UP = auto()
    STOP_IF_FIRST = auto()
    """Stop the run where nothing has been answered yet (a wrong address); else try again (a page of a proxy)."""
    STOP_RUN = auto()


@dataclass(frozen=True, slots=True)
class Fault:
    """A failed call, understood."""

    cure: Cure
    reason: str
    retry_after: float | None = None
    """Seconds the endpoint asked to wait."""
    parameter: str | None = None
    status: int = 0
    """Of the reply, where that was why."""
    throttled: bool = False
    """True where the endpoint says that it is busy: fewer requests at a time may be what helps."""
    worked: bool = False
    """True where the model may have worked on it all the same, and it may be billed."""
    unreachable: bool = False
    """True where nobody was there to be asked."""
    elsewhere: bool = False
    """True where another address of the model may answer it at once."""


class FaultError(Exception):
    """A failed call, understood; never leaves `audit.llm`."""

    def __init__(self, fault: Fault, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(fault.reason)
        self.fault = fault
        self.headers = headers or {}
        """Of the reply, where there was one."""


def of_body(body: Any, secret: str) -> Fault | None:
    """Some gateways report an error with status 200; None where the reply is a completion."""
    match body:
        case {"choices": [{"message": {}}, *_]}:
            return None
        case {"error": {"code": int(status)} as error} if 400 <= status < 600:
            return of_status(status, error, {}, secret)
        case {"error": error} if error:
            return Fault(Cure.RETRY, f"the endpoint answered without a choice: {shown(_message(error), secret)}")
    return Fault(Cure.RETRY, "the endpoint answered without a choice: no reason given", worked=True)


def web_page() -> Fault:
    """A page where a JSON object is due."""
    return Fault(
        Cure.STOP_IF_FIRST, "the endpoint answers with a web page, not with JSON: does the base URL end in /v1?"
    )


def hidden(text: str, secret: str) -> str:
    """A text without the secret: some endpoints repeat the key they were given."""
    return text.replace(secret, "***") if len(secret) >= _SHORTEST_SECRET else text


def of_status(status: int, body: object, headers: Mapping[str, str], secret: str) -> Fault:  # a table  # noqa: PLR0911
    """What a reply with this status and error object means."""
    message = shown(_message(body), secret)
    reason = f"the endpoint answers {status}: {message}"
    if status == 402 or _codes(body) & _BILLING:
        return Fault(Cure.STOP_RUN, f"the account is out of credit: {message}; check plan and billing")
    if status in {400, 403, 422} and _FILTER_WORDS.search(f"{message} {_codes(body)}"):
        return Fault(Cure.GIVE_UP, f"the endpoint's content filter declined ({status}): {message}")
    if status in {401, 403}:
        return Fault(Cure.STOP_RUN, f"the endpoint refuses the key ({status}): {message}; check OPENAI_API_KEY")
    if status == 404:
        return Fault(
            Cure.STOP_RUN, f"not found (404): {message}; check the model's name, and that the base URL ends in /v1"
        )
    if status == 413 or (status in {400, 422} and _LENGTH_WORDS.search(message)):
        return Fault(Cure.SPLIT, reason)
    if status in {400, 422} and (match := _PARAMETER_WORDS.search(message)):
        return Fault(Cure.DROP_PARAMETER, reason, parameter=match[1])
    if (status in {400, 422, 501} or (status == 500 and _REFUSAL_WORDS.search(message))) and _FORMAT_WORDS.search(
        message
    ):
        return Fault(Cure.LOOSEN_FORMAT, reason, status=status)
    if status in {408, 409, 429} or status >= 500:
        wait = retry_after(headers)
        throttled = status in {429, 529} or (status == 503 and wait is not None)
        return Fault(Cure.RETRY, reason, wait, throttled=throttled)
    return Fault(Cure.GIVE_UP, reason)


def _codes(body: object) -> set[str]:
    """What an error object is called by: its code and its type."""
    return {str(body.get("code")), str(body.get("type"))} if isinstance(body, Mapping) else set()


def _message(body: Any) -> str:
    """What an error object says, whatever its shape; a web page says nothing that fits here."""
    text = str((isinstance(body, Mapping) and body.get("message")) or body)
    return "(a web page)" if text.lstrip()[:1] == "<" else text


def shown(said: object, secret: str) -> str:
    """What an endpoint said, on one line of our output."""
    return hidden(" ".join(str(said).split()), secret)[:_LONGEST_MESSAGE]
