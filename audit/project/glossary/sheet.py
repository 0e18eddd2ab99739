"""A glossary as a table: a header, then a term a line; `;` or `|` between renderings that will all do."""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from io import StringIO

from audit.article import Term
from audit.decode import decode
from audit.project.glossary.entry import GlossaryError, nearest
from audit.project.tags import tag

_COLUMNS = {
    "source": ("source", "source term", "source text", "term", "original", "from"),
    "target": ("target", "target term", "target text", "translation", "translations", "rendering", "to"),
    "forbidden": ("forbidden", "forbidden terms", "not", "avoid", "do not use", "deprecated"),
    "case": ("case", "case sensitive", "match case"),
    "note": ("note", "notes", "comment", "comments", "description", "definition"),
    "language": ("language", "lang", "locale", "target language", "target lang"),
}
_NAMES = {spelling: column for column, spellings in _COLUMNS.items() for spelling in spellings}
_BETWEEN = re.compile(r"\s*[;|]\s*")
_YES, _NO = {"yes", "y", "true", "1", "x", "sensitive"}, {"", "no", "n", "false", "0", "-", "insensitive"}
_EXAMPLE = "source,target,forbidden,case,note"

Row = tuple[int, Sequence[str]]
"""The line on which it begins, from 1, and its cells."""


def terms(data: bytes, source: str | None, target: str | None) -> tuple[Term, ...]:
    """The terms of a pair of languages.

    Columns: source, target, and, as wanted, forbidden (renderings), case ("yes": only as it is written), note, language
    (of the target). Columns may instead be called as languages are: "en,de,fr"; the pair chooses two of them. Raises
    GlossaryError.
    """
    text = decode(data, "the glossary")[0]
    rows = _rows(text)
    line, header = next(rows, (1, ()))
    columns = _columns(line, header, source, target)
    if "source" not in columns or "target" not in columns:
        return ()  # about other languages
    found = (_term(number, _cells(number, row, columns), target) for number, row in rows)
    return tuple(term for term in found if term is not None)


def _rows(text: str) -> Iterator[Row]:
    """The rows that have anything in them."""
    first = text.lstrip().partition("\n")[0]
    reader = csv.reader(StringIO(text, newline=""), delimiter=max("\t,;", key=first.count), strict=True)
    line = 1
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                yield line, row
            line = reader.line_num + 1
    except csv.Error as error:
        raise GlossaryError(line, f"{error}: is a quotation mark missing, or not doubled?") from error


def _columns(line: int, header: Sequence[str], source: str | None, target: str | None) -> dict[str, int]:
    """Where each column stands. Raises GlossaryError for a header that has neither usual names nor languages."""
    names = [" ".join(cell.replace("_", " ").replace("-", " ").lower().split()) for cell in header]
    columns = {_NAMES[name]: number for number, name in reversed(list(enumerate(names))) if name in _NAMES}
    tags = {
        cell.strip(): number for number, cell in enumerate(header) if names[number] not in _NAMES and tag(cell.strip())
    }
    if "source" not in columns and "target" not in columns and len(tags) > 1:
        pair = {"source": nearest(tags, source, line)[:1], "target": nearest(tags, target, line)[:1]}
        return columns | {column: tags[found[0]] for column, found in pair.items() if found}
    if missing := [column for column in ("source", "target") if column not in columns]:
        raise GlossaryError(line, f"the first line names no column {' and no column '.join(missing)}: write {_EXAMPLE}")
    return columns


def _cells(line: int, row: Sequence[str], columns: Mapping[str, int]) -> dict[str, str]:
    if len(row) <= max(columns["source"], columns["target"]):
        raise GlossaryError(line, f"only {len(row)} columns: put words with a comma in them in quotes")
    return {column: row[number].strip() if number < len(row) else "" for column, number in columns.items()}


def _term(line: int, cells: Mapping[str, str], target: str | None) -> Term | None:
    """A row as a term; None where it is about another language, or says nothing in this one."""
    language = cells.get("language", "")
    if language and not nearest((language,), target, line):
        return None
    if not cells["source"]:
        raise GlossaryError(line, f"no source term for {cells['target']!r}")
    renderings, forbidden = _several(cells["target"]), _several(cells.get("forbidden", ""))
    if not renderings and not forbidden:
        return None
    case = cells.get("case", "").lower()
    if case not in _YES | _NO:
        raise GlossaryError(line, f"case is {case!r}; it can be yes or no")
    return Term(cells["source"], renderings, forbidden, case in _YES, cells.get("note", ""))


def _several(cell: str) -> tuple[str, ...]:
    return tuple(filter(None, _BETWEEN.split(cell.strip())))
