r"""White space that differs from the source: at the ends of a string, where lines break, and twice in a row.

A label is put together with what stands before and after it, and "Name:" + "Anna" without the blank at the end reads
"Name:Anna". Line breaks make the paragraphs of a message and the lines of a terminal.

Hit:   "Name: " -> "Name:" | "\nDone" -> "Fertig" | "First.\n\nSecond." -> "Erst. Dann." | "zwei  Leerzeichen"
Clean: "Name: " -> "名前：" | lines that are only wrapped elsewhere | two blanks that the source has too
Languages: all; languages without spaces between words need no blank at an end. Localized strings only.
"""

import re
from collections.abc import Iterator

from audit.article import Article, Segment, Span
from audit.domain import Category, Claim, Severity
from audit.language import base

_BLANK = " \t\n\r\u00a0\u202f\u3000"
_UNSPACED = {"zh", "ja", "yue", "th", "lo", "km", "my", "bo"}
_DOUBLE = re.compile(r"(?<=[^\W_])(?:  +| ?\u00a0[ \u00a0]+)(?=[^\W_])")
_PARAGRAPHS = re.compile(r"\n[ \t]*\n\s*")
_NAMES = {"\n": "a line break", "\t": "a tab"}


def check(article: Article) -> Iterator[Claim]:
    """The beginning, the end, the lines, the blanks of every string that has a source."""
    if article.source is None or not article.is_catalogue:
        return
    spaced = base(article.target.language) not in _UNSPACED
    for pair in article.pairs:
        text = pair.target.text
        if pair.source is None or not text:
            continue
        source = pair.source.text
        if text[0] in _BLANK or source[0] in _BLANK or text[-1] in _BLANK or source[-1] in _BLANK:
            yield from _ends(pair.target, source, spaced)
        if "\n" in source or "\n" in text:
            yield from _lines(pair.target, source)
        if "  " in text or "\u00a0" in text:
            yield from _doubled(pair.target, source)


def _ends(segment: Segment, source: str, spaced: bool) -> Iterator[Claim]:
    text, start, end = segment.text, segment.span.start, segment.span.end
    bare, bare_source = text.strip(_BLANK), source.strip(_BLANK)
    if not bare or not bare_source or bare[0] in ":;!?»":  # French sets a blank before these, on purpose
        return
    lead, lead_source = text[: text.index(bare)], source[: source.index(bare_source)]
    tail, tail_source = text[text.index(bare) + len(bare) :], source[source.index(bare_source) + len(bare_source) :]
    for given, wanted, span, where in (
        (lead, lead_source, Span(start, start + len(lead)), "begins"),
        (tail, tail_source, Span(end - len(tail), end), "ends"),
    ):
        if _differ(given, wanted, spaced):
            why = (
                f"The source {where} with {_name(wanted)}." if wanted else f"The source {where} without {_name(given)}."
            )
            yield _claim(span, why, 0.6, wanted)


def _differ(given: str, wanted: str, spaced: bool) -> bool:
    """In line breaks, in tabs, or in that there is a blank."""
    if any(given.count(mark) != wanted.count(mark) for mark in _NAMES):
        return True
    return spaced and bool(given) != bool(wanted)


def _lines(segment: Segment, source: str) -> Iterator[Claim]:
    """Paragraphs that became one, or the other way round; where lines are wrapped is nobody's business."""
    text = segment.text.rstrip(_BLANK)
    here, there = (
        _PARAGRAPHS.search(text, len(text) - len(text.lstrip(_BLANK))),
        _PARAGRAPHS.search(source.strip(_BLANK)),
    )
    if there and not here and "\n" not in text.strip(_BLANK):
        yield _claim(Span(segment.span.end, segment.span.end), "The source is in paragraphs.", 0.6, None)
    elif here and not there and "\n" not in source.strip(_BLANK):
        span = Span(segment.span.start + here.start(), segment.span.start + here.end())
        yield _claim(span, "The source is one paragraph.", 0.6, " ")


def _doubled(segment: Segment, source: str) -> Iterator[Claim]:
    for match in _DOUBLE.finditer(segment.text) if not _DOUBLE.search(source) else ():
        span = Span(segment.span.start + match.start(), segment.span.start + match.end())
        yield Claim("whitespace", Category.PUNCTUATION, Severity.MINOR, span, "Two blanks for one.", 0.4, " ")


def _claim(span: Span, why: str, confidence: float, suggestion: str | None) -> Claim:
    return Claim("whitespace", Category.PUNCTUATION, Severity.MINOR, span, why, confidence, suggestion)


def _name(blank: str) -> str:
    return next((name for mark, name in _NAMES.items() if mark in blank), "a blank")
