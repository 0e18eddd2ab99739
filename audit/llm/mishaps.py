"""What an exception of the HTTP client means."""

import httpx2
import openai

from audit.llm.faults import Cure, Fault, of_status, shown


class ForeignRedirectError(Exception):
    """The endpoint sends its clients to another host."""


class OversizeError(Exception):
    """A reply that does not end within what any answer could need."""


def understand(error: Exception, secret: str) -> Fault:
    """What an exception of the client (or of a malformed reply) means; the reason does not contain the secret."""
    cause = error.__cause__
    match error:
        case UnicodeEncodeError():
            return Fault(Cure.GIVE_UP, "the question contains half a character, which no request can carry")
        case openai.APITimeoutError() | TimeoutError():
            return Fault(Cure.RETRY, "the endpoint did not answer in time", worked=True)
        case ForeignRedirectError():
            return Fault(Cure.STOP_RUN, shown(error, secret))
        case openai.APIConnectionError():
            said = shown(cause or error, secret) or type(cause).__name__
            nobody = isinstance(cause, httpx2.ConnectError)
            advice = "; does it run, is the base URL right?" if nobody else ""
            reason = f"no connection to the endpoint: {said}{advice}"
            return Fault(Cure.RETRY, reason, worked=not nobody, unreachable=nobody)
        case openai.APIStatusError():
            return of_status(error.status_code, error.body or error.message, error.response.headers, secret)
    return Fault(Cure.RETRY, f"the endpoint's reply is malformed: {shown(error, secret)}", worked=True)
