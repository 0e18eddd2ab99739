"""gettext catalogues (PO): every message with its translation, and where both stand.

A unit is a msgstr, its source the msgid; each form of a plural is a unit of its own with the form "0", "1", ... The
source of form 0 is msgid, of all others msgid_plural, which is also that of the only form of languages that have one.
The key is "context|msgid", or the msgid. Left out are the header, obsolete entries, references and previous msgids.
Templates have nothing to audit: .pot is no suffix of ours, and one with the header that xgettext writes is refused.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from audit.article import Bitext, Unit
from audit.readers._directives import ignored
from audit.readers._escapes import unescaped
from audit.readers._malformed import malformed
from audit.readers._spelling import backslashed
from audit.readers._units import Piece, Units

SUFFIXES: tuple[str, ...] = (".po",)
CATALOGUE = True

_MESSAGE = re.compile(r'^msgid[ \t]+"[^\r\n]*"[ \t]*[\r\n](?:[^#\r\n][^\r\n]*[\r\n]+){0,99}msgstr[ \t[]', re.MULTILINE)
_SNIFFED = 16_384
"""A header's comments may be a licence and a hundred names of translators."""

_TOKEN = re.compile(
    r"#(?P<comment>[^\r\n]*+)"
    r'|"(?P<string>[^"\\\r\n]*+(?:\\[^\r\n][^"\\\r\n]*+)*+)"'
    r"|(?P<keyword>(?:msgctxt|msgid_plural|msgid|msgstr|domain)\b(?:\[[0-9]{1,2}\])?)"
    r"|(?P<stray>\S)"
)
_ESCAPE = re.compile(r'\\(?:([abfnrtv"\\])|(?:[0-7]{1,3}|x[0-9A-Fa-f]{2})(?:\\(?:[0-7]{1,3}|x[0-9A-Fa-f]{2})){0,99})')
_MEANINGS = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", '"': '"', "\\": "\\"}

_WRITTEN = {meaning: f"\\{letter}" for letter, meaning in _MEANINGS.items()}
_LANGUAGE = re.compile(r"^Language:[ \t]*([A-Za-z]\w*(?:[-_]\w+)*)[^@\s]*(@\w+)?", re.MULTILINE | re.ASCII)
_SOURCE_LANGUAGE = re.compile(r"^X-Source-Language:[ \t]*([A-Za-z]\w*(?:[-_]\w+)*)", re.MULTILINE | re.ASCII)
_PLURALS = re.compile(r"\bnplurals[ \t]*=[ \t]*([0-9]{1,2})\b")
_TEMPLATE = "PO-Revision-Date: YEAR-MO-DA"
_SCRIPTS = {"@latin": "_Latn", "@cyrillic": "_Cyrl"}
_PLAIN = Unit()


def sniff(text: str) -> bool:
    """True where a msgid is followed by its msgstr."""
    return bool(_MESSAGE.search(text, 0, _SNIFFED))


def read(text: str) -> Bitext:
    """All messages in the order of the file, the languages as its header declares them.

    Raises InputError with line and column where the file is no PO, and for a template.
    """
    entries = list(_entries(text))
    header = next((entry for entry in entries if entry.is_header), None)
    about = _words(text, header.parts["msgstr"]) if header and "msgstr" in header.parts else ""
    declared = _PLURALS.search(about)
    plurals = int(declared[1]) if declared else None
    source, target = Units(text), Units(text)
    translated = False
    for entry in entries:
        if entry.is_header or "domain" in entry.parts:
            continue
        for key, original, translation, unit in _messages(text, entry, plurals):
            source.add(key, original, unit)
            target.add(key, translation, unit)
            translated = translated or bool(translation[0][0])
    if header and _TEMPLATE in about and not (translated or _LANGUAGE.search(about)):
        raise malformed(text, header.at, "a template, nothing in it is translated: give the catalogue of a language")
    return Bitext(source.extract(_language(_SOURCE_LANGUAGE, about)), target.extract(_language(_LANGUAGE, about)))


def spellings(file: str, start: int, end: int, words: str) -> Iterator[str]:  # noqa: ARG001 - the contract of readers
    """With escapes for quotes, backslashes and control characters."""
    yield backslashed(words, _WRITTEN)


def _language(pattern: re.Pattern[str], about: str) -> str | None:
    """A language with its script: "sr_Latn" for "sr@latin", "de_DE" for "de_DE.UTF-8@euro"."""
    match = pattern.search(about)
    return match[1] + "".join(_SCRIPTS.get(str(one), "") for one in match.groups()[1:]) if match else None


@dataclass(slots=True)
class _Entry:
    """Comments, then keywords with their strings: (start, end) offsets of what stands between the quotes."""

    at: int
    comments: list[str]
    is_header: bool = False
    parts: dict[str, list[tuple[int, int]]] = field(default_factory=dict)


def _entries(text: str) -> Iterator[_Entry]:
    """The entries of a file in order, obsolete ones left out."""
    comments: list[str] = []
    entry: _Entry | None = None
    strings: list[tuple[int, int]] | None = None
    for token in _TOKEN.finditer(text):
        if token.lastgroup == "string" and strings is not None:
            strings.append((token.start() + 1, token.end() - 1))
        elif token.lastgroup == "comment":
            if token[1].startswith("~"):
                comments = []  # they were the obsolete entry's
            else:
                comments.append(token[1])
        elif token.lastgroup == "keyword":
            keyword = token[0]
            if entry is None or (keyword in ("msgctxt", "msgid", "domain") and list(entry.parts) != ["msgctxt"]):
                if entry:
                    yield _checked(text, entry)
                entry = _Entry(token.start(), [])
            entry.comments += comments
            comments = []
            if keyword in entry.parts:
                raise malformed(text, token.start(), f"{keyword} stands twice in one entry: leave one of them out")
            strings = entry.parts[keyword] = []
        else:
            raise malformed(text, token.start(), _stray(token[0]))
    if entry:
        yield _checked(text, entry)


def _stray(sign: str) -> str:
    if sign == '"':
        return 'a quote that is not closed on its line: close it, and write quotes inside as \\"'
    if sign[0] == '"':
        return "a string without a keyword: write msgid or msgstr before it"
    return "neither a comment, a keyword nor a string: check that this is a PO file, and that strings are quoted"


def _checked(text: str, entry: _Entry) -> _Entry:
    """The entry, if it is whole; raises InputError else."""
    parts = entry.parts
    for keyword, strings in parts.items():
        if not strings:
            raise malformed(text, entry.at, f'{keyword} has no string: write at least ""')
    if "domain" in parts:
        return entry
    translations = [keyword for keyword in parts if keyword.startswith("msgstr")]
    if "msgid" not in parts:
        raise malformed(text, entry.at, "an entry without msgid: every translation needs one before it")
    if not translations:
        raise malformed(text, entry.at, 'a msgid without msgstr: write msgstr "" where it is not translated')
    if any((keyword != "msgstr") is not ("msgid_plural" in parts) for keyword in translations):
        raise malformed(text, entry.at, "a plural needs both msgid_plural and msgstr[0]; any other entry, msgstr alone")
    entry.is_header = "msgctxt" not in parts and all(start == end for start, end in parts["msgid"])
    return entry


def _messages(text: str, entry: _Entry, plurals: int | None) -> Iterator[tuple[str, list[Piece], list[Piece], Unit]]:
    """Key, source, target and the rest of every form of an entry; `plurals` is how many the header declares."""
    parts = entry.parts
    key = _words(text, parts["msgid"])
    context = _words(text, parts["msgctxt"]) if "msgctxt" in parts else None
    if context is not None:
        key = f"{context}|{key}"
    unit = _unit(entry.comments, context)
    if "msgstr" in parts:
        yield key, _pieces(text, parts["msgid"]), _pieces(text, parts["msgstr"]), unit
        return
    forms = [keyword for keyword in parts if keyword.startswith("msgstr")]
    flags = unit.flags | {f"nplurals={plurals}"} if plurals else unit.flags
    for form in forms:
        number = form[len("msgstr[") : -1]
        original = "msgid" if int(number) == 0 and (plurals or len(forms)) > 1 else "msgid_plural"
        described = Unit(number, flags=flags, note=unit.note, ignored=unit.ignored)
        end = ("", parts[original][-1][1])  # the next form's source begins further up in the file: it ends this one
        yield key, [*_pieces(text, parts[original]), end], _pieces(text, parts[form]), described


def _unit(comments: list[str], context: str | None) -> Unit:
    """What comments and context say; of the comments those of translators (#) and for them (#.) are its note."""
    if not comments and context is None:
        return _PLAIN
    flags = [flag.strip() for line in comments if line[:1] in (",", "=") for flag in line[1:].split(",")]
    lines = [line.removeprefix(".").strip() for line in comments if line[:1] not in (",", "=", ":", "|")]
    note = "\n".join(line for line in [context, *lines] if line)
    return Unit(flags=frozenset(filter(None, flags)), note=note, ignored=ignored("\n".join(lines)))


def _pieces(text: str, strings: list[tuple[int, int]]) -> list[Piece]:
    """The strings of a keyword as one text; a place alone where all are empty."""
    if len(strings) == 1:
        return list(unescaped(text, *strings[0], _ESCAPE, _meaning))
    written = [string for string in strings if string[0] < string[1]] or strings[:1]
    return [piece for start, end in written for piece in unescaped(text, start, end, _ESCAPE, _meaning)]


def _words(text: str, strings: list[tuple[int, int]]) -> str:
    return "".join(words for words, _ in _pieces(text, strings))


def _meaning(escape: re.Match[str]) -> str:
    """Octal and hexadecimal escapes are bytes, and UTF-8 together; what is no escape stays as it is written."""
    if escape[1]:
        return _MEANINGS[escape[1]]
    codes = escape[0].split("\\")[1:]
    return bytes(int(code[1:], 16) if code[0] == "x" else int(code, 8) & 0xFF for code in codes).decode(
        errors="replace"
    )
