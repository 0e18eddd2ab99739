"""Punctuation that differs from the source at the end of a string, stands twice, or stands off its word.

A question without its mark is read as a statement, a label without its colon as a heading. Each language has marks of
its own, and some have none: what counts is the kind of mark. A full stop more or less is a slip only where the file
else keeps to the source, and only after a whole sentence.

Hit:   "Are you sure?" -> "Sind Sie sicher." | "Loading…" -> "Laden" | "Das ist es ." | "ja,, nein"
Clean: "Are you sure?" -> "Είστε σίγουροι;" | "Really?" -> "Vraiment ?" | "Saved." -> "保存しました" | "etc." -> "и др"
Languages: all; Thai, Lao, Khmer, Burmese, Tibetan need no marks, Chinese, Japanese, Korean no full stop, and Armenian
marks a question inside its word. Ends are compared in localized strings only.
"""

import re
from collections.abc import Iterator

from audit.article import Article, Segment, Span
from audit.checks._ends import CLOSERS, COLON, ELLIPSIS, KINDS, LENIENT, QUESTION, STOP, UNMARKED, ending, mark
from audit.checks._loose_marks import loose_marks
from audit.domain import Category, Claim, Severity
from audit.language import base

_WRONG = {(QUESTION, None), (QUESTION, STOP), (COLON, None), (COLON, STOP), (ELLIPSIS, None), (ELLIPSIS, STOP)}
"""Source and target; what else differs is a matter of style: "Done!" and "Fertig."; "Forgot password" with "?"."""
_STOPS = {(STOP, None), (None, STOP)}
_SENTENCE = 5
"""Words of a string that a full stop belongs to."""
_ABBREVIATED = re.compile(r"(?:\b\w|\b(?:etc|inc|ltd|approx|max|min|no|vs|\w\.\w)|\d)\.\W*$", re.IGNORECASE)
_TAIL = 40
"""Characters that its last word and what follows are looked for in."""
_RARE = 0.05
"""Share of a file's sentences in which a full stop more or less is a slip; beyond, it is the file's way."""


def check(article: Article) -> Iterator[Claim]:
    """Ends against the source; then what is wrong by itself."""
    if article.is_catalogue and article.source is not None:
        yield from _ends(article, base(article.source.language), base(article.target.language))
    for start, end, why, right in loose_marks(article):
        segment = article.segment_at(start)
        if segment and start >= segment.span.start and end <= segment.span.end:
            yield _claim(Span(start, end), why, right)


def _ends(article: Article, source_language: str, language: str) -> Iterator[Claim]:
    sentences, stops = 0, []
    for pair in article.pairs:
        text = pair.target.text
        if pair.source is None or not text:
            continue
        source = pair.source.text
        kind = KINDS.get(source[-1])
        if kind == KINDS.get(text[-1]) and source[-2:] != ".." != text[-2:]:
            sentences += kind is STOP
            continue
        kinds = ending(source, source_language), ending(text, language)
        if kinds in _STOPS and language not in LENIENT and _is_sentence(source, text):
            stops.append((pair.target, kinds))
        elif kinds in _WRONG and language not in (LENIENT if QUESTION in kinds or STOP in kinds else UNMARKED):
            yield _end(pair.target, kinds[0], kinds[1], language)
    if len(stops) <= max(1, _RARE * sentences):
        yield from (_end(segment, *kinds, language) for segment, kinds in stops)


def _is_sentence(source: str, text: str) -> bool:
    long = source.count(" ") + 1 >= _SENTENCE
    return long and not (_ABBREVIATED.search(source[-_TAIL:]) or _ABBREVIATED.search(text[-_TAIL:]))


def _end(segment: Segment, wanted: str | None, given: str | None, language: str) -> Claim:
    """At the mark that is not the source's, or where its mark is missing."""
    bare = segment.text.rstrip(CLOSERS if given else None)
    end = segment.span.start + len(bare)
    right = mark(wanted, language) if wanted else ""
    why = f"The source ends in a {wanted}." if wanted else f"The source ends without a {given}."
    return _claim(Span(end - (1 if given else 0), end), why.replace("a e", "an e"), right)


def _claim(span: Span, why: str, right: str) -> Claim:
    return Claim("punctuation", Category.PUNCTUATION, Severity.MINOR, span, why, 0.4, right)
