"""What an endpoint says about its limits, and a quota a minute that is spent evenly."""

import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_NUMBER = re.compile(r"[0-9]{1,15}(\.[0-9]*)?|\.[0-9]+")  # no sign, no exponent, no nan, nothing that overflows
_COUNT = re.compile(r"([0-9]{1,15})(\.0*)?\s*([,;].*)?")  # gateways append the policy: "100, 100;w=60"
_STEP = re.compile(r"([0-9]{1,15}(?:\.[0-9]*)?|\.[0-9]+)(h|ms|m|s|us|µs|μs|ns)")
_SECONDS = {"h": 3600.0, "m": 60.0, "s": 1.0, "ms": 1e-3, "us": 1e-6, "µs": 1e-6, "μs": 1e-6, "ns": 1e-9}
_UNIX_SECONDS, _UNIX_MILLISECONDS = 1e8, 1e11  # from here on a number is no wait any more: three years; the year 5138
_NAMES = (
    "x-ratelimit-{}-requests",
    "x-ratelimit-{}-tokens",
    "x-ratelimit-{}",
    "anthropic-ratelimit-requests-{}",
    "anthropic-ratelimit-tokens-{}",
)


@dataclass(frozen=True, slots=True)
class Remaining:
    """What is left of a quota, in requests or tokens."""

    limit: int | None
    remaining: int
    reset: float | None
    """Seconds until the quota is whole again."""


def retry_after(headers: Mapping[str, str], now: float | None = None) -> float | None:
    """Seconds that a reply asks to wait; None where it does not, or not in words that can be understood.

    `retry-after-ms` (OpenAI, Azure), else `retry-after` (RFC 9110, 10.2.3), fractions included. `headers` by their
    names in lower case. `now` is Unix time; None: the present.
    """
    milliseconds = _number(headers.get("retry-after-ms"))
    if milliseconds is not None:
        return milliseconds / 1000
    value = headers.get("retry-after", "")
    seconds = _number(value)
    return _until_date(value, _present(now)) if seconds is None else seconds


def remaining(headers: Mapping[str, str], now: float | None = None) -> tuple[Remaining, ...]:
    """What a reply says is left of each of its endpoint's quotas; what cannot be understood is left out.

    Understands OpenAI's, OpenRouter's and Anthropic's headers, and those who write as they do. `headers` by their
    names in lower case. `now` is Unix time; None: the present.
    """
    found = []
    for name in _NAMES:
        left = _count(headers.get(name.format("remaining")))
        limit = _count(headers.get(name.format("limit")))
        if left is not None and limit != 0:  # whoever allows nothing means that he does not count
            found.append(Remaining(limit, left, _reset(headers.get(name.format("reset")), _present(now))))
    return tuple(found)


class Bucket:
    """A quota a minute, spent evenly: what comes in within a second may go at once.

    What is larger than that goes when the bucket is full, and leaves a debt. `per_minute` None: no quota.
    """

    def __init__(self, per_minute: float | None, clock: Callable[[], float]) -> None:
        self._rate = None if per_minute is None else per_minute / 60
        self._clock = clock
        self._level = self._rate or 0.0
        self._filled = clock()

    def wait(self, amount: float) -> float:
        """Seconds until so much may be taken."""
        if self._rate is None:
            return 0.0
        return max(0.0, (min(amount, self._rate) - self._now(self._rate)) / self._rate)

    def take(self, amount: float) -> None:
        """Take so much, there or not; a negative amount is given back."""
        if self._rate is not None:
            self._level = self._now(self._rate) - amount

    def _now(self, rate: float) -> float:
        """What is in the bucket."""
        now = self._clock()
        self._level = min(rate, self._level + (now - self._filled) * rate)
        self._filled = now
        return self._level


def _reset(value: str | None, now: float) -> float | None:
    """Seconds until a reset that is a duration of Go's, a number of seconds, Unix time, or a date of RFC 3339."""
    value = (value or "").strip()
    number = _number(value)
    if number is not None:
        if number < _UNIX_SECONDS:
            return number
        return max(0.0, (number if number < _UNIX_MILLISECONDS else number / 1000) - now)
    steps = _STEP.findall(value)
    if steps and "".join(map("".join, steps)) == value:
        return sum(float(count) * _SECONDS[unit] for count, unit in steps)
    try:
        date = datetime.fromisoformat(value)
    except ValueError:
        return None
    return max(0.0, date.timestamp() - now) if date.tzinfo else None


def _until_date(value: str, now: float) -> float | None:
    try:
        date = parsedate_to_datetime(value)
        return max(0.0, (date if date.tzinfo else date.replace(tzinfo=UTC)).timestamp() - now)
    except (ValueError, OverflowError):
        return None


def _number(value: str | None) -> float | None:
    return float(value) if value and _NUMBER.fullmatch(value.strip()) else None


def _count(value: str | None) -> int | None:
    match = _COUNT.fullmatch((value or "").strip())
    return int(match[1]) if match else None


def _present(now: float | None) -> float:
    return time.time() if now is None else now
