"""From the bytes of a file to its text, character for character: nothing is repaired, so offsets stay exact."""

import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, BOM_UTF32_BE, BOM_UTF32_LE, lookup
from unicodedata import category

from charset_normalizer import CharsetMatch, from_bytes
from charset_normalizer.constant import FREQUENCIES

from audit.errors import InputError
from audit.language import detect
from audit.language import name as name_of

_BOMS = (  # UTF-32 before UTF-16: its little-endian mark begins with the other's
    (BOM_UTF32_LE, "utf-32-le"),
    (BOM_UTF32_BE, "utf-32-be"),
    (BOM_UTF16_LE, "utf-16-le"),
    (BOM_UTF16_BE, "utf-16-be"),
    (BOM_UTF8, "utf-8"),
)

_WIDE = ("utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be")

_MAGIC = (
    (b"%PDF-", "a PDF", "convert it to text first (for example with pdftotext)"),
    (b"PK\x03\x04", "a ZIP archive", "unpack it first"),
    (b"\xd0\xcf\x11\xe0", "an old Office document (.doc)", "save it as plain text or HTML first"),
    (b"{\\rtf", "a rich text document (RTF)", "save it as plain text or HTML first"),
    (b"\x1f\x8b", "gzip-compressed", "unpack it first (gunzip)"),
    (b"BZh", "bzip2-compressed", "unpack it first (bunzip2)"),
    (b"\xfd7zXZ\x00", "xz-compressed", "unpack it first (unxz)"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive", "unpack it first"),
    (b"Rar!\x1a\x07", "a RAR archive", "unpack it first"),
    (b"\x89PNG\r\n", "a PNG image", "give the text itself"),
    (b"\xff\xd8\xff", "a JPEG image", "give the text itself"),
    (b"GIF8", "a GIF image", "give the text itself"),
    (b"bplist00", "a binary property list", "convert it first (plutil -convert xml1, or to a .strings file)"),
    (b"SQLite format 3\x00", "an SQLite database", "export the text first"),
)

_PACKED = (  # what the ZIP archive holds: names stand uncompressed near the beginning
    (b"word/", "a Word document (.docx)"),
    (b"opendocument.text", "an OpenDocument text (.odt)"),
    (b"application/epub+zip", "an e-book (.epub)"),
    (b"xl/", "a spreadsheet (.xlsx)"),
    (b"ppt/", "a presentation (.pptx)"),
)

_DECLARED = re.compile(
    rb"""(?i:<meta\b[^>]{0,200}?charset|<\?xml\b[^>]{0,200}?encoding|^"Content-Type:[^"\r\n]{0,99}?charset)"""
    rb"""\s*=\s*["']?\s*([\w.:-]{1,40})""",
    re.MULTILINE,
)
_DECLARED_WITHIN = 4096

# What a label means on the web (WHATWG Encoding): pages say Latin-1 and mean Windows-1252.
_MEANT = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
}

_NO_CHARSETS = {"utf-7", "unicode_escape", "raw_unicode_escape", "punycode", "idna", "undefined", "mbcs", "oem"}
"""Python codecs that no page is written in, and that let a file smuggle in other characters than it shows."""

# Guessing among what is found on the web only: left alone, the guesser reads French as Mac Central European.
# fmt: off
_LIKELY = [
    "cp1252", "cp1251", "cp1250", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "cp874", "gb18030",
    "big5hkscs", "cp932", "euc_jp", "cp949", "koi8_r", "koi8_u", "iso8859_2", "iso8859_5", "iso8859_7", "iso8859_15",
]
# fmt: on

_DAMAGE = 0.05
"""Share of broken characters among the non-ASCII ones up to which a file is damaged UTF-8, not another encoding."""


_TIE = 0.02
"""Difference in the guesser's measure of mess that says nothing; its measure of language is coarser still."""


def decode(data: bytes, name: str) -> tuple[str, str]:
    """The text of a file and the codec that read it; a byte order mark is not part of the text.

    In order: byte order mark, UTF-8, the charset an HTML, XML or PO file declares, UTF-16/32 without a mark, a guess.
    UTF-8 with a few broken bytes stays UTF-8: they become U+FFFD, which is what the auditor has to see.
    `name` is the file's, for messages. Raises InputError for what is empty, binary or in no known encoding.
    """
    _refuse_binary(data, name)
    text, encoding = _decoded(data, name)
    if not text.strip("\ufeff\u200b \t\r\n") or text.isspace():
        raise InputError(f"{name} is empty: there is nothing to audit. Check that the right file was given.")
    return text, lookup(encoding).name


def _decoded(data: bytes, name: str) -> tuple[str, str]:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _marked(data[len(mark) :], encoding, name), encoding
    if b"\x00" in data:
        return _wide(data, name)
    if b"\x1b$" in data and (text := _try(data, "iso2022_jp")) is not None:  # seven-bit: would pass as UTF-8
        return text, "iso2022_jp"
    if (text := _try(data, "utf-8")) is not None:
        return text, "utf-8"
    for encoding in declared(data):
        if (text := _try(data, encoding)) is not None:
            return text, encoding
    return _damaged(data) or _guess(data, name)


def _refuse_binary(data: bytes, name: str) -> None:
    for magic, what, advice in _MAGIC:
        if not data.startswith(magic):
            continue
        if magic.startswith(b"PK"):
            for mark, packed in _PACKED:
                if mark in data[:4096]:
                    what, advice = packed, "save it as plain text or HTML first"
        raise InputError(f"{name} looks like {what}: {advice}.")


def _try(data: bytes, encoding: str) -> str | None:
    try:
        text = data.decode(encoding)
        text.encode("utf-8")  # a few codecs let lone surrogates through
    except (UnicodeError, LookupError):
        return None
    return text


def _marked(data: bytes, encoding: str, name: str) -> str:
    text = _try(data, encoding)
    if text is None and encoding == "utf-8" and (damaged := _damaged(data)):
        text = damaged[0]
    if text is None or "\x00" in text:
        label = encoding.upper().removesuffix("-LE").removesuffix("-BE")
        raise InputError(f"{name} is marked as {label} but is not valid {label}: save it again as UTF-8.")
    return text


def declared(data: bytes) -> list[str]:
    """The codecs that what a file declares may mean, the likeliest first; none for UTF-8, and where it says nothing."""
    match = _DECLARED.search(data[:_DECLARED_WITHIN])
    if match is None:
        return []
    try:
        label = lookup(match[1].decode("ascii")).name
    except (LookupError, UnicodeError):
        return []
    if label in _NO_CHARSETS or label.startswith("utf-"):  # UTF-8 has been tried; a readable "utf-16" is no UTF-16
        return []
    return [_MEANT[label], label] if label in _MEANT else [label]


def _wide(data: bytes, name: str) -> tuple[str, str]:
    """UTF-16 or UTF-32 without a byte order mark: the reading without control or unassigned characters.

    Of two, the one with more ASCII, since it is ASCII that has the NUL bytes: swapped, it looks like Chinese.
    """
    readings = [(text, encoding) for encoding in _WIDE if (text := _try(data, encoding)) and _is_written(text)]
    if not readings:
        raise InputError(f"{name} looks like a binary file (it has NUL bytes): give a text, Markdown or HTML file.")
    return max(readings, key=lambda reading: len(reading[0].encode("ascii", errors="ignore")))


def _is_written(text: str) -> bool:
    return not any(category(sign) in ("Cc", "Cn", "Co") and sign not in "\t\n\f\r" for sign in text[:4096])


def _damaged(data: bytes) -> tuple[str, str] | None:
    text = data.decode("utf-8", errors="replace")
    broken = text.count("\ufffd") - data.count(b"\xef\xbf\xbd")
    foreign = len(text) - len(text.encode("ascii", errors="ignore"))
    return (text, "utf-8") if broken <= foreign * _DAMAGE else None


def _guess(data: bytes, name: str) -> tuple[str, str]:
    guesses = from_bytes(data, cp_isolation=_LIKELY)
    best = guesses.best()
    # Where codecs differ in a few letters only, the guesser cannot decide: "très" and "trčs" are both mostly French.
    near = [guess for guess in guesses if best and _as_good(guess, best)]
    chosen = max(near, key=_native) if len(near) > 1 else best
    text = _try(data, chosen.encoding) if chosen else None
    if chosen is None or text is None:
        raise InputError(f"{name} is not text in an encoding we know: save it as UTF-8.")
    return text, chosen.encoding


def _as_good(guess: CharsetMatch, best: CharsetMatch) -> bool:
    return guess.chaos <= best.chaos + _TIE and guess.coherence >= best.coherence / 2


def _native(guess: CharsetMatch) -> tuple[float, float]:
    """Share of the letters beyond ASCII that are usual in the language it is, and how surely it is that language."""
    text = str(guess)[:20_000]
    language, probability = detect(text)
    letters = [letter for letter in text.lower() if letter > "\x7f" and letter.isalpha()]
    usual = set(FREQUENCIES.get(name_of(language), ()))
    return sum(letter in usual for letter in letters) / max(1, len(letters)), probability
