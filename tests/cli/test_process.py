"""`audit` as a process of its own: what a shell, a pipe and Ctrl-C see."""

import signal
import subprocess
import sys
from pathlib import Path

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
