"""A GGUF file that chats: llama.cpp's own HTTP server on loopback, for the same client as a hosted model."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from audit.errors import ModelUnavailableError
from audit.llm.local.weights import INSTALL

_CONTEXT = 16_384  # tokens of a local GGUF that chats: a long article, its windows and the answer


@contextmanager
def served(path: Path) -> Iterator[str]:
    """A GGUF file behind a server on loopback; yields the base URL. Raises ModelUnavailableError."""
    try:
        import xllamacpp
    except ImportError as error:
        raise ModelUnavailableError(f"local models need the engine: {INSTALL}") from error
    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(path)
    parameters.n_ctx, parameters.n_parallel = _CONTEXT, 1
    parameters.cpuparams.n_threads = parameters.cpuparams_batch.n_threads = threads()
    parameters.verbosity, parameters.warmup, parameters.ui = -1, False, False
    try:
        server = xllamacpp.Server(parameters)
    except RuntimeError as error:
        raise ModelUnavailableError(f"{path}: llama.cpp cannot load this model: {error}") from error
    try:
        yield f"{server.listening_address}/v1"
    finally:
        del server  # stops it


def threads() -> int:
    """Processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
