"""Where worker processes come from."""

import os
import signal
from multiprocessing import Pipe
from multiprocessing.connection import Connection

from audit.corpus.engines._forked import forked


def tell(connection: Connection) -> None:
    deaf = signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, ())
    connection.send((os.environ.get("GLIBC_TUNABLES", ""), deaf))


def test_a_worker_keeps_no_memory_a_thread_and_is_deaf_to_ctrl_c_but_this_process_is_as_it_was() -> None:
    before = dict(os.environ)
    here, there = Pipe()
    process = forked(tell, (there,))
    tunables, deaf = here.recv()
    process.join()
    assert "glibc.malloc.tcache_count=0" in tunables
    assert deaf
    assert dict(os.environ) == before
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, ())
