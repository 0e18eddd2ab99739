"""Clients are closed after each test; and the real embedded model, for the tests marked slow."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from audit.errors import ModelUnavailableError

from .server import close_clients


@pytest.fixture(autouse=True)
def _closed_clients() -> Iterator[None]:
    yield
    close_clients()


@pytest.fixture(scope="session")
def gguf() -> Path:
    """The embedded model's file in the user's own cache, assembled where it is not there yet."""
    pytest.importorskip("xllamacpp", reason="the extra [local] is not installed")
    from audit.llm.local.weights import embedded

    try:
        return embedded(lambda *_: None)
    except ModelUnavailableError as error:
        pytest.skip(str(error))
