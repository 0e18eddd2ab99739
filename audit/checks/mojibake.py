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

from audit.domain import Article, Category, Claim, Segment, Severity, Span

_RUN = re.compile(r"[^\x00-\x7f]{2,64}")
_LOST = re.compile(r"\ufffd+(?: \ufffd+)*+")
_ENTITY = re.compile(
    r"&(?:amp;)?(?:#\d{2,6}|#[xX][0-9a-fA-F]{2,5}|nbsp|amp|quot|apos|lt|gt|[lr][sd]quo|[mn]dash|hellip|[lr]aquo|euro"
    r"|[aeiouAEIOU](?:acute|grave|circ|uml)|ntilde|ccedil|szlig|bull|middot|copy|reg|trade|shy|ensp|emsp|thinsp);"
)
_ABOUT_HTML = re.compile(r"\bHTML\b|\bentit|`|</?[a-z]")


def check(article: Article) -> Iterator[Claim]:
    """Damage in every segment; no two claims overlap."""
    for segment in article.segments:
        text = segment.text
        if is_bad(text):
            yield from _misread(segment)
        if "\ufffd" in text:
            for match in _LOST.finditer(text):
                yield _claim(segment, *match.span(), "Characters were lost (U+FFFD).", None)
        if "&" in text and segment.key is None and not _ABOUT_HTML.search(text):
            for match in _ENTITY.finditer(text):
                yield _claim(segment, *match.span(), "An HTML entity left in the text.", unescape(unescape(match[0])))


def _misread(segment: Segment) -> Iterator[Claim]:
    for run in _RUN.finditer(segment.text):
        repair = _repair(run[0])
        if repair != run[0] and "\ufffd" not in run[0]:
            yield _claim(segment, *run.span(), "Text read in the wrong encoding.", repair)


@lru_cache(maxsize=4096)
def _repair(run: str) -> str:
    return str(fix_encoding(run))


def _claim(segment: Segment, start: int, end: int, why: str, repair: str | None) -> Claim:
    span = Span(segment.span.start + start, segment.span.start + end)
    return Claim("mojibake", Category.ENCODING, Severity.MAJOR, span, why, 0.9, repair)
