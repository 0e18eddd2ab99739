"""Numbers that contradict each other inside one sentence.

A figure is what others quote, and machine translation turns "from 63" into "to 63" while the sentence stays fluent.
Looked for: a death toll raised to less than those just killed; a rise that goes down, a fall that goes up;
"between" with the larger number first; more out of fewer; more than 100% of the people asked.

Hit:   The strike killed 89 soldiers, raising the death toll to 63.
Clean: The team fell from 10th to 5th. The yen fell from 110 to 115 to the dollar.
Languages: English.
"""

import re
from collections.abc import Callable, Iterator
from operator import gt, lt
from typing import NamedTuple

from audit.article import Article, Span
from audit.checks import _numbers
from audit.checks._numerals import scale, value
from audit.domain import Category, Claim, Severity
from audit.language import base


class _Rule(NamedTuple):
    cue: str
    """What a sentence must hold to be worth the pattern: most hold none."""
    pattern: str
    wrong: Callable[[float, float], bool]
    severity: Severity
    confidence: float
    explanation: str


_RULES = (
    _Rule("toll", _numbers.KILLED, gt, Severity.CRITICAL, 0.9, "{a} just killed cannot bring the death toll to {b}."),
    _Rule("toll", _numbers.DIED, gt, Severity.CRITICAL, 0.85, "{a} just killed cannot bring the death toll to {b}."),
    _Rule("from", _numbers.RISE, gt, Severity.MAJOR, 0.8, "A rise that goes down, from {a} to {b}."),
    _Rule("from", _numbers.FALL, lt, Severity.MAJOR, 0.8, "A fall that goes up, from {a} to {b}."),
    _Rule("between", _numbers.BETWEEN, gt, Severity.MAJOR, 0.6, "The range runs backwards: {a} is more than {b}."),
    _Rule("of the", _numbers.PART, gt, Severity.MAJOR, 0.8, "{a} cannot be part of {b}."),
    _Rule(" of ", _numbers.SHARE, lambda a, _: a > 100, Severity.MAJOR, 0.8, "{a}% is more than all of them."),
)


def check(article: Article) -> Iterator[Claim]:
    """Contradictions, sentence by sentence."""
    if base(article.target.language) != "en":
        return
    for segment in article.segments:
        lowered = segment.text.lower()
        for rule in (rule for rule in _RULES if rule.cue in lowered):
            for match in re.finditer(rule.pattern, segment.text, re.IGNORECASE):
                if _contradicts(match, rule):
                    start, end = match.span("span" if "span" in match.re.groupindex else 0)
                    yield Claim(
                        "numbers",
                        Category.MISTRANSLATION,
                        rule.severity,
                        Span(segment.span.start + start, segment.span.start + end),
                        rule.explanation.format(a=match["a"], b=match["b"]),
                        rule.confidence,
                    )


def _contradicts(match: re.Match[str], rule: _Rule) -> bool:
    a, b, groups = match["a"], match["b"], match.groupdict()
    years = any(re.fullmatch("(?:19|20)\\d\\d", number) for number in (a, b))
    labelled = rule.pattern == _numbers.PART and _numbers.LABEL.search(
        match.string, max(0, match.start() - 20), match.start()
    )
    units = {unit.strip() for unit in (groups.get("unit_a"), groups.get("unit_b")) if unit}
    currencies = {number[0] for number in (a, b) if number and number[0] in "$€£"}
    context = match.string[max(0, match.start() - 60) : match.end() + 60]
    if years or labelled or len(units) > 1 or len(currencies) > 1 or _numbers.SILENT.search(context):
        return False
    # "from five to six million" may mean five million, or five: wrong only where both readings are.
    factors = {1, scale(b)} if scale(a) == 1 else {1}
    return all(rule.wrong(value(a) * factor, value(b)) for factor in factors)
