"""What a failed call means: try again, adapt the request, give up on it, or stop the whole run."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

import openai
from openai.types.chat import ChatCompletionMessage
from openai.types.chat.chat_completion import Choice

_BILLING = {"insufficient_quota", "billing_hard_limit_reached", "billing_not_active"}
_LONGEST_MESSAGE = 300
_SHORTEST_SECRET = 8  # what a key-less server is given ("none", "EMPTY") is no secret
_LENGTH_WORDS = re.compile(r"context.{0,3}(length|size|window)|too (large|long|many tokens)", re.IGNORECASE)
_FORMAT_WORDS = re.compile(r"response_format|json_schema|json_object|grammar|structured", re.IGNORECASE)
_PARAMETER_WORDS = re.compile(r"\b(max_completion_tokens|max_tokens|temperature|top_p|seed)\b")


class Cure(Enum):
    """What to do about a failed call."""

    RETRY = auto()
    LOOSEN_FORMAT = auto()
    DROP_PARAMETER = auto()
    SPLIT = auto()
    GIVE_UP = auto()
    STOP_RUN = auto()


@dataclass(frozen=True, slots=True)
class Fault:
    """A failed call, understood."""

    cure: Cure
    reason: str
    retry_after: float | None = None
    """Seconds the endpoint asked to wait."""
    parameter: str | None = None


def understand(error: Exception, secret: str) -> Fault:
    """What an exception of the client (or of a malformed reply) means; the reason does not contain the secret."""
    match error:
        case openai.APITimeoutError() | TimeoutError():
            return Fault(Cure.RETRY, "the endpoint did not answer in time")
        case openai.APIConnectionError():
            cause = _shown(error.__cause__ or error, secret)
            return Fault(Cure.RETRY, f"no connection to the endpoint: {cause}; does it run, is the base URL right?")
        case openai.APIStatusError():
            return _of_status(error, secret)
    return Fault(Cure.RETRY, f"the endpoint's reply is malformed: {_shown(error, secret)}")


def of_body(body: Any, secret: str) -> Fault | None:
    """Some gateways report an error with status 200; None where the reply is a completion."""
    if isinstance(body, str) and body.strip():
        return Fault(
            Cure.STOP_RUN, "the endpoint answers with a web page, not with JSON: does the base URL end in /v1?"
        )
    match getattr(body, "choices", None):  # the client lets every shape through
        case [Choice(message=ChatCompletionMessage()), *_]:
            return None
    error = (getattr(body, "model_extra", None) or {}).get("error") or "no reason given"
    return Fault(Cure.RETRY, f"the endpoint answered without a choice: {_shown(_message(error), secret)}")


def hidden(text: str, secret: str) -> str:
    """A text without the secret: some endpoints repeat the key they were given."""
    return text.replace(secret, "***") if len(secret) >= _SHORTEST_SECRET else text


def _of_status(error: openai.APIStatusError, secret: str) -> Fault:
    status, message = error.status_code, _shown(_message(error.body or error.message), secret)
    reason = f"the endpoint answers {status}: {message}"
    if status == 402 or {str(error.code), str(error.type)} & _BILLING:
        return Fault(Cure.STOP_RUN, f"the account is out of credit: {message}; check plan and billing")
    if status in {401, 403}:
        return Fault(Cure.STOP_RUN, f"the endpoint refuses the key ({status}): {message}; check OPENAI_API_KEY")
    if status == 404:
        return Fault(
            Cure.STOP_RUN, f"not found (404): {message}; check the model's name, and that the base URL ends in /v1"
        )
    if status == 413 or (status in {400, 422} and _LENGTH_WORDS.search(message)):
        return Fault(Cure.SPLIT, reason)
    if status in {400, 422, 500, 501} and _FORMAT_WORDS.search(message):
        return Fault(Cure.LOOSEN_FORMAT, reason)
    if status in {400, 422} and (match := _PARAMETER_WORDS.search(message)):
        return Fault(Cure.DROP_PARAMETER, reason, parameter=match[1])
    if status in {408, 409, 429} or status >= 500:
        return Fault(Cure.RETRY, reason, _retry_after(error))
    return Fault(Cure.GIVE_UP, reason)


def _message(body: Any) -> str:
    """What an error object says, whatever its shape."""
    return str((isinstance(body, Mapping) and body.get("message")) or body)


def _shown(said: object, secret: str) -> str:
    """What an endpoint said, on one line of our output."""
    return hidden(" ".join(str(said).split()), secret)[:_LONGEST_MESSAGE]


def _retry_after(error: openai.APIStatusError) -> float | None:
    value = error.response.headers.get("retry-after", "")
    return float(value) if re.fullmatch(r"\d+(\.\d+)?", value) else None
