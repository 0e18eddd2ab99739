"""What a corpus takes on a hosted API, in batches, on own GPUs and on disks: the tables of docs/scale.md, anew.

    python benchmarks/capacity.py [--requests 2] [--tokens-in 3120] [--tokens-out 1706] [--rpm 10000] [--tpm 10000000]
        [--seconds 8] [--price-in 1] [--price-out 4] [--batch-tokens 5e9] [--gpus 8] [--prefill 20000] [--decode 2500]

Arithmetic alone, nothing is measured here: put in your own figures. Requests and tokens are an article's, prices a
million tokens', --seconds one answer's, --prefill and --decode tokens a second of one GPU with all its requests at a
time, --batch-tokens what the provider of a batch API works off in a day.
"""

import argparse
from collections.abc import Iterator, Sequence

SIZES = (10**4, 10**6, 10**8)
_MILLION = 1e6
BYTES_A_TOKEN = 4
"""As `audit estimate` counts."""
ENGINE = 300
"""Requests a second of one process: benchmarks/engine.py."""


def main() -> None:
    """Print every table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    known = {"requests": 2, "tokens-in": 3120, "tokens-out": 1706, "rpm": 1e4, "tpm": 1e7, "seconds": 8}
    known |= {"price-in": 1, "price-out": 4, "batch-tokens": 5e9, "gpus": 8, "prefill": 2e4, "decode": 2500}
    known |= {"cpu": 5, "cores": 8, "table-bytes": 1400, "answer-bytes": 3500}
    for name, value in known.items():
        parser.add_argument(f"--{name}", type=float, default=value)
    one = parser.parse_args()
    heading = ["", *(f"{size:,} articles" for size in SIZES)]
    for title, rows in {
        "work": work(one),
        "hosted API": hosted(one),
        "batch API": batch(one),
        "own GPUs": own(one),
        "this machine": machine(one),
    }.items():
        print(f"\n{title}\n\n{markdown([heading, *rows])}")


def work(one: argparse.Namespace) -> Iterator[list[str]]:
    """Requests and tokens."""
    yield ["requests", *(amount(size * one.requests) for size in SIZES)]
    yield ["tokens in", *(amount(size * one.tokens_in) for size in SIZES)]
    yield ["tokens out", *(amount(size * one.tokens_out) for size in SIZES)]


def hosted(one: argparse.Namespace) -> Iterator[list[str]]:
    """What the quota allows, and how many requests at a time use it up."""
    a_minute = min(one.rpm / one.requests, one.tpm / (one.tokens_in + one.tokens_out))
    at_a_time = a_minute / 60 * one.requests * one.seconds
    yield [f"time at {a_minute:,.0f} articles a minute", *(duration(size / a_minute * 60) for size in SIZES)]
    slow = 32 / one.seconds / one.requests
    yield [f"time at 32 requests at a time (quota: {at_a_time:,.0f})", *(duration(size / slow) for size in SIZES)]
    yield ["money", *(money(size, one) for size in SIZES)]
    yield ["money of a sample of 1 %", *(money(size / 100, one) for size in SIZES)]


def batch(one: argparse.Namespace) -> Iterator[list[str]]:
    """Half the price, as many tokens a day as the provider works off; at most 50,000 requests and 200 MB a file."""
    tokens = one.tokens_in + one.tokens_out
    held = min(50_000, 200e6 / (BYTES_A_TOKEN * one.tokens_in / one.requests))
    yield [f"files of {held:,.0f} requests", *(amount(-(-size * one.requests // held)) for size in SIZES)]
    yield [
        "time, a day at least",
        *(duration(max(86_400, 86_400 * size * tokens / one.batch_tokens)) for size in SIZES),
    ]
    yield ["money", *(money(size / 2, one) for size in SIZES)]


def own(one: argparse.Namespace) -> Iterator[list[str]]:
    """Seconds of a GPU: reading, and writing what is answered."""
    seconds = one.tokens_in / one.prefill + one.tokens_out / one.decode
    again = one.tokens_in / 2 / one.prefill + one.tokens_out / one.decode
    yield ["GPU time", *(duration(size * seconds) for size in SIZES)]
    yield ["... half of each prompt from the prefix cache", *(duration(size * again) for size in SIZES)]
    yield [f"time on {one.gpus:,.0f} GPUs", *(duration(size * seconds / one.gpus) for size in SIZES)]


def machine(one: argparse.Namespace) -> Iterator[list[str]]:
    """What is left for the machine that runs `audit corpus`."""
    yield ["one engine asks, at its fastest", *(duration(size * one.requests / ENGINE) for size in SIZES)]
    yield [f"checks on {one.cores:,.0f} cores", *(duration(size * one.cpu / 1_000 / one.cores) for size in SIZES)]
    yield ["tables", *(storage(size * one.table_bytes) for size in SIZES)]
    yield ["kept answers", *(storage(size * one.requests * one.answer_bytes) for size in SIZES)]


def money(articles: float, one: argparse.Namespace) -> str:
    """In the unit of the prices."""
    return f"{articles * (one.tokens_in * one.price_in + one.tokens_out * one.price_out) / _MILLION:,.0f}"


def amount(number: float) -> str:
    """A large number, in words that can be compared."""
    for unit, name in ((1e12, "trillion"), (1e9, "billion"), (1e6, "million")):
        if number >= unit:
            return f"{number / unit:,.3g} {name}"
    return f"{number:,.0f}"


def duration(seconds: float) -> str:
    """In the largest unit of which there are two."""
    for unit, name in ((31_536_000, "years"), (86_400, "days"), (3_600, "h"), (60, "min")):
        if seconds >= 2 * unit or (name == "days" and seconds == unit):
            return f"{seconds / unit:,.1f} {name}" if seconds < 10 * unit else f"{seconds / unit:,.0f} {name}"
    return f"{seconds:,.0f} s"


def storage(size: float) -> str:
    """Bytes, decimal."""
    for unit, name in ((1e12, "TB"), (1e9, "GB")):
        if size >= unit:
            return f"{size / unit:,.1f} {name}"
    return f"{size / 1e6:,.0f} MB"


def markdown(rows: Sequence[Sequence[str]]) -> str:
    """A table."""
    head, *rest = rows
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (head, ["---"] * len(head), *rest))


if __name__ == "__main__":
    main()
