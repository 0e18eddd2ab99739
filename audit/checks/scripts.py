"""Letters of two scripts in one word: a Cyrillic а in “rapport”, a Greek omicron in “Tom”.

They look alike, and nothing that searches, sorts, spells or speaks the text finds the word again; addresses made like
that are a fraud. Where each of the odd letters has a double in the script of the others, that is what was meant.

Hit:   a rаpport (Cyrillic а) | Mоsсow | Сохpанить (Latin p) | Τhe (Greek Τ) | паsswорт (nothing to propose)
Clean: α-helix, 5 µm, 10 kΩ, Δt, μTorrent | HTML-код, SQL-запрос | URLы, email’ов, PDFки | T恤, Tシャツ
Languages: all that are written in Latin, Cyrillic or Greek letters.
"""

import re
from collections.abc import Iterator

from audit.article import Article, Segment, Span
from audit.checks._homoglyphs import TO_CYRILLIC, TO_GREEK, TO_LATIN
from audit.checks._scripts import script_of
from audit.domain import Category, Claim, Severity
from audit.language import base

_LATIN, _OTHER = "A-Za-z\u00c0-\u024f", "\u0370-\u03ff\u0400-\u052f"
_FROM_LATIN = re.compile(f"[A-Za-z](?:(?<=[{_OTHER}].)|(?=[{_OTHER}]))")
_FROM_OTHERS = re.compile(f"[{_OTHER}](?:(?<=[{_LATIN}].)|(?=[{_LATIN}]))")
"""Where two scripts touch, looked for from the side of the script that the text has less of."""
_WORD = re.compile(r"[^\W\d_]+")
_PLACE = re.compile(r"(?:%(?:\([^)]*\)|\d+\$)?[-#0 +.\d]*|\\|&)$")
"""Before a letter that is no part of the word it touches: %s, %(name)s, \\n."""
_INFLECTED = re.compile(f"[{_LATIN}]+[{_OTHER}]{{1,4}}")
_TURNS = re.compile(f"[{_LATIN}](?=[{_OTHER}])|[{_OTHER}](?=[{_LATIN}])")
_LATINS, _OTHERS, _CYRILLIC = re.compile(f"[{_LATIN}]"), re.compile(f"[{_OTHER}]"), re.compile("[\u0400-\u052f]")
_SHORTEST, _LONG = 3, 5
"""Letters of a word with doubles, and of one without: CΔt is a formula."""


def check(article: Article) -> Iterator[Claim]:
    """One claim a word."""
    script = script_of(article.target.language) or ("Greek" if base(article.target.language) == "el" else "Latin")
    touching, done = _FROM_LATIN if script == "Cyrillic" else _FROM_OTHERS, 0
    for match in touching.finditer(article.target.text):
        segment = article.segment_at(match.start()) if match.start() >= done else None
        word = _word(segment, match.start()) if segment else None
        if segment and word:
            span = Span(segment.span.start + word.start(), segment.span.start + word.end())
            done = span.end
            yield from _judged(word[0], span, script)


def _word(segment: Segment, at: int) -> re.Match[str] | None:
    """The word around an offset of the text, without the letter of a placeholder that it seems to begin with."""
    start = min(at - segment.span.start, len(segment.text))
    while start and segment.text[start - 1].isalpha():
        start -= 1
    if _PLACE.search(segment.text[max(0, start - 40) : start]):
        start += 1
    return _WORD.match(segment.text, start)


def _judged(word: str, span: Span, script: str) -> Iterator[Claim]:
    turns = len(_TURNS.findall(word))
    if not turns or len(word) < _SHORTEST or (script != "Latin" and _INFLECTED.fullmatch(word)):
        return  # "URLы": a Latin name with the ending that grammar asks for
    meant = _meant(word)
    if meant:
        why = "Letters of another script that only look like these."
        yield Claim("scripts", Category.SPELLING, Severity.MAJOR, span, why, 0.9, meant)
    elif turns > 1 and len(word) >= _LONG:
        yield Claim("scripts", Category.SPELLING, Severity.MAJOR, span, "Letters of two scripts in one word.", 0.7)


def _meant(word: str) -> str | None:
    """The word in the one script that all its letters have a double in; in that of most where both do."""
    latin = word.translate(TO_LATIN)
    other = word.translate(TO_CYRILLIC if _CYRILLIC.search(word) else TO_GREEK)
    whole = [one for one, alien in ((latin, _OTHERS), (other, _LATINS)) if not alien.search(one)]
    return max(whole, key=lambda one: sum(map(str.__eq__, one, word)), default=None)
