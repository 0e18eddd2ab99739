"""How a string ends: the marks of every script that close a sentence or open what follows."""

import re

STOP, ELLIPSIS, COLON, QUESTION, EXCLAMATION = "full stop", "ellipsis", "colon", "question mark", "exclamation mark"

KINDS = (
    dict.fromkeys(".。．｡।॥۔։።។။|", STOP)
    | dict.fromkeys("…⋯", ELLIPSIS)
    | dict.fromkeys(":：", COLON)
    | dict.fromkeys("?？؟⸮՞\u037e", QUESTION)
    | dict.fromkeys("!！՜", EXCLAMATION)
)
"""Mark -> what it is; "։" is the Armenian full stop, U+037E the Greek question mark."""
MARKS = {
    STOP: dict.fromkeys(("zh", "ja"), "。")
    | {"hi": "।", "bn": "।", "hy": "։", "ur": "۔", "am": "።", "km": "។", "my": "။"},
    ELLIPSIS: {},
    COLON: {"zh": "：", "ja": "："},
    QUESTION: {"zh": "？", "ja": "？", "ar": "؟", "fa": "؟", "ur": "؟", "ps": "؟", "ckb": "؟", "ug": "؟", "el": ";"},
}
"""What a language writes, where that is not what English writes."""
UNMARKED = frozenset(("th", "lo", "km", "my", "bo", "dz", "hy"))
"""Languages that end sentences without a mark, or (Armenian) mark a question inside its word."""
LENIENT = UNMARKED | {"zh", "ja", "ko", "yue"}
"""Languages whose interfaces leave the full stop out, and ask by a particle."""
_DEFAULT = {STOP: ".", ELLIPSIS: "…", COLON: ":", QUESTION: "?"}
CLOSERS = " \t\r\n\u00a0\u202f\u200e\u200f\"'”’“»«›‹)]}」』）】》"
_END = 300
"""Characters in which a string's last word ends, quotation marks, brackets and tags after it included."""
_DOTS = re.compile(r"(?:\.\s?\.\s?\.|。。)\.*$|[…⋯]\.?$")


def ending(text: str, language: str) -> str | None:
    """What kind of mark a string ends in, quotation marks, brackets and tags apart; None for none."""
    text = text[-_END:].rstrip(CLOSERS)
    while text.endswith(">") and "<" in text:
        text = text[: text.rindex("<")].rstrip(CLOSERS)
    if _DOTS.search(text):
        return ELLIPSIS
    if language == "el" and text.endswith(";"):
        return QUESTION
    if language == "hy" and text.endswith((":", "\u2024")):
        return STOP
    if language == "bn" and text.endswith("ঃ"):  # its visarga, which is often typed for a colon
        return COLON
    return KINDS.get(text[-1:])


def mark(kind: str, language: str) -> str:
    """How a language writes it."""
    return MARKS[kind].get(language, _DEFAULT[kind])
