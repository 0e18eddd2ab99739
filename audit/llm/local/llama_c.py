"""The few functions of llama.cpp's C API that score given text, called in the library of `xllamacpp`.

The wheel of xllamacpp exports llama.cpp's public C interface (llama.h), but its Python classes offer
generation only. Batched evaluation through the C interface scores a text three to four times faster than forcing
its tokens through the server one by one (measured: docs/decisions.md).

Two structures cross the border by value. Of their fields we touch only the first three of the context parameters,
unchanged in llama.h since 2023, and read them back from the context: a library that lays them out differently is
refused at load, never misread.
"""

import ctypes
from pathlib import Path
from typing import Any

from audit.errors import ModelUnavailableError


class Parameters(ctypes.Structure):
    """Room for llama_model_params or llama_context_params (about 80 and 150 bytes) and for what they grow into."""

    _fields_ = [("words", ctypes.c_uint32 * 256)]


class Batch(ctypes.Structure):
    """llama_batch: tokens to evaluate, and which of them shall have logits."""

    _fields_ = [
        ("n_tokens", ctypes.c_int32),
        ("token", ctypes.POINTER(ctypes.c_int32)),
        ("embd", ctypes.c_void_p),
        ("pos", ctypes.POINTER(ctypes.c_int32)),
        ("n_seq_id", ctypes.POINTER(ctypes.c_int32)),
        ("seq_id", ctypes.POINTER(ctypes.POINTER(ctypes.c_int32))),
        ("logits", ctypes.POINTER(ctypes.c_int8)),
    ]


LogCallback = ctypes.CFUNCTYPE(None, ctypes.c_int, ctypes.c_char_p, ctypes.c_void_p)
_silent = LogCallback(lambda *_: None)

_SIGNATURES: dict[str, tuple[Any, list[Any]]] = {
    "llama_backend_init": (None, []),
    "llama_log_set": (None, [LogCallback, ctypes.c_void_p]),
    "llama_model_default_params": (Parameters, []),
    "llama_model_load_from_file": (ctypes.c_void_p, [ctypes.c_char_p, Parameters]),
    "llama_model_get_vocab": (ctypes.c_void_p, [ctypes.c_void_p]),
    "llama_model_free": (None, [ctypes.c_void_p]),
    "llama_context_default_params": (Parameters, []),
    "llama_init_from_model": (ctypes.c_void_p, [ctypes.c_void_p, Parameters]),
    "llama_free": (None, [ctypes.c_void_p]),
    "llama_n_ctx": (ctypes.c_uint32, [ctypes.c_void_p]),
    "llama_n_batch": (ctypes.c_uint32, [ctypes.c_void_p]),
    "llama_n_ubatch": (ctypes.c_uint32, [ctypes.c_void_p]),
    "llama_set_n_threads": (None, [ctypes.c_void_p, ctypes.c_int32, ctypes.c_int32]),
    "llama_vocab_n_tokens": (ctypes.c_int32, [ctypes.c_void_p]),
    "llama_tokenize": (
        ctypes.c_int32,
        [
            ctypes.c_void_p,
            ctypes.c_char_p,
            ctypes.c_int32,
            ctypes.POINTER(ctypes.c_int32),
            ctypes.c_int32,
            ctypes.c_bool,
            ctypes.c_bool,
        ],
    ),
    "llama_token_to_piece": (
        ctypes.c_int32,
        [ctypes.c_void_p, ctypes.c_int32, ctypes.c_char_p, ctypes.c_int32, ctypes.c_int32, ctypes.c_bool],
    ),
    "llama_batch_init": (Batch, [ctypes.c_int32, ctypes.c_int32, ctypes.c_int32]),
    "llama_batch_free": (None, [Batch]),
    "llama_decode": (ctypes.c_int32, [ctypes.c_void_p, Batch]),
    "llama_get_logits": (ctypes.POINTER(ctypes.c_float), [ctypes.c_void_p]),
    "llama_get_memory": (ctypes.c_void_p, [ctypes.c_void_p]),
    "llama_memory_clear": (None, [ctypes.c_void_p, ctypes.c_bool]),
    "llama_memory_seq_rm": (ctypes.c_bool, [ctypes.c_void_p, ctypes.c_int32, ctypes.c_int32, ctypes.c_int32]),
}


def load_library(path: Path) -> ctypes.CDLL:
    """The library with its functions typed. Raises ModelUnavailableError where it does not export them."""
    try:
        library = ctypes.CDLL(str(path))
        for name, (result, arguments) in _SIGNATURES.items():
            function = getattr(library, name)
            function.restype, function.argtypes = result, arguments
    except (OSError, AttributeError) as error:
        raise ModelUnavailableError(
            f"this build of xllamacpp does not export llama.cpp's C interface: {error}"
        ) from error
    library.llama_log_set(_silent, None)
    library.llama_backend_init()
    return library
