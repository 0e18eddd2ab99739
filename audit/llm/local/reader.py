"""A local GGUF model that is listened to while it reads: probability of every token of a given text."""

import ctypes
from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import xllamacpp.xllamacpp
from numpy.typing import NDArray

from audit.errors import ModelError, ModelUnavailableError
from audit.llm.local import llama_c
from audit.llm.model import TokenScore, pieces
from audit.llm.stop import Stop

CONTEXT = 4096
"""Tokens a reading may have: two long articles; 115 MB of memory with the embedded model."""
BATCH = 256
"""Tokens evaluated at a time; their logits take 150 MB with a vocabulary of 152,000."""
_ROWS = 32  # rows of logits turned into probabilities at a time: keeps temporary arrays small
_CANDIDATES = 3  # alternatives looked at for each one that is shown
_LONGEST_WORD = 8  # tokens after which an alternative is shown as far as it got
_ROOM = CONTEXT - _LONGEST_WORD

Logits = NDArray[np.float32]


def unwatched(_done: int, _total: int) -> None:
    """The progress of a reading nobody waits for."""


class GgufReader:
    """A GGUF file loaded for reading. One text at a time; not safe to share between threads."""

    def __init__(
        self,
        path: Path,
        name: str,
        threads: int,
        progress: Callable[[int, int], None] = unwatched,
        stop: Stop | None = None,
    ) -> None:
        self._ended: str | None = None
        self._stop = stop or Stop()
        library = Path(xllamacpp.xllamacpp.__file__)
        self.name = name
        self._progress = progress
        self._c = llama_c.load_library(library)
        self._model = self._c.llama_model_load_from_file(str(path).encode(), self._c.llama_model_default_params())
        if not self._model:
            raise ModelUnavailableError(f"{path}: not a GGUF model that this version of llama.cpp can load")
        self._vocabulary = self._c.llama_model_get_vocab(self._model)
        self._size: int = self._c.llama_vocab_n_tokens(self._vocabulary)
        self._context = self._new_context()
        self._c.llama_set_n_threads(self._context, threads, threads)
        self._memory = self._c.llama_get_memory(self._context)
        self._batch = self._c.llama_batch_init(BATCH, 0, 1)
        self._stop.on_pull(self._end)

    def _end(self) -> None:
        """Read no further: the run has ended."""
        self._ended = self._stop.reason

    def _new_context(self) -> Any:
        parameters = self._c.llama_context_default_params()
        parameters.words[0:3] = [CONTEXT, BATCH, BATCH]
        context = self._c.llama_init_from_model(self._model, parameters)
        if not context:
            raise ModelUnavailableError("not enough memory to load the local model (it needs 2.4 GB)")
        sizes = self._c.llama_n_ctx(context), self._c.llama_n_batch(context), self._c.llama_n_ubatch(context)
        if sizes != (CONTEXT, BATCH, BATCH):
            raise ModelUnavailableError(
                "this version of xllamacpp lays out its parameters differently; see docs/decisions.md"
            )
        return context

    def capacity(self, text: str) -> float:
        """Share of the room for a text that this one fills."""
        return len(self._tokenize(text)) / _ROOM

    def close(self) -> None:
        """Give the memory back (over a gigabyte). The reader and its readings cannot be used any more."""
        self._c.llama_batch_free(self._batch)
        self._c.llama_free(self._context)
        self._c.llama_model_free(self._model)

    def read(self, text: str, ranges: Sequence[tuple[int, int]]) -> "GgufReading":
        """Evaluate a text; score its tokens that overlap the ranges (code points). Raises ModelError."""
        tokens = self._tokenize(text)
        if len(tokens) > _ROOM:
            raise ModelError(f"{len(tokens)} tokens do not fit the local model's context of {_ROOM}")
        places = list(pieces([self._piece(token) for token in tokens]))
        wanted = _overlapping(places, ranges)
        self._c.llama_memory_clear(self._memory, True)
        scores: list[TokenScore] = []
        for first in range(0, len(tokens), BATCH):
            if self._ended:
                raise ModelError(self._ended)
            chunk = tokens[first : first + BATCH]
            # the logits after token i are the model's expectation of token i + 1
            asked = [i for i in range(first, first + len(chunk)) if i + 1 in wanted]
            logits = self.evaluate(chunk, first, asked)
            following = [i + 1 for i in asked]
            surprisal, entropy = _surprise(logits, [tokens[i] for i in following])
            scores += (
                TokenScore(*places[i], float(s), float(h))
                for i, s, h in zip(following, surprisal, entropy, strict=True)
            )
            self._progress(first + len(chunk), len(tokens))
        starts = {places[i][0]: i for i in sorted(wanted, reverse=True)}
        return GgufReading(self, tokens, tuple(scores), starts)

    def resume(self, tokens: Sequence[int], position: int) -> None:
        """Run tokens that stand at `position` for the sake of what follows them."""
        for first in range(0, len(tokens), BATCH):
            self.evaluate(tokens[first : first + BATCH], position + first, [])

    def evaluate(self, tokens: Sequence[int], position: int, wanted: Sequence[int]) -> Logits:
        """Run tokens that stand at `position`; logits, one row for each wanted absolute position."""
        batch, rows = self._batch, set(wanted)
        for i, token in enumerate(tokens):
            batch.token[i], batch.pos[i], batch.n_seq_id[i] = token, position + i, 1
            batch.seq_id[i][0], batch.logits[i] = 0, position + i in rows
        batch.n_tokens = len(tokens)
        if status := self._c.llama_decode(self._context, batch):
            raise ModelError(f"the local model failed on a text (llama_decode returned {status})")
        if not rows:
            return np.empty((0, self._size), dtype=np.float32)
        return np.ctypeslib.as_array(self._c.llama_get_logits(self._context), (len(rows), self._size))

    def rewind(self, position: int) -> None:
        """Forget everything from a token position on."""
        self._c.llama_memory_seq_rm(self._memory, 0, position, -1)

    def text_of(self, tokens: Sequence[int]) -> str:
        """The text of tokens; what is half a character becomes U+FFFD."""
        return b"".join(map(self._piece, tokens)).decode("utf-8", "replace")

    def _tokenize(self, text: str) -> list[int]:
        # special tokens stay plain text: an article must not be able to speak the model's control language
        raw = text.encode("utf-8")
        buffer = (ctypes.c_int32 * (len(raw) + 1))()
        count = self._c.llama_tokenize(self._vocabulary, raw, len(raw), buffer, len(buffer), False, False)
        return list(buffer[:count])

    def _piece(self, token: int) -> bytes:
        buffer = ctypes.create_string_buffer(256)
        length = self._c.llama_token_to_piece(self._vocabulary, token, buffer, len(buffer), 0, False)
        return buffer.raw[:length]


class GgufReading:
    """A text as the model read it; can still say what it expected, until the next text is read."""

    def __init__(
        self, reader: GgufReader, ids: list[int], tokens: tuple[TokenScore, ...], starts: dict[int, int]
    ) -> None:
        self.tokens = tokens
        self._reader = reader
        self._ids = ids
        self._starts = starts
        self._held = len(ids)  # of these tokens, how many from the first are in the model's memory

    def expected(self, offsets: Sequence[int], count: int) -> dict[int, list[str]]:
        """At each of these token starts, the words the model would rather have read, most probable first.

        Costs a few single-token steps an offset: from the last to the first, so that the reading before each
        is still in the model's memory and is evaluated no second time.
        """
        return {offset: self._expected_at(self._starts[offset], count) for offset in sorted(offsets, reverse=True)}

    def _expected_at(self, position: int, count: int) -> list[str]:
        last = position - 1
        self._reader.rewind(min(last, self._held))
        self._reader.resume(self._ids[self._held : last], self._held)
        self._held = position
        row = self._reader.evaluate([self._ids[last]], last, [last])[0].copy()
        there = self._ids[position]
        candidates = (int(token) for token in np.argsort(row)[::-1][: _CANDIDATES * count] if token != there)
        words = (self._complete(token, position) for token in candidates if self._alike(token, there))
        return list(islice(dict.fromkeys(word for word in words if word), count))

    def _alike(self, token: int, other: int) -> bool:
        """True for tokens that begin with a letter of the same kind: no Chinese is offered for an English word."""
        one, two = (self._reader.text_of([each]).strip()[:1] for each in (token, other))
        return one.isalpha() == two.isalpha() and one.isascii() == two.isascii()

    def _complete(self, token: int, position: int) -> str:
        """Extend a token greedily to the end of its word."""
        word = [token]
        while len(word) < _LONGEST_WORD:
            at = position + len(word) - 1
            self._reader.rewind(at)
            following = int(np.argmax(self._reader.evaluate([word[-1]], at, [at])[0]))
            if not self._reader.text_of([following])[:1].isalnum():
                break
            word.append(following)
        return self._reader.text_of(word).strip()


def _overlapping(places: Sequence[tuple[int, int]], ranges: Sequence[tuple[int, int]]) -> set[int]:
    return {
        i for i, (start, end) in enumerate(places) if i and any(start < stop and first < end for first, stop in ranges)
    }


def _surprise(logits: Logits, following: Sequence[int]) -> tuple[Logits, Logits]:
    """-log softmax(logits)[following] and the entropy of each row, nats."""
    surprisal, entropy = np.empty(len(following), np.float32), np.empty(len(following), np.float32)
    for first in range(0, len(following), _ROWS):
        rows = logits[first : first + _ROWS]
        shifted = rows - rows.max(axis=1, keepdims=True)
        weights = np.exp(shifted)
        total = weights.sum(axis=1)
        here = slice(first, first + len(rows))
        picked = shifted[np.arange(len(rows)), list(following[here])]
        surprisal[here] = np.log(total) - picked
        entropy[here] = np.log(total) - (weights * shifted).sum(axis=1) / total
    return surprisal, entropy
