"""What endpoints say about their limits: tables of real headers; and how a quota a minute is spent."""

from collections.abc import Mapping

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.llm.quota import Bucket, Remaining, remaining, retry_after

NEW_YEAR = 1_767_225_600.0  # 2026-01-01T00:00:00Z, a Thursday

WAITS = {
    "nothing": ({}, None),
    "seconds": ({"retry-after": "7"}, 7.0),
    "a fraction": ({"retry-after": "0.25"}, 0.25),
    "a fraction of Python's": ({"retry-after": "0.30000000000000004"}, 0.3),
    "none": ({"retry-after": "0"}, 0.0),
    "with blanks": ({"retry-after": " 7 "}, 7.0),
    "a date": ({"retry-after": "Thu, 01 Jan 2026 00:00:34 GMT"}, 34.0),
    "a date that is past": ({"retry-after": "Wed, 31 Dec 2025 23:59:26 GMT"}, 0.0),
    "a date of another zone": ({"retry-after": "Thu, 01 Jan 2026 01:00:34 +0100"}, 34.0),
    "a date of no zone": ({"retry-after": "Thu, 01 Jan 2026 00:00:34 -0000"}, 34.0),
    "a date as C writes it": ({"retry-after": "Thu Jan  1 00:00:34 2026"}, 34.0),
    "milliseconds": ({"retry-after-ms": "1500"}, 1.5),
    "milliseconds before seconds": ({"retry-after-ms": "20", "retry-after": "1"}, 0.02),
    "seconds where milliseconds are nonsense": ({"retry-after-ms": "soon", "retry-after": "1"}, 1.0),
    "nonsense": ({"retry-after": "soon"}, None),
    "an empty value": ({"retry-after": ""}, None),
    "less than nothing": ({"retry-after": "-1"}, None),
    "not a number": ({"retry-after": "nan"}, None),
    "for ever": ({"retry-after": "inf"}, None),
    "for ever, in digits": ({"retry-after": "9" * 400}, None),
    "a date that is none": ({"retry-after": "Thu, 99 Jan 2026 00:00:34 GMT"}, None),
    "a date beyond all dates": ({"retry-after": "Thu, 01 Jan 99999999999 00:00:34 GMT"}, None),
}


@pytest.mark.parametrize(("headers", "seconds"), WAITS.values(), ids=WAITS.keys())
def test_retry_after(headers: Mapping[str, str], seconds: float | None) -> None:
    assert retry_after(headers, NEW_YEAR) == pytest.approx(seconds)


def test_a_date_is_compared_with_the_present() -> None:
    assert retry_after({"retry-after": "Thu, 01 Jan 2026 00:00:34 GMT"}) == 0.0


def openai(limit: str = "100", left: str = "42", reset: str = "34s") -> dict[str, str]:
    return {
        "x-ratelimit-limit-requests": limit,
        "x-ratelimit-remaining-requests": left,
        "x-ratelimit-reset-requests": reset,
    }


QUOTAS = {
    "nothing": ({}, []),
    "OpenAI": (
        {
            **openai("60", "59", "1s"),
            "x-ratelimit-limit-tokens": "150000",
            "x-ratelimit-remaining-tokens": "149984",
            "x-ratelimit-reset-tokens": "6m0s",
        },
        [Remaining(60, 59, 1.0), Remaining(150_000, 149_984, 360.0)],
    ),
    "Azure, which tells half of it": ({"x-ratelimit-remaining-tokens": "61353"}, [Remaining(None, 61_353, None)]),
    "Azure, which does not count": (openai("-1", "-1", "0"), []),
    "OpenRouter, Unix milliseconds": (
        {
            "x-ratelimit-limit": "20",
            "x-ratelimit-remaining": "0",
            "x-ratelimit-reset": str(int((NEW_YEAR + 34) * 1000)),
        },
        [Remaining(20, 0, 34.0)],
    ),
    "Unix seconds": (
        {"x-ratelimit-remaining": "0", "x-ratelimit-reset": str(int(NEW_YEAR + 34))},
        [Remaining(None, 0, 34.0)],
    ),
    "Unix seconds that are past": (
        {"x-ratelimit-remaining": "0", "x-ratelimit-reset": str(int(NEW_YEAR - 34))},
        [Remaining(None, 0, 0.0)],
    ),
    "seconds": ({"x-ratelimit-remaining": "0", "x-ratelimit-reset": "34"}, [Remaining(None, 0, 34.0)]),
    "a gateway that adds its policy": (
        {"x-ratelimit-limit": "10, 10;w=60", "x-ratelimit-remaining": "3", "x-ratelimit-reset": "34"},
        [Remaining(10, 3, 34.0)],
    ),
    "Anthropic": (
        {
            "anthropic-ratelimit-requests-limit": "50",
            "anthropic-ratelimit-requests-remaining": "49",
            "anthropic-ratelimit-requests-reset": "2026-01-01T00:00:34Z",
            "anthropic-ratelimit-tokens-limit": "40000",
            "anthropic-ratelimit-tokens-remaining": "39000",
            "anthropic-ratelimit-tokens-reset": "2025-12-31T23:00:34-01:00",
        },
        [Remaining(50, 49, 34.0), Remaining(40_000, 39_000, 34.0)],
    ),
    "a limit and nothing else": ({"x-ratelimit-limit-requests": "60"}, []),
    "a limit of nothing": (openai(limit="0", left="0"), []),
    "a limit that is nonsense": (openai(limit="many"), [Remaining(None, 42, 34.0)]),
    "a remainder that is nonsense": (openai(left="some"), []),
    "a remainder beyond all numbers": (openai(left="9" * 5000), []),
    "a remainder with a fraction of nothing": (openai(left="42.0"), [Remaining(100, 42, 34.0)]),
}


@pytest.mark.parametrize(("headers", "quotas"), QUOTAS.values(), ids=QUOTAS.keys())
def test_remaining(headers: Mapping[str, str], quotas: list[Remaining]) -> None:
    assert list(remaining(headers, NEW_YEAR)) == quotas


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("6m0s", 360.0),
        ("1.5s", 1.5),
        ("6ms", 0.006),
        ("2m59.56s", 179.56),
        ("1h2m3s", 3723.0),
        ("1h0m0.5s", 3600.5),
        ("350µs", 0.00035),
        ("0s", 0.0),
        ("17", 17.0),
        ("0.5", 0.5),
        ("2026-01-01T00:00:34.5Z", 34.5),
        ("", None),
        ("soon", None),
        ("-3s", None),
        ("3s ago", None),
        ("2026-01-01T00:00:34", None),
        ("0001-01-01T00:00:00+23:59", 0.0),
    ],
)
def test_reset(value: str, seconds: float | None) -> None:
    (quota,) = remaining(openai(reset=value), NEW_YEAR)
    assert quota.reset == pytest.approx(seconds)


def test_names_are_found_in_any_case_as_they_come_over_the_wire() -> None:
    headers = httpx2.Headers({"Retry-After": "7", "X-RateLimit-Limit": "10", "X-RateLimit-Remaining": "3"})
    assert retry_after(headers) == 7.0
    assert remaining(headers) == (Remaining(10, 3, None),)


ODD = st.text() | st.text("0123456789.,;:+-TZGMhmsun e") | st.from_regex(r"Thu, \d+ Jan \d+ \d+:\d+:\d+ [+-]?\d+")


@given(ODD)
def test_whatever_an_endpoint_says_a_wait_is_none_or_a_time(value: str) -> None:
    (quota,) = remaining(openai(reset=value), NEW_YEAR)
    for seconds in (retry_after({"retry-after": value, "retry-after-ms": value}, NEW_YEAR), quota.reset):
        assert seconds is None or 0 <= seconds < float("inf")


class Clock:
    """A clock that stands still until it is moved."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


SPENDINGS = {
    "no quota": (None, [1e9] * 3, [0.0, 0.0, 0.0]),
    "one a second": (60, [1] * 3, [0.0, 1.0, 1.0]),
    "one each two seconds": (30, [1] * 3, [0.0, 2.0, 2.0]),
    "three at once, then three a second": (180, [1] * 5, [0.0, 0.0, 0.0, 1 / 3, 1 / 3]),
    "more than a second's worth goes when the bucket is full": (600, [10, 25, 10], [0.0, 1.0, 2.5]),
    "what is given back": (60, [1, -1, 1], [0.0, 0.0, 0.0]),
    "more is given back than there is room for": (60, [-5, 1, 1], [0.0, 0.0, 1.0]),
}


@pytest.mark.parametrize(("per_minute", "amounts", "waits"), SPENDINGS.values(), ids=SPENDINGS.keys())
def test_a_quota_is_spent_evenly(per_minute: float | None, amounts: list[float], waits: list[float]) -> None:
    clock = Clock()
    bucket = Bucket(per_minute, clock)
    for amount, wait in zip(amounts, waits, strict=True):
        assert bucket.wait(amount) == pytest.approx(wait)
        clock.now += bucket.wait(amount)
        bucket.take(amount)


def test_nothing_is_saved_up() -> None:
    clock = Clock()
    bucket = Bucket(60, clock)
    bucket.take(1)
    clock.now = 100.0
    bucket.take(3)
    assert bucket.wait(1) == 3.0
