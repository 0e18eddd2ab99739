"""Words in another script than the text: what was not translated, and not even written in its letters.

A reader of Latin letters cannot even pronounce 没有问题. Glosses, quotations and what stands beside a word like
"character" are meant to be there: "(Киев)". Single letters of an alphabet are symbols.

Hit:   The minister said 没有问题 on Monday. | the войска were seen there
Clean: The word 福 (fu) means luck. | “Война и мир” in the original | the language menu: Русский, 日本語
Languages: all. Latin letters are at home in every script: see `language` for whole sentences.
"""

import re
from collections.abc import Iterator
from functools import cache

from babel import Locale

from audit.article import Article, Pair, Span
from audit.checks._scripts import foreign_letter, foreign_runs, script_of
from audit.domain import Category, Claim, Severity

_OPENS = re.compile(r"(?:[(（\[“\"«„‘'《「]|:|\b(?:characters?|words?|letters?|names?|hanzi|kanji|symbols?))\s?$")
_CLOSES = re.compile(r"\s?[(（)）\]”\"»’'》」]")


def check(article: Article) -> Iterator[Claim]:
    """One claim a run of such words."""
    letter = foreign_letter(article.target)
    if not letter.search(article.target.text):
        return
    runs = foreign_runs(article.target)
    own = script_of(article.source.language) if article.source else None
    for pair in article.pairs:
        text = pair.target.text
        for script, run in runs.items() if letter.search(text) else ():
            for match in run.finditer(text):
                if not _is_gloss(match) and (script == own or not _is_in_source(match[0], pair)):
                    start = pair.target.span.start
                    span = Span(start + match.start(), start + match.end())
                    why = f"{script} script left untranslated."
                    yield Claim("foreign", Category.UNTRANSLATED, Severity.MAJOR, span, why, 0.8)


def _is_gloss(match: re.Match[str]) -> bool:
    """True beside or inside brackets and quotation marks, and for single letters of an alphabet."""
    before = match.string[max(0, match.start() - 40) : match.start()]
    inside = max(before.rfind("("), before.rfind("（")) > max(before.rfind(")"), before.rfind("）"))
    letter = len(match[0]) == 1 and match[0] < "\u3000"
    return letter or inside or bool(_OPENS.search(before) or _CLOSES.match(match.string, match.end()))


def _is_in_source(words: str, pair: Pair) -> bool:
    """True where the source, itself in another script, has these very words, or names the language they are in."""
    return pair.source is not None and (words in pair.source.text or pair.source.text in _languages())


@cache
def _languages() -> frozenset[str]:
    """English names, as they stand in a menu; there each is to be written as it writes itself."""
    return frozenset(Locale("en").languages.values())
