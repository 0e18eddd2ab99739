"""Words that multiply the number before them, as many languages write them."""

import re
from functools import lru_cache
from math import prod

_EXACT = {
    1e2: "hundred",
    1e3: "k thousand tausend tsd duizend tusen tusind tys тыс тис хиляди mii ezer ألف آلاف هزار אלף nghìn हज़ार",
    1e5: "lakh lakhs लाख",
    1e6: "mio mln mn mill milió млн εκατ مليون ملايين میلیون מיליון triệu juta मिलियन",
    1e7: "crore crores करोड़",
    1e9: "bn mrd mld miliar млрд δισ مليار میلیارد מיליארד tỷ अरब",
    1e12: "трлн trilyon تريليون triliun",
}
_STEMS = {
    1e3: "พัน thousand tausend tusind tysi tisíc hiljad tisuć tisoč тысяч тисяч хиљад χιλιάδ",
    1e6: "ล้าน million millón millones milyon milhão milhões milion miljon miljoen millió milijon миллион мільйон милион"
    " εκατομμύρι",
    1e9: "milliard miljard miliard milijard milyar миллиард мільярд милиард милијард δισεκατομμύρι",
    1e12: "billón billones bilião biliões bilion biljon триллион трильйон трилион",
}
_LOCAL = {
    "en": {"billion": 1e9, "billions": 1e9, "trillion": 1e12},
    "de": {"billion": 1e12, "billionen": 1e12},
    "fr": {"billion": 1e12, "billions": 1e12, "mille": 1e3},
    "pt": {"bilhão": 1e9, "bilhões": 1e9, "trilhão": 1e12, "trilhões": 1e12, "mil": 1e3},
    "es": {"mil": 1e3},
    "it": {"mila": 1e3, "miliardi": 1e9, "miliardo": 1e9},
    "tr": {"bin": 1e3},
}
"""What only one language counts so: a German Billion is an English trillion."""
_SIGNS = dict(
    zip("百千万萬亿億兆백천만억조", (1e2, 1e3, 1e4, 1e4, 1e8, 1e8, 1e12, 1e2, 1e3, 1e4, 1e8, 1e12), strict=True)
)
_WORDS = {word: factor for factor, words in _EXACT.items() for word in words.split()}
_PREFIXES = [(stem, factor) for factor, stems in _STEMS.items() for stem in stems.split()]
_NEXT = re.compile(
    r"(?:[余多餘]|\s?)(?:((?:百(?!分)|千(?![米克瓦卡字赫])|兆(?![字位赫瓦比])|[万萬亿億백천만억조]){1,3})"
    r"|([^\W\d_][^\s\d.,;:!?()%]{0,19}))"
)
"""Not 千米, a kilometre, nor 兆字节, a megabyte."""
_SCALED = re.compile(r"\d(?=\s?[^\W\d_](?![\d_]))")
_AFTER_MIL = re.compile(r"\s(?:mil(?:lones|hões)|millones)")


def magnitude(text: str, at: int, language: str) -> tuple[float, int]:
    """The factor that stands at an offset and where it ends; (1.0, at) where none does."""
    match = _NEXT.match(text, at)
    if match is None or (match.end() - match.start(2) == 1 and match.start(2) > at):  # "5 k" is no thousand
        return 1.0, at
    if match[1]:
        return prod(_SIGNS[sign] for sign in match[1]), match.end()  # 百万
    factor = _factor(match[2].lower(), language)
    after = _AFTER_MIL.match(text, match.end()) if factor == 1e3 else None  # mil millones
    return (1e9, after.end()) if after else (factor, match.end()) if factor else (1.0, at)


def has_magnitude(text: str, language: str) -> bool:
    """True where any such word stands: "zwei Millionen"."""
    words = re.findall(r"[^\W\d_]{2,20}", text)
    return any(_factor(word.lower(), language) for word in words) or not _SIGNS.keys().isdisjoint(text)


@lru_cache(maxsize=4096)
def _factor(word: str, language: str) -> float | None:
    known = _LOCAL.get(language, {}).get(word) or _WORDS.get(word)
    return known or next((factor for stem, factor in _PREFIXES if word.startswith(stem)), None)


def is_scaled(text: str, language: str) -> bool:
    """True where a number stands before such a word."""
    return any(magnitude(text, match.end(), language)[0] > 1 for match in _SCALED.finditer(text))
