"""A review, carried out on a file: what it reads as then, or an error that names every place that stands against it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from audit.apply.corrections import Conflict, Corrections
from audit.apply.edits import Edit, corrected
from audit.apply.encoded import encoded
from audit.apply.original import Original
from audit.apply.written import Refused, written
from audit.article import Article, Span
from audit.errors import UsageError
from audit.view import place
from audit.wording import count, quoted

_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Carried:
    """The content of a corrected file."""

    data: bytes
    text: str
    """What it reads as."""
    edits: tuple[Edit, ...]
    """All that is changed in its text, so that places can be found again."""


def carried(original: Original, wanted: Corrections) -> Carried:
    """A file with all corrections. Raises UsageError for conflicts, and for what its format has no way to write."""
    refuse_conflicts(wanted.conflicts, original.path, original.article)
    made = written(original.text, original.reader, original.read, wanted.edits, original.codec)
    if isinstance(made, list):
        raise UsageError(_refusal(made, original))
    try:
        data = encoded(original.data, original.text, original.codec, made.splices)
    except UsageError as error:
        raise UsageError(f"{original.path}: {error}") from error
    return Carried(data, corrected(original.article.target.text, made.edits), made.edits)


def carried_text(article: Article, wanted: Corrections) -> Carried:
    """The text of a report with all corrections, for what has no file. Raises UsageError for conflicts."""
    refuse_conflicts(wanted.conflicts, "standard input", article)
    text = corrected(article.target.text, wanted.edits)
    return Carried(text.encode("utf-8", "replace"), text, wanted.edits)


def refuse_conflicts(conflicts: Sequence[Conflict], name: str, article: Article) -> None:
    """Raises UsageError with a line for each conflict, if there are any."""
    if conflicts:
        lines = [f"{located(name, article, one.span)}: {'; '.join(one.said)}" for one in conflicts]
        raise UsageError(
            f"{count(len(lines), 'conflict')}: nothing was written; decide anew, or take one reviewer with --reviewer"
            + _listed(lines)
        )


def located(name: str, article: Article, span: Span) -> str:
    """A place for people: "de.po:9:12: ‹Brot›"."""
    words = span.of(article.document(span.side).text)
    shown = words if len(words) <= _SHOWN else f"{words[:_SHOWN]}…"
    return f"{name}:{place(article, span).label}: ‹{quoted(shown)}›"


def _refusal(refused: Sequence[Refused], original: Original) -> str:
    lines = [
        f"{located(original.path, original.article, one.edit.span)} cannot become ‹{quoted(one.edit.words)}›: {one.why}"
        for one in refused
    ]
    return (
        f"{count(len(lines), 'correction')} cannot be written: nothing was; change what they suggest, or the file"
        + _listed(lines)
    )


def _listed(lines: Iterable[str]) -> str:
    return "".join(f"\n  {line}" for line in lines)
