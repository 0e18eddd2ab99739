"""Whether a model is asked in a check: where one is configured, whatever it takes, or never."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from audit.config.values import AskModel
from audit.llm.choose import LOCAL, addresses

_UNJUDGED = "the wording was not judged"


@dataclass(frozen=True, slots=True)
class Asking:
    """What was decided. Where no model is asked `why` says the reason; empty where nobody wanted one."""

    llm: bool
    why: str = ""


def asking(
    wanted: AskModel, model: str | None, base_url: str | Sequence[str] | None, environment: Mapping[str, str]
) -> Asking:
    """Whether there is a model to ask: an endpoint, a name with its key, or a file of the user's.

    The embedded model reads in minutes what a check is to judge in seconds: it is used only where it is named.
    """
    if wanted is AskModel.NEVER:
        return Asking(False)
    name = model or environment.get("AUDIT_MODEL", "").strip()
    url = addresses(base_url, environment)
    key = environment.get("OPENAI_API_KEY", "").strip()
    if name == LOCAL or name.startswith(f"{LOCAL}:") or url or (name and key):
        return Asking(True)
    if name:
        return Asking(False, f"{_UNJUDGED}: OPENAI_API_KEY is not set for the model {name!r}")
    missing = "a key is set but no model is named" if key else "no model is configured"
    return Asking(False, f"{_UNJUDGED}: {missing}")
