"""The file that was audited, as it is now: its bytes, its text, and how it is read."""

from contextlib import suppress
from dataclasses import dataclass
from types import ModuleType

from audit.article import Article, Bitext, Extract
from audit.decode import declared, decode
from audit.errors import UsageError
from audit.intake import file_bytes, read_article, reader_of
from audit.wording import quoted

_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Original:
    """A file, and how it is read."""

    path: str
    data: bytes
    text: str
    """Without a byte order mark."""
    codec: str
    """What new words are written in."""
    reader: ModuleType
    article: Article
    """What the file holds now: the translation that the report is about."""

    def read(self, text: str) -> Extract | Bitext:
        """What the reader takes out of a text. Raises InputError."""
        chosen = (self.article.target.language,) if hasattr(self.reader, "MANY_LANGUAGES") else ()
        extract: Extract | Bitext = self.reader.read(text, *chosen)
        return extract


def opened(path: str, audited: Article) -> Original:
    """The file that an article of a report was read from, where it is now.

    Raises InputError for what cannot be read, and UsageError where its text is not that of the article any more.
    """
    data = file_bytes(path)
    text, codec = decode(data, path)
    now = read_article(path, None, audited.target.language)
    if now.target.text != audited.target.text:
        raise UsageError(_changed(path, now, audited))
    reader = reader_of(path, text)
    return Original(path, data, text, _codec(data, text, codec, reader), reader, now)


def _codec(data: bytes, text: str, codec: str, reader: ModuleType) -> str:
    """What new words may be written in: who reads the file next may take its label by its word, where we do not.

    Pages say Latin-1 and mean Windows-1252; in a PO or XML file a dash of Windows-1252 is a control character.
    """
    unsaid: tuple[str, ...] = getattr(reader, "UNDECLARED", ())
    for label in (*reversed(declared(data)), *unsaid):
        with suppress(UnicodeError):
            if data.decode(label) == text:
                return label
    return codec


def _changed(path: str, now: Article, audited: Article) -> str:
    """Where a file begins to differ from what was audited, in words."""
    new, old = now.target.text, audited.target.text
    same = next((at for at, (one, other) in enumerate(zip(new, old, strict=False)) if one != other), None)
    at = min(len(new), len(old)) if same is None else same
    where = now.target.source_map.locate(min(at, max(0, len(new) - 1)))
    reads, read = (quoted(text[at : at + _SHOWN]) or "its end" for text in (new, old))
    return (
        f"{path}:{where.line}:{where.column}: the file has changed since it was audited: it reads ‹{reads}› "
        f"where the report has ‹{read}›: audit it again, or say with --file where the audited file is"
    )
