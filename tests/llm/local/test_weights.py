"""The embedded model's file: put together from data packages once, verified, and never half there."""

import hashlib
import os
import resource
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

pytest.importorskip("filelock", reason="the extra [local] is not installed")

from audit.errors import ModelUnavailableError
from audit.llm.local.weights import QWEN, Release, embedded, folder

PARTS = 22
PIECES = [bytes([number]) * (1000 + number) for number in range(1, PARTS + 1)]
WHOLE = b"".join(PIECES)
RELEASE = Release("small-model", hashlib.sha256(WHOLE).hexdigest(), len(WHOLE), PARTS, "small_model_part{}")

ASSEMBLE = """
import sys, time
from audit.llm.local.weights import Release, embedded
release = Release(*sys.argv[1:3], *map(int, sys.argv[3:5]), sys.argv[5])
def progress(done, total):
    print(done, flush=True)
    time.sleep(float(sys.argv[6]))
print(embedded(progress, release))
"""


@pytest.fixture
def packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The data packages as pip installs them, on the path; their code must not run."""
    site = tmp_path / "site-packages"
    for number, piece in enumerate(PIECES, 1):
        package = site / f"small_model_part{number}"
        (package / "data").mkdir(parents=True)
        (package / "__init__.py").write_text("raise SystemExit('the code of a data package has run')")
        (package / "data" / f"part{number:02d}.bin").write_bytes(piece)
    monkeypatch.syspath_prepend(site)
    return site


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache of our own; where the model will be kept in it."""
    monkeypatch.setenv("AUDIT_CACHE_DIR", str(tmp_path / "cache"))
    return tmp_path / "cache" / "models"


@pytest.fixture
def model(cache: Path) -> Path:
    return cache / "small-model.gguf"


class Progress:
    """Remembers what it was told; empty where nothing was assembled."""

    def __init__(self) -> None:
        self.told: list[tuple[int, int]] = []

    def __call__(self, done: int, total: int) -> None:
        self.told.append((done, total))


@pytest.fixture
def progress() -> Progress:
    return Progress()


def assembling(site: Path, release: Release = RELEASE, pause: float = 0.0, limit: int = 0) -> subprocess.Popen[str]:
    """Another process that assembles; `limit`: the largest file it may write, bytes."""
    words = [release.name, release.sha256, str(release.size), str(release.parts), release.package, str(pause)]
    return subprocess.Popen(
        [sys.executable, "-c", ASSEMBLE, *words],
        env={**os.environ, "PYTHONPATH": f"{site}:{Path(__file__).parents[2]}"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=(lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))) if limit else None,
    )


def names(cache: Path) -> set[str]:
    return {path.name for path in cache.iterdir()}


# -- what works


@pytest.mark.usefixtures("packages")
def test_the_pieces_become_one_file(model: Path, progress: Progress) -> None:
    assert embedded(progress, RELEASE) == model
    assert model.read_bytes() == WHOLE
    assert names(model.parent) == {"small-model.gguf", "small-model.verified", "small-model.lock"}
    assert progress.told == [(sum(map(len, PIECES[:n])), len(WHOLE)) for n in range(1, PARTS + 1)]


def test_no_code_of_the_packages_runs(packages: Path, progress: Progress) -> None:
    embedded(progress, RELEASE)
    assert not [name for name in sys.modules if name.startswith("small_model")]
    assert not list(packages.rglob("__pycache__"))


@pytest.mark.usefixtures("packages")
def test_a_verified_file_is_used_as_it_is(progress: Progress) -> None:
    embedded(progress, RELEASE)
    again = Progress()
    embedded(again, RELEASE)
    assert again.told == []


@pytest.mark.usefixtures("packages")
def test_a_verified_file_is_not_read_again(model: Path, progress: Progress) -> None:
    """Shown with a file whose content changed and whose size and time did not: only hashing could tell."""
    embedded(progress, RELEASE)
    status = model.stat()
    model.write_bytes(WHOLE[::-1])
    os.utime(model, ns=(status.st_atime_ns, status.st_mtime_ns))
    again = Progress()
    assert embedded(again, RELEASE).read_bytes() == WHOLE[::-1]
    assert again.told == []


def test_a_verified_file_outlives_its_packages(packages: Path, progress: Progress) -> None:
    embedded(progress, RELEASE)
    for path in packages.rglob("*.bin"):
        path.unlink()
    assert embedded(progress, RELEASE).read_bytes() == WHOLE


def touch(model: Path) -> None:
    os.utime(model, ns=(1, 1))


def shorten(model: Path) -> None:
    model.write_bytes(WHOLE[:-1])


def damage(model: Path) -> None:
    model.write_bytes(b"x" + WHOLE[1:])


def remove(model: Path) -> None:
    model.unlink()


def forget(model: Path) -> None:
    model.with_suffix(".verified").unlink()


def garble(model: Path) -> None:
    model.with_suffix(".verified").write_bytes(b"\xff\x00")


@pytest.mark.usefixtures("packages")
@pytest.mark.parametrize("change", [touch, shorten, damage, remove, forget, garble])
def test_a_file_that_changed_is_assembled_again(change: object, model: Path, progress: Progress) -> None:
    embedded(progress, RELEASE)
    assert callable(change)
    change(model)
    again = Progress()
    assert embedded(again, RELEASE).read_bytes() == WHOLE
    assert again.told


def test_another_release_of_the_same_name_is_assembled_again(packages: Path, progress: Progress) -> None:
    embedded(progress, RELEASE)
    (packages / "small_model_part1/data/part01.bin").write_bytes(b"\0" * len(PIECES[0]))
    other = b"\0" * len(PIECES[0]) + WHOLE[len(PIECES[0]) :]
    assert embedded(progress, replace(RELEASE, sha256=hashlib.sha256(other).hexdigest())).read_bytes() == other


# -- where it is kept


@pytest.mark.parametrize(
    ("chosen", "place"),
    [
        ("/data/audit", "/data/audit/models"),
        ("~/models", "HOME/models/models"),
        ("", "HOME/.cache/translation-audit/models"),
    ],
)
def test_where_the_file_is_kept(chosen: str, place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setenv("AUDIT_CACHE_DIR", chosen)
    assert str(folder()) == place.replace("HOME", str(tmp_path))


# -- what cannot work


def refusal(release: Release = RELEASE) -> str:
    with pytest.raises(ModelUnavailableError) as refused:
        embedded(Progress(), release)
    return str(refused.value)


@pytest.mark.parametrize("number", [1, 7, 22])
def test_a_missing_piece(number: int, packages: Path, model: Path) -> None:
    (packages / f"small_model_part{number}" / "data" / f"part{number:02d}.bin").unlink()
    assert refusal() == (
        f"the local model is not installed (part {number} of 22 is missing): "
        "install it with: pip install 'translation-audit[local]'"
    )
    assert not model.exists()


def test_no_packages_at_all() -> None:
    assert "(part 1 of 22 is missing): install it with: pip install" in refusal()


def test_damaged_data(packages: Path, model: Path) -> None:
    (packages / "small_model_part3/data/part03.bin").write_bytes(b"?" * len(PIECES[2]))
    said = refusal()
    assert said.startswith("the local model's data is damaged (SHA-256 ")
    assert f"expected {RELEASE.sha256[:12]}…" in said
    assert said.endswith("pip install --force-reinstall")
    assert names(model.parent) == {"small-model.lock"}


@pytest.mark.usefixtures("packages")
def test_no_room(model: Path) -> None:
    said = refusal(replace(RELEASE, size=10**18))
    assert said.startswith(f"no room for the local model in {model.parent}: 1000000000.0 GB are needed, ")
    assert said.endswith(" GB are free; AUDIT_CACHE_DIR moves it")
    assert not model.exists()


def test_a_disk_that_fills_up(packages: Path, model: Path) -> None:
    with assembling(packages, limit=len(WHOLE) // 2) as process:
        _, errors = process.communicate(timeout=60)
    assert process.returncode == 1
    assert f"ModelUnavailableError: cannot write the model to {model.parent}: File too large" in errors
    assert names(model.parent) == {"small-model.lock"}


@pytest.mark.usefixtures("packages")
def test_a_cache_that_is_no_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("I am a file")
    monkeypatch.setenv("AUDIT_CACHE_DIR", str(tmp_path / "file"))
    assert refusal() == f"cannot write the model to {tmp_path}/file/models: Not a directory; AUDIT_CACHE_DIR moves it"


@pytest.mark.usefixtures("packages")
@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_cache_that_may_not_be_written(tmp_path: Path) -> None:
    (tmp_path / "cache").mkdir(mode=0o500)
    assert "Permission denied; AUDIT_CACHE_DIR moves it" in refusal()


# -- processes


def test_what_a_killed_assembly_left_is_overwritten(packages: Path, model: Path, progress: Progress) -> None:
    with assembling(packages, pause=0.05) as process:
        assert process.stdout
        while int(process.stdout.readline()) < len(WHOLE) // 2:
            pass
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=60)
    assert names(model.parent) == {"small-model.lock", "small-model.partial"}
    assert embedded(progress, RELEASE).read_bytes() == WHOLE
    assert names(model.parent) == {"small-model.gguf", "small-model.verified", "small-model.lock"}


def test_an_interrupted_assembly_leaves_nothing(packages: Path, model: Path) -> None:
    with assembling(packages, pause=0.05) as process:
        assert process.stdout
        process.stdout.readline()
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)
    assert names(model.parent) == {"small-model.lock"}


def test_two_processes_at_once_assemble_once(packages: Path, model: Path) -> None:
    with assembling(packages, pause=0.02) as one, assembling(packages, pause=0.02) as other:
        said = [process.communicate(timeout=60)[0].split() for process in (one, other)]
    assert (one.returncode, other.returncode) == (0, 0)
    assert [lines[-1] for lines in said] == [str(model)] * 2
    assert sorted(map(len, said)) == [1, PARTS + 1]
    assert model.read_bytes() == WHOLE


# -- the real release


@pytest.mark.slow
def test_the_real_file_is_what_its_makers_released(gguf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUDIT_CACHE_DIR", str(gguf.parents[1]))
    started = time.monotonic()
    assert embedded(lambda *_: None) == gguf
    assert time.monotonic() - started < 0.5
    assert gguf.stat().st_size == QWEN.size
    with gguf.open("rb") as file:
        assert hashlib.file_digest(file, "sha256").hexdigest() == QWEN.sha256
