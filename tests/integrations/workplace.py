"""A git repository with translations in it, and the tools that meet them there."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
OFFICIAL = Path(os.environ.get("AUDIT_OFFICIAL_SCHEMAS", ROOT.parent / "shared" / "official-schemas"))
TOOLS = Path(sys.executable).parent

GOOD = 'msgid ""\nmsgstr "Language: de\\n"\n\nmsgid "Pay %s now"\nmsgstr "Jetzt %s bezahlen"\n'
BAD = GOOD.replace("Jetzt %s bezahlen", "Jetzt %d bezahlen")
BROKEN = GOOD + '\nmsgid "open\n'


def environment(home: Path, **more: str) -> dict[str, str]:
    """Ours alone: no configuration, key or model of whoever runs the tests."""
    return {
        "PATH": f"{TOOLS}:{os.environ['PATH']}",
        "HOME": str(home),
        "LC_ALL": "C.UTF-8",
        "AUDIT_CACHE": "off",
        "PRE_COMMIT_HOME": str(home / "pre-commit"),
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_SYSTEM": os.devnull,
        **more,
    }


def git(folder: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(
        ["git", *identity, *arguments], cwd=folder, check=True, capture_output=True, env=environment(folder.parent)
    )


def repository(folder: Path, files: dict[str, str]) -> Path:
    """A work tree in which these files are staged."""
    folder.mkdir()
    git(folder, "init", "--quiet")
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    git(folder, "add", "--all")
    return folder
