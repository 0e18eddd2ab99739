"""Arrow, where it is installed: it unpacks zstd and reads Parquet."""

from importlib import import_module
from typing import Any

from audit.errors import UsageError


def arrow(module: str = "pyarrow") -> Any:
    """A module of pyarrow, imported only where it is used. Raises UsageError where it is missing."""
    try:
        return import_module(module)
    except ImportError:
        raise UsageError(
            'this input is read with pyarrow, which is not installed: pip install "translation-audit[corpus]"'
        ) from None
