"""Tables of strings (CSV, TSV): a row is a unit, and the header row says what its columns are.

Columns are known by their names: key or id, source, target, context, note, fuzzy, max length (usual spellings), or by
a language: in "key,en,de" the first language is the source. With a text in one language alone ("key,text") there is no
source. Without a key the source is the key, as in gettext; of several translations keys say which one it is,
"cart@de". Other columns are left out. Cells are separated by what makes sense of the header: tab, comma, semicolon or
bar; quotes are as in RFC 4180, doubled inside.
"""

import re
from collections.abc import Iterator
from contextlib import suppress

from audit.article import Bitext, Extract, Unit
from audit.errors import InputError
from audit.language import base
from audit.readers._columns import Columns, columns
from audit.readers._directives import ignored
from audit.readers._escapes import unescaped
from audit.readers._malformed import malformed
from audit.readers._spelling import Rewriting
from audit.readers._units import Piece, Units

SUFFIXES: tuple[str, ...] = (".csv", ".tsv")
CATALOGUE = True
MANY_LANGUAGES = True

_NAMES = {"\t": "tabs", ",": "commas", ";": "semicolons", "|": "bars"}
_DELIMITERS = "".join(_NAMES)
_CELL = r'(?:"(?P<quoted>[^"]*+(?:""[^"]*+)*+)"|(?P<plain>(?!")[^{0}\r\n]*+))(?P<end>[{0}]|\r\n?|\n|\Z)'
_CELLS = {sign: re.compile(_CELL.format(sign)) for sign in _DELIMITERS}
_SEPARATOR = re.compile(r"sep=([\t,;|])(?:\r\n?|\n)")
"""What Excel writes above the header."""
_ESCAPE = re.compile(r'""|\r\n?')
_LINE_END = re.compile(r"[\r\n]")
_MOST_COLUMNS = 1000
_SNIFFED = 500
_NUMBER = re.compile(r"[0-9]{1,6}")
_PLAIN = Unit()
_YES = ("1", "true", "yes", "x", "fuzzy")

_Cell = tuple[int, int, bool]
"""Where its text begins and ends in the file, and whether quotes stand around it."""


def sniff(text: str) -> bool:
    """True where the first line is made of names of columns only, more than languages, and another line follows."""
    end = _LINE_END.search(text, 0, _SNIFFED)
    names = [text[: end.start()].split(sign) for sign in _DELIMITERS] if end else []
    return any(columns(row).sure and row == [name.strip() for name in row] for row in names if len(row) > 1)


def read(text: str, language: str | None = None) -> Extract | Bitext:
    """All rows that hold anything, as a Bitext where the header names a source and a translation.

    Of several translations `language` is the one that is read. Raises InputError with line and column where quotes
    are out of order, a row has more cells than the header, or the header does not say where the translation is.
    """
    start, delimiter, names = _header(text)
    found = columns(names)
    if not found.targets:
        problem = "the header names no column with a translation: name them, as in key,source,target or key,en,de"
        raise malformed(text, start, problem)
    if found.key is None and found.source is None:
        raise malformed(text, start, "the header names no key and no source: name the column that tells strings apart")
    target, target_language = _chosen(text, start, found, language)
    of_many = f"@{target_language}" if len(found.targets) > 1 else ""
    sources, targets = Units(text), Units(text)
    for row in _body(text, start, delimiter, len(names)):
        unit = _unit(text, row, found)
        key = _key(text, row, found) + of_many
        targets.add(key, _pieces(text, row[target]), unit)
        if found.source is not None:
            sources.add(key, _pieces(text, row[found.source]), unit)
    if found.source is None:
        return targets.extract(target_language)
    return Bitext(sources.extract(found.source_language), targets.extract(target_language))


def spellings(file: str, start: int, end: int, words: str) -> Iterator[str]:  # noqa: ARG001 - the contract of readers
    """As they are; then with doubled quotes."""
    yield words
    yield words.replace('"', '""')


def rewritings(file: str, start: int, end: int, words: str) -> Iterator[Rewriting]:
    """In quotes; behind what separates cells where the row ends before."""
    doubled = words.replace('"', '""')
    yield Rewriting(start, end, f'"{doubled}"')
    if start == end:
        _, delimiter, names = _header(file)
        yield from (Rewriting(start, end, f'{delimiter * number}"{doubled}"') for number in range(1, len(names)))


def languages(text: str) -> tuple[str, ...]:
    """The languages of the columns that hold translations, in their order; empty where one has none."""
    codes = [code for _, code in columns(_header(text)[2]).targets]
    return tuple(code for code in codes if code) if all(codes) else ()


def _header(text: str) -> tuple[int, str, list[str]]:
    """Where the header begins, what separates its cells, and their texts."""
    given = _SEPARATOR.match(text)
    start = given.end() if given else 0
    headers: dict[str, list[str]] = {}
    for sign in given[1] if given else _DELIMITERS:
        with suppress(InputError):  # quotes may be in order for one of them only
            headers[sign] = _texts(text, start, sign)
    known = [sign for sign, names in headers.items() if columns(names).targets]
    best = max(known or headers or _DELIMITERS[1], key=lambda sign: len(headers.get(sign, ())))
    return start, best, headers.get(best) or _texts(text, start, best)


def _texts(text: str, start: int, delimiter: str) -> list[str]:
    return [_words(text, cell) for cell in next(_rows(text, start, delimiter))]


def _chosen(text: str, start: int, found: Columns, language: str | None) -> tuple[int, str | None]:
    """The translation to read, and its language."""
    wish = (language or "").replace("_", "-").lower()
    wanted = [one for one in found.targets if (one[1] or "").replace("_", "-").lower() == wish]
    wanted = wanted or [one for one in found.targets if base(one[1]) == base(language)]
    if len(found.targets) == 1 or len(wanted) == 1:
        return (wanted or found.targets)[0]
    several = ", ".join(str(code) for _, code in found.targets)
    raise malformed(text, start, f"translations into several languages ({several}): give --target-lang to choose one")


def _rows(text: str, at: int, delimiter: str) -> Iterator[list[_Cell]]:
    """The cells of every row; a blank line is a row of one empty cell."""
    pattern = _CELLS[delimiter]
    row: list[_Cell] = []
    while match := pattern.match(text, at):
        quoted = match["quoted"] is not None
        row.append((*match.span("quoted" if quoted else "plain"), quoted))
        at = match.end()
        if match["end"] != delimiter:
            yield row
            row = []
            if at == len(text):
                return
        elif len(row) > _MOST_COLUMNS:
            raise malformed(text, at, f"more than {_MOST_COLUMNS:,} columns: check that this is a table of strings")
    if text.find('"', at + 1) < 0:
        raise malformed(text, at, "a quote that is not closed: close it")
    raise malformed(text, at, 'text behind a closing quote: write quotes inside a cell twice ("")')


def _body(text: str, start: int, delimiter: str, width: int) -> Iterator[list[_Cell]]:
    """All rows below the header that hold anything, each as wide as it."""
    rows = _rows(text, start, delimiter)
    next(rows)
    for row in rows:
        filled = [cell for cell in row if cell[0] < cell[1]]
        if not filled:
            continue
        if filled[-1] in row[width:]:
            problem = f"more cells than the header has ({width}): put quotes around cells that hold {_NAMES[delimiter]}"
            raise malformed(text, row[width][0], problem)
        end = row[-1][1] + row[-1][2]
        yield row + [(end, end, False)] * (width - len(row))


def _key(text: str, row: list[_Cell], found: Columns) -> str:
    """What its key column says, else context and source as in gettext."""
    key = _words(text, row[found.key]).strip() if found.key is not None else ""
    if key or found.source is None:
        return key
    parts = [*(_words(text, row[column]).strip() for column in found.contexts), _words(text, row[found.source])]
    return "|".join(filter(None, parts))


def _unit(text: str, row: list[_Cell], found: Columns) -> Unit:
    if not (found.contexts or found.notes) and found.longest is found.fuzzy is None:
        return _PLAIN
    comments = "\n".join(filter(None, (_words(text, row[column]).strip() for column in found.notes)))
    contexts = (_words(text, row[column]).strip() for column in found.contexts)
    longest = _words(text, row[found.longest]).strip() if found.longest is not None else ""
    fuzzy = found.fuzzy is not None and _words(text, row[found.fuzzy]).strip().lower() in _YES
    return Unit(
        flags=frozenset({"fuzzy"}) if fuzzy else frozenset(),
        note="\n".join(filter(None, [*contexts, comments])),
        longest=int(longest) if _NUMBER.fullmatch(longest) else None,
        ignored=ignored(comments),
    )


def _pieces(text: str, cell: _Cell) -> Iterator[Piece]:
    start, end, quoted = cell
    return unescaped(text, start, end, _ESCAPE, _meaning) if quoted else iter([(text[start:end], start)])


def _words(text: str, cell: _Cell) -> str:
    if not cell[2]:
        return text[cell[0] : cell[1]]
    return "".join(words for words, _ in _pieces(text, cell))


def _meaning(escape: re.Match[str]) -> str:
    """A doubled quote is one, and a line end of any kind a line feed."""
    return '"' if escape[0] == '""' else "\n"
