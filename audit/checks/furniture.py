"""Page furniture that was scraped and translated with the story: links, adverts, comment forms, cookie notices.

A headline of another story in the middle of this one misleads the reader, and all of it is nothing the author wrote.
Only whole lines count: a sentence that begins with the same words is prose.

Hit:   See also  Real Madrid beat Liverpool to win the final | Leave a Reply | Lesen Sie auch: Der lange Abschied
Clean: See also the report by the auditors, which came to another conclusion. | Our Standards: Trust Principles.
Languages: English, German, French, Spanish, Russian and Chinese furniture, in an article of any language. Localized
strings are skipped: there "Leave a Reply" is the text.
"""

from collections.abc import Iterator

from audit.article import Article, Span
from audit.checks._furniture import FORM, LINK
from audit.domain import Category, Claim, Severity

_LONGEST = 300
_BULLETS = " \t\u00a0•*–—-»>▶→|"


def check(article: Article) -> Iterator[Claim]:
    """One claim a line; a line may hold several segments."""
    if article.is_catalogue:
        return
    text, done = article.target.text, 0
    for segment in article.segments:
        start = segment.span.start
        if (
            start < done
            or segment.key is not None
            or text[max(0, start - 9) : start].rpartition("\n")[2].strip(_BULLETS)
        ):
            continue
        end = text.find("\n", start, start + _LONGEST)
        line = text[start : end if end >= 0 else start + _LONGEST]
        words = line.strip(_BULLETS.replace("*", ""))
        severity = _severity(words)
        if severity and len(line) < _LONGEST:
            start += line.index(words)
            done = start + len(words)
            yield Claim(
                "furniture",
                Category.BOILERPLATE,
                severity,
                Span(start, done),
                "Part of the web page, not of the story.",
                0.9 if severity is Severity.MAJOR else 0.8,
                "",
            )


def _severity(words: str) -> Severity | None:
    """MAJOR for what reads as part of the story, MINOR for what is plainly a form."""
    if LINK.fullmatch(words):
        return Severity.MAJOR
    return Severity.MINOR if FORM.fullmatch(words) else None
