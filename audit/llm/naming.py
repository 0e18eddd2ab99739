"""Which models an endpoint lists, and which one is meant where nobody has named one or several addresses must agree."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from audit.errors import ModelUnavailableError, UsageError
from audit.llm.loopback import unproxied
from audit.llm.store.keys import place_of

if TYPE_CHECKING:
    from audit.llm.choose import Choice

_SHOWN = 20
"""Names of models."""
_TIMEOUT = 20.0
"""Seconds that a list may take; of one address among several, a quarter: the others are enough to go on."""

Listed = tuple[str, "Sequence[str] | ModelUnavailableError"]
"""An address, and the names of the models that it lists, or why it does not."""


def named(choice: "Choice") -> str:
    """The name of the model. An endpoint is asked where nobody has named one; of several, each.

    Raises UsageError where that does not tell, or where an address has another model than the others.
    """
    if not choice.replicas:
        return choice.name or only_model(choice)
    with ThreadPoolExecutor(len(choice.each)) as threads:
        return common_model(choice.name, list(threads.map(_listed, choice.each)))


def only_model(choice: "Choice") -> str:
    """The name of the one model an endpoint has. Raises UsageError where there are several."""
    names = _names(choice, _TIMEOUT)
    if len(names) == 1:
        return names[0]
    raise UsageError(f"{shown(choice.base_url)} has {len(names)} models, give --model NAME{_among(names)}")


def common_model(wanted: str, lists: Sequence[Listed]) -> str:
    """The model of every address that lists its models: those that are down, or list none, are asked when it is time.

    `wanted`: "" for the only one. Raises UsageError where one differs, ModelUnavailableError where no list tells.
    """
    errors = [names for _, names in lists if isinstance(names, ModelUnavailableError)]
    if not wanted and len(errors) == len(lists):
        raise errors[0]
    for place, names in lists:
        if isinstance(names, ModelUnavailableError):
            continue
        if not wanted and len(names) != 1:
            raise UsageError(f"{place} has {len(names)} models, give --model NAME{_among(names)}")
        wanted = wanted or names[0]
        if wanted not in names:
            raise UsageError(
                f"{place} does not have the model {wanted!r}{_among(names) or ', and no other'}: several addresses "
                "must serve the same model under the same name; correct its server, or leave out this --base-url"
            )
    return wanted


def shown(url: str | None) -> str:
    """A base URL without the credentials in it."""
    place = urlsplit(url or "").netloc
    return (url or "").replace(place, place.rpartition("@")[2])


def _listed(choice: "Choice") -> Listed:
    place = place_of(choice.base_url)
    try:
        return place, _names(choice, _TIMEOUT / 4)
    except ModelUnavailableError as error:
        return place, error


def _among(names: Sequence[str]) -> str:
    return f": {', '.join(sorted(names)[:_SHOWN])}" if names else ""


def _names(choice: "Choice", timeout: float) -> list[str]:
    import openai

    from audit.llm.mishaps import understand

    url, key = choice.base_url, choice.api_key or "none"
    http = openai.DefaultHttpx2Client(mounts=unproxied(url))
    try:
        with openai.OpenAI(base_url=url, api_key=key, timeout=timeout, max_retries=1, http_client=http) as client:
            return [str(model.id) for model in client.models.list()]
    except AttributeError:  # the client lets every shape through
        reason = "the answer is no list of models: does the base URL end in /v1?"
    except (openai.OpenAIError, ValueError) as error:
        reason = understand(error, key).reason
    # raised out here: the exception behind may repeat the key
    raise ModelUnavailableError(f"{shown(url)} does not list its models, give --model NAME ({reason})")
