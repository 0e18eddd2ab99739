"""Git, asked without a shell: what it says, or why it says nothing."""

import os
import subprocess
from pathlib import Path

from audit.errors import UsageError

_INHERITED = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX")
"""Git tells its hooks where they run; we are asked about folders, which may be others."""
_SECONDS = 120


class GitError(Exception):
    """What git says when it fails. Never leaves `audit.project`."""


def git(folder: Path, *arguments: str) -> bytes:
    """What a command of git prints in a folder. Raises GitError, and UsageError where git is not installed."""
    environment = {name: value for name, value in os.environ.items() if name not in _INHERITED}
    environment |= {"LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0"}
    command = ["git", "-c", "core.fsmonitor=false", "-C", str(folder), *arguments]
    try:
        done = subprocess.run(  # noqa: S603  # no shell; callers keep options and names apart
            command, env=environment, capture_output=True, check=False, timeout=_SECONDS, stdin=subprocess.DEVNULL
        )
    except FileNotFoundError as error:
        raise UsageError("git is not installed, or not on the PATH") from error
    except subprocess.TimeoutExpired as error:
        raise GitError(f"git did not answer for {_SECONDS} seconds") from error
    if done.returncode:
        raise GitError(done.stderr.decode(errors="replace").strip())
    return done.stdout


def work_tree(folder: Path) -> Path | None:
    """The top of the work tree that a folder lies in, absolute; None where it lies in none, or there is no git."""
    try:
        return Path(os.fsdecode(git(folder, "rev-parse", "--show-toplevel")).removesuffix("\n"))
    except (GitError, UsageError):
        return None


def split(listed: bytes) -> list[str]:
    """The names of a list that git ends with NUL each."""
    return [os.fsdecode(name) for name in listed.split(b"\0") if name]
