"""Full stops that end nothing: abbreviations, ordinals, attributions that sentencex cuts at."""

import re

_AFTER_MARK = re.compile(r"(?:[\"'”’»«›“)\]」』]|(?:…|\.\.\.)[)\]]*|\b(?:\w\.){2,})$")
_EXCLAIMED = re.compile(r"[!?！？؟…]$")
_DASHED = re.compile(r"[—–-]\s*[^\W\d_]")
_ENUMERATOR = re.compile(r"\(?(?:\d{1,3}|[^\W\d_])[.)]")

_WEEKDAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
_ZONE = r"(?:GMT|UTC|BST|CES?T|[ECMP][SD]?T|Eastern|Central|Mountain|Pacific|local)\b"
_SAID_ZH = r"[^。！？，、\s]{0,6}(?:说|說|道|表示|称|稱|问|問)"

_JOINTS = {
    "en": (
        (r"\b[ap]\.m\.$", rf"\(|{_WEEKDAY}|{_MONTH}|{_ZONE}"),
        (r"[!?][\"”’]$", r"(?:[A-Z][\w.-]+ ){1,3}(?:said|says|asked|added|told|wrote)\b"),
    ),
    "de": ((r"\b(?:am|vom|zum|beim|im|ab|bis|seit|der|die|das|den|dem|des)\s\d{1,2}\.$", r"\w"),),
    "fr": ((r"\b(?:MM?|Mmes?|Mlles?|Mgr|Me|Pr)\.$", r"[^\W\d_a-z]"),),
    "pl": ((r"\b(?:godz|nr|tel|str|poz|art|ust)\.$", r"\d"),),
    "ja": ((r"[」』]$", r"と|って"),),
    "zh": ((r"[”」』]$", _SAID_ZH),),
    "ko": ((r"[”\"'’」]$", r"(?:이?라)?고\b|라며|는 "),),
}
"""Language -> what stands before the boundary, and after it, where it is none."""

_RULES = {
    language: tuple((re.compile(before), re.compile(after)) for before, after in joints)
    for language, joints in _JOINTS.items()
}

_REACH = 40
"""Characters looked at on either side: longer than any abbreviation or attribution above."""


def is_joint(text: str, start: int, end: int, language: str) -> bool:
    """True where the sentence that began at `start` goes on behind `end`."""
    before, after = text[max(start, end - _REACH) : end], text[end : end + _REACH].lstrip()
    if _AFTER_MARK.search(before) and _goes_on(after):
        return True
    if _EXCLAIMED.search(before) and _DASHED.match(after) and _goes_on(after):
        return True
    if end - start <= _REACH and _ENUMERATOR.fullmatch(text[start:end].strip()):
        return True
    return any(left.search(before) and right.match(after) for left, right in _RULES.get(language, ()))


def _goes_on(after: str) -> bool:
    """True before a comma or a lower-case letter, a dash in between or not."""
    word = after.lstrip("—–- ")
    return after[:1] in tuple(",;:،、，；") or word[:1].islower()
