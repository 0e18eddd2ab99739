"""What a failed call means: try again, adapt the request, give up on it, or stop the whole run."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

import openai

_BILLING = {"insufficient_quota", "billing_hard_limit_reached", "billing_not_active"}
_FORMAT_WORDS = re.compile(r"response_format|json_schema|json_object|grammar|structured", re.IGNORECASE)
_PARAMETER_WORDS = re.compile(r"\b(max_completion_tokens|max_tokens|temperature|top_p|seed)\b")


class Cure(Enum):
    """What to do about a failed call."""

    RETRY = auto()
    LOOSEN_FORMAT = auto()
    DROP_PARAMETER = auto()
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


def understand(error: Exception) -> Fault:
    """What an exception of the client (or of a malformed reply) means."""
    match error:
        case openai.APITimeoutError():
            return Fault(Cure.RETRY, "the endpoint did not answer in time")
        case openai.APIConnectionError():
            return Fault(Cure.RETRY, f"no connection to the endpoint: {error.__cause__ or error}")
        case openai.APIStatusError():
            return _of_status(error)
    return Fault(Cure.RETRY, f"the endpoint's reply is malformed: {error}")


def of_body(body: Any) -> Fault | None:
    """Some gateways report an error with status 200; None where the reply is a completion."""
    if isinstance(body, str):
        return Fault(
            Cure.STOP_RUN, "the endpoint answers with a web page, not with JSON: does the base URL end in /v1?"
        )
    if getattr(body, "choices", None):
        return None
    error = (getattr(body, "model_extra", None) or {}).get("error") or {}
    message = error.get("message") if isinstance(error, Mapping) else error
    return Fault(Cure.RETRY, f"the endpoint answered without a choice: {message or 'no reason given'}")


def _of_status(error: openai.APIStatusError) -> Fault:
    status, message = error.status_code, _message(error)
    if error.code in _BILLING or error.type in _BILLING:
        return Fault(Cure.STOP_RUN, f"the account is out of credit: {message}")
    if status in {401, 403}:
        return Fault(Cure.STOP_RUN, f"the endpoint refuses the key ({status}): {message}; check OPENAI_API_KEY")
    if status == 404:
        return Fault(
            Cure.STOP_RUN, f"not found (404): {message}; check the model's name, and that the base URL ends in /v1"
        )
    if status in {400, 422, 501} and _FORMAT_WORDS.search(message):
        return Fault(Cure.LOOSEN_FORMAT, message)
    if status in {400, 422} and (match := _PARAMETER_WORDS.search(message)):
        return Fault(Cure.DROP_PARAMETER, message, parameter=match[1])
    if status in {408, 409, 429} or status >= 500:
        return Fault(Cure.RETRY, f"the endpoint answers {status}: {message}", _retry_after(error))
    return Fault(Cure.GIVE_UP, f"the endpoint answers {status}: {message}")


def _message(error: openai.APIStatusError) -> str:
    body = error.body
    if isinstance(body, Mapping):
        return str(body.get("message") or body)[:300]
    return " ".join(str(body or error.message).split())[:300]


def _retry_after(error: openai.APIStatusError) -> float | None:
    value = error.response.headers.get("retry-after", "")
    return float(value) if re.fullmatch(r"\d+(\.\d+)?", value) else None
