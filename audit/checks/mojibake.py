"""Characters damaged on the way: decoded in the wrong encoding, lost, or left as HTML.

A reader sees Ã© for é, â€™ for an apostrophe, a lozenge with a question mark for what was lost, or &nbsp; for nothing.
The repair is proposed where there is one (ftfy knows which encodings are mistaken for which).

Hit:   The cafÃ© isnâ€™t open. | 10&nbsp;000 people | It�s late.
Clean: The café isn’t open. | AT&T | the HTML entity &nbsp; is a space
Languages: all. Entities are left alone in localized strings, where they may be what the format asks for.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from html import unescape

from ftfy import fix_encoding
from ftfy.badness import is_bad

from audit.article import Article, Segment, Span
from audit.checks._by_segment import by_segment
from audit.domain import Category, Claim, Severity

_ENCODINGS = "cp1250 cp1251 cp1252 cp1253 cp1254 cp1257 latin-1 iso8859-2 mac-roman cp437"
_CONTINUED = {letter for code in _ENCODINGS.split() for letter in bytes(range(0x80, 0xC0)).decode(code, "ignore")}
_TELLING = re.compile(f"[{re.escape(''.join(sorted(_CONTINUED)))}](?<=[^\x00-\x7f].)|[√≈├┬]")
"""What the second byte of a character in UTF-8 becomes in the wrong encoding, after another such letter."""
_RUN = re.compile(r"[^\x00-\x7f]{2,64}")
_TWO_BYTES = re.compile(r"(?:[ÃÄÅ][€ƒ„†‡ˆ‰Š‹ŒŽ‚‘’“”•˜™š›œžŸ¡-¿])+")
_QUOTES = frozenset("‘’“”‚„")
_BESIDE = re.compile(r"[a-zà-öø-ÿ]")
"""What is a letter of Central Europe or Turkish, as Windows reads it: Å‚ for ł, ÄŸ for ğ; it stands in a word."""
_LOST = re.compile(r"\ufffd+(?: \ufffd+)*+")
_ENTITY = re.compile(
    r"&(?:amp;)?(?:#\d{2,6}|#[xX][0-9a-fA-F]{2,5}|nbsp|amp|quot|apos|lt|gt|[lr][sd]quo|[mn]dash|hellip|[lr]aquo|euro"
    r"|[aeiouAEIOU](?:acute|grave|circ|uml)|ntilde|ccedil|szlig|bull|middot|copy|reg|trade|shy|ensp|emsp|thinsp);"
)
_ABOUT_HTML = re.compile(r"\bHTML\b|\bentit|`|</?[a-z]")


def check(article: Article) -> Iterator[Claim]:
    """Damage in every segment; no two claims overlap."""
    text = article.target.text
    for pair, _ in by_segment(_TELLING, article):
        sure = list(_misread(pair.target)) if is_bad(pair.target.text) else []
        yield from sure or _misread_letters(pair.target)
    for match in _LOST.finditer(text) if "\ufffd" in text else ():
        yield _claim(Span(*match.span()), "Characters were lost (U+FFFD).", None)
    for segment in article.segments if "&" in text and not article.is_catalogue else ():
        if "&" in segment.text and segment.key is None and not _ABOUT_HTML.search(segment.text):
            for match in _ENTITY.finditer(segment.text):
                repair = unescape(unescape(match[0]))
                yield _claim(_span(segment, match), "An HTML entity left in the text.", repair)


def _misread(segment: Segment) -> Iterator[Claim]:
    for run in _RUN.finditer(segment.text):
        repair = _repair(run[0])
        if repair != run[0] and "\ufffd" not in run[0]:
            yield _claim(_span(segment, run), "Text read in the wrong encoding.", repair)


def _misread_letters(segment: Segment) -> Iterator[Claim]:
    """What ftfy, which cannot be sure of a single letter, leaves as it is."""
    text = segment.text
    for run in _TWO_BYTES.finditer(text):
        try:
            repair = run[0].encode("cp1252").decode()
        except UnicodeError:
            continue
        after, before = _BESIDE.match(text, run.end()), _BESIDE.match(text, max(0, run.start() - 1))
        if repair.isalpha() and after and (before or _QUOTES.isdisjoint(run[0])):
            yield _claim(_span(segment, run), "Text read in the wrong encoding.", repair)


@lru_cache(maxsize=4096)
def _repair(run: str) -> str:
    return str(fix_encoding(run))


def _span(segment: Segment, match: re.Match[str]) -> Span:
    return Span(segment.span.start + match.start(), segment.span.start + match.end())


def _claim(span: Span, why: str, repair: str | None) -> Claim:
    return Claim("mojibake", Category.ENCODING, Severity.MAJOR, span, why, 0.9, repair)
