"""A good model of its own process: it judges whatever it is asked about, after a fixed time.

python -m benchmarks._server --latency 0.2 --log FILE      # its URL is the first line of its output
"""

import argparse
import contextlib
import json
import re
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.llm.faults.model import Heard, completion
from tests.llm.faults.server import Fault, FaultServer, Reply, sends

ROOT = Path(__file__).parents[1]
_CANDIDATE = re.compile(r'"id": ?"(c\d+)"')


@contextmanager
def server(latency: float, log: Path) -> Iterator[str]:
    """The URL of one, in a process that ends with this."""
    command = [sys.executable, "-m", "benchmarks._server", "--latency", str(latency), "--log", str(log)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


def opinion(heard: Heard) -> Reply | None:
    """What it says about proposed corrections: every one is right. None: the question is another one."""
    wanted: dict[str, Any] = heard.body.get("response_format", {}).get("json_schema", {}).get("schema", {})
    if "candidates" not in wanted.get("properties", {}):
        return None
    asked = dict.fromkeys(_CANDIDATE.findall(heard.messages[-1]["content"]))
    said = {"candidates": [{"id": one, "confidence": 80, "major": 50} for one in asked]}
    return sends(completion(heard, json.dumps(said)))


def main() -> None:
    """Serve until the process is stopped."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--latency", type=float)
    parser.add_argument("--log", type=Path)
    one = FaultServer(Fault(opinion, None, "a good model that is asked twice"), **vars(parser.parse_args()))
    one.requests, one.replies = deque(maxlen=0), deque(maxlen=0)  # nobody looks, and there may be millions
    with one, contextlib.suppress(KeyboardInterrupt):
        print(one.url, flush=True)
        threading.Event().wait()


if __name__ == "__main__":
    main()
