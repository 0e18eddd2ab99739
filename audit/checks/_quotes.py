"""Pairs of quotation marks that belong to other languages. From CLDR's delimiters and what is common in print besides.

An opening and a closing mark are written side by side: “” is the English pair, „“ the German, »« the Danish, «» the
French, „” the Polish, ”” the Swedish. What is not here is nobody's mistake: most languages put up with a second pair.
"""

_WRONG = (
    ("en", "“”", "«» »« „“ „” ”“"),
    ("de", "„“", "“” „” ”“ ””"),
    ("cs sk sl lt is", "„“", "“” „” ”“ ””"),
    ("bg mk", "„“", "“” ”“ ””"),
    ("pl hu ro", "„”", "“” „“ ”“"),
    ("hr bs sr", "„”", "”“"),
    ("fr", "«»", "„“ „” »« ”“"),
    ("es it pt ca gl", "«»", "„“ „” »« ”“"),
    ("ru uk be", "«»", "»« ”“ ””"),
    ("sv fi", "””", "„“ „” «» ”“"),
    ("el", "«»", "„“ „” »« ”“"),
    ("tr id ms vi", "“”", "„“ „” »« ”“"),
)
"""Languages, what is right there before anything else, what is wrong."""

RIGHT = {language: right for languages, right, _ in _WRONG for language in languages.split()}
WRONG = {language: frozenset(wrong.split()) for languages, _, wrong in _WRONG for language in languages.split()}
