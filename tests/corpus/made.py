"""Corpora as `audit corpus` writes them, made of rows that a test states or a seed draws."""

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

import pyarrow.parquet as pq

from audit.corpus.arrow import table
from audit.corpus.tables import TABLES

SIGNATURE = "audit:0.1.0|model:m|prompts:window@12345678|checks:numbers|weights:1/5/25/0.1,repeats-once|segmenter:s"
POINTS = {"minor": 1.0, "major": 5.0, "critical": 25.0, "neutral": 0.0}

Rows = dict[str, list[dict[str, Any]]]


def finding(severity: str = "major", quote: str = "Bachmut", **more: Any) -> dict[str, Any]:
    return {
        "category": "accuracy/mistranslation",
        "severity": severity,
        "side": "target",
        "segment": "s1",
        "start": 0,
        "end": len(quote),
        "quote": quote,
        "sentence": f"They left {quote}.",
        "explanation": "The name is wrong.",
        "suggestion": "Bakhmut",
        "confidence": 0.9,
        "major": 0.5,
        "detectors": ["window"],
        "places": 1,
        **more,
    }


def article(
    number: int, words: int = 1000, findings: Iterable[Mapping[str, Any]] = (), reason: str = "", **more: Any
) -> Rows:
    """An article of 40 segments; with a reason 10 of them were not audited, or, where it is "unread", none."""
    listed = [dict(one) for one in findings]
    id_, metadata = f"a{number}", {key: more.pop(key) for key in list(more) if key not in TABLES["articles"]}
    penalty = sum(POINTS[one["severity"]] for one in listed)
    status = more.get("status", "incomplete" if reason else "audited")
    unread = status == "unread"
    row: dict[str, Any] = {
        "article": id_,
        "row": number,
        "place": f"stories.jsonl:{number + 1}",
        "status": status,
        "metadata": metadata,
        "source_language": None,
        "target_language": "en",
        "digest": f"{number:064x}",
        "words": 0 if unread else words,
        "segments": 0 if unread else 40,
        "audited": 0 if unread else 30 if reason else 40,
        "penalty": None if unread else penalty,
        "per_thousand_words": None if unread else 1000 * penalty / words,
        **{severity: sum(one["severity"] == severity for one in listed) for severity in POINTS},
        "passes": None if unread else False if penalty >= 5 else None if reason else True,
        "notes": [],
        "signature": None if unread else SIGNATURE,
    } | more
    gap = {"article": id_, "detector": "input" if unread else "window", "reason": reason}
    segments = [] if unread else [f"s{at}" for at in range(10)]
    return {
        "articles": [row],
        "findings": [{"article": id_, "finding": at, **one} for at, one in enumerate(listed, 1)],
        "segments": [],
        "gaps": [gap | {"segments": segments}] if reason else [],
    }


def corpus(folder: Path, articles: Iterable[Rows], size: int = 200, **manifest: Any) -> Path:
    """Written as the store does: a folder a part. `manifest`: `sample`, as `Strata.saved` has it; `rows`."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = iter(articles)
    number = written = 0
    while part := list(islice(rows, size)):
        into = folder / f"part={number:06}"
        into.mkdir()
        for name in TABLES:
            rows_of = tuple(row for one in part for row in one[name])
            pq.write_table(table(name, rows_of), into / f"{name}.parquet", compression="zstd")
        written += len(part)
        number += 1
    said = {"schema_version": "1.0", "sample": sample((), {(): (written, written)}), "rows": written, **manifest}
    (folder / "manifest.json").write_text(json.dumps(said), encoding="utf-8")
    (folder / "runs.jsonl").write_text("", encoding="utf-8")
    return folder


def sample(by: tuple[str, ...], strata: Mapping[tuple[str, ...], tuple[int, int]]) -> dict[str, Any]:
    """As the manifest says it: values -> (size, taken)."""
    listed = [
        {
            "values": list(values),
            "size": size,
            "rate": taken / max(1, size),
            "taken": taken,
            "below": taken / max(1, size),
        }
        for values, (size, taken) in strata.items()
    ]
    wanted = {"rate": 0.01, "seed": 0, "by": list(by), "at_least": 0, "count": None}
    return {"sample": wanted, "strata": listed, "broken": 0}


NAMES = [
    ("Bachmut", "Bakhmut"),
    ("Kijev", "Kyiv"),
    ("Müler", "Müller"),
    ("Selensky", "Zelensky"),
    ("Peking", "Beijing"),
]
OUTLETS = ("Courier", "Gazette", "Herald", "Tribune", "Wire")
ENGINES = {"alpha": 0.7, "beta": 1.0, "gamma": 1.6}
CATEGORIES = ("accuracy/mistranslation", "accuracy/omission", "fluency/grammar", "terminology/inconsistent")


def archive(number: int, seed: int = 0) -> Iterator[Rows]:
    """Stories of five outlets, three engines and three years, which get slowly better; 1 % cannot be read."""
    random = Random(seed)  # noqa: S311  # to be repeated, not to be secret
    for at in range(number):
        engine = random.choice(list(ENGINES))
        year, month = divmod(at * 36 // max(1, number), 12)
        more = {
            "outlet": random.choice(OUTLETS),
            "engine": engine,
            "date": f"{2021 + year}-{month + 1:02}-{1 + at % 28:02}T06:30:00Z",
            "source_language": random.choice(("zh", "zh", "uk", "de")),
        }
        if random.random() < 0.01:
            yield article(at, reason=f"line {at + 1}: not UTF-8: save the file as UTF-8", status="unread", **more)
            continue
        words = int(random.gammavariate(4, 180)) + 40
        expected = words * 0.003 * ENGINES[engine] * (1 - at / number / 2) * random.gammavariate(1, 1)
        found = []
        while (expected := expected - random.expovariate(1)) > 0:
            severity = random.choices(("critical", "major", "minor", "neutral"), (1, 8, 12, 4))[0]
            if random.random() < 0.2:
                (quote, suggestion), category = random.choice(NAMES), CATEGORIES[0]
            else:
                quote, suggestion = f"word {random.randrange(10**9)}", None
                category = random.choices(CATEGORIES, (5, 3, 2, 1))[0]
            found.append(finding(severity, quote, suggestion=suggestion, category=category))
        reason = "the endpoint gave no answer within 60 s" if random.random() < 0.02 else ""
        yield article(at, words, found, reason, **more)
