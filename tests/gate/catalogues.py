"""PO files in a few words, and git repositories to keep them in."""

import os
import subprocess
from pathlib import Path

HEAD = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Language: de\\n"
"""


def po(*entries: tuple[str, str] | tuple[str, str, str]) -> str:
    """A German catalogue: (source, translation), maybe with a comment for translators."""
    return "\n".join([HEAD, *(_entry(*entry) for entry in entries)])


def write(path: str | Path, *entries: tuple[str, str] | tuple[str, str, str]) -> Path:
    """A German catalogue as a file."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(po(*entries), encoding="utf-8")
    return path


def git(*arguments: str) -> str:
    """A command of git in the working folder, whatever the user has configured."""
    identity = {"GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@b.c", "GIT_COMMITTER_NAME": "a"}
    blank = {"GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null", "GIT_COMMITTER_EMAIL": "a@b.c"}
    environment = {**os.environ, **identity, **blank}
    return subprocess.run(["git", *arguments], env=environment, check=True, capture_output=True, text=True).stdout


def commit(message: str = "as it was") -> str:
    """All that is in the working folder as a commit of a repository there; its name."""
    if not Path(".git").exists():
        git("init", "--quiet", "--initial-branch=main")
        Path(".git/info/exclude").write_text(".answers\n", encoding="utf-8")
    git("add", "--all")
    git("commit", "--quiet", "--allow-empty", "--message", message)
    return git("rev-parse", "HEAD").strip()


def _entry(source: str, translation: str, comment: str = "") -> str:
    note = f"#. {comment}\n" if comment else ""
    return f'{note}msgid "{source}"\nmsgstr "{translation}"\n'
