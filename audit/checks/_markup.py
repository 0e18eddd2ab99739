"""The markup that strings hold: tags, entities, links, code, and how two of them are told apart."""

import re
from collections import Counter
from dataclasses import dataclass
from html.entities import html5

TAG = re.compile(
    r"<(/?)([A-Za-z][\w:.-]{0,40}|\d{1,3})(?:\s[^<>]{0,2000})?(/?)>"
    r"|\[(/?)(\w{1,10})(?:=[^\[\]]{0,300})?\]"
)
ATTRIBUTE = re.compile(r"""([\w:.@-]{1,40})\s*=\s*("[^"]*"|'[^']*')""")
CODE = re.compile(r"(?<!`)`([^`\s]{1,200})`(?!`)")
LINK = re.compile(r"\]\(([^()\s]{1,300})\)")

ENTITY = re.compile(r"&([A-Za-z]\w{1,9});")
DAMAGED = re.compile(r"&\s{0,2}(?:amp\s?;\s{0,2})?(#?[A-Za-z0-9]{2,8})\s{0,2};")
"""An entity with blanks in it, in wrong letters, or escaped twice."""
ACCELERATOR = re.compile(r"(?:^|(?<=[a-z (]))&(?=[A-Za-z])(?!\w+;)|(?<=[A-Z])&(?=[a-z])(?!\w+;)")
MNEMONIC = re.compile(r"(?<![^\s(])_(?=[^\W\d_])")

_NAMES = """a abbr b bdi bdo big blockquote br button center cite code dd del dfn div dl dt em font form h1 h2 h3 h4 h5
h6 hr i img input ins kbd label li mark ol option p pre q s samp script section select small span strike strong style
sub sup svg table tbody td th thead tr tt u ul var wbr"""
_HTML = {*_NAMES.split()}
_VOID = {"br", "hr", "img", "input", "wbr"}
_FREE = {"wbr", "q", "bdi", "bdo", "sub", "sup"}
"""Tags that another language may need or not."""
_BBCODE = {"b", "i", "u", "s", "url", "img", "code", "quote", "size", "color", "list", "email", "center"}
_TRANSLATED = {"title", "alt", "placeholder", "label", "summary", "content", "value", "lang", "hreflang", "dir"}


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag where it stands."""

    text: str
    start: int
    name: str
    """In lower case; in brackets where BBCode writes it so."""
    closes: bool
    alone: bool
    """Neither opens nor closes anything: <br>, <x/>."""

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.start + len(self.text)

    @property
    def sign(self) -> tuple[str, bool]:
        """What it is to a comparison; how a <br> is written is not."""
        return self.name, self.closes

    @property
    def attributes(self) -> dict[str, str]:
        """Those that nobody translates."""
        found = ((name.lower(), value[1:-1]) for name, value in ATTRIBUTE.findall(self.text))
        return {name: value for name, value in found if name not in _TRANSLATED and not name.startswith("aria-")}


def tags(source: str, target: str) -> tuple[list[Tag], list[Tag]]:
    """The tags of both texts in order; "<file>" that nobody knows and neither text closes is a word, and no tag."""
    both = [[_tag(match) for match in TAG.finditer(text)] for text in (source, target)]
    closed = {tag.name for found in both for tag in found if tag.closes}
    wanted, given = ([tag for tag in found if _is_known(tag, closed)] for found in both)
    return wanted, given


def _tag(match: re.Match[str]) -> Tag:
    slash, name, alone, bb_slash, bb_name = match.groups()
    if bb_name:
        return Tag(match[0], match.start(), f"[{bb_name.lower()}]", bool(bb_slash), False)
    void = bool(alone) or match[0].endswith("/>") or name.lower() in _VOID
    return Tag(match[0], match.start(), name.lower(), bool(slash) and name.lower() not in _VOID, void)


def _is_known(tag: Tag, closed: set[str]) -> bool:
    if tag.name[0] == "[":
        return tag.name[1:-1] in _BBCODE and tag.name in closed
    return tag.name in _HTML or tag.name in closed or (tag.alone and not re.match(r"(?:x|bx|ex|ph|it)\b", tag.name))


def lacking(ones: list[Tag], others: list[Tag]) -> list[Tag]:
    """Tags of the first that the others have fewer of; what languages are free in does not count."""
    rest = Counter(tag.sign for tag in others)
    found = []
    for tag in ones:
        rest[tag.sign] -= 1
        if rest[tag.sign] < 0 and tag.name not in _FREE:
            found.append(tag)
    return found


def misnested(found: list[Tag]) -> Tag | None:
    """The first tag that closes what is not open, or closes over another; None where all is well."""
    open_: list[str] = []
    for tag in found:
        if tag.closes:
            if not open_ or open_.pop() != tag.name:
                return tag
        elif not tag.alone and not tag.name.startswith("["):
            open_.append(tag.name)
    return None


def is_entity(name: str) -> bool:
    """True for the entities of HTML."""
    return f"{name};" in html5


def entity(name: str) -> str | None:
    """How an entity of about this name is written: "nbsp" for "NBSP"; None where there is none."""
    known = next((form for form in (name, name.lower()) if is_entity(form)), None)
    return f"&{known};" if known or re.fullmatch(r"#\d{2,5}", name) else None
