"""Sentences in another language than the article, and source text left standing in a translated sentence.

What was not translated says nothing to the reader it was translated for. A script is seen at once; a sentence in the
same script counts only when it is long and surely another language. Glosses, quotations, names stay: "(Киев)".

Hit:   The minister said 没有问题 on Monday. | Die Regierung will das Gesetz noch in diesem Jahr ändern. (in English)
Clean: The word 福 (fu) means luck. | He studied at the Université libre de Bruxelles. | "Je ne regrette rien"
Languages: all; sentences by probability in the 97 that py3langid knows.
"""

import re
from collections.abc import Iterator

from audit.checks._scripts import foreign_runs
from audit.domain import Article, Category, Claim, Segment, Severity, Span
from audit.language import base, detect, name

_OPENS = re.compile(r"(?:[(（\[“\"«„‘'《「]|:|\b(?:characters?|words?|letters?|names?|hanzi|kanji|symbols?))\s?$")
_CLOSES = re.compile(r"\s?[(（)）\]”\"»’'》」]")
_SURE, _WORDS, _LETTERS = 0.98, 6, 30
_KIN = ("da no nb nn sv", "es pt gl ca oc an it", "cs sk", "hr sr bs sl", "ru uk be bg mk", "id ms jv", "de lb nl af")
"""Neighbours that the model mixes up; sentences in them are not told apart."""


def check(article: Article) -> Iterator[Claim]:
    """Other scripts first; then, for long sentences, other languages."""
    runs = foreign_runs(article.target)
    any_foreign = re.compile("|".join(run.pattern for run in runs.values()))
    for segment in article.segments:
        found = False
        for script, run in runs.items() if any_foreign.search(segment.text) else ():
            for match in run.finditer(segment.text):
                if not _is_gloss(match):
                    found = True
                    yield _claim(segment, *match.span(), f"{script} script left untranslated.")
        other = None if found else _other_language(segment.text, base(article.target.language))
        if other:
            yield _claim(segment, 0, len(segment.text), f"In {name(other)}, unlike the rest of the article.")


def _is_gloss(match: re.Match[str]) -> bool:
    """True beside or inside brackets and quotation marks, and for single letters of an alphabet."""
    before = match.string[max(0, match.start() - 40) : match.start()]
    inside = max(before.rfind("("), before.rfind("（")) > max(before.rfind(")"), before.rfind("）"))
    letter = len(match[0]) == 1 and match[0] < "\u3000"
    return letter or inside or bool(_OPENS.search(before) or _CLOSES.match(match.string, match.end()))


def _other_language(text: str, own: str) -> str | None:
    words = text.split()
    lower = sum(word[0].islower() for word in words)
    letters = sum(character.isalpha() for character in text)
    if own == "und" or len(words) < _WORDS or letters < _LETTERS or lower * 2 < len(words) or text[0] in '"“„«‘':
        return None
    found, probability = detect(text)
    kin = any({found, own} <= {*group.split()} for group in _KIN)
    return found if found != own and probability >= _SURE and not kin else None


def _claim(segment: Segment, start: int, end: int, why: str) -> Claim:
    span = Span(segment.span.start + start, segment.span.start + end)
    return Claim("language", Category.UNTRANSLATED, Severity.MAJOR, span, why, 0.8)
