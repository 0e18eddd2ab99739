"""How programs write the places that they fill in, and what of two such places must agree."""

import re
from dataclasses import dataclass

_CONVERSION = r"(?:hh|h|ll|l|q|L|z|t|j)?[diouxXeEfFgGaAcCsSpn@]"
_SIZE = r"[-+0#]*(?:\d+|\*)?(?:\.(?:\d+|\*))?"
TOKEN = re.compile(
    rf"""%%
    |%\([^()%\n]{{1,60}}\){_SIZE}[diouxXeEfFgGcrsa]  # Python %(name)s
    |%[<{{][\w.-]{{1,60}}(?:>{_SIZE}[a-z]|\}})  # Ruby %{{name}}, %<name>d
    |%\#@\w{{1,60}}@  # Apple's variables
    |%[A-Za-z_]\w{{2,40}}%(?![\w%])  # Symfony's %name%
    |%(?:\d+\$)?{_SIZE}{_CONVERSION}  # C, and its many heirs
    |%L?[1-9]\d?(?!\d)  # Qt
    |[#$]\{{[^{{}}\n]{{1,80}}\}}  # Ruby, JavaScript
    |\{{\{{\{{?[^{{}}\n]{{1,80}}\}}\}}\}}?  # i18next, Vue, Angular
    |\$t\([^()\n]{{1,80}}\)  # i18next's references
    |\{{\s*[$-]?[\w.]{{0,60}}(?:\[\w+\])?(?:![rsa])?(?:\s*[,:][^{{}}\n]{{0,80}})?\s*\}}  # Python, Java, ICU, Fluent
    |<(?:x|bx|ex|ph|it|bpt|ept|sc|ec|cp)\s[^<>]{{0,300}}>  # XLIFF""",
    re.VERBOSE,
)
"""Every place of every syntax, and "%%", so that the s of "%%s" is none."""

NESTED = re.compile(r"\{\s*\w+\s*,\s*(?:plural|select|selectordinal|choice)\s*,")
"""An ICU message with branches in one string: what its braces hold is no business of this check."""

SPACED = re.compile(r"(?<!%)%[-+0#]* [-+0# ]*(?:\d+)?(?:\.\d+)?[diouxXeEfFgGcrsa]")
"""A conversion with a blank as its flag: "100 % d"; only where the file says that a string is a format."""

_PRINTF = re.compile(rf"%(?:(\d+)\$)?({_SIZE})(hh|h|ll|l|q|L|z|t|j)?([diouxXeEfFgGaAcCsSpn@])")
_NAMED = re.compile(r"%\(([^()]*)\)[^a-zA-Z]*([a-zA-Z])")
_BRACE = re.compile(r"\{\s*([$-]?[\w.]*(?:\[\w+\])?)(?:![rsa])?(?:\s*([,:])[^{}]*)?\s*\}")
_CLASSES = {**dict.fromkeys("diouxX", "d"), **dict.fromkeys("eEfFgGaA", "f"), "S": "s", "C": "c"}
_NUMBERS = re.compile(r"(?i)count|num|total|quantity|amount|size|length|limit|max|min|^n$|^[0-9]$|_n$|days|hours|years")

FORMATS = ("c", "objc", "python", "php", "perl", "lua", "awk", "gcc-internal", "tcl", "object-pascal", "elisp")
"""Languages of `<language>-format` flags in which a percent sign begins a place."""

NO_NUMBER = {
    "ar": "012",
    "he": "01",
    "iw": "01",
    "sl": "01",
    "ga": "01",
    "gd": "012",
    "cy": "012",
    "br": "01",
    "lv": "02",
}
NO_NUMBER |= dict.fromkeys(["ja", "zh", "ko", "th", "vi", "id", "ms", "lo", "my", "km", "bo", "dz"], "")
"""gettext's plural forms that stand for one number ("two files"), which need not be said; "0" in other languages."""
ZERO = {"ar": ("0", "zero", "=0"), "cy": ("0", "zero", "=0"), "lv": ("2", "zero", "=0")}
"""Plural forms of nothing, which need not say anything of what there is not."""


@dataclass(frozen=True, slots=True)
class Place:
    """One place of a text; two texts agree where they have the same `identity`s."""

    text: str
    start: int
    identity: str
    """Its name or number; for one that only its order tells, its type."""
    kind: str
    """What it is filled with, "d", "f", "s" ... ; empty where the syntax does not say."""
    ordered: bool = False
    """Known by nothing but its order: "%s"."""
    number: bool = False
    """Filled with a number, as far as one can tell."""

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.start + len(self.text)


def places(text: str, printf: bool = True) -> list[Place]:
    """The places of a text in order; without `printf` only those that have a name."""
    found = [_place(match) for match in TOKEN.finditer(text) if match[0] != "%%"]
    return found if printf else [place for place in found if not place.text.startswith("%") or not place.ordered]


def _place(match: re.Match[str]) -> Place:
    text, start = match[0], match.start()
    if named := _NAMED.fullmatch(text):
        kind = _CLASSES.get(named[2], named[2])
        return Place(text, start, f"%({named[1]})", kind, number=kind == "d" or bool(_NUMBERS.search(named[1])))
    if printf := _PRINTF.fullmatch(text):
        number, _, length, conversion = printf.groups()
        kind = _CLASSES.get(conversion, conversion) + (length or "").replace("h", "")
        return Place(text, start, f"%{number}$" if number else kind, kind, not number, kind[0] == "d")
    if brace := _BRACE.fullmatch(text):
        return Place(text, start, f"{{{brace[1]}}}", "", not brace[1], bool(_NUMBERS.search(brace[1])))
    squeezed = re.sub(r"\s+", "", text) if text[0] in "{%$#" else re.sub(r"\s*/?>$", "/>", text)
    return Place(text, start, squeezed, "", number=bool(_NUMBERS.search(squeezed.strip("{}%"))))
