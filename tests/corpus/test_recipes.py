"""The scripts of recipes/: what they say without arguments, and several llama.cpp servers that answer."""

import json
import os
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from audit.llm.local.weights import embedded

_VLLM = Path(__file__).parents[2] / "recipes" / "vllm"
_SCRIPTS = sorted(_VLLM.glob("*.sh"))


@pytest.mark.parametrize("script", _SCRIPTS, ids=lambda path: path.name)
def test_a_script_is_bash_and_says_how_it_is_used(script: Path) -> None:
    assert subprocess.run(["bash", "-n", script], check=False).returncode == 0
    used = subprocess.run([script], check=False, capture_output=True, text=True)
    assert used.returncode == 2
    assert f"recipes/vllm/{script.name} " in used.stderr
    assert "#" not in used.stderr


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (["llama_servers.sh", "nowhere.gguf"], "no such model file: nowhere.gguf"),
        (["replicas.sh", "m", "0"], "vllm is not installed"),
    ],
)
def test_what_is_missing_is_said(command: list[str], said: str) -> None:
    bare = {"PATH": os.defpath}
    ended = subprocess.run([_VLLM / command[0], *command[1:]], check=False, capture_output=True, text=True, env=bare)
    assert ended.returncode == 2
    assert said in ended.stderr


@pytest.mark.slow
def test_several_llama_servers_answer_and_end_with_their_script() -> None:
    pytest.importorskip("xllamacpp")
    weights = embedded(lambda *_: None)
    environment = {**os.environ, "PYTHON": sys.executable}
    command = [_VLLM / "llama_servers.sh", str(weights), "2"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment
    ) as run:
        assert run.stdout
        said = run.stdout.readline().split()
        urls = [word for word in said if word.startswith("http://")]
        assert len(set(urls)) == 2
        names = [_models(url) for url in urls]
        run.send_signal(signal.SIGTERM)
        run.wait(timeout=20)
    assert names[0] == names[1]
    assert said[:3] == ["audit", "corpus", "INPUT"]
    for url in urls:
        with pytest.raises(OSError, match="refused"):
            _models(url)


def _models(url: str) -> list[str]:
    with urllib.request.urlopen(f"{url}/models", timeout=20) as reply:
        return [model["id"] for model in json.load(reply)["data"]]
