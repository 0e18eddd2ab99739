"""How fast a local engine scores given text: batched evaluation beside tokens forced through the server.

    python benchmarks/engines.py ARTICLE [--tokens 300]

Prints tokens per second of both and their ratio, measured one after the other in this run, and how far their
log-probabilities differ. Needs: pip install 'translation-audit[local]'.
"""

import argparse
import json
import time
import urllib.request
from pathlib import Path
from typing import Any

from audit.llm.local.reader import GgufReader
from audit.llm.local.served import served, threads
from audit.llm.local.weights import NAME, embedded


def main() -> None:
    """Score the same opening of an article in both ways."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("article", type=Path)
    parser.add_argument("--tokens", type=int, default=300)
    options = parser.parse_args()
    model = embedded(lambda *_: None)
    text = options.article.read_text(encoding="utf-8")

    reader = GgufReader(model, NAME, threads())
    start = time.perf_counter()
    whole = reader.read(text, [(0, len(text))]).tokens
    batched = len(whole) / (time.perf_counter() - start)
    print(f"batched evaluation: {len(whole)} tokens, {batched:.1f} tokens/s")

    opening = text[: whole[options.tokens].start]
    with served(model) as url:
        root = url.removesuffix("/v1")
        ids = [token["id"] for token in post(f"{root}/tokenize", {"content": opening, "with_pieces": True})["tokens"]]
        start = time.perf_counter()
        answer = post(
            f"{root}/v1/completions",
            {
                "prompt": [ids[0]],
                "max_tokens": len(ids) - 1,
                "temperature": 0,
                "logprobs": 1,
                "grammar": "root ::= " + " ".join(f"<[{token}]>" for token in ids[1:]),
            },
        )
        forced = (len(ids) - 1) / (time.perf_counter() - start)
    print(f"forced through the server: {len(ids) - 1} tokens, {forced:.1f} tokens/s")
    print(f"ratio: {batched / forced:.1f}")
    theirs = [-token["logprob"] for token in answer["choices"][0]["logprobs"]["content"]]
    ours = [token.surprisal for token in whole[: len(theirs)]]
    apart = [abs(a - b) for a, b in zip(ours, theirs, strict=False)]
    print(f"surprisal apart: mean {sum(apart) / len(apart):.3f} nats, most {max(apart):.3f}")


def post(url: str, body: dict[str, Any]) -> Any:
    """A JSON answer of the local server."""
    request = urllib.request.Request(url, json.dumps(body).encode(), {"Content-Type": "application/json"})  # noqa: S310
    with urllib.request.urlopen(request, timeout=600) as answer:  # noqa: S310
        return json.load(answer)


if __name__ == "__main__":
    main()
