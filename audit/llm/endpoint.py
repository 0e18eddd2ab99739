"""Where a model answers, and on what terms it may be asked. Values only: importing this costs nothing."""

from dataclasses import dataclass, field, replace

from audit.config.values import Config

RUNGS = ("json_schema", "stripped", "tools", "json_object", "prompt")
"""How an answer's schema is enforced, strictest first. The prompt states it too, and the answer is checked, always."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How often a request is tried, and how long is waited; seconds."""

    attempts: int = 6
    """Of one request, where the endpoint fails."""
    throttled_attempts: int = 30
    """Of one request, where the endpoint says that it is busy."""
    backoff: float = 1.0
    """The longest wait before the second attempt; doubles with every further one, up to `longest_backoff`."""
    longest_backoff: float = 20.0
    longest_wait: float = 120.0
    """A Retry-After above it ends the run: it is better resumed later."""
    drought: float = 180.0
    """Without any answer for so long while the endpoint says that it is busy, the run ends."""
    outage: float = 60.0
    """Where it has answered before and then fails everybody for so long, the run ends."""
    connect: float = 10.0
    first_byte: float | None = None
    """None: as long as for all of it; an endpoint that does not stream sends nothing before it has everything."""
    total: float = 300.0
    """For one answer, connection and body included; `Terms.timeout` sets it."""


@dataclass(frozen=True, slots=True)
class Terms:
    """How a run may use its model. The defaults suit a hosted model of unknown limits."""

    concurrency: int = 32
    """The most requests under way at a time; how many there really are follows what the endpoint bears."""
    rpm: float | None = None
    """Requests a minute, for those who know their quota."""
    tpm: float | None = None
    """Tokens a minute, read and written."""
    structured: str = "auto"
    """One of RUNGS; "auto" probes for the strictest that the endpoint enforces."""
    timeout: float = 300.0
    """Seconds for one answer."""
    patience: Patience = field(default_factory=Patience)
    cache: str = ""
    """File of the answers; "": in the user's cache folder; "off": none."""
    cache_only: bool = False
    """True: nothing is sent; what is not in the cache is a gap."""
    max_cost: float | None = None
    max_requests: int | None = None
    config: Config = field(default_factory=Config)
    """Prices."""


DEFAULT_TERMS = Terms()


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a model answers."""

    model: str
    base_url: str | None = None
    """None: the OpenAI API."""
    api_key: str | None = field(default=None, repr=False)
    patience: Patience = field(default_factory=Patience)
    known_as: str | None = None
    """What the cache knows it by, where its address changes; None: the base URL, of several the first."""
    replicas: tuple[str, ...] = ()
    """Further base URLs of the same model."""

    @property
    def each(self) -> "tuple[Endpoint, ...]":
        """Each address as an endpoint of its own."""
        return tuple(replace(self, base_url=url, replicas=()) for url in (self.base_url, *self.replicas))

    @property
    def address(self) -> str | None:
        """What the cache knows it by."""
        return self.known_as or self.base_url
