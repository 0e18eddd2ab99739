"""`audit cache`: what is kept, pruned and cleared; an answer is paid for and never removed by accident."""

import json
import os
import pty
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from audit.llm.store.cache import Cache, Stored

AUDIT = [sys.executable, "-m", "audit"]
DAY = 86_400
NOON = 1_790_000_000.0
"""2026-09-21 14:13:20 UTC."""


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """A cache of two models: two answers of "m" a day apart, one of "n"."""
    path = tmp_path / "answers.sqlite"
    with Cache(path) as cache:
        for key, model, created in (("a", "m", NOON), ("b", "m", NOON + DAY), ("c", "n", NOON)):
            cache.keep(key, Stored({"segments": []}, model, "https://llm.example/v1", created=created))
    return path


def age(path: Path, key: str, days: float) -> None:
    """Pretend that an answer was used last so many days ago."""
    with sqlite3.connect(path) as database:
        database.execute("UPDATE answers SET used = ? WHERE key = ?", (time.time() - days * DAY, key))
    database.close()


def keys(path: Path) -> list[str]:
    with Cache(path) as cache:
        return [key for key in "abc" if cache.answer(key)]


# -- stats -------------------------------------------------------------------------------------------------------


def test_what_is_kept_for_people(audit, kept):
    ran = audit("cache", "stats", "--cache", kept)
    lines = ran.out.splitlines()
    assert (ran.code, ran.err) == (0, "")
    assert lines[0] == f"path     {kept}"
    assert lines[1] == "answers  3"
    assert lines[2].endswith("kB")
    assert lines[4].split() == ["model", "answers", "oldest", "newest"]
    assert [line.split()[:2] for line in lines[5:]] == [["m", "2"], ["n", "1"]]
    assert all("2026-09-2" in line for line in lines[5:])
    assert len({len(line) for line in lines[4:]}) == 1


def test_what_is_kept_for_programs(audit, kept):
    value = json.loads(audit("cache", "stats", "--cache", kept, "--format", "json").out)
    assert value.pop("bytes") >= kept.stat().st_size > 0
    assert value == {
        "path": str(kept),
        "exists": True,
        "answers": 3,
        "models": [
            {
                "model": "m",
                "answers": 2,
                "oldest": "2026-09-21T14:13:20+00:00",
                "newest": "2026-09-22T14:13:20+00:00",
            },
            {
                "model": "n",
                "answers": 1,
                "oldest": "2026-09-21T14:13:20+00:00",
                "newest": "2026-09-21T14:13:20+00:00",
            },
        ],
    }


def test_an_empty_cache_has_no_table(audit, tmp_path):
    Cache(tmp_path / "empty.sqlite").close()
    assert audit("cache", "stats", "--cache", "empty.sqlite").out.splitlines()[1:2] == ["answers  0"]


def test_where_the_environment_says(audit, kept, monkeypatch):
    monkeypatch.setenv("AUDIT_CACHE", str(kept))
    assert "answers  3" in audit("cache", "stats").out


def test_the_users_own_cache_without_a_word(audit, kept, monkeypatch):
    monkeypatch.delenv("AUDIT_CACHE")
    monkeypatch.setenv("AUDIT_CACHE_DIR", str(kept.parent))
    assert f"path     {kept}\nanswers  3" in audit("cache", "stats").out


@pytest.mark.parametrize("command", [["stats"], ["prune", "--older-than", "1d"], ["clear"], ["clear", "--yes"]])
def test_a_cache_that_is_not_there_is_said_so_and_not_made(audit, command):
    ran = audit("cache", *command, "--cache", "gone.sqlite")
    assert (ran.code, ran.out) == (0, "there is no cache at gone.sqlite\n")
    assert not Path("gone.sqlite").exists()


def test_a_cache_that_is_not_there_for_programs(audit):
    ran = audit("cache", "stats", "--cache", "gone.sqlite", "--format", "json")
    assert json.loads(ran.out) == {"path": "gone.sqlite", "exists": False, "answers": 0, "bytes": 0, "models": []}


def test_the_client_of_endpoints_is_not_imported(kept):
    script = (
        "import sys; from audit.cli.app import main\ntry: main()\nexcept SystemExit: print('openai' in sys.modules)"
    )
    command = [sys.executable, "-c", script, "cache", "stats", "--cache", kept]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert ran.stdout.endswith("\nFalse\n"), ran.stderr


# -- prune -------------------------------------------------------------------------------------------------------

AGES = {
    "older than a month": ("30d", ["a", "c"]),
    "hours": ("48h", ["c"]),
    "weeks": ("12w", ["a", "b", "c"]),
    "minutes": ("90m", ["c"]),
    "with a blank, in capitals, a fraction": ("2.5 D", ["c"]),
}


@pytest.mark.parametrize(("older_than", "left"), AGES.values(), ids=AGES)
def test_what_was_not_used_for_long_goes(audit, kept, older_than, left):
    age(kept, "a", 3 if older_than != "30d" else 29)
    age(kept, "b", 40)
    ran = audit("cache", "prune", "--cache", kept, "--older-than", older_than)
    assert ran.code == 0
    assert f"answers removed: {3 - len(left)} of 3; on disk now: " in ran.out
    assert keys(kept) == left


def test_the_least_recently_used_go_until_the_file_fits(audit, kept):
    with Cache(kept) as cache:
        for number in range(40):
            cache.keep(f"long {number}", Stored({"text": "x" * 20_000}, "m", "https://llm.example/v1"))
    for key in "abc":
        age(kept, key, -1)
    assert kept.stat().st_size > 500_000
    ran = audit("cache", "prune", "--cache", kept, "--max-size", "100kB")
    assert ran.code == 0
    assert kept.stat().st_size <= 100_000
    assert keys(kept) == ["a", "b", "c"]


def test_nothing_goes_where_everything_fits(audit, kept):
    ran = audit("cache", "prune", "--cache", kept, "--max-size", "1GB", "--older-than", "1d")
    assert "answers removed: 0 of 3" in ran.out


# -- clear -------------------------------------------------------------------------------------------------------


def test_clear_says_how_many_went(audit, kept):
    ran = audit("cache", "clear", "--cache", kept, "--yes")
    assert (ran.code, ran.out) == (0, "answers removed: 3 of 3\n")
    assert keys(kept) == []


def test_without_a_terminal_nothing_is_cleared_unasked(kept):
    command = [*AUDIT, "cache", "clear", "--cache", kept]
    ran = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=60)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "say --yes" in ran.stderr
    assert keys(kept) == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("typed", "said", "left"),
    [
        (b"y\n", "answers removed: 3 of 3", []),
        (b"n\n", "nothing was removed", ["a", "b", "c"]),
        (b"\n", "nothing was removed", ["a", "b", "c"]),
        (b"\x04", "nothing was removed", ["a", "b", "c"]),
    ],
    ids=["yes", "no", "return", "Ctrl-D"],
)
def test_on_a_terminal_the_user_is_asked(kept, typed, said, left):
    keyboard, terminal = pty.openpty()
    os.write(keyboard, typed)
    command = [*AUDIT, "cache", "clear", "--cache", kept]
    ran = subprocess.run(command, capture_output=True, text=True, stdin=terminal, timeout=60)
    os.close(keyboard)
    os.close(terminal)
    assert (ran.returncode, ran.stdout.strip()) == (0, said)
    assert f"Remove all answers in {kept} (3)?" in ran.stderr
    assert keys(kept) == left


# -- what is refused ---------------------------------------------------------------------------------------------

MISTAKES = {
    "the cache is off": (["stats", "--cache", "off"], "the cache is off"),
    "nothing to prune by": (["prune"], "say what to remove: --older-than 30d, --max-size 500MB, or both"),
    "an age without a unit": (["prune", "--older-than", "30"], "--older-than '30' is no number with a unit, as 90m"),
    "an age in years": (["prune", "--older-than", "1y"], "--older-than '1y' is no number with a unit"),
    "a negative age": (["prune", "--older-than=-1d"], "--older-than '-1d' is no number with a unit"),
    "a size in days": (["prune", "--max-size", "3d"], "--max-size '3d' is no number with a unit, as 900kB"),
    "a folder": (["stats", "--cache", "."], ". cannot be used as a cache: name another file with --cache"),
    "another program's": (["clear", "--yes", "--cache", "foreign.sqlite"], "the database of another program"),
}


@pytest.mark.parametrize(("arguments", "says"), MISTAKES.values(), ids=MISTAKES)
def test_what_is_impossible_is_said(audit, arguments, says):
    with sqlite3.connect("foreign.sqlite") as foreign:
        foreign.execute("CREATE TABLE bookmarks (url TEXT)")
    foreign.close()
    ran = audit("cache", *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert says in ran.err
