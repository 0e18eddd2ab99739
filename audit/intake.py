"""From paths to articles: the only room that reads input files."""

import stat
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import BinaryIO

from audit import registry
from audit.article import Article, Bitext, Document, Extract, Side, Term
from audit.decode import decode
from audit.errors import InputError, UsageError
from audit.language import detect
from audit.pair import in_step, pair
from audit.segment import split

_READERS = "audit.readers"
_STDIN = "-"
_MAX_BYTES = 20_000_000
_ENOUGH_LETTERS = 20
"""Fewer letters do not tell a language: "OK" is a word in most of them."""


def formats() -> tuple[str, ...]:
    """Names of the file formats that can be read, sorted."""
    return registry.names(_READERS)


def read_article(  # noqa: PLR0913, PLR0917  # two texts, their languages, and what they must agree with
    path: str,
    source_path: str | None = None,
    target_language: str | None = None,
    source_language: str | None = None,
    stdin: BinaryIO | None = None,
    terms: tuple[Term, ...] = (),
    assumed: str | None = None,
) -> Article:
    """The article in a file, paired with the text it was translated from where that is given or stands in the file.

    "-" is standard input (`stdin`, else the process's). The format is told by the suffix, else by the content. A
    language that is not given is the one the file declares, else the one detected, else None; of a file that holds its
    source, `assumed` is the source's before anything is detected. Raises InputError for a file that cannot be read as
    text, and UsageError where both texts would come from standard input, or a source is given for a file that holds it.
    """
    if path == source_path == _STDIN:
        raise UsageError("translation and source cannot both come from standard input: give one of them as a file")
    extract, encoding = _extract(path, target_language, stdin)
    if isinstance(extract, Bitext):
        if source_path is not None:
            raise UsageError(f"{path} holds its source text itself: leave out --source")
        target = _document(extract.target, target_language, Side.TARGET, encoding)
        source_language = source_language or extract.source.language or assumed
        source = _document(extract.source, source_language, Side.SOURCE, encoding)
        return Article(target, in_step(target, source), source, path, path, terms)
    target = _document(extract, target_language, Side.TARGET, encoding)
    if source_path is None:
        return _paired(target, None, path, None, terms)
    extract, encoding = _extract(source_path, source_language, stdin)
    if isinstance(extract, Bitext):
        raise UsageError(f"{source_path} holds a translation too: give a file that holds the source text alone")
    source = _document(extract, source_language, Side.SOURCE, encoding)
    return _paired(target, source, path, source_path, terms)


def article_of(  # noqa: PLR0913, PLR0917  # two texts, their languages, and what they must agree with
    text: str,
    source: str | None,
    target_language: str | None,
    source_language: str | None,
    name: str,
    terms: tuple[Term, ...] = (),
) -> Article:
    """The article of a text that stands in no file, called `name`, paired with the text it was translated from.

    Both are read as plain text; a language that is not given is the one detected, else None. Offsets are into the
    texts as they are given. Raises InputError where one of them holds nothing but white space.
    """
    target = _document(_plain(text, name), target_language, Side.TARGET)
    if source is None:
        return _paired(target, None, name, None, terms)
    return _paired(target, _document(_plain(source, name), source_language, Side.SOURCE), name, None, terms)


def _plain(text: str, name: str) -> Extract:
    extract: Extract = registry.load(_READERS, "text", "read").read(text)
    return _with_text(extract, name)


def _paired(
    target: Document, source: Document | None, path: str, source_path: str | None, terms: tuple[Term, ...]
) -> Article:
    return Article(target, pair(target, source), source, path, source_path, terms)


def languages(path: str) -> tuple[str, ...]:
    """The languages of the translations that a file holds, where it holds several; else none.

    Raises InputError for a file that cannot be read.
    """
    if not any(hasattr(reader, "MANY_LANGUAGES") for reader in _by_suffix(path)):
        return ()
    text, _ = decode(file_bytes(path), path)
    reader = reader_of(path, text)
    found: tuple[str, ...] = reader.languages(text) if hasattr(reader, "MANY_LANGUAGES") else ()
    return found if len(found) > 1 else ()


def _extract(path: str, language: str | None, stdin: BinaryIO | None) -> tuple[Extract | Bitext, str]:
    """What a reader takes out of a file, and the encoding it was read in; of a file of many languages this one."""
    name = "standard input" if path == _STDIN else path
    data = _standard_input(stdin) if path == _STDIN else file_bytes(path)
    text, encoding = decode(data, name)
    reader = reader_of(path, text)
    try:
        chosen = (language,) if hasattr(reader, "MANY_LANGUAGES") else ()
        extract: Extract | Bitext = reader.read(text, *chosen)
    except InputError as error:  # a reader does not know what its text is called
        raise InputError(f"{name}: {error}") from error
    if isinstance(extract, Extract) and not hasattr(reader, "CATALOGUE"):
        _with_text(extract, name)
    return extract, encoding


def _with_text(extract: Extract, name: str) -> Extract:
    if not extract.blocks:
        raise InputError(f"{name}: no text to audit was found: check that the right file was given")
    return extract


def _document(extract: Extract, language: str | None, side: Side, encoding: str = "utf-8") -> Document:
    language = language or extract.language or _detected(extract.text)
    return Document(extract.text, language, split(extract, language, side), extract.source_map, encoding)


def reader_of(path: str, text: str) -> ModuleType:
    """The reader of a file with this text: by suffix, else the first that is sure of the content, else plain text."""
    readers = registry.discover(_READERS, "read")
    by_content = (reader for reader in readers.values() if reader.sniff(text))
    return next(_by_suffix(path), None) or next(by_content, None) or readers["text"]


def _by_suffix(path: str) -> Iterator[ModuleType]:
    suffix = "" if path == _STDIN else Path(path).suffix.lower()
    return (reader for reader in registry.discover(_READERS, "read").values() if suffix in reader.SUFFIXES)


def _detected(text: str) -> str | None:
    letters = sum(map(str.isalpha, text[: 100 * _ENOUGH_LETTERS]))
    return detect(text)[0] if letters >= _ENOUGH_LETTERS else None


def _standard_input(stdin: BinaryIO | None) -> bytes:
    return _limited((stdin or sys.stdin.buffer).read(_MAX_BYTES + 1), "standard input")


def file_bytes(path: str) -> bytes:
    """All bytes of a regular file; a pipe or device could block or never end. Raises InputError."""
    try:
        mode = Path(path).stat().st_mode
        if stat.S_ISDIR(mode):
            raise InputError(f"{path} is a directory: give a file in it")
        if not stat.S_ISREG(mode):
            raise InputError(f'{path} is not a regular file: give a file, or pipe the text in and say "-"')
        with Path(path).open("rb") as file:
            return _limited(file.read(_MAX_BYTES + 1), path)
    except FileNotFoundError:
        raise InputError(f"{path} does not exist: check its name and the folder you are in") from None
    except PermissionError:
        raise InputError(f"{path} may not be read: check its permissions") from None
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise InputError(f"{path!r} cannot be read ({reason}): check the path") from error


def _limited(data: bytes, name: str) -> bytes:
    if len(data) > _MAX_BYTES:
        raise InputError(f"{name} is larger than {_MAX_BYTES // 1_000_000} MB: split it into articles")
    return data
