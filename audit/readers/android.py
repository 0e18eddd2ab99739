"""Android's strings.xml: `string`, `plurals` (a unit a quantity) and `string-array` (keys "days[0]", "days[1]").

Text reads as Android shows it: escapes resolved, white space that is not in quotes as one space. <xliff:g> leaves its
text, other inner elements (<b>, <a href="...">) stay as they are written. The comment before an element is its note,
what `tools:ignore` lists its flags; a string for one product has it in its key ("title#tablet"). Left out: what is not
translatable, references to other resources (@string/name), colours, sizes and everything else.
"""

import re
from collections.abc import Iterator

from audit.article import Extract, Unit
from audit.readers._directives import ignored
from audit.readers._escapes import character
from audit.readers._expat import begins, records
from audit.readers._spelling import Rewriting, backslashed, in_empty, in_xml
from audit.readers._units import Piece, Units
from audit.readers._xml import Element

SUFFIXES: tuple[str, ...] = (".xml",)
CATALOGUE = True

_WHAT = "Android's strings.xml, the only kind of .xml that is read"
_REFERENCE = re.compile(r"\s*[@?](?:\+?[\w.]+:)?(?:[a-z]+/)[\w.:]+\s*|\s*@null\s*|\s*@empty\s*")
_SPACE = " \t\n\r"
_TOKEN = re.compile(
    r"""\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})|\\u([0-9a-fA-F]{4})|\\(.?)|(")"""
    rf"""|([{_SPACE}]+)|[^\\"{_SPACE}]+(?:[ ][^\\"{_SPACE}]+)*""",
    re.DOTALL,
)
_ESCAPED = {"n": "\n", "t": "\t"}
_WRITTEN = {"\n": "\\n", "\t": "\\t", "\\": "\\\\", "'": "\\'", '"': '\\"', "\r": "\\u000d"}
_TAG = re.compile(r"</?[A-Za-z][\w:.-]*(?:\s[^<>]*)?/?>")
_EDGES = re.compile(r"\A | \Z")
_DOUBLE = re.compile(r"(?<= ) ")


def sniff(text: str) -> bool:
    """True where the first element is <resources>."""
    return begins(text, "resources")


def read(text: str) -> Extract:
    """All strings to be translated; the language is `tools:locale`. Raises InputError for any other XML."""
    units = Units(text)
    language = ""
    names = ("string", "plurals", "string-array")
    for record in records(text, "resources", _WHAT, lambda element: element.name in names):
        language = language or record.inherited("tools:locale")
        if record.inherited("translatable") == "false":
            continue
        for key, form, element in _strings(record):
            if not _REFERENCE.fullmatch(text, element.inside, element.close):
                units.add(key, _words(element), _unit(record, element, form))
    return units.extract(language or None)


def spellings(file: str, start: int, end: int, words: str) -> Iterator[str]:  # noqa: ARG001 - the contract of readers
    """With Android's escapes and then those of XML; blanks that would be lost are escapes too."""
    first = file[start - 1 : start] == ">" and words[:1] in ("@", "?")
    written = ("\\" if first else "") + "".join(_spelled(words))
    for plain in (written, _EDGES.sub(r"\\u0020", written)):
        yield from in_xml(file, start, _DOUBLE.sub(r"\\u0020", plain), words)


def rewritings(file: str, start: int, end: int, words: str) -> Iterator[Rewriting]:
    """With its two tags, where it has one."""
    if start == end:
        yield from in_empty(file, start, "".join(_spelled(words)))


def _spelled(words: str) -> Iterator[str]:
    """Android's escapes for all but tags."""
    at = 0
    for tag in _TAG.finditer(words):
        yield backslashed(words[at : tag.start()], _WRITTEN)
        yield tag[0]
        at = tag.end()
    yield backslashed(words[at:], _WRITTEN)


def _strings(record: Element) -> Iterator[tuple[str, str, Element]]:
    """Key, form and element of every string in a resource."""
    key = "#".join(filter(None, map(record.attributes.get, ("name", "product"))))
    items = [child for child in record.children if child.name == "item"]
    if record.name == "string":
        yield key, "", record
    elif record.name == "plurals":
        yield from ((key, item.attributes.get("quantity", "other"), item) for item in items)
    else:
        yield from ((f"{key}[{number}]", "", item) for number, item in enumerate(items))


def _unit(record: Element, element: Element, form: str) -> Unit:
    comments = record.comment if element is record else f"{record.comment}\n{element.comment}"
    flags = {flag.strip() for flag in record.inherited("tools:ignore").split(",")} - {""}
    note = "\n".join(line.strip() for line in comments.splitlines()).strip()
    return Unit(form, flags=frozenset(flags), note=note, ignored=ignored(comments))


def _raw(element: Element) -> Iterator[tuple[str, int, bool]]:
    """Words, offset, and whether they are a tag."""
    for part in element.content():
        if not isinstance(part, Element):
            yield *part, False
        elif part.name == "g":
            yield from _raw(part)
        else:
            yield part.file[part.start : part.inside], part.start, True
            yield from _raw(part)
            yield part.file[part.close : part.end], part.close, True


class _Text:
    """A string as Android's compiler (aapt2) reads it, piece by piece: escapes, quotes, white space."""

    def __init__(self) -> None:
        self.pieces: list[Piece] = []
        self._quoted = False
        self._spaced = True
        self._backslash: int | None = None
        """Where a piece ended in one: what it escapes comes next, as in `\\&apos;`."""

    def add(self, words: str, offset: int) -> None:
        """More text, up to the next tag or reference."""
        start = 0
        if self._backslash is not None and words:
            self.pieces.append((_ESCAPED.get(words[0], words[0]), self._backslash))
            self._backslash, self._spaced, start = None, False, 1
        for token in _TOKEN.finditer(words, start):
            self._token(token, offset + token.start())

    def finished(self, place: int) -> list[Piece]:
        """All pieces, without white space at the end; an empty one at `place` where there are none."""
        if self._spaced and self.pieces and self.pieces[-1][0] == " ":
            self.pieces.pop()
        return self.pieces or [("", place)]

    def _token(self, token: re.Match[str], at: int) -> None:
        high, low, unit, escaped, quote, space = token.groups()
        words = token[0]
        if space and not self._quoted:
            words = "" if self._spaced else " "
        elif quote:
            self._quoted, words = not self._quoted, ""
        elif escaped == "":
            self._backslash, words = at, ""
        elif unit or high:
            words = character(unit) if unit else character(high, low)
        elif escaped and escaped != "u":  # an escape that is broken stays as it is written
            words = _ESCAPED.get(escaped, escaped)
        self._spaced = bool(space) and not self._quoted
        if words:
            self.pieces.append((words, at))


def _words(element: Element) -> list[Piece]:
    text = _Text()
    for words, offset, is_tag in _raw(element):
        if is_tag:
            text.pieces.append((words, offset))
        else:
            text.add(words, offset)
    return text.finished(element.inside)
