"""What a run may still spend: requests are counted and their worst case is reserved before they are sent."""

import asyncio
from dataclasses import dataclass

from audit.config.values import Price
from audit.errors import UsageError

_SAFETY = 4 / 3
"""How many times the estimate a prompt is taken to have in tokens, until one turns out to have more."""
_TELLING = 200
"""Estimated tokens from which a prompt tells how good the estimates are: in a short one the endpoint's extras weigh."""
_ROUNDING = 1 + 1e-12
"""Sums of floats that should meet a limit exactly may be this much above it."""
_MILLION = 1_000_000


def tokens(text: str) -> int:
    """About how many tokens a text has: a quarter of its UTF-8 bytes, rounded up.

    No tokenizer: tiktoken downloads its vocabulary on first use, fails without a network, and knows only some models.
    """
    return -(-len(text.encode("utf-8", "surrogatepass")) // 4)


class ExhaustedError(Exception):
    """A limit of the user's does not allow another request; never leaves `audit.llm`."""

    def __init__(self, limit: str) -> None:
        super().__init__(f"{limit}: the same command with a higher limit goes on where this one stopped")


@dataclass(frozen=True, slots=True, eq=False)  # two requests of the same size are two
class Reservation:
    """A request that may be sent: its prompt as estimated and the longest answer it allows, in tokens."""

    prompt_tokens: int
    most_completion_tokens: int


class Budget:
    """What a run may still spend. For one event loop.

    Whoever reserves settles or releases, always, and before reserving again: others may be waiting for it.
    """

    def __init__(
        self,
        price: Price | None,
        currency: str = "",
        max_cost: float | None = None,
        max_requests: int | None = None,
    ) -> None:
        """Raises UsageError where cost is limited but there is no price."""
        if max_cost is not None and price is None:
            raise UsageError(
                "--max-cost needs the price of the model: write it into audit.toml, "
                'as [prices."NAME"] with input = and output =, money for a million tokens'
            )
        self.cost: float | None = 0.0
        """Of all that is settled; None once one of it is not known."""
        self.requests = 0
        self._price = price
        self._currency = currency
        self._max_cost = max_cost
        self._max_requests = max_requests
        self._charged = 0.0
        self._factor = _SAFETY
        self._under_way: list[Reservation] = []
        self._turn = asyncio.Lock()  # its waiters come in the order in which they asked
        self._freed = asyncio.Event()

    @property
    def spent(self) -> float:
        """What counts against the limit of cost: what is settled, and the worst case of all else. 0 without a price."""
        return self._charged + sum(map(self._worst, self._under_way))

    async def reserve(self, prompt_tokens: int, most_completion_tokens: int) -> Reservation:
        """Room for one request; waits where requests under way may leave some. Raises ExhaustedError."""
        reservation = Reservation(prompt_tokens, most_completion_tokens)
        async with self._turn:
            if self._max_requests is not None and self.requests >= self._max_requests:
                raise ExhaustedError(f"--max-requests {self._max_requests} is used up")
            while not self._fits(reservation):
                if not self._under_way:
                    raise ExhaustedError(self._shortage(reservation))
                self._freed.clear()
                await self._freed.wait()
            self.requests += 1
            self._under_way.append(reservation)
        return reservation

    def settle(
        self,
        reservation: Reservation,
        prompt_tokens: int | None,
        completion_tokens: int | None,
        cached_tokens: int = 0,
    ) -> float | None:
        """What a request cost, given the tokens that the endpoint counted; None where they or the price are not known.

        What is not known is never free: its worst case stays spent. Raises ValueError where nothing is reserved.
        """
        self.release(reservation)
        if prompt_tokens is not None and reservation.prompt_tokens >= _TELLING:
            self._factor = max(self._factor, prompt_tokens / reservation.prompt_tokens)
        cost = self.cost_of(prompt_tokens, completion_tokens, cached_tokens)
        self._charged += self._worst(reservation) if cost is None else cost
        self.cost = None if self.cost is None or cost is None else self.cost + cost
        return cost

    def release(self, reservation: Reservation) -> None:
        """A request was refused before any work was done: it costs nothing, but it was one.

        Raises ValueError where nothing is reserved.
        """
        if reservation not in self._under_way:
            raise ValueError("this request is settled or released already")
        self._under_way.remove(reservation)
        self._freed.set()

    def cost_of(self, prompt_tokens: int | None, completion_tokens: int | None, cached_tokens: int = 0) -> float | None:
        """What tokens cost, `cached_tokens` being part of the prompt; None where number or price is not known."""
        if self._price is None or prompt_tokens is None or completion_tokens is None:
            return None
        cached = min(cached_tokens, prompt_tokens)  # some endpoints do not count them into the prompt
        cached_price = self._price.input if self._price.cached_input is None else self._price.cached_input
        prompt = (prompt_tokens - cached) * self._price.input + cached * cached_price
        return (prompt + completion_tokens * self._price.output) / _MILLION

    def _worst(self, reservation: Reservation) -> float:
        """The most that a request may cost, as far as is known by now."""
        if self._price is None:
            return 0.0
        dearest = max(self._price.input, self._price.cached_input or 0.0)
        prompt = self._factor * reservation.prompt_tokens * dearest
        return (prompt + reservation.most_completion_tokens * self._price.output) / _MILLION

    def _fits(self, reservation: Reservation) -> bool:
        return self._max_cost is None or self.spent + self._worst(reservation) <= self._max_cost * _ROUNDING

    def _shortage(self, reservation: Reservation) -> str:
        limit = f"{self._max_cost:.10g} {self._currency}".strip()
        spent, needed = f"{self.spent:.3g}", f"{self._worst(reservation):.3g}"
        return f"--max-cost {limit} does not allow another request ({spent} spent, the next may cost {needed})"
