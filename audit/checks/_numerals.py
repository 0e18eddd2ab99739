"""How English writes numbers: a pattern that finds them, and their value."""

import re

_ONES = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
seventeen eighteen nineteen"""
_TENS = """twenty thirty forty fifty sixty seventy eighty ninety"""
_SMALL = {word: number for number, word in enumerate(_ONES.split())}
_SMALL |= {word: 10 * number for number, word in enumerate(_TENS.split(), start=2)}
_SCALES = {"dozen": 12, "hundred": 100, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}

_SCALE = "|".join(_SCALES)
_FIRST = "|".join(sorted(_SMALL, key=len, reverse=True))
_DIGITS = r"(?:\d{1,3}(?:,\d{3}){1,5}|\d{1,12})(?:\.\d{1,4})?"
# "and" only joins after hundred and thousand: "between five and seven" are two numbers. All repeats are bounded,
# so that a megabyte of "one one one" stays linear.
_JOINT = r"(?:-|\s|(?<=dred)\sand\s|(?<=sand)\sand\s)"
_SPELT = rf"(?:{_FIRST})\b(?:{_JOINT}(?:{_FIRST}|{_SCALE})\b){{0,7}}"
NUMBER = rf"(?:[$€£]\s?)?(?:{_DIGITS}|{_SPELT})(?:[\s-](?:{_SCALE})\b)?"
"""Matches "5,000", "$3.5 million", "eighty-nine", "one hundred and two"; wants re.IGNORECASE."""


def value(number: str) -> float:
    """What a text that NUMBER matched is worth."""
    total = group = 0.0
    for word in re.findall(r"[a-z]+|\d[\d,]*(?:\.\d+)?", number.lower()):
        if word[0].isdigit():
            group += float(word.replace(",", ""))
        elif word in _SMALL:
            group += _SMALL[word]
        elif word == "hundred":
            group *= 100
        elif word in _SCALES:
            total, group = total + group * _SCALES[word], 0.0
    return total + group


def scale(number: str) -> int:
    """The last word of a number as a factor: 1,000,000 for "3.5 million", 1 for "35"."""
    return _SCALES.get(re.split(r"[\s-]", number.lower())[-1], 1)
