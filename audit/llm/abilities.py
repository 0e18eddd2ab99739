"""Where a model answers and how it may be asked: what we are told, and what the endpoint has been seen to accept."""

from dataclasses import dataclass, field, replace
from typing import Any

from audit.llm.faults import Cure, Fault
from audit.llm.model import Request

FORMATS = ("json_schema", "json_object", "prompt")
"""How the schema is enforced, strictest first. The prompt always states it too; the answer is always checked."""

_LIMITS = ("max_tokens", "max_completion_tokens")


@dataclass(frozen=True, slots=True)
class Patience:
    """How often a request is tried, and how long is waited; seconds."""

    attempts: int = 5
    backoff: float = 1.0
    """The longest wait before the second attempt; doubles with every further one, up to `longest_backoff`."""
    longest_backoff: float = 20.0
    longest_wait: float = 60.0
    """A Retry-After above it is waited this long, then tried again."""
    timeout: float = 300.0
    """For one answer, connection and body included."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a model answers, and how it may be asked."""

    model: str
    base_url: str | None = None
    """None: the OpenAI API."""
    api_key: str | None = field(default=None, repr=False)
    concurrency: int = 8
    """Requests under way at a time."""
    structured: str = "auto"
    """One of FORMATS; "auto" begins with the strictest and steps down where the endpoint refuses it."""
    patience: Patience = field(default_factory=Patience)


@dataclass(frozen=True, slots=True)
class Abilities:
    """What the endpoint has been seen to accept."""

    formats: tuple[str, ...]
    limit_name: str = "max_tokens"
    dropped: frozenset[str] = frozenset()

    @classmethod
    def of(cls, endpoint: Endpoint) -> "Abilities":
        """Everything, until the endpoint refuses it."""
        return cls(FORMATS if endpoint.structured == "auto" else (endpoint.structured,))

    def body(self, request: Request) -> dict[str, Any]:
        """The request's parameters as this endpoint takes them."""
        body = {self.limit_name: request.max_tokens, **request.parameters}
        body = {name: value for name, value in body.items() if name not in self.dropped}
        if self.formats[0] == "json_schema":
            schema = {"name": request.schema_name, "strict": True, "schema": dict(request.schema)}
            body["response_format"] = {"type": "json_schema", "json_schema": schema}
        elif self.formats[0] == "json_object":
            body["response_format"] = {"type": "json_object"}
        return body

    def loosened(self, fault: Fault) -> "Abilities | None":
        """Abilities without what was refused; None where nothing is left to give."""
        if fault.cure is Cure.LOOSEN_FORMAT and len(self.formats) > 1:
            return replace(self, formats=self.formats[1:])
        refused = fault.parameter
        if refused in _LIMITS:  # a message may name the one it refuses, or the one it wants
            if self.limit_name == _LIMITS[0]:
                return replace(self, limit_name=_LIMITS[1])
            refused = self.limit_name
        if refused and refused not in self.dropped:
            return replace(self, dropped=self.dropped | {refused})
        return None
