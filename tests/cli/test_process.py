"""`audit` as a process of its own: what a shell, a pipe and Ctrl-C see."""

import os
import re
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

from tests.gate.catalogues import write

SEED = Path(__file__).parents[2] / "seeds" / "000_2d1116a519ad34f0.txt"
AUDIT = [sys.executable, "-m", "audit"]


def test_ctrl_c_ends_with_130_and_no_traceback():
    with subprocess.Popen(
        [*AUDIT, "run", "-", "--no-llm"], stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr
        assert "model: none" in process.stderr.readline()  # it now waits for the article
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=10) == 130
        assert "Traceback" not in process.stderr.read()


def opened(pipe: Path, process: subprocess.Popen) -> int:
    """A pipe, as soon as the process reads it; fails where the process ends before."""
    while process.poll() is None:
        with suppress(OSError):  # nobody reads it yet
            return os.open(pipe, os.O_WRONLY | os.O_NONBLOCK)
        time.sleep(0.01)
    raise AssertionError(process.stderr.read())


def test_ctrl_c_in_a_check_tells_what_was_checked_and_what_was_not(tmp_path):
    """The glossary is a pipe: the check stands still in its first file until there is something in it."""
    for name in ("a.po", "b.po", "c.po"):
        write(tmp_path / name, ("Bread and milk", "Brot und und Milch"))
    terms = tmp_path / "terms.csv"
    os.mkfifo(terms)
    command = [*AUDIT, "check", "a.po", "b.po", "c.po", "--select", "doubled", "--glossary", "terms.csv"]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr
        with os.fdopen(opened(terms, process), "w", encoding="utf-8") as pipe:
            process.send_signal(signal.SIGINT)
            assert any("audit: interrupted" in line for line in process.stderr)
            pipe.write("source,target\n")
        out, err = process.communicate(timeout=30)
    assert process.returncode == 3
    assert re.findall(r"^(\w+)\.po:\d+:\d+: \w+: ([\w-]+):", out, re.MULTILINE) == [
        ("b", "unread"),
        ("c", "unread"),
        ("a", "doubled"),
    ]
    assert out.splitlines()[-1].startswith("INCOMPLETE: 2 files could not be read.")
    assert "not checked: c.po: interrupted before it was its turn" in err
    assert "Traceback" not in err


def test_a_reader_of_the_output_that_leaves_early_is_no_error(tmp_path):
    story = tmp_path / "long.txt"
    story.write_text("The raid killed 89 soldiers, raising the death toll to 63.\n" * 3000, encoding="utf-8")
    command = f'"{sys.executable}" -m audit run "{story}" --no-llm --format json | head -c 10'
    ran = subprocess.run(["bash", "-o", "pipefail", "-c", command], capture_output=True, text=True, timeout=60)
    assert "Traceback" not in ran.stderr


def test_a_terminal_that_knows_no_unicode_gets_escapes():
    environment = {"PYTHONIOENCODING": "ascii", "PATH": ""}
    ran = subprocess.run([*AUDIT, "run", SEED, "--no-llm"], capture_output=True, env=environment, timeout=60)
    assert ran.returncode == 0
    assert rb"\u2039Kiev\u203a" in ran.stdout


def test_a_file_is_audited_where_there_is_no_standard_input():
    """A job without a standard input, as some runners start it."""
    command = f'"{sys.executable}" -m audit run "{SEED}" --no-llm --quiet <&-'
    ran = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=60)
    assert (ran.returncode, ran.stderr) == (0, "")
