"""The phrases in which two English numbers, `a` and `b`, can contradict each other. For re.IGNORECASE."""

import re

from audit.checks._numerals import NUMBER

# No ordinals, scores, times, fractions, negatives, compounds ("5-member"), nor parts of longer numbers.
_A, _B = (rf"(?<![\w.,:/–−-])(?P<{name}>{NUMBER})(?![\w/:]|[.,–-]\d|-\w)" for name in "ab")
_ABOUT = r"(?:(?:at\sleast|about|nearly|almost|some|around|more\sthan|another|a\sfurther|over)\s)?"
_THING = r"(?:people|civilians|soldiers|troops|workers|employees|children|cases|deaths|votes|seats|homes|per\s?cent)"
_UNIT_A, _UNIT_B = (rf"(?P<unit_{name}>\s?%|\s{_THING}\b)?" for name in "ab")
_MONTH = r"(?:Jan|Febr)uary|March|April|May|June|July|August|(?:Septem|Octo|Novem|Decem)ber"
_WHEN = rf"(?:\s(?:in|on|at|a|the|last|year|month|week|quarter|earlier|ago|before|(?:19|20)\d\d|{_MONTH})){{0,6}}"
_CHANGE = rf"\s(?:\w{{3,15}}ly\s)?from\s{_A}{_UNIT_A}{_WHEN}\sto\s{_B}{_UNIT_B}(?!\s(?:{_MONTH})\b)"
_TOLL = (
    r"(?P<span>(?:raising|bringing|taking|pushing)\sthe\s(?:(?:official|overall|total|confirmed)\s)?(?:death\s)?toll"
    rf"\s(?:up\s)?to\s{_ABOUT}{_B})"
)
KILLED = rf"\bkill(?:ed|ing|s)\s{_ABOUT}{_A}[^.;\d]{{0,80}}?{_TOLL}"
DIED = rf"{_A}\s(?:more\s)?(?:{_THING}\s)?(?:were\skilled|died)\b[^.;\d]{{0,60}}?{_TOLL}"
RISE = rf"\b(?:rose|risen|increased|climbed|grew|grown|jumped|surged|soared){_CHANGE}"
FALL = rf"\b(?:fell|fallen|dropped|decreased|declined|shrank|shrunk|plunged|slumped){_CHANGE}"
BETWEEN = rf"\bbetween\s{_A}\sand\s{_B}(?:\s?%|\s{_THING}\b)"
PART = rf"{_A}\s(?:out\s)?of\sthe\s{_B}\s\w{{2,20}}s\b"
_ASKED = r"(?:respondents|patients|participants|households|students|adults|(?:people|those)\s(?:surveyed|polled|asked))"
SHARE = rf"{_A}(?:\s?%|\sper\s?cent)\sof\s(?:(?:all|the)\s)?{_ASKED}\b(?!['’])(?P<b>)"

SILENT = re.compile(
    r"\b(?:rank\w*|place|position|spot|table|standings|seed\w*|charts?|No|per(?!\scent)|exchange|currency|yen|ro?uble"
    r"|yuan|lira|rupees?|pesos?|the\swon|rial|naira|dollar|yields?|bonds?|below|minus|difference|gap|ratio|ago|BCE?"
    r"|a\.?m|p\.?m|o'clock|GMT|turnout|fraud|equal\w*|equivalent)\b"
)
"""Words near which a lower number is the better one, time runs backwards, or the absurd figure is the news."""
LABEL = re.compile(
    r"(?:\w\s[A-Z]\w*|\b(?:[Ii]n|[Oo]n|[Bb]y|[Ss]ince|[Tt]he|Article|Section|article|section|page|chapter|day|week|game"
    r"|round|stage|lap))\s$"
)
"""Before a number that only names something: "Article 12 of the 5 treaties"."""
