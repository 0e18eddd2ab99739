"""One llama.cpp server of a GGUF file, until it is ended: llama_server.py FILE THREADS ADDRESS_FILE.

Writes its base URL into ADDRESS_FILE once it answers. `llama_servers.sh` starts several.
"""

import os
import signal
import sys
from pathlib import Path

import xllamacpp

_CONTEXT = 16_384  # tokens: a long article, its windows and the answer


def main(file: str, threads: int, address: Path) -> None:
    """Serve until SIGTERM or SIGINT."""
    parameters = xllamacpp.CommonParams()
    parameters.model.path = file
    parameters.n_ctx, parameters.n_parallel = _CONTEXT, 1
    parameters.cpuparams.n_threads = parameters.cpuparams_batch.n_threads = threads
    parameters.verbosity, parameters.warmup, parameters.ui = -1, False, False
    server = xllamacpp.Server(parameters)
    told = address.with_name(f"{address.name}.part")
    told.write_text(f"{server.listening_address}/v1", "ascii")
    told.replace(address)  # whoever waits for it finds all of it
    signal.sigwait({signal.SIGTERM, signal.SIGINT})
    os._exit(0)  # there is nothing to save, and the engine's own threads may be at work


if __name__ == "__main__":
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGINT})  # before the engine's threads are born
    main(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]))
